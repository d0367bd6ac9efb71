package main

import (
	"fmt"
	"os"

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
