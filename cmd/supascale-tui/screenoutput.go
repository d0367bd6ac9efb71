package main

import (
	"bytes"
	"fmt"
	"io"
	"os"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/term"
)

// screenOutput erases the screen line by line. Multiplexers move a screen that is
// erased as a whole into their history (tmux's scroll-on-clear), where there is
// no alternate screen, and a new key with it.
type screenOutput struct {
	*os.File
	shown io.Writer
}

// Write takes the whole of what a frame changes: the renderer writes it at once.
func (o screenOutput) Write(p []byte) (int, error) {
	whole := []byte(ansi.EraseEntireScreen)
	if !bytes.Contains(p, whole) {
		return o.shown.Write(p)
	}
	if _, err := o.shown.Write(bytes.ReplaceAll(p, whole, eraseLines(o.Fd()))); err != nil {
		return 0, err
	}
	return len(p), nil
}

// WriteString is Write, which a file's own would pass by.
func (o screenOutput) WriteString(s string) (int, error) { return o.Write([]byte(s)) }

// eraseLines erases every line of a terminal and leaves the cursor at home. One
// that doesn't tell its height is erased as a whole.
func eraseLines(fd uintptr) []byte {
	_, height, err := term.GetSize(fd)
	if err != nil || height <= 0 {
		return []byte(ansi.CursorHomePosition + ansi.EraseEntireScreen)
	}
	var out []byte
	for row := height; row > 0; row-- {
		out = fmt.Appendf(out, "\x1b[%dH"+ansi.EraseEntireLine, row)
	}
	return append(out, ansi.CursorHomePosition...)
}
