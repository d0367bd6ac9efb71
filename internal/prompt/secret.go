// Package prompt asks whoever sits at a terminal.
package prompt

import (
	"bufio"
	"context"
	"errors"
	"io"
	"os"
	"strings"
)

// ErrShown says that a terminal can't be kept from showing what is typed.
var ErrShown = errors.New("this terminal can't be kept from showing what is typed")

// secretMax is more than any key or password has, in bytes.
const secretMax = 4096

// Secret asks for a line that is not shown while it is typed, and leaves the terminal as
// it was, whatever ends it. The line comes without its end and otherwise as it was
// typed; it is "" where the input has ended. The error is ErrShown, that of ctx when it
// is done, or that of reading.
func Secret(ctx context.Context, tty *os.File, out io.Writer, ask string) (string, error) {
	// The terminal comes first: what is typed right after the prompt would show.
	hidden, err := Hide(tty, func() { _, _ = io.WriteString(out, "\r"+ask) }) // nothing depends on it
	if err != nil {
		return "", ErrShown
	}
	defer func() { _, _ = io.WriteString(out, "\n") }() // the end of the line was not shown either
	defer hidden.Show()
	_, _ = io.WriteString(out, ask)
	type line struct {
		text string
		err  error
	}
	got := make(chan line, 1)
	// A read from a terminal can't be ended: the one that is left ends with the program.
	go func() {
		text, err := readLine(tty)
		got <- line{text, err}
	}()
	select {
	case l := <-got:
		return l.text, l.err
	case <-hidden.Lost():
		return "", ErrShown
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

// readLine reads from a terminal, which gives one line at a time.
func readLine(tty *os.File) (string, error) {
	text, err := bufio.NewReader(io.LimitReader(tty, secretMax)).ReadString('\n')
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return strings.TrimRight(text, "\r\n"), err
}
