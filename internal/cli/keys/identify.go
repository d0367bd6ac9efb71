package keys

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/cli/command"
	"github.com/supascale/supascale-tui/internal/identify"
	"github.com/supascale/supascale-tui/internal/output"
)

// IdentifyOptions say where the value comes from.
type IdentifyOptions struct {
	command.Target
	Output  command.Output
	KeyFile string
	// Exact knows a value by its digest, where the instance runs in this program; nil
	// elsewhere.
	Exact identify.Exact
}

func newIdentify(s *app.Session) *cobra.Command {
	o := IdentifyOptions{Target: command.Target{Session: s}}
	cmd := &cobra.Command{
		Use:   "identify",
		Short: "Find out which key a value is",
		Long: `Find which key a leaked value belongs to: one from a log, a chat, a repository. It is
read from the standard input or a file, or asked for without being shown.

The value is compared on this machine with the previews of the keys there are and of
those revoked, as far as the instance or this machine's console remembers them;
nothing of it is sent or kept. A
preview is not the whole key, so a match is probable and there can be several.

The exit code is 4 when no key fits.`,
		Example: `  supascale-tui keys identify < found.txt
  supascale-tui keys identify --key-file found.txt -o json
  supascale-tui keys identify --all < found.txt`,
		Args: command.NoArgs,
		RunE: command.Run(o.Run),
	}
	o.Register(cmd)
	o.RegisterSeveral(cmd)
	o.Output.Register(cmd, output.Table, output.JSON)
	command.RegisterKeyFile(cmd, &o.KeyFile)
	return cmd
}

// Run finds the key that a value is of.
func (o *IdentifyOptions) Run(ctx context.Context, call *command.Call) error {
	client, format, err := o.Begin(ctx, call, &o.Output)
	if err != nil {
		return err
	}
	defer client.Close()
	text, err := call.ReadKey(ctx, o.KeyFile, "", func(text string) string {
		_, trouble := identify.Check(text)
		return copyAgain(trouble)
	})
	if err != nil {
		return err
	}
	value, trouble := identify.Check(text.Reveal())
	if trouble != "" {
		return command.Usagef("that is no key, and nothing was asked. %s", trouble)
	}
	answer, err := identify.Find(ctx, client, value, o.Exact, seenGone(ctx, o.Session, call, client)...)
	if err != nil {
		return command.Explain(err)
	}
	if err := output.Print(call.Out, format, command.ShapeOf(client, output.Matches(call.Now()), func(m identify.Match) string { return m.Key.Instance }), answer.Matches...); err != nil {
		return err
	}
	call.Say("%s", answer.Words())
	switch {
	case answer.Partial != nil && !answer.IsExact:
		err = command.Exit{Code: command.ExitPartial} // the words have said it
	case len(answer.Matches) == 0:
		err = command.Exit{Code: command.ExitNotFound}
	}
	return command.EndSeveral(call, client, err)
}

// copyAgain asks for a refused key once more.
func copyAgain(trouble string) string {
	if trouble == "" {
		return ""
	}
	return trouble + " Copy it again."
}
