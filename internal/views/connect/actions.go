package connect

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/baseurl"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/ui/press"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

const busyWords = "The console is connecting: esc stops it."

// Actions are those of the field that has the focus, and the ways to another.
func (s *Screen) Actions() []screen.Action {
	if s.call.Running() {
		return []screen.Action{
			screen.Set(ui.Bind(press.Esc, "stop"), s.stop),
			{Binding: ui.Bind(press.Enter.Or(press.Tab, press.BackTab, press.Around, press.Space), "wait").HelpOnly().DisabledIf(true, busyWords)},
		}
	}
	to := func(b ui.Binding, by int, round bool) screen.Action {
		return screen.Do(b, func() tea.Cmd { return s.move(by, round) })
	}
	turn := screen.Step(ui.Bind(press.Choose, "choose"), s.turn)
	next := to(ui.Bind(press.Enter, "next"), 1, false)
	up, down := press.Up, press.Down
	var list []screen.Action
	switch {
	case s.focus == Buttons:
		list = append(list, screen.PressButtons(&s.button, s.buttons())...)
	case s.Capturing():
		list = append(list, next, screen.Action{Binding: ui.Bind(press.Clear, "clear").HelpOnly().DisabledIf(s.isBlank(), "Nothing is typed yet.")})
		up, down = press.ArrowUp, press.ArrowDown
	default:
		list = append(list, turn, screen.Set(ui.Bind(press.Space, "the next one").HelpOnly(), func() { s.turn(1) }), next)
	}
	list = append(list, to(ui.Bind(press.Tab, "next field"), 1, true), to(ui.Bind(press.BackTab, "field before").HelpOnly(), -1, true))
	fields := s.fields()
	if s.focus != fields[len(fields)-1] {
		list = append(list, to(ui.Bind(down, "to the field below").HelpOnly(), 1, false))
	}
	if s.focus != fields[0] {
		list = append(list, to(ui.Bind(up, "to the field above").HelpOnly(), -1, false))
	}
	escape := ui.Bind(press.Esc, "back")
	if !s.canBack {
		escape = ui.Bind(press.Esc, "to the button").HelpOnly()
	}
	return append(list, screen.Do(escape, s.escape))
}

// isBlank reports whether there is nothing in the field that has the focus.
func (s *Screen) isBlank() bool {
	if h := s.hidden(); h != nil {
		return h.empty() && !h.long
	}
	return s.field().Value() == ""
}

// escape goes back, or out of the text where there is nothing to go back to.
func (s *Screen) escape() tea.Cmd {
	if s.canBack {
		return screen.Send(screen.Back{})
	}
	return s.focusOn(Buttons)
}

// move goes to another field; tab goes round, the arrows stop at the ends.
func (s *Screen) move(by int, round bool) tea.Cmd {
	list := s.fields()
	at := slices.Index(list, s.focus) + by
	if round {
		at = (at + len(list)) % len(list)
	}
	return s.focusOn(list[min(max(at, 0), len(list)-1)])
}

// focusOn moves the focus. An address that is left is completed and looked at.
func (s *Screen) focusOn(to Field) (cmd tea.Cmd) {
	if f := s.field(); f != nil {
		f.Blur()
	}
	if s.focus == Address && to != Address {
		if full := baseurl.Complete(s.address.Value()); full != s.address.Value() {
			s.address.SetValue(full)
			s.suggest()
		}
		cmd = s.look()
	}
	s.focus = to
	if to == Buttons {
		s.button.Reset()
	}
	if f := s.field(); f != nil {
		f.Focus()
	}
	return cmd
}

// turn changes what is chosen in a row.
func (s *Screen) turn(by int) {
	step := func(at *int, n int) { *at = min(max(*at+by, 0), n-1) }
	switch s.focus {
	case Way:
		step(&s.way, len(s.ways))
		clear(s.refused)
	case Sample:
		step(&s.sample, 2)
	case Environment:
		step(&s.environment, len(environments)+1)
	case Kept:
		step(&s.keep, len(s.do.Keeps))
	}
}

func (s *Screen) buttons() []ui.Button {
	first := ui.Button{Label: "Connect", Does: "connect", Press: s.connect}
	switch s.by() {
	case local:
		first = ui.Button{Label: "Start it", Does: "start it", Press: s.connect}
	case signIn:
		first = ui.Button{Label: "Sign in", Does: "sign in", Press: s.connect}
	}
	if s.canBack {
		return []ui.Button{first, {Label: "Cancel", Does: "go back", Press: func() tea.Cmd { return screen.Send(screen.Back{}) }}}
	}
	return []ui.Button{first}
}
