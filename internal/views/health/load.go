package health

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/fleet"
	"github.com/supascale/supascale-tui/internal/health"
	"github.com/supascale/supascale-tui/internal/health/snooze"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/ui/press"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// Init looks at the instance, unless that was done just before.
func (s *Screen) Init() tea.Cmd {
	if s.look.Running() {
		return s.spinner.Start()
	}
	if s.have && s.err == nil && !s.outdated && s.env.Now().Sub(s.at) < fresh {
		return nil
	}
	return s.Refresh()
}

// Outdate says that keys came or went.
func (s *Screen) Outdate() { s.outdated = true }

// Pause gives up a look under way: the next entry begins it again.
func (s *Screen) Pause() {
	s.look.Cancel()
	s.spinner.Stop()
	s.asking, s.reading = false, false
}

// Refresh looks at all keys and the log. What is shown stays until the answer is
// there.
func (s *Screen) Refresh() tea.Cmd {
	client, by, now := s.env.API, s.env.Health, s.env.Now()
	return tea.Batch(s.spinner.Start(), s.look.Start(func(ctx context.Context) (answer, error) {
		a, err := findAll(ctx, client, by, now)
		if err == nil && by.Snooze != nil {
			a.notes, a.notesErr = fleet.Snoozed(client, by.Snooze)
		}
		return a, err
	}))
}

// findAll looks at the keys and the log of what the client works on.
func findAll(ctx context.Context, client app.API, by app.Standard, now time.Time) (answer, error) {
	if several, ok := client.(*fleet.Source); ok {
		return findEach(ctx, several, by, now)
	}
	return find(ctx, client, by, now)
}

// find looks at the keys and the log of one instance.
func find(ctx context.Context, client app.API, by app.Standard, now time.Time) (answer, error) {
	rules := health.Except(by.Ignore)
	in, err := health.Gather(ctx, client, rules, by.Thresholds, now)
	if err != nil {
		return answer{}, err
	}
	if by.Rotations != nil {
		in.Rotations, in.RotationsErr = by.Rotations(client.Instance().ID, in.Keys, now)
	}
	a := answer{report: health.Check(in, by.Thresholds, now).Only(rules...), logErr: in.LogErr, at: now}
	return a, nil
}

// findEach looks at several instances.
func findEach(ctx context.Context, several *fleet.Source, by app.Standard, now time.Time) (answer, error) {
	report, untold, err := several.FindHealth(ctx, func(ctx context.Context, client app.API) (health.Report, []error, error) {
		a, err := find(ctx, client, by, now)
		if a.logErr == nil {
			return a.report, nil, err
		}
		return a.report, []error{a.logErr}, err
	})
	a := answer{report: report, at: now}
	if len(untold) > 0 {
		a.logErr = untold[0]
	}
	return a, err
}

func (s *Screen) arrived(r screen.Result[answer]) tea.Cmd {
	s.spinner.Stop()
	if s.err = r.Err; r.Err != nil {
		s.layout()
		return screen.Refused(r.Err)
	}
	s.answer, s.have, s.outdated = r.Value, true, false
	s.arrange()
	return nil
}

// noted is what a change of the notes came to.
type noted struct {
	notes snooze.Notes
	said  string
}

// snooze notes that the admin knows of the finding under the cursor.
func (s *Screen) snooze(until time.Time) tea.Cmd {
	s.asking = false
	f, now := s.current(), s.env.Now()
	if f == nil {
		return nil
	}
	said := "Snoozed " + (&snooze.Note{Until: until}).Words(s.env.Zone) + ", on this machine. " +
		press.Snoozed.Show() + " lists what is snoozed; " + press.Snooze.Show() + " there takes it back."
	return s.change(f, said, func(store app.Snoozer, instance string) error { return store.Add(instance, f, until, now) })
}

func (s *Screen) takeBack() tea.Cmd {
	f := s.current()
	if f == nil {
		return nil
	}
	return s.change(f, "It is back in the list.", func(store app.Snoozer, instance string) error { return store.Remove(instance, f) })
}

// change changes what is noted about a finding, which is kept by instance.
func (s *Screen) change(f *health.Finding, said string, do func(store app.Snoozer, instance string) error) tea.Cmd {
	store, client := s.env.Health.Snooze, s.env.API
	return s.note.Start(func(context.Context) (noted, error) {
		instance, err := fleet.OwnID(client, f)
		if err == nil {
			err = do(store, instance)
		}
		if err != nil {
			return noted{}, err
		}
		notes, err := fleet.Snoozed(client, store)
		return noted{notes, said}, err
	})
}

func (s *Screen) took(r screen.Result[noted]) tea.Cmd {
	if r.Err != nil {
		return screen.Say(ui.Warn, sentence(r.Err))
	}
	s.notes = r.Value.notes
	s.arrange()
	return screen.Say(ui.Good, r.Value.said)
}
