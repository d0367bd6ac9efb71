package cli

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
	"github.com/supascale/supascale-tui/internal/prompt"
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

// agrees asks for a yes; anything else is a no.
func (p passwordPrompt) agrees(ask string) bool {
	_, _ = io.WriteString(p.out, ask) // nothing depends on it
	line, _ := bufio.NewReader(p.in).ReadString('\n')
	line = strings.ToLower(strings.TrimSpace(line))
	return line == "y" || line == "yes"
}

// hidden asks without an echo, until ctx ends.
func (p passwordPrompt) hidden(ctx context.Context, ask string) (api.Secret, error) {
	tty := p.terminal()
	if tty == nil {
		return api.Secret{}, usagef("there is no terminal to ask on: give a file instead")
	}
	text, err := prompt.Secret(ctx, tty, p.out, ask)
	switch {
	case errors.Is(err, prompt.ErrShown):
		return api.Secret{}, fmt.Errorf("%w: give a file instead", err)
	case ctx.Err() != nil:
		return api.Secret{}, errors.New("given up")
	case err != nil:
		return api.Secret{}, fmt.Errorf("can't read what is typed: %w", err)
	case text == "":
		return api.Secret{}, errors.New("nothing was typed")
	}
	return api.NewSecret(text), nil
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
