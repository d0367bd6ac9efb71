package screen

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/activity/cluster"
	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/keys"
)

// Discard releases a connection that nobody needs, away from the event loop.
func Discard(c app.Connection) tea.Cmd {
	if c.Close == nil {
		return nil
	}
	return func() tea.Msg { c.Close(); return nil }
}

// Within gives an API whose requests end when life does: nothing that was begun
// on an instance goes on when the console has left it.
func Within(life context.Context, a app.API) app.API { return &within{a, life} }

type within struct {
	app.API
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
