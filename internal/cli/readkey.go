package cli

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
	"github.com/supascale/supascale-tui/internal/credential"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/prompt"
	"github.com/supascale/supascale-tui/internal/text/sanitize"
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
		text, err := io.ReadAll(io.LimitReader(in, foundKeyMost+1))
		return string(text), err
	})
}

func cantRead(path string, err error) error {
	if pathError, ok := errors.AsType[*fs.PathError](err); ok {
		err = pathError.Err
	}
	return usagef("can't read the key from %s: %w", credential.Redact(sanitize.Limit(path, 200)), err)
}

// askKey reads a line that is not shown.
func askKey(ctx context.Context, cmd *cobra.Command, tty *os.File, p credential.Profile) (api.Secret, error) {
	ask := fmt.Sprintf("Key of %s (paste it, it stays hidden): ", sanitize.Limit(p.URL, 100))
	text, err := prompt.Secret(ctx, tty, cmd.ErrOrStderr(), ask)
	if errors.Is(err, prompt.ErrShown) {
		return api.Secret{}, fmt.Errorf("%w: give the key with --key-file", err)
	}
	return givenKey(ctx, text, err)
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
	case a = <-got:
	}
	return givenKey(ctx, a.text, a.err)
}

// givenKey is what was read, or why it is no key.
func givenKey(ctx context.Context, text string, err error) (api.Secret, error) {
	switch {
	case ctx.Err() != nil:
		return api.Secret{}, errors.New("interrupted: nothing was stored")
	case err != nil && !errors.Is(err, io.EOF):
		return api.Secret{}, errors.New("nothing was stored: the key can't be read")
	case strings.TrimSpace(text) == "":
		return api.Secret{}, usagef("no key was given: nothing was stored")
	case len(text) > foundKeyMost:
		return api.Secret{}, usagef("nothing was stored: that is far too long for a key: give the key alone")
	}
	key, err := keys.ReadPasted(text)
	if err != nil {
		return api.Secret{}, usagef("nothing was stored: %w", err)
	}
	return api.NewSecret(key), nil
}
