package screen

import "strings"

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
	term := e.Getenv("TERM")
	if e.Getenv("TMUX") != "" || strings.HasPrefix(term, "tmux") || strings.HasPrefix(term, "screen") {
		return min(window, wrapSafe)
	}
	return window
}
