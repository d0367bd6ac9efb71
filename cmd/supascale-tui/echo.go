package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/charmbracelet/x/term"
)

// hideTyping keeps a terminal from showing what is typed. A line is still read
// as a line, and ctrl+c still is a signal.
func hideTyping(tty *os.File) (showAgain func(), err error) {
	before, err := term.GetState(tty.Fd())
	if err != nil {
		return nil, fmt.Errorf("read the terminal's settings: %w", err)
	}
	hidden := *before
	withoutEcho(&hidden)
	if err := term.SetState(tty.Fd(), &hidden); err != nil {
		return nil, fmt.Errorf("hide what is typed: %w", err)
	}
	return func() { _ = term.Restore(tty.Fd(), before) }, nil // the terminal may be gone
}

// lineMax is more than any key or password has, in bytes.
const lineMax = 4096

// readTyped reads a line from a terminal, which gives one line at a time. It
// changes no setting, so that one that is left waiting can't change it late.
func readTyped(tty *os.File) (string, error) {
	line, err := bufio.NewReader(io.LimitReader(tty, lineMax)).ReadString('\n')
	return strings.TrimRight(line, "\r\n"), err
}
