// Package review is the page of an access review: every key with its owner, what it may
// do, what the log shows no use of, and its findings.
package review

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/fleet"
	"github.com/supascale/supascale-tui/internal/health"
	"github.com/supascale/supascale-tui/internal/output"
	"github.com/supascale/supascale-tui/internal/review"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/ui/press"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// ID owns the page's requests.
const ID = "review"

// Route leads to the page.
var Route = screen.Route{
	ID: ID, Several: true, Once: true, Command: "review", Ask: screen.Always(screen.ShowReview{}),
	Opens: []screen.Opener{screen.On(func(env screen.Env, _ screen.ShowReview) *Screen { return New(env) })},
}

// Screen is the page.
type Screen struct {
	screen.ListPage
	env     screen.Env
	gather  screen.Call[review.Report]
	report  review.Report
	have    bool
	err     error
	spinner *ui.Spinner
}

// New returns the page.
func New(env screen.Env) *Screen {
	s := &Screen{
		env: env, spinner: ui.NewSpinner(env.Theme),
		gather: screen.Call[review.Report]{Owner: ID, Name: "gather", Timeout: screen.CallTimeout},
	}
	s.List, s.About = ui.NewList(env.Theme, rows{s}, screen.WithInstance(env, 1, columns())...), aboutLines
	s.Save = screen.NewSaveFile(env, ID, "review", func(path string) (string, error) { return output.ReviewFile(path, &s.report, env.Zone) })
	return s
}

// Title names the page.
func (s *Screen) Title() string { return "Access review" }

// Init gathers the review, unless it is there.
func (s *Screen) Init() tea.Cmd {
	if s.have || s.gather.Running() {
		return nil
	}
	return s.refresh()
}

func (s *Screen) refresh() tea.Cmd {
	env := s.env
	return tea.Batch(s.spinner.Start(), s.gather.Start(func(ctx context.Context) (review.Report, error) {
		o := review.Options{Rules: health.Except(env.Health.Ignore), Thresholds: env.Health.Thresholds, Rotations: env.Health.Rotations, Now: env.Now()}
		one := func(ctx context.Context, client app.API) (review.Report, error) {
			own := o
			if env.Notes != nil {
				own.Notes, own.NotesErr = env.Notes.List(client.Instance())
			}
			return review.Gather(ctx, client, client.Instance(), own)
		}
		if several, ok := env.API.(*fleet.Source); ok {
			return several.Review(ctx, o.Thresholds, o.Now, one)
		}
		return one(ctx, env.API)
	}))
}

// Update takes a message.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	defer s.layout()
	if r, mine := s.gather.Take(msg); mine {
		return s.gathered(r)
	}
	if cmd, mine := s.Save.Take(msg); mine {
		return cmd
	}
	if cmd, mine := screen.Input(s, msg, s.Save.Edit); mine {
		return cmd
	}
	return s.spinner.Update(msg)
}

func (s *Screen) gathered(r screen.Result[review.Report]) tea.Cmd {
	s.spinner.Stop()
	if s.err = r.Err; r.Err != nil {
		return screen.Refused(r.Err)
	}
	s.report, s.have = r.Value, true
	if warnings := s.report.Warnings(); len(warnings) > 0 {
		return screen.Say(ui.Warn, warnings[0])
	}
	return nil
}

// Capturing reports whether the name of a file is typed.
func (s *Screen) Capturing() bool { return s.Save.Naming() }

// Actions are what can be done now.
func (s *Screen) Actions() []screen.Action {
	if s.Save.Naming() {
		return s.Save.Actions()
	}
	none := len(s.report.Keys) == 0
	const why = "There is no key to look at."
	return []screen.Action{
		screen.Move(s.List),
		screen.Tell(ui.Bind(press.Open, "open the key").DisabledIf(none, why), func() tea.Msg { return screen.ShowKey{Key: s.key().Key} }),
		screen.Tell(ui.Bind(press.Use, "use").DisabledIf(none, why), func() tea.Msg { return screen.ShowUsage{Key: s.key().Key} }),
		screen.Set(ui.Bind(press.Export, "export").DisabledIf(!s.have, "The review is not ready yet."), func() { s.Save.Start(".html") }),
		screen.Do(ui.Bind(press.Refresh, "refresh"), s.refresh), screen.GoBack(s.gather.Cancel),
	}
}

func (s *Screen) key() *review.Key { return &s.report.Keys[s.List.Cursor()] }
