package create

import (
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/ui/press"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// Actions are those of the part that has the focus, and the ways to another.
func (s *Screen) Actions() []screen.Action {
	list := s.partActions()
	if !s.inside() {
		list = append(list, screen.Do(ui.Bind(press.Esc, "back"), goBack))
	}
	if s.env.Notes != nil && !s.Capturing() && !s.inside() && s.lost == nil {
		list = append(list, screen.Set(ui.Bind(press.Note, "owner and notes"), func() { s.focusOn(noted); s.note.focusOn(0) }))
	}
	list = append(list, screen.Set(ui.Bind(press.Tab, "next field"), func() { s.focusOn(s.after(s.focus, 1)) }),
		screen.Set(ui.Bind(press.BackTab, "field before").HelpOnly(), func() { s.focusOn(s.after(s.focus, partCount-1)) }))
	if s.inside() && s.expiry.Picking() {
		return s.unlessBusy(list)
	}
	above, next := s.previous, s.next
	if s.focus == startFrom {
		above = nil
	}
	if s.focus == buttons {
		next = nil
	}
	return s.unlessBusy(append(list, screen.Parts(s.Capturing(), above, next)...))
}

func (s *Screen) unlessBusy(list []screen.Action) []screen.Action {
	for i := range list {
		list[i].Binding = list[i].DisabledIf(s.busy() != "", s.busy())
	}
	return list
}

func goBack() tea.Cmd { return screen.Send(screen.Back{}) }

// inside reports whether esc closes a calendar or field within the form.
func (s *Screen) inside() bool { return s.focus == expires && s.expiry.Inside() }

// choose are the arrows that go through the choices of a row.
func choose(by func(step int)) screen.Action {
	return screen.Step(ui.Bind(press.Choose, "choose"), by)
}

func (s *Screen) partActions() []screen.Action {
	next := screen.Set(ui.Bind(press.Enter, "next").HelpOnly(), s.next)
	switch s.focus {
	case startFrom:
		n := len(s.presets) + 1
		return []screen.Action{choose(func(step int) { s.usePreset((s.preset + n + step) % n) }), next}
	case name:
		return s.nameActions()
	case expires:
		list := s.expiry.Actions(s.next, func() { s.refused[expires] = "" })
		if s.expiry.Inside() {
			return list
		}
		return append(list, next)
	case noted:
		return s.noteActions()
	case permissions:
		return s.grid.Actions(s.previous, s.next, s.byHand)
	}
	return screen.PressButtons(&s.button, s.buttons())
}

func (s *Screen) nameActions() []screen.Action {
	list := []screen.Action{screen.Set(ui.Bind(press.Enter, "next"), s.next)}
	// Behind the last letter the arrow has nothing else to do.
	if s.taken() != "" && s.name.Position() == utf8.RuneCountInString(s.name.Value()) {
		list = append(list, screen.Set(ui.Bind(press.Right, "take the free name"), s.takeFree))
	}
	return list
}

// focusOn moves the focus. Calendar and field close and keep what they say.
func (s *Screen) focusOn(p part) {
	s.expiry.Close()
	s.name.Blur()
	s.note.focusOn(-1)
	back := p < s.focus
	s.focus = p
	switch p {
	case noted:
		switch {
		case s.refused[noted] != "":
			s.note.focusOn(s.note.at)
		case back:
			s.note.focusOn(len(s.note.fields) - 1)
		default:
			s.note.focusOn(0)
		}
	case name:
		s.name.Focus()
	case buttons:
		s.button.Reset()
	}
}

// after is the part so many further, around the end. What is to be noted is passed over
// on the way to the buttons where it may be left out: its letter opens it.
func (s *Screen) after(p, by part) part {
	p = (p + by) % partCount
	if p == noted && (s.env.Notes == nil || by == 1 && !s.asksForNote()) {
		p = (p + by) % partCount
	}
	return p
}

// next and previous stop at the ends.
func (s *Screen) next() {
	if s.focus < buttons {
		s.focusOn(s.after(s.focus, 1))
	}
}

func (s *Screen) previous() {
	if s.focus > startFrom {
		s.focusOn(s.after(s.focus, partCount-1))
	}
}
