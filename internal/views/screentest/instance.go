package screentest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/supascale/supascale-tui/internal/activity/cluster"
	"github.com/supascale/supascale-tui/internal/activity/query"
	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/keys"
)

// Instance is an instance in memory that a screen talks to. Fail its requests
// by setting an error.
type Instance struct {
	mu      sync.Mutex
	Keys    []api.Key      // newest first
	Entries []api.Activity // newest first
	Own     string         // preview of the console's own key

	Gone []api.RevokedKey // revoked keys it remembers
	// Values are the keys' values by id, for those who try them out.
	Values map[string]string
	// Answer, when set, answers reads with a key instead.
	Answer func(ctx context.Context, value string, r keys.Resource) (api.Tried, error)

	IgnoresLimit bool  // ListKeys sends everything, as an undocumented instance may
	KeepsRevoked bool  // RevokeKey answers well and revokes nothing
	ListErr      error // the answers, when set
	CreateErr    error
	RevokeErr    error
	ActivityErr  error
	StatsErr     error

	Lists        int // requests made
	Queries      []api.ActivityQuery
	StatsQueries []api.StatsQuery
	Revoked      []string
	Created      []api.NewKey
	Tried        []keys.Resource // reads with a key that is tested
}

// Instance names the instance.
func (f *Instance) Instance() api.Instance {
	return api.Instance{Name: "production", URL: "https://supascale.example.com", ID: "https://supascale.example.com"}
}

// OwnPreview is the preview of the key the console uses.
func (f *Instance) OwnPreview() string { return f.Own }

// ListKeys gives a page.
func (f *Instance) ListKeys(ctx context.Context, offset, limit int) (api.KeyPage, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.Lists++
	if err := answer(ctx, f.ListErr); err != nil {
		return api.KeyPage{}, err
	}
	if f.IgnoresLimit {
		return api.KeyPage{Keys: slices.Clone(f.Keys), Total: -1}, nil
	}
	from, to := min(offset, len(f.Keys)), len(f.Keys)
	if limit > 0 {
		to = min(from+limit, to)
	}
	return api.KeyPage{Keys: slices.Clone(f.Keys[from:to]), Total: len(f.Keys)}, nil
}

// FakeValue is the value of every key that CreateKey makes: of the right form
// and plainly not a real one.
const FakeValue = keys.Prefix + "FakeFakeFakeFakeFakeFakeFake"

// CreateKey adds a key to the front.
func (f *Instance) CreateKey(ctx context.Context, key api.NewKey) (api.CreatedKey, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.Created = append(f.Created, key)
	if err := answer(ctx, f.CreateErr); err != nil {
		return api.CreatedKey{}, err
	}
	k := api.Key{
		ID: fmt.Sprintf("key-new-%d", len(f.Created)), Name: key.Name, Preview: keys.Preview(FakeValue),
		Permissions: key.Permissions, Created: Now, Expires: key.Expires,
	}
	f.Keys = append([]api.Key{k}, f.Keys...)
	return api.CreatedKey{Key: k, Secret: api.NewSecret(FakeValue)}, nil
}

// RevokeKey removes a key.
func (f *Instance) RevokeKey(ctx context.Context, id string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.Revoked = append(f.Revoked, id)
	if err := answer(ctx, f.RevokeErr); err != nil {
		return err
	}
	if !f.KeepsRevoked {
		f.Keys = slices.DeleteFunc(f.Keys, func(k api.Key) bool { return k.ID == id })
	}
	return nil
}

// RevokedKeys gives the keys it remembers.
func (f *Instance) RevokedKeys(ctx context.Context) ([]api.RevokedKey, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.Gone), answer(ctx, f.ListErr)
}

// Activity gives the entries that match. The cursor is the number of the next
// one; what is after a Follow cursor are the entries added to the front since.
func (f *Instance) Activity(ctx context.Context, q api.ActivityQuery) (api.ActivityPage, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.Queries = append(f.Queries, q)
	if err := answer(ctx, f.ActivityErr); err != nil {
		return api.ActivityPage{}, err
	}
	page := api.ActivityPage{Total: len(f.Entries), Follow: fmt.Sprint(len(f.Entries))}
	if n := len(f.Entries); n > 0 {
		page.Oldest = f.Entries[n-1].Time
	}
	if q.After != "" {
		return f.after(page, q), nil
	}
	var from int
	_, _ = fmt.Sscan(q.Cursor, &from)
	limit := q.Limit
	if limit == 0 {
		limit = 50
	}
	for _, e := range f.Entries {
		if !matches(e, q) {
			continue
		}
		page.Matching++
		switch {
		case page.Matching <= from:
		case len(page.Entries) < limit:
			page.Entries = append(page.Entries, e)
		case page.Next == "":
			page.Next = fmt.Sprint(from + limit)
		}
	}
	return page, nil
}

func (f *Instance) after(page api.ActivityPage, q api.ActivityQuery) api.ActivityPage {
	var known int
	_, _ = fmt.Sscan(q.After, &known)
	for _, e := range slices.Backward(f.Entries[:max(len(f.Entries)-known, 0)]) {
		if matches(e, q) {
			page.Entries = append(page.Entries, e)
		}
	}
	return page
}

// Stats gives the entries that match in figures.
func (f *Instance) Stats(ctx context.Context, q api.StatsQuery) (cluster.Stats, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.StatsQueries = append(f.StatsQueries, q)
	if err := answer(ctx, f.StatsErr); err != nil {
		return cluster.Stats{}, err
	}
	folder := cluster.NewFolder(q.Since, q.Until, q.Step, q.Clusters, q.Uses)
	for _, e := range f.Entries {
		if matches(e, api.ActivityQuery{Since: q.Since, Until: q.Until, Where: q.Where}) {
			counted := e.Counted()
			folder.Add(&counted)
		}
	}
	stats := folder.Stats()
	stats.Total = len(f.Entries)
	if n := len(f.Entries); n > 0 {
		stats.Oldest = f.Entries[n-1].Time
	}
	return stats, nil
}

func matches(e api.Activity, q api.ActivityQuery) bool {
	where, err := q.Where.Without(query.Since, query.Until).Bind(Now, Zone)
	if err != nil {
		return false
	}
	event := e.Event()
	text := strings.ToLower(e.KeyName + "\n" + e.Path + "\n" + e.UserAgent)
	return where.Match(&event) &&
		(q.Since.IsZero() || !e.Time.Before(q.Since)) &&
		(q.Until.IsZero() || !e.Time.After(q.Until)) &&
		(q.Type == "" || e.Type == q.Type) &&
		(!q.FailuresOnly || e.Failed) &&
		(q.Reason == "" || e.Reason == q.Reason) &&
		(q.KeyID == "" || e.KeyID == q.KeyID) &&
		(q.IP == "" || e.IP == q.IP) &&
		strings.Contains(text, strings.ToLower(q.Text))
}

func answer(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return &api.Error{Op: "reach the instance", Kind: api.Canceled, Message: "the request was given up", Cause: ctx.Err()}
	}
	return err
}

// Requests tells how many requests were made of every kind, and what they did.
func (f *Instance) Requests() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return fmt.Sprint(f.Lists, len(f.Queries), len(f.StatsQueries), f.Revoked, len(f.Created), len(f.Tried))
}
