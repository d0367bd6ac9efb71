package create

import (
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// Update changes the form.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	if result, ok := s.call.Take(msg); ok {
		return s.answered(result.Value, result.Err)
	}
	if result, ok := s.find.Take(msg); ok {
		return s.looked(result.Value, result.Err)
	}
	switch msg := msg.(type) {
	case lostGone:
		return s.revoked(msg)
	case lookAgain:
		return s.look(msg.lost)
	case tea.KeyPressMsg:
		s.now = s.env.Now()
		if busy := s.busy(); busy != "" {
			return screen.Say(ui.Warn, busy)
		}
		return s.press(msg)
	case tea.PasteMsg:
		s.now = s.env.Now()
		s.paste(msg)
		return nil
	}
	return s.spinner.Update(msg)
}

func (s *Screen) paste(msg tea.PasteMsg) {
	switch {
	case !s.Capturing():
	case s.focus == name:
		s.pasteName(msg)
	default:
		s.expiry.field.Update(msg)
		s.refused[expires] = ""
	}
}

// pasteName takes a name that was copied from somewhere.
func (s *Screen) pasteName(msg tea.PasteMsg) {
	pasted, err := keys.PastedName(msg.Content)
	if err != nil {
		s.refuse(name, reasonOf(err))
		return
	}
	s.name.Insert(pasted)
	s.named, s.refused[name] = true, ""
}

// typeName hands the name's field a key or a paste.
func (s *Screen) typeName(msg tea.Msg) {
	before := s.name.Value()
	s.name.Update(msg)
	if s.name.Value() != before {
		s.named = true
		s.refused[name] = ""
	}
}

func (s *Screen) press(msg tea.KeyPressMsg) tea.Cmd {
	if s.lost == nil {
		s.refused[aside] = ""
	}
	switch msg.String() {
	case "tab":
		s.focusOn((s.focus + 1) % partCount)
		return nil
	case "shift+tab":
		s.focusOn((s.focus + partCount - 1) % partCount)
		return nil
	}
	switch s.focus {
	case startFrom:
		return s.pressStartFrom(msg)
	case name:
		return s.pressName(msg)
	case expires:
		return s.pressExpires(msg)
	case permissions:
		return s.pressPermissions(msg)
	}
	return s.pressButtons(msg)
}

// focusOn moves the focus. Calendar and field close and keep what they say.
func (s *Screen) focusOn(p part) {
	s.expiry.close()
	s.name.Blur()
	s.focus = p
	switch p {
	case name:
		s.name.Focus()
	case buttons:
		s.button = 0
	}
}

// next and previous stop at the ends.
func (s *Screen) next()     { s.focusOn(min(s.focus+1, buttons)) }
func (s *Screen) previous() { s.focusOn(max(s.focus, 1) - 1) }

// walk handles the keys that mean the same in every part.
func (s *Screen) walk(msg tea.KeyPressMsg) tea.Cmd {
	switch msg.String() {
	case "up", "k":
		s.previous()
	case "down", "j", "enter":
		s.next()
	case "esc":
		return screen.Send(screen.Back{})
	}
	return nil
}

func (s *Screen) pressStartFrom(msg tea.KeyPressMsg) tea.Cmd {
	n := len(s.presets) + 1
	switch msg.String() {
	case "left", "h":
		s.usePreset((s.preset + n - 1) % n)
	case "right", "l":
		s.usePreset((s.preset + 1) % n)
	default:
		return s.walk(msg)
	}
	return nil
}

func (s *Screen) pressName(msg tea.KeyPressMsg) tea.Cmd {
	switch msg.String() {
	case "up", "down", "enter", "esc":
		return s.walk(msg)
	case "right":
		// Behind the last letter the arrow has nothing else to do.
		if s.taken() != "" && s.name.Position() == utf8.RuneCountInString(s.name.Value()) {
			s.takeFree()
			return nil
		}
	}
	s.typeName(msg)
	return nil
}

func (s *Screen) pressExpires(msg tea.KeyPressMsg) tea.Cmd {
	if s.expiry.press(msg, s.now) {
		s.refused[expires] = ""
		return nil
	}
	if s.expiry.mode == picking {
		return nil
	}
	return s.walk(msg)
}

func (s *Screen) pressPermissions(msg tea.KeyPressMsg) tea.Cmd {
	handled, set := s.grid.HandleKey(msg)
	if set {
		s.byHand()
	}
	if handled {
		return nil
	}
	return s.walk(msg)
}

func (s *Screen) pressButtons(msg tea.KeyPressMsg) tea.Cmd {
	switch msg.String() {
	case "left", "h":
		s.button = max(s.button-1, 0)
	case "right", "l":
		s.button = min(s.button+1, len(s.buttons())-1)
	case "enter", "space":
		return s.buttons()[s.button].press()
	case "down", "j": // there is nothing below
	default:
		return s.walk(msg)
	}
	return nil
}

// Bindings lists the keys of the part that has the focus.
func (s *Screen) Bindings() []ui.Binding {
	list := s.partBindings()
	if !s.inside() {
		list = append(list, ui.Bind("esc", "back", "esc"))
	}
	list = append(list, ui.Bind("tab", "next field", "tab", "shift+tab"),
		ui.Bind("↑↓", "from part to part", "up", "k", "down", "j").HelpOnly())
	for i := range list {
		list[i] = list[i].DisabledIf(s.busy() != "", s.busy())
	}
	return list
}

// inside reports whether esc closes a calendar or field within the form.
func (s *Screen) inside() bool { return s.focus == expires && s.expiry.mode != choosing }

func (s *Screen) partBindings() []ui.Binding {
	next := ui.Bind("enter", "next", "enter").HelpOnly()
	switch s.focus {
	case startFrom:
		return []ui.Binding{ui.Bind("←→", "choose", "left", "right", "h", "l"), next}
	case name:
		list := []ui.Binding{ui.Bind("enter", "next", "enter", "up", "down")}
		if s.taken() != "" {
			list = append(list, ui.Bind("→", "take the free name", "right"))
		}
		return list
	case expires:
		return append(s.expiry.bindings(), next)
	case permissions:
		return s.grid.Bindings()
	}
	return []ui.Binding{ui.Bind("enter", s.buttons()[s.button].does, "enter", "space"), ui.Bind("←→", "choose", "left", "right", "h", "l")}
}
