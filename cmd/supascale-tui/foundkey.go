package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/charmbracelet/x/term"
	"github.com/spf13/cobra"

	"github.com/supascale/supascale-tui/internal/api"
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
	shieldMemory()
	if tty, ok := in.(*os.File); ok && term.IsTerminal(tty.Fd()) {
		return passwordPrompt{in, cmd.ErrOrStderr()}.hidden(ctx, "The key (paste it, it stays hidden): ")
	}
	type answer struct {
		text []byte
		err  error
	}
	got := make(chan answer, 1)
	go func() { // a read from a pipe can't be ended: it then ends with the program
		text, err := io.ReadAll(io.LimitReader(in, foundKeyMost+1))
		got <- answer{text, err}
	}()
	var a answer
	select {
	case <-ctx.Done():
		return api.Secret{}, errors.New("given up")
	case a = <-got:
	}
	defer clear(a.text)
	switch {
	case a.err != nil && k.path != "" && k.path != "-":
		return api.Secret{}, cantRead(k.path, a.err)
	case a.err != nil:
		return api.Secret{}, fmt.Errorf("the key can't be read from the standard input: %w", a.err)
	case len(a.text) == 0:
		return api.Secret{}, usagef("no key was given: pipe it in, or name its file with --key-file")
	case len(a.text) > foundKeyMost:
		return api.Secret{}, usagef("that is far too long for a key: give the key alone")
	}
	return api.NewSecret(string(a.text)), nil
}
