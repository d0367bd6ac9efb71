package cli

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/supascale/supascale-tui/internal/identify"
	"github.com/supascale/supascale-tui/internal/output"
)

type keysIdentifyOptions struct {
	target target
	output outputFlag
	key    foundKey
}

func newKeysIdentifyCommand() *cobra.Command {
	var o keysIdentifyOptions
	cmd := &cobra.Command{
		Use:   "identify",
		Short: "Find out which key a value is",
		Long: `Find the key that a value is of which was found somewhere: in a log, a chat, a
repository. It is read from the standard input or a file, or asked for without being
shown.

The value is compared on this machine with the previews of the keys there are and of
those revoked, as far as the instance or this machine's console remembers them;
nothing of it is sent or kept. A
preview is not the whole key, so a match is probable and there can be several.

The exit code is 4 when no key fits.`,
		Example: `  supascale-tui keys identify < found.txt
  supascale-tui keys identify --key-file found.txt -o json`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx, stop := signal.NotifyContext(cmd.Context(), os.Interrupt, syscall.SIGTERM)
			defer stop()
			return o.run(ctx, cmd)
		},
	}
	o.target.register(cmd)
	o.output.register(cmd, output.Table, output.JSON)
	o.key.register(cmd)
	return cmd
}

func (o *keysIdentifyOptions) run(ctx context.Context, cmd *cobra.Command) error {
	format, err := o.output.read()
	if err != nil {
		return err
	}
	text, err := o.key.read(ctx, cmd)
	if err != nil {
		return err
	}
	value, trouble := identify.Check(text.Reveal())
	if trouble != "" {
		return usagef("that is no key, and nothing was asked. %s", trouble)
	}
	client, err := o.target.connect(ctx, cmd)
	if err != nil {
		return err
	}
	defer client.Close()
	answer, err := identify.Find(ctx, client, value, nil, seenGone(ctx, cmd, client)...)
	if err != nil {
		return explained(err)
	}
	printer := output.NewPrinter(cmd.OutOrStdout(), format, output.Matches(time.Now()))
	for _, m := range answer.Matches {
		if err := printer.Add(m); err != nil {
			return err
		}
	}
	if err := printer.End(); err != nil {
		return err
	}
	say(cmd.ErrOrStderr(), "%s", answer.Words())
	switch {
	case answer.Partial != nil && !answer.IsExact:
		return codedError{code: exitPartial} // the words have said it
	case len(answer.Matches) == 0:
		return codedError{code: exitNotFound}
	}
	return nil
}
