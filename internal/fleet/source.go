package fleet

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/text"
)

// Source is several instances that are worked on as one. Keys and entries carry the name
// of their instance, and ids that are unique among all (api.JoinID). What changes a key goes to
// its own instance. Close it.
type Source struct {
	members []*kept
	life    context.Context
	end     context.CancelFunc

	mu       sync.Mutex
	absent   map[string]map[string]error // by instance and what was asked of it
	readings []*reading                  // of the log, the latest last
	count    int                         // of readings so far
}

var _ app.Client = (*Source)(nil)

// NewSource makes one of members. Nothing is sent.
func NewSource(ctx context.Context, members []Member) *Source {
	s := &Source{absent: map[string]map[string]error{}}
	s.life, s.end = context.WithCancel(context.WithoutCancel(ctx))
	for _, m := range members {
		s.members = append(s.members, &kept{Member: m, turn: make(chan struct{}, 1)})
	}
	return s
}

// Close ends what is under way and closes the clients.
func (s *Source) Close() {
	s.end()
	for _, m := range s.members {
		m.close()
	}
}

// kept is a member whose client is kept.
type kept struct {
	Member
	turn   chan struct{} // held while it connects, so that a key's source is asked once
	mu     sync.Mutex
	client app.Client
	closed bool
}

// connect gives the client, which is closed with the source.
func (k *kept) connect(ctx context.Context) (app.Client, error) {
	select {
	case k.turn <- struct{}{}:
		defer func() { <-k.turn }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if client := k.reached(); client != nil {
		return Stays(client), nil
	}
	client, err := k.Connect(ctx)
	if err != nil {
		return nil, err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.closed {
		client.Close()
		return nil, context.Canceled
	}
	k.client = client
	return Stays(client), nil
}

// reached gives the client once there is one, nil before.
func (k *kept) reached() app.Client {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.client
}

func (k *kept) close() {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.closed = true; k.client != nil {
		k.client.Close()
	}
}

// Activity makes a member what its log is read from.
func (k *kept) Activity(ctx context.Context, q api.ActivityQuery) (api.ActivityPage, error) {
	client, err := k.connect(ctx)
	if err != nil {
		return api.ActivityPage{Matching: -1, Total: -1}, err
	}
	return client.Activity(ctx, q)
}

// all are the members, each giving its kept client.
func (s *Source) all() []Member {
	list := make([]Member, len(s.members))
	for i, m := range s.members {
		list[i] = Member{m.Profile, m.connect}
	}
	return list
}

// MembersOn are the instances that a client works on, which goes on being of use.
func MembersOn(client app.API) []Member {
	if s, several := client.(*Source); several {
		return s.all()
	}
	at := client.Instance()
	return []Member{{app.Profile{Name: at.Name, URL: at.URL}, func(context.Context) (app.Client, error) { return Stays(client), nil }}}
}

// find gives the member of a name, nil where there is none.
func (s *Source) find(name string) *kept {
	if i := slices.IndexFunc(s.members, func(m *kept) bool { return m.Name == name }); i >= 0 {
		return s.members[i]
	}
	return nil
}

// Member gives one of the instances by itself, which knows its keys by their own ids
// (api.SplitID). It stays with the source.
func (s *Source) Member(ctx context.Context, name string) (app.API, error) {
	m := s.find(name)
	if m == nil {
		return nil, errors.New("there is no instance " + name + " among these")
	}
	return m.connect(ctx)
}

// Part is one of the instances that a client works on.
type Part struct {
	Name string // "" where it is the only one
	app.API
}

// ID is the id by which the client knows a key of the part.
func (p Part) ID(own string) string { return api.JoinID(p.Name, own) }

// Parts are the instances that a client works on: of a source those whose key was found, and
// any other client by itself.
func Parts(client app.API) []Part {
	s, several := client.(*Source)
	if !several {
		return []Part{{"", client}}
	}
	var list []Part
	for _, m := range s.members {
		if client := m.reached(); client != nil {
			list = append(list, Part{m.Name, client})
		}
	}
	return list
}

// mark makes keys of an instance those of several.
func mark(instance string, list []api.Key) {
	for i := range list {
		list[i] = list[i].Of(instance)
	}
}

// Instance names the source. There is no address of several, and what is kept by
// instance is kept by those of Parts.
func (s *Source) Instance() api.Instance {
	names := make([]string, len(s.members))
	for i, m := range s.members {
		names[i] = m.Name
	}
	return api.Instance{Name: text.Plural(len(names), "instance", "instances"), ID: "instances:" + strings.Join(names, ",")}
}

// OwnPreview is "": each instance is asked with a key of its own.
func (s *Source) OwnPreview() string { return "" }

// names lists the instances for a sentence.
func (s *Source) names() string { return strings.TrimPrefix(s.Instance().ID, "instances:") }
