package console

import (
	"bytes"
	"fmt"
	"io"
	"os"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/term"

	"github.com/supascale/supascale-tui/internal/standin"
)

// screenOutput erases the screen line by line. Multiplexers move a screen that is
// erased as a whole into their history (tmux's scroll-on-clear), where there is
// no alternate screen, and a new key with it. What it writes holds the key that is
// shown; what it is given doesn't.
type screenOutput struct {
	*os.File
	to    io.Writer // the file, for a terminal as it is
	shown *standin.Table
}

// Write takes the whole of what a frame changes: the renderer writes it at once.
func (o screenOutput) Write(p []byte) (int, error) {
	out := p
	if whole := []byte(ansi.EraseEntireScreen); bytes.Contains(p, whole) {
		out = bytes.ReplaceAll(p, whole, eraseLines(o.Fd()))
	}
	filled, holds := o.shown.Fill(out)
	if holds {
		defer clear(filled)
	}
	if _, err := o.to.Write(filled); err != nil {
		return 0, err
	}
	return len(p), nil
}

// WriteString is Write, which a file's own would pass by.
func (o screenOutput) WriteString(s string) (int, error) { return o.Write([]byte(s)) }

// eraseLines erases every line of a terminal, a key before what is below it, and leaves
// the cursor at home. A terminal that doesn't tell its height is erased as a whole.
func eraseLines(fd uintptr) []byte {
	_, height, err := term.GetSize(fd)
	if err != nil || height <= 0 {
		return []byte(ansi.CursorHomePosition + ansi.EraseEntireScreen)
	}
	var out []byte
	for row := range height {
		out = fmt.Appendf(out, "\x1b[%dH"+ansi.EraseEntireLine, row+1)
	}
	return append(out, ansi.CursorHomePosition...)
}
