package export

import (
	"cmp"
	"context"
	"errors"
	"os"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/activity/export"
	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/text"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// start writes the file in the background.
func (d *Dialog) start() tea.Cmd {
	path, err := d.env.FilePath(d.field.Value())
	if err != nil {
		d.wrong = "Can't write there: " + err.Error() + "."
		return nil
	}
	if _, err := os.Lstat(path); err == nil {
		d.wrong = "There is a file of that name, and it is never written over. Name another."
		return nil
	}
	state := &progress{}
	state.matching.Store(-1)
	d.path, d.state, d.wrong = path, state, ""
	job := export.Job{
		Source: d.env.API, Instance: cmp.Or(d.env.API.Instance().URL, d.env.API.Instance().Name), Several: d.env.Several, Program: "supascale-tui", Query: d.ask.Query,
		Since: d.ask.Since, Until: d.ask.Until, Now: d.env.Now(), Format: export.FormatOf(path),
		Progress: func(written, matching int) {
			state.written.Store(int64(written))
			state.matching.Store(int64(matching))
		},
	}
	return tea.Batch(
		d.call.Start(func(ctx context.Context) (export.Written, error) { return job.File(ctx, path) }),
		screen.Send(step{state}),
	)
}

func (d *Dialog) ended(r screen.Result[export.Written]) tea.Cmd {
	if r.Err == nil {
		d.done = text.Plural(r.Value.Entries, "entry", "entries") + " in " + d.path
		if r.Value.Left != "" {
			d.cut = "This is " + r.Value.Left + ". The file says so at its end."
		}
		return nil
	}
	if errors.Is(r.Err, export.ErrExists) {
		d.wrong = "There is a file of that name, and it is never written over. Name another."
		return nil
	}
	d.wrong = "Nothing was left behind. " + r.Err.Error() + "."
	if e, ok := errors.AsType[*api.Error](r.Err); ok {
		d.wrong = screen.TroubleLine(e) + " Nothing was left behind."
		return screen.Refused(r.Err)
	}
	return nil
}
