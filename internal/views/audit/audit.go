// Package audit is the screen of failed attempts: what was refused, when, why,
// to whom, and what to do about it.
package audit

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// textMax is the greatest length of the free text, in characters.
const textMax = 200

// Screen is the audit view. It keeps the failed attempts of one window of time,
// looks for newer ones while it is seen, and never moves a row that is read.
type Screen struct {
	env     screen.Env
	table   *ui.Table
	spinner *ui.Spinner
	field   *ui.Field

	width, height int
	visible       bool

	filter screen.AuditFilter // what the admin wants to see
	opened screen.AuditFilter // what the screen was opened with: esc never clears it
	typing bool               // the free text has the focus
	before string             // the free text as it was before typing

	held    *failures
	most    int // attempts held at once
	listing listing
	scope   scope // what of the log is held
	asked   scope // what is being loaded
	load    screen.Call[api.ActivityPage]
	live    live

	detail bool
	scroll int // first line of the details shown

	// asOf is the time that relative times are seen from. It moves with news
	// and keys only, so that an idle screen draws the same again.
	asOf time.Time
}

// New returns the screen, with nothing loaded yet.
func New(env screen.Env) *Screen {
	s := &Screen{
		env:     env,
		table:   ui.NewTable(env.Theme),
		spinner: ui.NewSpinner(env.Theme),
		field:   ui.NewField(env.Theme, "name, path or agent", textMax),
		held:    newFailures(),
		most:    mostHeld,
		load:    screen.Call[api.ActivityPage]{Owner: screen.Audit, Name: "load"},
		live:    newLive(),
	}
	s.Open(screen.AuditFilter{})
	return s
}

// Open sets what to show, before the screen is entered. A zero window keeps the
// one there is.
func (s *Screen) Open(filter screen.AuditFilter) {
	if filter.Window == 0 {
		filter.Window = s.filter.Window
	}
	filter.Window = windows[windowFor(filter.Window)].length
	s.filter, s.opened = filter, filter
	s.closeDetail()
	s.stopTyping()
	s.table.SetCursor(0, 0)
	s.takeIn()
}

// Title implements screen.Screen.
func (s *Screen) Title() string { return "Audit" }

// Init loads what is not held yet, and looks for news from then on.
func (s *Screen) Init() tea.Cmd {
	s.visible = true
	s.touch()
	if s.load.Running() {
		if same(s.asked.filter, s.filter) {
			s.refill()
			return s.spinner.Start()
		}
		s.load.Cancel()
		s.spinner.Stop()
	}
	if s.live.flooded || !s.scope.covers(s.filter) {
		return s.startLoad()
	}
	s.takeIn()
	s.refill()
	return s.look()
}

// Pause ends the looking for news until Init; a load under way goes on.
func (s *Screen) Pause() {
	s.visible = false
	s.spinner.Stop()
	s.live.stop()
}

// Leave implements screen.Screen: nothing is lost by leaving.
func (s *Screen) Leave() screen.Leave { return screen.Leave{} }

// Capturing implements screen.Screen.
func (s *Screen) Capturing() bool { return s.typing }

// SetSize implements screen.Screen.
func (s *Screen) SetSize(width, height int) {
	s.width, s.height = width, height
	s.layout()
}

// Update implements screen.Screen.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		return s.press(msg)
	case tea.PasteMsg:
		if s.typing {
			s.field.Update(msg)
			s.typed()
		}
		return nil
	case tea.MouseClickMsg:
		return s.click(msg)
	case tea.MouseWheelMsg:
		return s.wheel(msg)
	case tick:
		return s.ticked(msg)
	case screen.Result[api.ActivityPage]:
		if r, mine := s.load.Take(msg); mine {
			return s.loaded(r)
		}
		if r, mine := s.live.call.Take(msg); mine {
			return s.looked(r)
		}
		return nil
	}
	return s.spinner.Update(msg)
}

// touch brings relative times and the log's coverage up to date.
func (s *Screen) touch() {
	s.asOf = s.env.Now()
	s.scope.reach = s.live.reach
}

// current is the attempt under the cursor, nil for none.
func (s *Screen) current() *entry {
	if i := s.table.Cursor(); i < len(s.listing.rows) {
		return s.listing.rows[i]
	}
	return nil
}

// refill lists what the filter shows of the attempts held. The attempt under
// the cursor stays there, on the same line of the screen; at the top the cursor
// stays at the top.
func (s *Screen) refill() {
	row, offset, e := s.table.Cursor(), s.table.Cursor()-s.table.Top(), s.current()
	w := windowOf(s.filter)
	s.listing.filter, s.listing.bin, s.listing.since = s.filter, w.bin, time.Time{}
	s.listing.filter.Text = lower(s.filter.Text)
	if s.filter.Window < s.scope.filter.Window {
		s.listing.since = s.asOf.Add(-w.length)
	}
	s.listing.fill(s.held.entries)
	n := len(s.listing.rows)
	if e != nil && (row > 0 || s.detail) {
		if i, found := s.listing.find(e.id); found {
			s.table.Place(i, i-offset, n)
			return
		}
		s.closeDetail()
	}
	s.table.SetCursor(0, n)
}
