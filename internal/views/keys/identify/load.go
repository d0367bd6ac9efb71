package identify

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/history"
	"github.com/supascale/supascale-tui/internal/identify"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// look compares what was pasted with the instance's lists. The value is gone
// from here at once, and with the command when that is done.
func (d *Dialog) look() tea.Cmd {
	if d.input.Len() == 0 {
		return nil
	}
	var value api.Secret
	if value, d.reject = identify.Check(d.input.Take()); d.reject != "" {
		return nil
	}
	client, exact, records := d.env.API, d.env.Exact, d.env.History
	return tea.Batch(d.spin.Start(), d.call.Start(func(ctx context.Context) (identify.Answer, error) {
		var seen []history.GoneKey
		if records != nil {
			seen, _ = records.GoneKeys(ctx, client.Instance().ID) // History says why they can't be read
		}
		return identify.Find(ctx, client, value, exact, seen...)
	}))
}

func (d *Dialog) found(a identify.Answer, err error) tea.Cmd {
	d.spin.Stop()
	if d.err = err; err != nil {
		return screen.Refused(err)
	}
	d.answer = &a
	d.list.SetCursor(0)
	return nil
}
