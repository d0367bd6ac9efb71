package views

import (
	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// press routes a key: the top layer first, then a screen with a text field,
// then the screen's own keys, then the global ones.
func (r *Root) press(msg tea.KeyPressMsg) tea.Cmd {
	if msg.String() == "ctrl+z" {
		return r.suspend() // what is said now still counts afterwards
	}
	r.notice = screen.Notice{}
	switch {
	case msg.String() == "ctrl+c":
		return r.interrupt()
	case r.tooSmall():
		return nil // what a key would do can't be seen
	case r.help != nil:
		return r.pressHelp(msg)
	case r.confirm != nil:
		return r.pressConfirm(msg)
	case r.command.Open():
		return r.pressCommand(msg)
	case r.dialog != nil:
		return r.dialog.Update(msg)
	case r.refused != nil:
		return r.pressRefused(msg)
	case r.active().Capturing():
		return r.active().Update(msg)
	}
	return r.pressOpen(msg)
}

// pressOpen handles a key when nothing is on top and no text is typed.
func (r *Root) pressOpen(msg tea.KeyPressMsg) tea.Cmd {
	var refusal string
	for _, b := range r.active().Actions() {
		if !b.Matches(msg) {
			continue
		}
		if b.Enabled() {
			return r.active().Update(msg)
		}
		refusal = b.Why
	}
	if refusal != "" {
		r.notice = screen.Notice{Tone: ui.Warn, Text: refusal}
		return nil
	}
	for _, g := range r.globals() {
		if g.Matches(msg) {
			return g.run()
		}
	}
	return nil
}

func (r *Root) paste(msg tea.PasteMsg) tea.Cmd {
	switch {
	case r.tooSmall() || r.help != nil || r.confirm != nil || r.refused != nil:
		return nil
	case r.command.Open():
		r.command.Update(msg)
		return nil
	case r.dialog != nil:
		return r.dialog.Update(msg)
	}
	return r.active().Update(msg)
}

// mouse hands clicks and wheel turns to the active screen, in its coordinates.
func (r *Root) mouse(msg tea.MouseMsg) tea.Cmd {
	if r.tooSmall() || r.help != nil || r.confirm != nil || r.dialog != nil || r.refused != nil {
		return nil
	}
	m := msg.Mouse()
	m.Y -= linesAbove
	if _, h := r.bodySize(); m.Y < 0 || m.Y >= h {
		return nil
	}
	switch msg.(type) {
	case tea.MouseClickMsg:
		return r.active().Update(tea.MouseClickMsg(m))
	case tea.MouseWheelMsg:
		return r.active().Update(tea.MouseWheelMsg(m))
	}
	return nil
}

// global is a key that works on every screen.
type global struct {
	ui.Binding
	run func() tea.Cmd
}

func (r *Root) globals() []global {
	end := []global{
		{ui.Bind("q", "quit", "q").HelpOnly(), func() tea.Cmd { return r.leave(r.quit) }},
		{ui.Bind("ctrl+c", "quit, always", "ctrl+c").HelpOnly(), r.interrupt},
		{ui.Bind("ctrl+z", "suspend; fg brings it back", "ctrl+z").HelpOnly(), r.suspend},
	}
	if !r.connected() {
		return append([]global{{ui.Bind("?", "help", "?").HelpOnly(), func() tea.Cmd { r.openHelp(); return nil }}}, end...)
	}
	return append([]global{
		{ui.Bind("1", "keys", "1").HelpOnly(), func() tea.Cmd { return r.leave(r.showKeys) }},
		{ui.Bind("2 a", "audit", "2", "a").HelpOnly(), func() tea.Cmd { return r.leave(r.showAudit) }},
		{ui.Bind("3", "health", "3").HelpOnly(), func() tea.Cmd { return r.leave(r.showHealth) }},
		{ui.Bind("tab", "next view", "tab").HelpOnly(), func() tea.Cmd { return r.leave(r.turn(false)) }},
		{ui.Bind("shift+tab", "view before", "shift+tab").HelpOnly(), func() tea.Cmd { return r.leave(r.turn(true)) }},
		{ui.Bind("n", "new key", "n").HelpOnly(), func() tea.Cmd { return r.leave(r.newKey) }},
		{ui.Bind(":", "command", ":").HelpOnly(), func() tea.Cmd { r.command.Start(); return nil }},
		{ui.Bind("?", "help", "?").HelpOnly(), func() tea.Cmd { r.openHelp(); return nil }},
		{ui.Bind("esc", "back", "esc").HelpOnly(), r.leaveTop},
	}, end...)
}

// bindings lists what the footer shows now: the keys of what is in front, and
// the two that must always be found.
func (r *Root) bindings() (here, always []ui.Binding) {
	switch {
	case r.help != nil:
		return r.help.bindings(), nil
	case r.confirm != nil:
		return r.confirm.bindings(r), nil
	case r.dialog != nil:
		return screen.Bindings(r.dialog.Actions()), nil
	case r.refused != nil:
		return r.refusedBindings(), nil
	}
	here = screen.Bindings(r.active().Actions())
	if r.active().Capturing() {
		return here, nil
	}
	return here, []ui.Binding{ui.Bind("?", "help", "?"), ui.Bind("q", "quit", "q")}
}
