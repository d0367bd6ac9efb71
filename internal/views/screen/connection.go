package screen

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/activity/cluster"
	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/clipboard"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/ui"
)

// Profile is one of the admin's instances, as the list of them shows it. Its
// texts are clean.
type Profile struct {
	Name        string
	URL         string
	Environment Environment
}

// Connection is an instance to work with, and what goes with it.
type Connection struct {
	Profile Profile
	API     API
	// Look and Clipboard are the profile's own, nil for the console's.
	Look      *ui.Look
	Clipboard *clipboard.Clipboard
	Defaults  Defaults
	// Exact is Env.Exact of this instance.
	Exact func(value api.Secret) (id string, revoked, known bool)
	// Credential says in words which one is used: "the key in the keyring"; ""
	// says nothing.
	Credential string
	// Close releases the connection, and may take its time; nil does nothing.
	Close func()
}

// Discard releases a connection that nobody needs, away from the event loop.
func (c Connection) Discard() tea.Cmd {
	if c.Close == nil {
		return nil
	}
	return func() tea.Msg { c.Close(); return nil }
}

// Defaults are what the form for a new key begins with.
type Defaults struct {
	Expiry string // as keys.ParseExpiry reads it; "" for the form's own
	Preset string // the name of one; "" for none
	// From says in words whose they are: "profile staging".
	From string
}

// Within gives an API whose requests end when life does: nothing that was begun
// on an instance goes on when the console has left it.
func Within(life context.Context, a API) API { return &within{a, life} }

type within struct {
	API
	life context.Context // the instance's time, not a request's
}

func during[T any](ctx context.Context, w *within, ask func(context.Context) (T, error)) (T, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(w.life, cancel)()
	if w.life.Err() != nil {
		cancel() // AfterFunc takes its time
	}
	return ask(ctx)
}

func (w *within) ListKeys(ctx context.Context, offset, limit int) (api.KeyPage, error) {
	return during(ctx, w, func(ctx context.Context) (api.KeyPage, error) { return w.API.ListKeys(ctx, offset, limit) })
}

func (w *within) CreateKey(ctx context.Context, key api.NewKey) (api.CreatedKey, error) {
	return during(ctx, w, func(ctx context.Context) (api.CreatedKey, error) { return w.API.CreateKey(ctx, key) })
}

func (w *within) RevokeKey(ctx context.Context, id string) error {
	_, err := during(ctx, w, func(ctx context.Context) (struct{}, error) { return struct{}{}, w.API.RevokeKey(ctx, id) })
	return err
}

func (w *within) RevokedKeys(ctx context.Context) ([]api.RevokedKey, error) {
	return during(ctx, w, w.API.RevokedKeys)
}

func (w *within) Activity(ctx context.Context, q api.ActivityQuery) (api.ActivityPage, error) {
	return during(ctx, w, func(ctx context.Context) (api.ActivityPage, error) { return w.API.Activity(ctx, q) })
}

func (w *within) Stats(ctx context.Context, q api.StatsQuery) (cluster.Stats, error) {
	return during(ctx, w, func(ctx context.Context) (cluster.Stats, error) { return w.API.Stats(ctx, q) })
}

func (w *within) TestWith(key api.Secret, marker string) (api.Tester, error) {
	t, err := w.API.TestWith(key, marker)
	if err != nil {
		return nil, err
	}
	return &testerWithin{t, w}, nil
}

type testerWithin struct {
	api.Tester
	within *within
}

func (t *testerWithin) Try(ctx context.Context, r keys.Resource) (api.Tried, error) {
	return during(ctx, t.within, func(ctx context.Context) (api.Tried, error) { return t.Tester.Try(ctx, r) })
}
