package create

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/ui"
)

// page is the whole form, of which the window shows a part.
type page struct {
	lines    []string
	from, to int // lines of the part that has the focus
	at       int // the one of them that must be seen
	field    *ui.Field
	fieldAt  int // the line of the field that takes text
	gaps     gap // how many gaps there is room for
}

func (p *page) add(lines ...string) { p.lines = append(p.lines, lines...) }

func (p *page) space(g gap) {
	if g < p.gaps {
		p.add("")
	}
}

// top is the first line of a window of height lines that shows the focus.
func (p *page) top(height int) int {
	top := 0
	if p.to >= height {
		top = p.to - height + 1
	}
	top = min(top, p.from)
	return max(top, p.at-height+1, 0)
}

// gap is white space between parts, the most useful first.
type gap int

const (
	abovePermissions gap = iota
	aboveSummary
	aboveButtons
	belowStart
	belowName
	atTop
	gaps
)

// page draws the form; where there is little room, white space goes first.
func (s *Screen) page() *page {
	p := s.compose(gaps)
	if over := len(p.lines) - s.height; over > 0 {
		p = s.compose(max(gaps-gap(over), 0))
	}
	return p
}

// compose draws the whole form with the first n gaps.
func (s *Screen) compose(n gap) *page {
	p := &page{gaps: n}
	p.space(atTop)
	s.draw(p, startFrom, s.drawStartFrom)
	p.space(belowStart)
	s.draw(p, name, s.drawName)
	p.space(belowName)
	s.draw(p, expires, s.drawExpires)
	p.space(abovePermissions)
	s.draw(p, permissions, s.drawPermissions)
	p.space(aboveSummary)
	s.draw(p, buttons, s.drawButtons)
	return p
}

func (s *Screen) draw(p *page, of part, draw func(*page)) {
	from := len(p.lines)
	if of == s.focus {
		p.at = from
	}
	draw(p)
	if of == s.focus {
		p.from, p.to = from, len(p.lines)-1
	}
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

// Cursor is the text field's.
func (s *Screen) Cursor() *tea.Cursor {
	if !s.Capturing() {
		return nil
	}
	p := s.page()
	if p.field == nil {
		return nil
	}
	c := p.field.Cursor()
	y := p.fieldAt - p.top(s.height)
	if c == nil || y < 0 || y >= s.height || labelEnd+c.X >= s.width {
		return nil
	}
	c.X += labelEnd
	c.Y = y
	return c
}
