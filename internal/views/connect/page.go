package connect

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/ui"
)

// labelEnd is where the labels end and the fields begin, in cells.
const labelEnd = 17

// gap is something to leave out where there is little room, the most useful
// first.
type gap int

const (
	aboveButtons gap = iota
	aboveKeeping
	belowWay
	saysWay
	saysKept
	intro
	atTop
	belowIntro
	gaps
)

// page is the whole form, of which the window shows a part.
type page struct {
	lines    []string
	from, to int // lines of the field that has the focus
	gaps     gap // how many of them there is room for
	cursor   *tea.Cursor
}

func (p *page) add(line string) { p.lines = append(p.lines, line) }

func (p *page) space(g gap) {
	if g < p.gaps {
		p.add("")
	}
}

// top is the first line of a window of height lines that shows the focus.
func (p *page) top(height int) int {
	return min(max(p.to-height+1, 0), p.from)
}

// page draws the form; where there is little room, what is least useful goes.
func (s *Screen) page() *page {
	p := s.compose(gaps)
	if len(p.lines) <= s.height {
		return p
	}
	least := s.compose(0)
	for n := gaps - 1; n > 0 && len(least.lines) < s.height; n-- {
		if p = s.compose(n); len(p.lines) <= s.height {
			return p
		}
	}
	return least
}

// View draws the part of the form that fits and has the focus in it.
func (s *Screen) View() string {
	if s.width <= 0 || s.height <= 0 {
		return ui.Box("", max(s.width, 0), max(s.height, 0))
	}
	p := s.page()
	top := p.top(s.height)
	end := min(top+s.height, len(p.lines))
	shown := append([]string(nil), p.lines[top:end]...)
	if top > 0 {
		shown[0] = s.more(shown[0], "▲")
	}
	if end < len(p.lines) {
		shown[len(shown)-1] = s.more(shown[len(shown)-1], "▼")
	}
	return ui.Box(strings.Join(shown, "\n"), s.width, s.height)
}

// more marks the window's first or last line: there is more beyond it.
func (s *Screen) more(line, mark string) string {
	return ui.Fit(line, s.width-1) + s.env.Theme.Paint(ui.Muted, mark)
}

// Cursor is that of the field that takes text.
func (s *Screen) Cursor() *tea.Cursor {
	if !s.Capturing() || s.width <= 0 || s.height <= 0 {
		return nil
	}
	p := s.page()
	c := p.cursor
	if c == nil {
		return nil
	}
	c.Y -= p.top(s.height)
	if c.Y < 0 || c.Y >= s.height || c.X >= s.width {
		return nil
	}
	return c
}
