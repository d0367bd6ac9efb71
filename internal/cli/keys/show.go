package keys

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/cli/command"
	"github.com/supascale/supascale-tui/internal/fleet"
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
is only on this machine (localNote in JSON). "keys note" writes it.

--all shows the keys that the word means on the instances of all profiles, --on on some.
They are all shown then, in JSON as a list, each with its instance.`,
		Example: `  supascale-tui keys show "CI/CD Pipeline"
  supascale-tui keys show key-123 -o json
  supascale-tui keys show --on env:production "CI/CD Pipeline"`,
		Args:              command.OneKey("name the key: its name, its id or its preview"),
		RunE:              command.Run(o.Run),
		ValidArgsFunction: command.CompleteKeys(&o.Target, 1),
	}
	o.Register(cmd)
	o.RegisterSeveral(cmd)
	o.Output.Register(cmd, output.Table, output.JSON, output.JSONLines, output.CSV, output.Name)
	return cmd
}

// Run shows the key that the argument means, of several instances each that it means.
func (o *ShowOptions) Run(ctx context.Context, call *command.Call) error {
	client, format, err := o.Begin(ctx, call, &o.Output)
	if err != nil {
		return err
	}
	defer client.Close()
	_, several := client.(*fleet.Source)
	list, err := o.find(ctx, call, client, several)
	if err != nil {
		return command.EndSeveral(call, client, err)
	}
	now, noted := call.Now(), output.NotedOf(allNotes(o.Session, call, client))
	switch {
	case format == output.Table:
		err = showDetails(call, list, noted)
	case format == output.JSON && !several:
		note := noted[list[0].ID]
		err = output.Object(call.Out, format, output.WithNote(output.OfKey(&list[0], now), &note))
	default:
		err = output.Print(call.Out, format, command.ShapeOf(client, output.Keys(now, noted), func(k api.Key) string { return k.Instance }), list...)
	}
	return command.EndSeveral(call, client, err)
}

// find finds the keys to show. Of a single instance it is one.
func (o *ShowOptions) find(ctx context.Context, call *command.Call, client app.API, several bool) ([]api.Key, error) {
	if o.Key != nil {
		return []api.Key{*o.Key}, nil
	}
	all, err := command.ListAll(ctx, client)
	if err != nil {
		return nil, err
	}
	word, err := call.KeyWord(ctx)
	if err != nil {
		return nil, err
	}
	if several {
		return all.PickEach(word)
	}
	found, err := all.Pick(word)
	if err == nil {
		all.Warn(call.Err)
	}
	return []api.Key{found}, err
}

// showDetails tells all of each key, with its instance where there are several.
func showDetails(call *command.Call, list []api.Key, noted output.Noted) error {
	now := call.Now()
	for i := range list {
		k, note := &list[i], noted[list[i].ID]
		lines := append(output.KeyDetails(k, now, call.Local()), output.NoteDetails(&note, now, call.Local())...)
		of := ""
		if k.Instance != "" {
			of = k.Instance + ": "
			lines = append([][2]string{{"Instance", k.Instance}}, lines...)
		}
		for _, w := range k.Permissions.Warnings(k.Expires.Outlasts(now)) {
			call.Say("! %s%s", of, w)
		}
		if i > 0 {
			lines = append([][2]string{{"", ""}}, lines...)
		}
		if err := output.Details(call.Out, lines); err != nil {
			return err
		}
	}
	return nil
}
