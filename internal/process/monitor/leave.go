package monitor

import (
	"fmt"
	"strings"

	"github.com/supascale/supascale-tui/internal/text"
)

// linesUnknown is more than a screen has.
const linesUnknown = 500

// LeaveScreen is what blanks a screen of so many lines, 0 where that is not known, and undoes whatever the
// console has switched on: the alternate screen, bracketed paste, the mouse, the
// keyboard's extensions, the hidden cursor, the window's title. Each line is erased by itself. Where
// there is no alternate screen (GNU screen, or tmux with alternate-screen off), a
// clearing of the whole screen moves it into the scrollback.
func LeaveScreen(height int) string {
	if height <= 0 {
		height = linesUnknown
	}
	var b strings.Builder
	// End whatever was under way, and erase no line of the shell's, should the
	// alternate screen be left already.
	b.WriteString("\x18\x1b\\\x1b[0m\x1b[r\x1b[?1049h")
	for line := 1; line <= height; line++ {
		_, _ = fmt.Fprintf(&b, "\x1b[%d;1H\x1b[2K", line)
	}
	b.WriteString("\x1b[H\x1b[>4m\x1b[<1u\x1b[?1049l\x1b[?2026l\x1b[?2027l\x1b[?2004l\x1b[?1002l\x1b[?1003l\x1b[?1006l\x1b[?25h\x1b[23;0t")
	return b.String()
}

// crash is what can be told of one from what was written to stderr.
type crash struct {
	fatal  bool   // the process is about to end
	reason string // "" while its line is not complete
}

var (
	// fatalBegins is how the Go runtime begins a panic, a fatal error or a signal.
	fatalBegins = text.Pattern(`(?m)^(panic: |fatal error: |SIG[A-Z0-9]+: )`)
	// crashReason has Bubble Tea's words too, for a panic that it caught.
	crashReason = text.Pattern(`(?m)^(?:panic: |fatal error: |SIG[A-Z0-9]+: |Caught panic:\s+)([^\r\n]+)\r?\n`)
)

// runtimePrefix is the runtime's own, which says nothing.
const runtimePrefix = "runtime error: "

func crashIn(text []byte) (c crash) {
	c.fatal = fatalBegins().Match(text)
	if found := crashReason().FindSubmatch(text); found != nil {
		c.reason = strings.TrimPrefix(string(found[1]), runtimePrefix)
	}
	return c
}
