package connect

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

const busyWords = "The console is connecting: esc stops it."

// Update changes the form.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	if r, mine := s.probe.Take(msg); mine {
		s.looked(r.Value, r.Err)
		return nil
	}
	if r, ok := msg.(screen.Result[app.Connection]); ok {
		if _, mine := s.call.Take(msg); mine {
			return s.answered(r.Value, r.Err)
		}
		return screen.Discard(r.Value) // it was stopped, and came all the same
	}
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		if s.call.Running() {
			if msg.String() == "esc" {
				s.stop()
			}
			return nil
		}
		return s.press(msg)
	case tea.PasteMsg:
		return s.paste(msg)
	}
	return s.spinner.Update(msg)
}

// paste puts an address where it belongs, also while the choice above has the
// focus: that is where the form begins.
func (s *Screen) paste(msg tea.PasteMsg) tea.Cmd {
	switch {
	case s.call.Running():
		return nil
	case s.focus == Way && strings.Contains(msg.Content, "://") && slices.Contains(s.fields(), Address):
		_ = s.focusOn(Address)
	case !s.Capturing():
		return nil
	}
	s.edit(msg)
	return nil
}

// edit hands the field that has the focus a key or a paste.
func (s *Screen) edit(msg tea.Msg) {
	if h := s.hidden(); h != nil {
		if s.tracing() {
			return
		}
		if h.update(msg) {
			s.refused[s.focus] = ""
		}
		return
	}
	f := s.field()
	before := f.Value()
	f.Update(msg)
	if f.Value() == before {
		return
	}
	s.refused[s.focus] = ""
	switch s.focus {
	case Address:
		s.probe.Cancel()
		s.probed, s.found, s.lost = "", "", nil
		s.suggest()
	case Name:
		s.named = f.Value() != ""
	}
}

func (s *Screen) press(msg tea.KeyPressMsg) tea.Cmd {
	s.refused[Aside] = ""
	key := msg.String()
	switch key {
	case "tab", "enter", "down":
		if key == "enter" && s.focus == Buttons {
			return s.choose()
		}
		return s.move(1, key == "tab")
	case "shift+tab", "up":
		return s.move(-1, key == "shift+tab")
	case "esc":
		return s.escape()
	}
	if s.Capturing() {
		s.edit(msg)
		return nil
	}
	switch key {
	case "j":
		return s.move(1, false)
	case "k":
		return s.move(-1, false)
	case "left", "h":
		s.turn(-1)
	case "right", "l":
		s.turn(1)
	case "space":
		if s.focus == Buttons {
			return s.choose()
		}
		s.turn(1)
	}
	return nil
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
		if full := api.CompleteURL(s.address.Value()); full != s.address.Value() {
			s.address.SetValue(full)
			s.suggest()
		}
		cmd = s.look()
	}
	s.focus = to
	if to == Buttons {
		s.button = 0
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
		s.refused = [Aside + 1]string{}
	case Sample:
		step(&s.sample, 2)
	case Environment:
		step(&s.environment, len(environments)+1)
	case Kept:
		step(&s.keep, len(s.do.Keeps))
	case Buttons:
		step(&s.button, len(s.buttons()))
	}
}

// button is one of the form's.
type button struct {
	label, does string
	press       func() tea.Cmd
}

func (s *Screen) buttons() []button {
	first := button{"Connect", "connect", s.connect}
	switch s.by() {
	case local:
		first = button{"Start it", "start it", s.connect}
	case signIn:
		first = button{"Sign in", "sign in", s.connect}
	}
	if s.canBack {
		return []button{first, {"Cancel", "go back", func() tea.Cmd { return screen.Send(screen.Back{}) }}}
	}
	return []button{first}
}

func (s *Screen) choose() tea.Cmd { return s.buttons()[s.button].press() }

// Bindings lists the keys of the field that has the focus.
func (s *Screen) Bindings() []ui.Binding {
	busy := s.call.Running()
	if busy {
		return []ui.Binding{
			ui.Bind("esc", "stop", "esc"),
			ui.Bind("…", "wait", "enter", "tab", "shift+tab", "up", "down", "left", "right", "h", "j", "k", "l", "space").
				HelpOnly().DisabledIf(true, busyWords),
		}
	}
	var list []ui.Binding
	turn := ui.Bind("←→", "choose", "left", "right", "h", "l")
	switch {
	case s.focus == Buttons:
		list = append(list, ui.Bind("enter", s.buttons()[s.button].does, "enter", "space"))
		if len(s.buttons()) > 1 {
			list = append(list, turn)
		}
	case s.Capturing():
		list = append(list, ui.Bind("enter", "next", "enter"), ui.Bind("ctrl+u", "clear", "ctrl+u").HelpOnly())
	default:
		list = append(list, turn, ui.Bind("space", "the next one", "space").HelpOnly(), ui.Bind("enter", "next", "enter"))
	}
	list = append(list, ui.Bind("tab", "next field", "tab", "shift+tab"),
		ui.Bind("↑↓", "from field to field", "up", "down", "k", "j").HelpOnly())
	switch {
	case s.canBack:
		list = append(list, ui.Bind("esc", "back", "esc"))
	case s.focus != Buttons:
		list = append(list, ui.Bind("esc", "to the button", "esc").HelpOnly())
	}
	return list
}
