package reveal

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/deliver"
	"github.com/supascale/supascale-tui/internal/text"
	"github.com/supascale/supascale-tui/internal/ui"
)

// View draws the key alone on its line, from the first column, so that a
// triple click or a mouse selection takes exactly it.
//
// The cursor is that of the field in an open panel, and otherwise stands at the key. A
// terminal that shrinks scrolls out what is above its cursor: below the key, the cursor
// would push the key into the history of a multiplexer. Without a cursor of its own, a
// frame leaves the terminal's at whatever was drawn last.
func (s *Screen) View() (string, *tea.Cursor) {
	if s.Width <= 0 || s.Height <= 0 {
		return ui.Box("", max(s.Width, 0), max(s.Height, 0)), nil
	}
	p, _ := s.layout()
	view := ui.Box(strings.Join(p.lines, "\n"), s.window, s.Height)
	if c := p.cursor; c != nil && c.X < s.Width {
		return view, ui.MoveCursor(c, 0, 0, s.Width, s.Height)
	}
	return view, nil
}

// How much is drawn: with white space, with all there is to say, with the key's
// facts but no asides, with what is needed alone.
const (
	tight = iota
	brief
	full
	roomy
)

// layout puts head, menu or panel, and foot together, with as much room as there
// is. What still doesn't fit scrolls between head and foot; hidden is how many
// lines that are.
func (s *Screen) layout() (whole page, hidden int) {
	switch {
	case s.masked:
		return page{lines: s.mask()}, 0
	case s.large && s.withheld() == "":
		// On the line where the head has it: a line that moves may be scrolled.
		_, at := s.head()
		lines := append(make([]string, at), s.alone(deliver.Bare, ui.Normal)...)
		return page{lines: lines, cursor: keyCursor(at)}, 0
	}
	head, at := s.head()
	for room := roomy; room >= tight; room-- {
		middle, foot := s.middle(room), s.foot(room)
		space := s.Height - len(head) - len(foot)
		if len(middle.lines) > space && room > tight {
			continue
		}
		hidden = max(len(middle.lines)-max(space, 1), 0)
		middle = s.cut(middle, max(space, 1))
		whole.lines = append(append(head, middle.lines...), foot...)
		if s.withheld() == "" {
			whole.cursor = keyCursor(at)
		}
		if middle.cursor != nil {
			moved := *middle.cursor
			moved.Y += len(head)
			whole.cursor = &moved
		}
		break
	}
	return whole, hidden
}

// keyCursor is a thin, still cursor before the key.
func keyCursor(line int) *tea.Cursor {
	c := tea.NewCursor(0, line)
	c.Shape, c.Blink = tea.CursorBar, false
	return c
}

// cut takes height lines out of a page: a panel's around its focus, the menu's
// from where it was scrolled to. What is left out below is said.
func (s *Screen) cut(p page, height int) page {
	over := len(p.lines) - height
	if over <= 0 {
		return p
	}
	top := min(s.top, over)
	if s.panel != nil {
		top = min(max(p.focus-height/2, 0), over)
	}
	lines := append([]string(nil), p.lines[top:top+height]...)
	below := over - top
	if below > 0 && height > 2 {
		lines[height-1] = "  " + s.env.Theme.Paint(ui.Faint, fmt.Sprintf("↓ %s more", text.Plural(below+1, "line", "lines")))
	}
	cursor := p.cursor
	if cursor != nil {
		moved := *cursor
		moved.Y -= top
		if cursor = &moved; moved.Y < 0 || moved.Y >= height {
			cursor = nil
		}
	}
	return page{lines: lines, cursor: cursor}
}

func (s *Screen) menuOverflows() bool {
	if s.panel != nil || s.Width <= 0 || s.Height <= 0 {
		return false
	}
	_, hidden := s.layout()
	return hidden > 0
}

func (s *Screen) scroll(by int) {
	_, hidden := s.layout()
	s.top = min(max(s.top+by, 0), hidden)
}
