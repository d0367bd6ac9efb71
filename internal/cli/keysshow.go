package cli

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/supascale/supascale-tui/internal/output"
)

type keysShowOptions struct {
	target target
	output outputFlag
}

func newKeysShowCommand() *cobra.Command {
	var o keysShowOptions
	cmd := &cobra.Command{
		Use:   "show NAME|ID|PREVIEW",
		Short: "Show one key",
		Long: `Show a key, named by its name, its id or its preview (supascale_Ab3d...x9Zk, or
Ab3d...x9Zk alone). A name that several keys have is refused with their ids. The value
of a key is shown once, when it is created, and never again.

What is noted about it is shown as well, though the instance knows nothing of that: it
is only on this machine (localNote in JSON). "keys note" writes it.`,
		Example: `  supascale-tui keys show "CI/CD Pipeline"
  supascale-tui keys show key-123 -o json`,
		Args: exactly(1, "name the key: its name, its id or its preview"),
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx, stop := signal.NotifyContext(cmd.Context(), os.Interrupt, syscall.SIGTERM)
			defer stop()
			return o.run(ctx, cmd, args)
		},
		ValidArgsFunction: completeKeys(&o.target, 1),
	}
	o.target.register(cmd)
	o.output.register(cmd, output.Table, output.JSON, output.JSONLines, output.CSV, output.Name)
	return cmd
}

// exactly is a number of arguments, with what to say where there are fewer.
func exactly(n int, want string) cobra.PositionalArgs {
	return func(_ *cobra.Command, args []string) error {
		switch {
		case len(args) < n:
			return usagef("%s", want)
		case len(args) > n:
			return usagef("%d words are too many: put a name with spaces in quotes", len(args))
		}
		return nil
	}
}

func (o *keysShowOptions) run(ctx context.Context, cmd *cobra.Command, words []string) error {
	format, err := o.output.read()
	if err != nil {
		return err
	}
	client, err := o.target.connect(ctx, cmd)
	if err != nil {
		return err
	}
	defer client.Close()
	all, err := listAll(ctx, client)
	if err != nil {
		return err
	}
	key, err := all.pick(words[0])
	if err != nil {
		return err
	}
	all.warn(cmd.ErrOrStderr())
	note := noteOf(cmd, client, key.ID)
	now := time.Now()
	switch format {
	case output.Table:
		return output.Details(cmd.OutOrStdout(), append(output.KeyDetails(&key, now, time.Local), output.NoteDetails(&note, now, time.Local)...))
	case output.JSON, output.JSONLines:
		return output.Object(cmd.OutOrStdout(), format, output.WithNote(output.OfKey(&key, now), &note))
	}
	printer := output.NewPrinter(cmd.OutOrStdout(), format, output.Keys(now))
	if err := printer.Add(key); err != nil {
		return err
	}
	return printer.End()
}
