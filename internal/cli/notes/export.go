package notes

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/cli/command"
	"github.com/supascale/supascale-tui/internal/notes"
	"github.com/supascale/supascale-tui/internal/text"
)

// ExportOptions say what an export may write over.
type ExportOptions struct {
	command.Target
	Force bool
}

func newExport(s *app.Session) *cobra.Command {
	o := ExportOptions{Target: command.Target{Session: s}}
	cmd := &cobra.Command{
		Use:   "export [FILE]",
		Short: "Write the notes to a file for a team, or to stdout",
		Long: `Write the notes about an instance's keys to a file for version control: TOML, in an
order that depends on the notes alone, one line for each field. It needs no answer of
the instance.

A file that is there is written over where that loses nothing: it is one of notes, of
this instance, and all that is in it is here. --force writes over anything. What is
written to a file counts as shared: a later import tells by it which side has changed
what. What goes to stdout does not, since nobody knows where that ends up.`,
		Example: `  supascale-tui keys notes export notes.toml
  supascale-tui keys notes export | less`,
		Args: command.MostArgs(1),
		RunE: command.RunToTheEnd(o.Run),
	}
	o.Register(cmd)
	cmd.Flags().BoolVar(&o.Force, "force", false, "write over whatever file is there")
	return cmd
}

// Run writes the notes to a file, or prints them.
func (o *ExportOptions) Run(ctx context.Context, call *command.Call) error {
	args := call.Args
	client, err := o.Connect(ctx, call)
	if err != nil {
		return err
	}
	defer client.Close()
	store := o.Session.Notes()
	if len(args) == 0 || args[0] == "-" {
		list, err := store.List(client.Instance())
		if err != nil {
			return err
		}
		_, err = call.Out.Write(notes.Encode(notes.Place(client.Instance()), list))
		return err
	}
	n, err := store.Export(client.Instance(), args[0], o.Force)
	if inTheWay, ok := errors.AsType[*notes.InTheWay](err); ok {
		if !call.CanAsk() {
			return errors.New(inTheWay.Error() + ". --force writes over it all the same")
		}
		call.Say("%s", text.Sentence(inTheWay.Error()))
		over, asked := call.Prompter().Confirm(ctx, "Write over it all the same?", false)
		if asked != nil {
			return asked
		}
		if !over {
			return errors.New("nothing was written")
		}
		n, err = store.Export(client.Instance(), args[0], true)
	}
	if err != nil {
		return err
	}
	call.Say("%s in %s", text.Plural(n, "note", "notes"), args[0])
	return nil
}
