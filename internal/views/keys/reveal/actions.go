package reveal

import (
	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/deliver"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/ui/press"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// panel is what opens in the menu's place. It takes all keys.
type panel interface {
	actions() []screen.Action
	// typed takes a key that is none of the actions', and paste a paste.
	typed(tea.KeyPressMsg) tea.Cmd
	paste(tea.PasteMsg) tea.Cmd
	page() page
	// wipe drops what was entered.
	wipe()
}

// page is a panel or the menu, drawn.
type page struct {
	lines []string
	focus int // the line that must be in sight
	// cursor is the terminal cursor's place in the lines, nil for none.
	cursor *tea.Cursor
}

// Actions are what can be done now.
func (s *Screen) Actions() []screen.Action {
	anyKey := func(does string) []screen.Action { return []screen.Action{{Binding: ui.Name("any key", does)}} }
	switch {
	case s.masked:
		return anyKey("show the key again")
	case s.large:
		return anyKey("back")
	case s.panel != nil:
		return s.panel.actions()
	}
	return s.menu()
}

// menu lists the keys of the screen itself.
func (s *Screen) menu() []screen.Action {
	why := s.withheld()
	gone := ""
	if s.secret == nil {
		gone = goneWords
	}
	bind := func(why string, key press.Key, does string, run func() tea.Cmd) screen.Action {
		return screen.Do(ui.Bind(key, does).DisabledIf(why != "", why), run)
	}
	list := []screen.Action{
		bind(why, press.Copy, "copy", func() tea.Cmd { return s.copy(deliver.Bare) }),
		bind(why, press.CheckCopy, "check the copy", s.openCheck),
		bind(gone, press.SaveFile, "save to a file", s.openFile),
		bind(gone, press.Pipe, "pipe to a command", s.openPipe),
		bind(why, press.AsCurl, "as curl", func() tea.Cmd { s.line = deliver.Curl; return s.copy(deliver.Curl) }),
		bind(why, press.AsExport, "as export line", func() tea.Cmd { s.line = deliver.Export; return s.copy(deliver.Export) }),
		bind(why, press.Large, "large, for the mouse", func() tea.Cmd { s.large = true; return nil }),
		bind(why, press.CopyMethods, "choose how to copy", s.openMethods),
		bind(gone, press.Test, "test it", s.test),
		bind("", press.Esc, "close", func() tea.Cmd { return screen.Send(screen.Back{}) }),
	}
	for i := range list {
		if show := list[i].Show; show != "c" && show != "v" && show != "esc" {
			list[i].Binding = list[i].HelpOnly()
		}
	}
	if s.menuOverflows() {
		list = append(list,
			screen.Step(ui.Bind(press.UpDown, "scroll"), s.scroll))
	}
	return list
}

// test leaves for the screen that tries the key out, and comes back.
func (s *Screen) test() tea.Cmd {
	return screen.Send(screen.ShowTest{Key: api.RevokedKey{Key: s.key}, Value: *s.secret})
}
