// Package review is the page of an access review: every key with its owner, what it may
// do, what the log shows no use of, and its findings.
package review

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/deliver"
	"github.com/supascale/supascale-tui/internal/health"
	"github.com/supascale/supascale-tui/internal/output"
	"github.com/supascale/supascale-tui/internal/review"
	"github.com/supascale/supascale-tui/internal/text"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/ui/press"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// ID owns the page's requests.
const ID = "review"

// Route leads to the page.
var Route = screen.Route{
	ID: ID, Once: true, Command: "review", Ask: screen.Always(screen.ShowReview{}),
	Opens: []screen.Opener{screen.On(func(env screen.Env, _ screen.ShowReview) *Screen { return New(env) })},
}

// Screen is the page.
type Screen struct {
	screen.Base
	env     screen.Env
	gather  screen.Call[review.Report]
	save    screen.Call[string]
	report  review.Report
	have    bool
	err     error
	list    *ui.List
	field   *ui.Field // the file to write
	naming  bool      // the file is being named
	spinner *ui.Spinner
}

// New returns the page.
func New(env screen.Env) *Screen {
	s := &Screen{
		env: env, field: ui.NewField(env.Theme, "", 500), spinner: ui.NewSpinner(env.Theme),
		gather: screen.Call[review.Report]{Owner: ID, Name: "gather", Timeout: screen.CallTimeout},
		save:   screen.Call[string]{Owner: ID, Name: "save", Timeout: deliver.FileTimeout},
	}
	s.list = ui.NewList(env.Theme, rows{s}, columns()...)
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
		th := env.Health.Thresholds
		if th == (health.Thresholds{}) {
			th = health.Defaults()
		}
		o := review.Options{Rules: health.Except(env.Health.Ignore), Thresholds: th, Rotations: env.Health.Rotations, Now: env.Now()}
		if env.Notes != nil {
			o.Notes, o.NotesErr = env.Notes.List(env.API.Instance())
		}
		return review.Gather(ctx, env.API, env.API.Instance(), o)
	}))
}

// Update takes a message.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	if r, mine := s.gather.Take(msg); mine {
		return s.gathered(r)
	}
	if r, mine := s.save.Take(msg); mine {
		return s.saved(r)
	}
	if wheel, ok := msg.(tea.MouseWheelMsg); ok {
		s.list.Scroll(ui.Wheel(wheel))
		return nil
	}
	if cmd, mine := screen.Input(s, msg, s.edit); mine {
		return cmd
	}
	return s.spinner.Update(msg)
}

func (s *Screen) edit(msg tea.Msg) {
	if s.naming {
		s.field.Update(msg)
	}
}

func (s *Screen) gathered(r screen.Result[review.Report]) tea.Cmd {
	s.spinner.Stop()
	if s.err = r.Err; r.Err != nil {
		return screen.Refused(r.Err)
	}
	s.report, s.have = r.Value, true
	s.layout()
	if warnings := s.report.Warnings(); len(warnings) > 0 {
		return screen.Say(ui.Warn, warnings[0])
	}
	return nil
}

// Capturing reports whether the name of a file is typed.
func (s *Screen) Capturing() bool { return s.naming }

// Actions are what can be done now.
func (s *Screen) Actions() []screen.Action {
	if s.naming {
		return []screen.Action{
			screen.Do(ui.Bind(press.Enter, "write the file").DisabledIf(s.save.Running(), "The file is being written."), s.write),
			screen.Set(ui.Bind(press.Esc, "cancel"), s.cancel),
		}
	}
	none := len(s.report.Keys) == 0
	const why = "There is no key to look at."
	return []screen.Action{
		screen.Move(s.list),
		screen.Tell(ui.Bind(press.Open, "open the key").DisabledIf(none, why), func() tea.Msg { return screen.ShowKey{Key: s.key().Key} }),
		screen.Tell(ui.Bind(press.Use, "use").DisabledIf(none, why), func() tea.Msg { return screen.ShowUsage{Key: s.key().Key} }),
		screen.Set(ui.Bind(press.Export, "export").DisabledIf(!s.have, "The review is not ready yet."), s.nameFile),
		screen.Do(ui.Bind(press.Refresh, "refresh"), s.refresh), screen.GoBack(s.gather.Cancel),
	}
}

func (s *Screen) key() *review.Key { return &s.report.Keys[s.list.Cursor()] }

func (s *Screen) nameFile() {
	s.naming = true
	s.field.SetValue("review-" + s.env.Now().In(s.env.Zone).Format("2006-01-02") + ".html")
	s.field.Focus()
	s.layout()
}

func (s *Screen) cancel() {
	s.naming = false
	s.field.Blur()
	s.layout()
}

// write exports the review in the form that the file's ending asks for.
func (s *Screen) write() tea.Cmd {
	to, err := s.env.FilePath(s.field.Value())
	var content string
	if err == nil {
		content, err = output.ReviewFile(to, &s.report, s.env.Zone)
	}
	if err != nil {
		return screen.Say(ui.Warn, text.Sentence(err.Error()))
	}
	return s.save.Start(func(ctx context.Context) (string, error) {
		file, err := deliver.ToFile(ctx, to, content)
		return file.Path, err
	})
}

func (s *Screen) saved(r screen.Result[string]) tea.Cmd {
	if r.Err != nil {
		return screen.Say(ui.Danger, deliver.FileTrouble(r.Value, r.Err))
	}
	s.cancel()
	return screen.Say(ui.Good, "The review is in "+r.Value+", which you alone can read.")
}
