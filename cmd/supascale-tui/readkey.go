package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"github.com/charmbracelet/x/term"
	"github.com/spf13/cobra"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/clean"
	"github.com/supascale/supascale-tui/internal/credential"
)

// readKey takes the key from a file, from stdin, or from whoever sits at the
// terminal, hidden.
func readKey(ctx context.Context, cmd *cobra.Command, p credential.Profile, path string) (api.Secret, error) {
	in := cmd.InOrStdin()
	if path != "" && path != "-" {
		f, err := os.Open(path) //nolint:gosec // the admin's own choice
		if err != nil {
			return api.Secret{}, cantRead(path, err)
		}
		defer f.Close() //nolint:errcheck // nothing was written
		if info, err := f.Stat(); err == nil && info.IsDir() {
			return api.Secret{}, cantRead(path, errors.New("it is a folder"))
		}
		in = f
	}
	tty, ok := in.(*os.File)
	if ok && term.IsTerminal(tty.Fd()) {
		return askKey(ctx, cmd, tty, p)
	}
	return withoutHanging(ctx, func() (string, error) {
		const most = 4 << 10
		text, err := io.ReadAll(io.LimitReader(in, most))
		return string(text), err
	})
}

func cantRead(path string, err error) error {
	if pathError, ok := errors.AsType[*fs.PathError](err); ok {
		err = pathError.Err
	}
	return usagef("can't read the key from %s: %w", credential.Redact(clean.Limit(path, 200)), err)
}

// askKey reads a line that is not shown, and leaves the terminal as it was
// whatever ends it.
func askKey(ctx context.Context, cmd *cobra.Command, tty *os.File, p credential.Profile) (api.Secret, error) {
	// First of all: what is typed right after the prompt would show.
	showAgain, err := hideTyping(tty)
	if err != nil {
		return api.Secret{}, errors.New("the terminal can't be asked for the key without showing it: give it with --key-file")
	}
	_, _ = fmt.Fprintf(cmd.ErrOrStderr(), "Key of %s (paste it, it stays hidden): ", clean.Limit(p.URL, 100))
	key, err := withoutHanging(ctx, func() (string, error) { return readTyped(tty) })
	showAgain()
	say(cmd.ErrOrStderr(), "")
	return key, err
}

// withoutHanging reads a key until the context is done. The goroutine it leaves
// then ends with the program: a read from a terminal or a pipe can't be ended.
func withoutHanging(ctx context.Context, read func() (string, error)) (api.Secret, error) {
	type answer struct {
		text string
		err  error
	}
	got := make(chan answer, 1)
	go func() {
		text, err := read()
		got <- answer{text, err}
	}()
	var a answer
	select {
	case <-ctx.Done():
		return api.Secret{}, errors.New("interrupted: nothing was stored")
	case a = <-got:
	}
	key := strings.TrimSpace(a.text)
	switch {
	case a.err != nil && !errors.Is(a.err, io.EOF):
		return api.Secret{}, errors.New("nothing was stored: the key can't be read")
	case key == "":
		return api.Secret{}, usagef("no key was given: nothing was stored")
	}
	return api.NewSecret(key), nil
}
