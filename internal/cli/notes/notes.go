// Package notes is the commands on what the admin notes about keys.
package notes

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/cli/command"
	"github.com/supascale/supascale-tui/internal/output"
)

// ListOptions say how notes are listed.
type ListOptions struct {
	command.Target
	Output command.Output
}

// New makes the command.
func New(s *app.Session) *cobra.Command {
	o := ListOptions{Target: command.Target{Session: s}}
	cmd := &cobra.Command{
		Use:   "notes",
		Short: "List the notes about keys, and share them as a file",
		Long: `List what is noted on this machine about the keys of an instance, the keys that are
gone included. "keys note" writes one. Export and import take them to a file that a
team keeps in version control: ids, names and notes, no secrets.

The notes are listed also where the instance can't be asked which of the keys it still
has.`,
		Example: `  supascale-tui keys notes
  supascale-tui keys notes export notes.toml
  supascale-tui keys notes import notes.toml --dry-run`,
		Args: command.NoArgs,
		RunE: command.Run(o.Run),
	}
	o.Register(cmd)
	o.Output.Register(cmd, output.Table, output.JSON, output.JSONLines, output.CSV, output.Name)
	cmd.AddCommand(newExport(s), newImport(s))
	return cmd
}

// Run lists the notes about the keys of an instance.
func (o *ListOptions) Run(ctx context.Context, call *command.Call) error {
	client, format, err := o.Begin(ctx, call, &o.Output)
	if err != nil {
		return err
	}
	defer client.Close()
	store := o.Session.Notes()
	list, err := store.List(client.Instance())
	if err != nil {
		return err
	}
	printer := output.NewPrinter(call.Out, format, output.Notes(call.Now()))
	if len(list) > 0 {
		listed, asked := listedKeys(ctx, call, client)
		for _, n := range list {
			if err := printer.Add(output.NotedKey{Note: n, Listed: listed[n.KeyID], Known: asked}); err != nil {
				return err
			}
		}
	}
	if err := printer.End(); err != nil {
		return err
	}
	if len(list) == 0 && format == output.Table {
		call.Say("Nothing is noted on this machine about the keys of this instance. To note something: supascale-tui keys note KEY --owner WHO")
	}
	return nil
}

// listedKeys are the ids of the keys there are. Where the instance can't be asked it
// says so: notes are of use without it.
func listedKeys(ctx context.Context, call *command.Call, client app.API) (ids map[string]bool, asked bool) {
	all, err := command.ListAll(ctx, client)
	if err = all.End(err); err != nil {
		call.Say("! Which of the keys are still there can't be told: %s", err)
		return nil, false
	}
	ids = make(map[string]bool, len(all.Keys))
	for i := range all.Keys {
		ids[all.Keys[i].ID] = true
	}
	return ids, true
}
