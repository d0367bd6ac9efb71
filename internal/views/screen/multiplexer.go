package screen

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/standin"
	"github.com/supascale/supascale-tui/internal/ui"
)

// wrapSafe is how wide a line can be and stay whole in every window that the console
// draws in: the narrowest one has as many columns.
const wrapSafe = 60

// SecretWidth is how wide a frame with a key on it may be in a window.
//
// tmux without an alternate screen wraps all lines anew as soon as the window's width
// changes, and moves as many lines as that adds from the top of the screen into its
// history, before the console hears of the new size. In a multiplexer such a frame is
// therefore as narrow as in the narrowest window.
func (e Env) SecretWidth(window int) int {
	if e.multiplexed() {
		return min(window, wrapSafe)
	}
	return window
}

// SecretCursor keeps the terminal's cursor at the line of a key that the frame shows, and
// draws the cursor of a field below it as an inverted cell. A multiplexer whose window
// becomes lower moves what is above the cursor into its history.
func (e Env) SecretCursor(frame string, cursor *tea.Cursor) (string, *tea.Cursor) {
	if !standin.In(frame) || !e.multiplexed() {
		return frame, cursor
	}
	lines := strings.Split(frame, "\n")
	for row, line := range lines {
		if !standin.In(line) {
			continue
		}
		if cursor != nil && cursor.Y != row {
			lines[cursor.Y] = ui.Invert(lines[cursor.Y], cursor.X)
			frame = strings.Join(lines, "\n")
		}
		at := tea.NewCursor(0, row)
		at.Shape, at.Blink = tea.CursorBar, false
		return frame, at
	}
	return frame, cursor
}

// multiplexed reports whether the console runs in tmux or GNU screen. TERM tells of one at
// the other end of SSH; one on this machine may be set up with any TERM.
func (e Env) multiplexed() bool {
	term := e.Getenv("TERM")
	return e.Getenv("TMUX") != "" || e.Getenv("STY") != "" || strings.HasPrefix(term, "tmux") || strings.HasPrefix(term, "screen")
}
