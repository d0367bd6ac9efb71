// Package health is the view of what wants attention among the keys: one list,
// each finding with its reason and its remedy, and what the data can't tell.
package health

import (
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/health"
	"github.com/supascale/supascale-tui/internal/health/snooze"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// ID owns the requests.
const ID = "health"

const (
	fresh = time.Minute // an entry within it asks nothing
	// patience bounds a look at all keys and the log.
	patience = time.Minute
)

// Screen is the view.
type Screen struct {
	screen.Base
	env     screen.Env
	list    *ui.List
	spinner *ui.Spinner
	look    screen.Call[answer]
	note    screen.Call[noted]

	answer
	have     bool
	outdated bool // something has changed since, by this console
	err      error

	shown []health.Finding
	away  []snooze.Snoozed
	gaps  []health.Untold

	withAway bool // what was snoozed is listed too
	choices  ui.Choices
	asking   bool // until when to snooze the finding
	reading  bool // why checks can't tell
	page     ui.Page
}

// answer is what a look gave.
type answer struct {
	report   health.Report
	logErr   error
	notes    snooze.Notes
	notesErr error
	at       time.Time
}

// New returns the view, empty until Init.
func New(env screen.Env) *Screen {
	s := &Screen{
		env: env, spinner: ui.NewSpinner(env.Theme),
		look: screen.Call[answer]{Owner: ID, Name: "look", Timeout: patience},
		note: screen.Call[noted]{Owner: ID, Name: "note"},
	}
	s.list = ui.NewList(env.Theme, s, screen.WithInstance(env, 2, []ui.Column{
		{ID: colWhy, Title: "WHY", Min: 23}, {ID: colKey, Title: "KEY", Min: 18, Max: 32, Weight: 1}, {ID: colText, Title: "REASON", Min: 20, Weight: 3, Rank: 1},
	})...)
	return s
}

// Title implements screen.Screen.
func (s *Screen) Title() string { return "Health" }

// Update implements screen.Screen.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	if r, mine := s.look.Take(msg); mine {
		return s.arrived(r)
	}
	if r, mine := s.note.Take(msg); mine {
		return s.took(r)
	}
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		cmd, _ := screen.Press(s.Actions(), msg)
		return cmd
	case screen.KeyRevoked:
		s.revoked(msg.Key)
	case screen.KeysRevoked:
		s.revoked(msg.Keys...)
	default:
		return s.spinner.Update(msg)
	}
	return nil
}

// arrange parts the findings by the notes, and keeps the cursor on its own.
func (s *Screen) arrange() {
	current := s.current()
	s.shown, s.away = s.notes.Split(s.report.Findings, s.env.Now())
	s.gaps = health.Gathered(s.report.Gaps)
	s.withAway = s.withAway && len(s.away) > 0
	s.reading = s.reading && len(s.gaps) > 0
	s.layout()
	if current != nil {
		is := func(f *health.Finding) bool { return f.Rule == current.Rule && f.Key.ID == current.Key.ID }
		for i := range s.Len() {
			if f := s.finding(i); f != nil && is(f) {
				s.list.SetCursor(i)
				break
			}
		}
	}
}

// revoked takes out what is about keys that are gone.
func (s *Screen) revoked(list ...api.Key) {
	s.outdated = true
	gone := make(map[string]bool, len(list))
	for i := range list {
		gone[list[i].ID] = true
	}
	about := func(f health.Finding) bool {
		return gone[f.Key.ID] || slices.ContainsFunc(f.Others, func(k api.Key) bool { return gone[k.ID] })
	}
	var left []health.Finding
	for _, f := range s.report.Findings {
		if !about(f) {
			left = append(left, f)
		}
	}
	s.report.Findings = left
	s.arrange()
}

// KeysOf lists the keys that a rule has something against and that are not
// snoozed: all of a finding, for whoever does something to many.
func (s *Screen) KeysOf(rule health.Rule) []api.Key {
	return health.KeysOf(s.shown, rule)
}

// Capturing holds back the keys that work everywhere while one is awaited.
func (s *Screen) Capturing() bool { return s.asking }
