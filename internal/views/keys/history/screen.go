// Package history is the page about what happened to keys in a period.
package history

import (
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/history"
	"github.com/supascale/supascale-tui/internal/keys/filter"
	"github.com/supascale/supascale-tui/internal/lifecycle"
	"github.com/supascale/supascale-tui/internal/output"
	"github.com/supascale/supascale-tui/internal/text"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// ID owns the requests.
const ID = "history"

// goneWord is what the command line takes for all keys that are known to be gone.
const goneWord = "gone"

// periods are what w goes through.
var periods = history.Periods()

// Route leads to the page.
var Route = screen.Route{
	ID: ID, Several: true, Once: true, Command: "history", Args: append([]string{goneWord}, periods...),
	Ask: func(arg string) tea.Msg {
		if arg == goneWord {
			return screen.ShowHistory{Gone: true}
		}
		return screen.ShowHistory{Since: arg}
	},
	Opens: []screen.Opener{screen.On(New)},
}

// Screen is the page.
type Screen struct {
	screen.ListPage
	env     screen.Env
	gather  screen.Call[history.Report]
	seen    screen.Call[time.Time]
	since   string // as it was asked for
	kind    int    // index in kinds: of what is shown
	report  history.Report
	have    bool
	err     error
	shown   []int // indexes of the changes that are shown
	filter  *ui.Filter
	spinner *ui.Spinner
}

// kinds are what tab goes through; nil is all of them.
var kinds = [][]history.Kind{nil, {history.Added}, {history.Gone}, {history.Altered}, {history.FirstUsed}}

// timeout is how long the files and the log may take: another console may be at work on
// them.
const timeout = screen.CallTimeout

// aboutLines is how many lines below the list tell of the change under the cursor.
const aboutLines = 8

// New returns the page.
func New(env screen.Env, m screen.ShowHistory) *Screen {
	s := &Screen{
		env: env, since: m.Since, spinner: ui.NewSpinner(env.Theme),
		gather: screen.Call[history.Report]{Owner: ID, Name: "gather", Timeout: timeout},
		seen:   screen.Call[time.Time]{Owner: ID, Name: "seen", Timeout: timeout},
	}
	switch {
	case m.Gone:
		s.since, s.kind = history.AllTime, int(history.Gone)+1
	case m.Since == "":
		s.since = history.LastVisit
	}
	s.List, s.About = ui.NewList(env.Theme, rows{s}, screen.WithInstance(env, 1, columns())...), aboutLines
	s.filter = ui.NewFilter(env.Theme, "name, id or preview, -word", s.take)
	s.Save = screen.NewSaveFile(env, ID, "history", func(path string) (string, error) {
		return output.HistoryFile(path, s.chosen(), env.Zone)
	})
	return s
}

// Title names the page.
func (s *Screen) Title() string { return "History" }

// Update takes a message.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	defer s.layout()
	if r, mine := s.gather.Take(msg); mine {
		return s.gathered(r)
	}
	if r, mine := s.seen.Take(msg); mine {
		if r.Err != nil {
			return screen.Say(ui.Warn, text.Sentence(r.Err.Error()))
		}
		return tea.Batch(screen.Send(screen.ChangesSeen{}), screen.Say(ui.Good, history.SeenWords))
	}
	if cmd, mine := s.Save.Take(msg); mine {
		return cmd
	}
	if cmd, mine := screen.Input(s, msg, s.edit); mine {
		return cmd
	}
	return s.spinner.Update(msg)
}

func (s *Screen) edit(msg tea.Msg) {
	s.Save.Edit(msg)
	s.filter.Update(msg)
}

func (s *Screen) gathered(r screen.Result[history.Report]) tea.Cmd {
	s.spinner.Stop()
	if s.err = r.Err; r.Err != nil {
		return screen.Refused(r.Err)
	}
	s.report, s.have = r.Value, true
	s.show()
	return nil
}

// show works out what is shown, by kind and filter.
func (s *Screen) show() { s.filter.Set(s.filter.Value()) }

// take finds what fits a filter and is of the kind.
func (s *Screen) take(typed string) error {
	f, err := filter.Parse(typed)
	if err != nil {
		return err // the list stays as it was
	}
	s.shown = s.shown[:0]
	for i := range s.report.Changes {
		c := &s.report.Changes[i]
		if s.ofKind(c.Kind) && lifecycle.Fits(&c.Key, f, nil, s.env.Now()) {
			s.shown = append(s.shown, i)
		}
	}
	return nil
}

func (s *Screen) ofKind(kind history.Kind) bool {
	return len(kinds[s.kind]) == 0 || kinds[s.kind][0] == kind
}

// chosen is the report with what is shown.
func (s *Screen) chosen() *history.Report {
	r := s.report
	r.Changes = nil
	for _, i := range s.shown {
		r.Changes = append(r.Changes, s.report.Changes[i])
	}
	return &r
}

// SetSize gives the area.
func (s *Screen) SetSize(width, height int) {
	s.Base.SetSize(width, height)
	s.layout()
}

// Capturing reports whether something is typed.
func (s *Screen) Capturing() bool { return s.filter.Editing() || s.Save.Naming() }

// selected is the change under the cursor, nil for none.
func (s *Screen) selected() *history.Change {
	if i := s.List.Cursor(); i < len(s.shown) {
		return &s.report.Changes[s.shown[i]]
	}
	return nil
}

// kindWords name what tab shows, with how many there are.
func (s *Screen) kindWords(i int) string {
	if kinds[i] == nil {
		return "all " + text.Number(len(s.report.Changes))
	}
	n := 0
	for j := range s.report.Changes {
		if s.report.Changes[j].Kind == kinds[i][0] {
			n++
		}
	}
	return strings.TrimSpace(kinds[i][0].String() + " " + text.Number(n))
}
