package ui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/text"
	"github.com/supascale/supascale-tui/internal/ui/press"
)

// Page is the place in text that is longer than the area it is read in. It keeps no
// lines: how many there are, and how many fit, is handed in where it is needed.
type Page struct{ top int }

// Top is the first line that is shown of so many.
func (p *Page) Top(lines, height int) int { return min(p.top, max(lines-height, 0)) }

// Scroll moves on by lines.
func (p *Page) Scroll(by, lines, height int) {
	p.top = min(max(p.Top(lines, height)+by, 0), max(lines-height, 0))
}

// HandleKey scrolls by the usual keys, and reports whether the key was one of them.
func (p *Page) HandleKey(msg tea.KeyPressMsg, lines, height int) bool {
	by := 0
	switch name := msg.String(); {
	case press.Up.Has(name):
		by = -1
	case press.Down.Has(name):
		by = 1
	case press.PageUp.Has(name):
		by = -height
	case press.PageDown.Has(name), press.Space.Has(name):
		by = height
	case press.Top.Has(name):
		by = -lines
	case press.End.Has(name):
		by = lines
	}
	p.Scroll(by, lines, height)
	return by != 0
}

// PageBinding describes HandleKey's keys.
func PageBinding() Binding { return Bind(press.Scroll, "scroll").Turning() }

// View draws what is in sight of a paper into width by height cells, and says how
// much is below. The cursor is that of the paper.
func (p *Page) View(paper *Paper, width, height int) (string, *tea.Cursor) {
	lines := paper.Lines
	top := p.Top(len(lines), height)
	end := min(top+max(height, 0), len(lines))
	shown := lines[top:end:end]
	if more := len(lines) - end; more > 0 && height > 3 {
		shown = append(shown[:len(shown)-1:len(shown)-1], paper.Theme.Paint(Accent, "  ↓ "+text.Plural(more+1, "more line", "more lines")))
	}
	return Box(strings.Join(shown, "\n"), width, height), MoveCursor(paper.Cursor, 0, -top, width, height)
}
