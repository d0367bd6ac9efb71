package keys

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/cli/command"
	"github.com/supascale/supascale-tui/internal/output"
)

// ShowOptions say how a key is shown.
type ShowOptions struct {
	command.Target
	Output command.Output
	// Key is the key itself, where the caller has it; nil finds the one that the
	// argument means.
	Key *api.Key
}

func newShow(s *app.Session) *cobra.Command {
	o := ShowOptions{Target: command.Target{Session: s}}
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
		Args:              command.OneKey("name the key: its name, its id or its preview"),
		RunE:              command.Run(o.Run),
		ValidArgsFunction: command.CompleteKeys(&o.Target, 1),
	}
	o.Register(cmd)
	o.Output.Register(cmd, output.Table, output.JSON, output.JSONLines, output.CSV, output.Name)
	return cmd
}

// Run shows the key that the argument means.
func (o *ShowOptions) Run(ctx context.Context, call *command.Call) error {
	client, format, err := o.Begin(ctx, call, &o.Output)
	if err != nil {
		return err
	}
	defer client.Close()
	key := o.Key
	if key == nil {
		all, err := command.ListAll(ctx, client)
		if err != nil {
			return err
		}
		word, err := call.KeyWord(ctx)
		if err != nil {
			return err
		}
		found, err := all.Pick(word)
		if err != nil {
			return err
		}
		all.Warn(call.Err)
		key = &found
	}
	note := noteOf(o.Session, call, client, key.ID)
	now := call.Now()
	switch format {
	case output.Table:
		for _, w := range key.Permissions.Warnings(key.Expires.Outlasts(now)) {
			call.Say("! %s", w)
		}
		return output.Details(call.Out, append(output.KeyDetails(key, now, call.Local()), output.NoteDetails(&note, now, call.Local())...))
	case output.JSON, output.JSONLines:
		return output.Object(call.Out, format, output.WithNote(output.OfKey(key, now), &note))
	}
	return output.Print(call.Out, format, output.Keys(now, output.Noted{key.ID: note}), *key)
}
