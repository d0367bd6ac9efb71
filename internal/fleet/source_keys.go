package fleet

import (
	"context"
	"errors"
	"slices"
	"sync"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/app"
)

// KeyList gives a reading of the list of keys that is one walk's own: api.NewKeyWalk asks for
// it.
func (s *Source) KeyList() api.KeyLister { return &listing{source: s} }

// ListKeys gives keys of all instances, as KeyList does for each call by itself.
func (s *Source) ListKeys(ctx context.Context, offset, limit int) (api.KeyPage, error) {
	return s.KeyList().ListKeys(ctx, offset, limit)
}

// listing is a reading of the keys of all instances, which come in the order in which the
// instances answer.
type listing struct {
	source *Source
	mu     sync.Mutex
	now    *gathering // nil before the first page
}

// gathering is what came so far.
type gathering struct {
	mu      sync.Mutex
	keys    []api.Key
	done    bool
	changed chan struct{} // closed when there is more
	stop    context.CancelFunc
}

// ListKeys gives the keys from offset on that are there, and waits for one. At 0 the
// instances are asked anew. Who is not there is told on the last page.
func (l *listing) ListKeys(ctx context.Context, offset, limit int) (api.KeyPage, error) {
	l.mu.Lock()
	if offset == 0 || l.now == nil {
		if l.now != nil {
			l.now.stop()
		}
		l.now = l.source.gather(ctx)
	}
	g := l.now
	l.mu.Unlock()
	for {
		g.mu.Lock()
		page, changed := g.page(offset, limit), g.changed
		done := g.done
		g.mu.Unlock()
		if done && len(page.Keys)+offset >= page.Total {
			page.Cut = l.source.cut()
		}
		if done || limit > 0 && len(page.Keys) > 0 {
			return page, nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			if errors.Is(ctx.Err(), context.Canceled) {
				g.stop() // nobody comes back for it
			}
			return api.KeyPage{Total: -1}, ended(ctx.Err(), listWithin)
		}
	}
}

func (g *gathering) page(offset, limit int) api.KeyPage {
	page := api.KeyPage{Total: -1}
	from := min(max(offset, 0), len(g.keys))
	to := len(g.keys)
	if limit > 0 {
		to = min(to, from+limit)
	}
	page.Keys = slices.Clone(g.keys[from:to])
	if g.done {
		page.Total = len(g.keys)
	}
	return page
}

// gather asks every instance for its keys. It outlasts the request that began it.
func (s *Source) gather(ctx context.Context) *gathering {
	ctx, stop := context.WithCancel(context.WithoutCancel(ctx))
	context.AfterFunc(s.life, stop)
	g := &gathering{changed: make(chan struct{}), stop: stop}
	go func() {
		defer stop()
		for a := range Ask(ctx, s.all(), listWithin, func(ctx context.Context, _ Member, client app.Client) ([]api.Key, error) {
			return api.Keys(ctx, client)
		}) {
			s.note(a.Member.Name, api.OpListKeys, a.Err)
			mark(a.Member.Name, a.Value)
			g.add(a.Value, false)
		}
		g.add(nil, true)
	}()
	return g
}

func (g *gathering) add(list []api.Key, done bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.keys, g.done = append(g.keys, list...), done
	close(g.changed)
	g.changed = make(chan struct{})
}

// CreateKey is refused: nothing says on which of the instances.
func (s *Source) CreateKey(context.Context, api.NewKey) (api.CreatedKey, error) {
	return api.CreatedKey{}, &api.Error{Op: api.OpCreateKey, Kind: api.Invalid, Message: "nothing says on which instance: name one of " + s.names()}
}

// RevokeKey revokes a key on its own instance.
func (s *Source) RevokeKey(ctx context.Context, id string) error {
	instance, own := api.SplitID(id)
	m := s.find(instance)
	if m == nil {
		return &api.Error{Op: api.OpRevokeKey, Kind: api.Invalid, Message: "its id does not say which instance it is of: " + s.names()}
	}
	client, err := m.connect(ctx)
	if err != nil {
		return err
	}
	return client.RevokeKey(ctx, own)
}

// TestWith is refused: nothing says with which of the instances. Member gives one.
func (s *Source) TestWith(api.Secret, string) (api.Tester, error) {
	return nil, errors.New("nothing says of which instance the key is: name one of " + s.names())
}

// RevokedKeys joins what the instances remember, the latest first. Beside an error there is
// what the others gave.
func (s *Source) RevokedKeys(ctx context.Context) ([]api.RevokedKey, error) {
	var list []api.RevokedKey
	for a := range Ask(ctx, s.all(), listWithin, func(ctx context.Context, _ Member, client app.Client) ([]api.RevokedKey, error) {
		return client.RevokedKeys(ctx)
	}) {
		s.note(a.Member.Name, api.OpRevoked, a.Err)
		for _, k := range a.Value {
			k.Key = k.Of(a.Member.Name)
			list = append(list, k)
		}
	}
	slices.SortStableFunc(list, func(a, b api.RevokedKey) int { return b.Revoked.Compare(a.Revoked) })
	if cut := s.cut(); cut != "" {
		return list, &api.PartialError{Got: len(list), Total: -1, Cut: cut}
	}
	return list, nil
}
