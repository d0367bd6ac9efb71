package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/charmbracelet/x/term"
	"github.com/spf13/cobra"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/prompt"
)

// foundKey is --key-file of the commands that look at a key somebody has: text
// as it was found, spaces and all.
type foundKey struct{ path string }

func (k *foundKey) register(cmd *cobra.Command) {
	cmd.Flags().StringVar(&k.path, "key-file", "", "`FILE` that holds the key, - for the standard input (default: it is asked for, hidden)")
	_ = cmd.MarkFlagFilename("key-file")
}

// foundKeyMost is more than any key has, in bytes.
const foundKeyMost = 4 << 10

// read gives the text: from the file, from the input where nobody sits there, or
// by a hidden prompt.
func (k *foundKey) read(ctx context.Context, cmd *cobra.Command) (api.Secret, error) {
	in := cmd.InOrStdin()
	if k.path != "" && k.path != "-" {
		f, err := os.Open(k.path)
		if err != nil {
			return api.Secret{}, cantRead(k.path, err)
		}
		defer f.Close() //nolint:errcheck // nothing was written
		in = f
	}
	if tty, ok := in.(*os.File); ok && term.IsTerminal(tty.Fd()) {
		return askFound(ctx, cmd, tty)
	}
	text, err := readWithin(ctx, func() ([]byte, error) { return io.ReadAll(io.LimitReader(in, foundKeyMost+1)) })
	defer clear(text)
	switch {
	case err != nil && k.path != "" && k.path != "-":
		return api.Secret{}, cantRead(k.path, err)
	case err != nil:
		return api.Secret{}, fmt.Errorf("the key can't be read: %w", err)
	case len(text) == 0:
		return api.Secret{}, usagef("no key was given: pipe it in, or name its file with --key-file")
	case len(text) > foundKeyMost:
		return api.Secret{}, usagef("that is far too long for a key: give the key alone")
	}
	return api.NewSecret(string(text)), nil
}

// askFound reads a line that is not shown.
func askFound(ctx context.Context, cmd *cobra.Command, tty *os.File) (api.Secret, error) {
	text, err := prompt.Secret(ctx, tty, cmd.ErrOrStderr(), "The key (paste it, it stays hidden): ")
	switch {
	case errors.Is(err, prompt.ErrShown):
		return api.Secret{}, fmt.Errorf("%w: give the key with --key-file", err)
	case ctx.Err() != nil:
		return api.Secret{}, errors.New("given up")
	case err != nil:
		return api.Secret{}, fmt.Errorf("the key can't be read: %w", err)
	case text == "":
		return api.Secret{}, usagef("no key was given")
	}
	return api.NewSecret(text), nil
}

// readWithin reads until the context is done. The goroutine it leaves then ends
// with the program: a read from a terminal or a pipe can't be ended.
func readWithin(ctx context.Context, read func() ([]byte, error)) ([]byte, error) {
	type answer struct {
		text []byte
		err  error
	}
	got := make(chan answer, 1)
	go func() {
		text, err := read()
		got <- answer{text, err}
	}()
	select {
	case <-ctx.Done():
		return nil, errors.New("given up")
	case a := <-got:
		return a.text, a.err
	}
}
