package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/charmbracelet/x/term"

	"github.com/supascale/supascale-tui/internal/api"
)

// passwordPrompt asks a person for what must not be seen.
type passwordPrompt struct {
	in  io.Reader
	out io.Writer // where it asks
}

// terminal is the input where somebody can type, nil where it is something else.
func (p passwordPrompt) terminal() *os.File {
	if f, ok := p.in.(*os.File); ok && term.IsTerminal(f.Fd()) {
		return f
	}
	return nil
}

func (p passwordPrompt) say(words string) { _, _ = fmt.Fprintln(p.out, words) } // nothing depends on it

// hidden asks without an echo. ctx ends it: the terminal gets its echo back then,
// and the read is left to the end of the process.
func (p passwordPrompt) hidden(ctx context.Context, prompt string) (api.Secret, error) {
	f := p.terminal()
	if f == nil {
		return api.Secret{}, usagef("there is no terminal to ask on: give a file instead")
	}
	showAgain, err := hideTyping(f)
	if err != nil {
		return api.Secret{}, fmt.Errorf("can't ask on this terminal: %w", err)
	}
	defer showAgain()
	_, _ = io.WriteString(p.out, prompt) // nothing depends on it
	type typed struct {
		text string
		err  error
	}
	done := make(chan typed, 1)
	go func() {
		text, err := readTyped(f)
		done <- typed{text, err}
	}()
	select {
	case <-ctx.Done():
		p.say("")
		return api.Secret{}, errors.New("given up")
	case got := <-done:
		p.say("")
		if got.err != nil && !errors.Is(got.err, io.EOF) {
			return api.Secret{}, fmt.Errorf("can't read what is typed: %w", got.err)
		}
		if len(got.text) == 0 {
			return api.Secret{}, errors.New("nothing was typed")
		}
		return api.NewSecret(got.text), nil
	}
}

// passwordFileMax is more than any password has, in bytes.
const passwordFileMax = 4096

// fromFile reads the first line of a file, or of the input for "-".
func (p passwordPrompt) fromFile(path string) (api.Secret, error) {
	from := p.in
	if path != "-" {
		f, err := os.Open(path) //nolint:gosec // the user named the file
		if err != nil {
			return api.Secret{}, fmt.Errorf("can't read the password: %w", err)
		}
		defer func() { _ = f.Close() }() // it was read only
		from = f
	}
	line, err := bufio.NewReader(io.LimitReader(from, passwordFileMax)).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return api.Secret{}, fmt.Errorf("can't read the password: %w", err)
	}
	line = strings.TrimRight(line, "\r\n")
	if line == "" {
		return api.Secret{}, errors.New("the password's file begins with an empty line: put the password alone on its first line")
	}
	return api.NewSecret(line), nil
}
