package command

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/credential"
	"github.com/supascale/supascale-tui/internal/local"
	"github.com/supascale/supascale-tui/internal/prompt"
	"github.com/supascale/supascale-tui/internal/text/sanitize"
)

// Answer gives the answer to a question: its first letter, in small.
func (c *Call) Answer(question string) string {
	_, _ = io.WriteString(c.Err, question) // nothing depends on it
	line, _ := bufio.NewReader(c.In).ReadString('\n')
	if line = strings.ToLower(strings.TrimSpace(line)); line != "" {
		return line[:1]
	}
	return ""
}

// KeyWord says which key is meant: the first argument, or what is answered.
func (c *Call) KeyWord(ctx context.Context) (string, error) {
	if len(c.Args) > 0 {
		return c.Args[0], nil
	}
	return c.Prompter().Input(ctx, prompt.Question{Ask: "Which key", Help: []string{"Its name, its id or its preview."}})
}

// errGivenUp ends a question at ctrl+c.
var errGivenUp error = givenUp{}

type givenUp struct{}

func (givenUp) Error() string { return "given up" }
func (givenUp) Unwrap() error { return prompt.ErrEnd }

// Hidden gives what ask asks for without an echo, until ctx ends. Instead says how to
// answer otherwise, where the terminal can't hide what is typed.
func (c *Call) Hidden(ctx context.Context, instead string, ask func(*prompt.Prompter) (string, error)) (api.Secret, error) {
	if !c.CanAsk() {
		return api.Secret{}, Usagef("there is no terminal to ask on: %s", instead)
	}
	typed, err := ask(c.Prompter())
	switch {
	case errors.Is(err, prompt.ErrShown):
		return api.Secret{}, fmt.Errorf("%w: %s", err, instead)
	case ctx.Err() != nil:
		return api.Secret{}, errGivenUp
	}
	return api.NewSecret(typed), err
}

// keyMost is more than any key has, in bytes.
const keyMost = 4 << 10

// ReadKey gives a text that is to be a key, spaces and all: from the file of --key-file,
// from the standard input where nobody sits there, or by a hidden question, which address
// and refuse are for.
func (c *Call) ReadKey(ctx context.Context, path, address string, refuse func(pasted string) string) (api.Secret, error) {
	in := c.In
	if path != "" && path != "-" {
		f, err := os.Open(path) //nolint:gosec // the user named the file
		if err != nil {
			return api.Secret{}, cantRead(path, err)
		}
		defer f.Close() //nolint:errcheck // nothing was written
		if info, err := f.Stat(); err == nil && info.IsDir() {
			return api.Secret{}, cantRead(path, errors.New("it is a folder"))
		}
		in = f
	} else if c.CanAsk() {
		return c.Hidden(ctx, "give the key with --key-file", func(p *prompt.Prompter) (string, error) { return p.Key(ctx, address, refuse) })
	}
	read, err := local.Await(ctx, func() ([]byte, error) { return io.ReadAll(io.LimitReader(in, keyMost+1)) })
	defer clear(read)
	switch {
	case ctx.Err() != nil:
		return api.Secret{}, errGivenUp
	case err != nil && in != c.In:
		return api.Secret{}, cantRead(path, err)
	case err != nil:
		return api.Secret{}, fmt.Errorf("the key can't be read: %w", err)
	case len(read) > keyMost:
		return api.Secret{}, Usagef("that is far too long for a key: give the key alone")
	case len(bytes.TrimSpace(read)) == 0:
		return api.Secret{}, Usagef("no key was given: pipe it in, or name its file with --key-file")
	}
	return api.NewSecret(string(read)), nil
}

// RegisterKeyFile adds --key-file.
func RegisterKeyFile(cmd *cobra.Command, path *string) {
	cmd.Flags().StringVar(path, "key-file", "", "`FILE` that holds the key, - for the standard input (default: it is asked for, hidden)")
	_ = cmd.MarkFlagFilename("key-file")
}

func cantRead(path string, err error) error {
	if pathError, ok := errors.AsType[*fs.PathError](err); ok {
		err = pathError.Err
	}
	return Usagef("can't read the key from %s: %w", credential.Redact(sanitize.Limit(path, 200)), err)
}

// passwordFileMost is more than any password has, in bytes.
const passwordFileMost = 4096

// ReadPassword gives the first line of a file, or of the input for "-".
func (c *Call) ReadPassword(path string) (api.Secret, error) {
	from := c.In
	if path != "-" {
		f, err := os.Open(path) //nolint:gosec // the user named the file
		if err != nil {
			return api.Secret{}, fmt.Errorf("can't read the password: %w", err)
		}
		defer func() { _ = f.Close() }() // it was read only
		from = f
	}
	line, err := bufio.NewReader(io.LimitReader(from, passwordFileMost)).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return api.Secret{}, fmt.Errorf("can't read the password: %w", err)
	}
	line = strings.TrimRight(line, "\r\n")
	if line == "" {
		return api.Secret{}, errors.New("the password's file begins with an empty line: put the password alone on its first line")
	}
	return api.NewSecret(line), nil
}
