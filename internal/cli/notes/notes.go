// Package notes is the commands on what the admin notes about keys.
package notes

import (
	"context"
	"errors"
	"io"
	"time"

	"github.com/spf13/cobra"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/cli/command"
	"github.com/supascale/supascale-tui/internal/local"
	"github.com/supascale/supascale-tui/internal/notes"
	"github.com/supascale/supascale-tui/internal/output"
	"github.com/supascale/supascale-tui/internal/text"
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
	format, err := o.Output.Format()
	if err != nil {
		return err
	}
	client, err := o.Connect(ctx, call)
	if err != nil {
		return err
	}
	defer client.Close()
	store := o.Session.Notes()
	list, err := store.List(client.Instance())
	if err != nil {
		return err
	}
	printer := output.NewPrinter(call.Out, format, output.Notes(time.Now()))
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
func listedKeys(ctx context.Context, call *command.Call, client *api.Client) (ids map[string]bool, asked bool) {
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
		return errors.New(inTheWay.Error() + ". --force writes over it all the same")
	}
	if err != nil {
		return err
	}
	call.Say("%s in %s", text.Plural(n, "note", "notes"), args[0])
	return nil
}

// ImportOptions say whose word counts where both sides changed a note.
type ImportOptions struct {
	command.Target
	Output command.Output
	DryRun bool
	Mine   bool
	Theirs bool
}

func newImport(s *app.Session) *cobra.Command {
	o := ImportOptions{Target: command.Target{Session: s}}
	cmd := &cobra.Command{
		Use:   "import FILE",
		Short: "Import the notes of a team's file",
		Long: `Merge the notes of a file into those on this machine; "-" reads the file from stdin.
Which side has changed a note is told by what both had at the last import or export.
What only one side has changed is taken; where both have changed the same, nothing is
imported until --mine or --theirs says whose word counts.

--dry-run says what an import would do, with its exit code, and changes nothing.`,
		Example: `  supascale-tui keys notes import notes.toml --dry-run
  supascale-tui keys notes import notes.toml --theirs
  git show origin/main:notes.toml | supascale-tui keys notes import - --dry-run -o json`,
		Args: command.ExactArgs(1, "name the file"),
		RunE: command.Run(o.Run),
	}
	o.Register(cmd)
	o.Output.Register(cmd, output.Table, output.JSON)
	f := cmd.Flags()
	f.BoolVar(&o.DryRun, "dry-run", false, "only say what it would do")
	f.BoolVar(&o.Mine, "mine", false, "where both sides have changed the same, keep what is here")
	f.BoolVar(&o.Theirs, "theirs", false, "where both sides have changed the same, take what the file says")
	return cmd
}

func (o *ImportOptions) choice() (notes.Choice, error) {
	switch {
	case o.Mine && o.Theirs:
		return "", command.Usagef("--mine and --theirs contradict each other")
	case o.Mine:
		return notes.Mine, nil
	case o.Theirs:
		return notes.Theirs, nil
	}
	return notes.Undecided, nil
}

// Run merges the notes of a file into those here.
func (o *ImportOptions) Run(ctx context.Context, call *command.Call) error {
	format, err := o.Output.Format()
	if err != nil {
		return err
	}
	choice, err := o.choice()
	if err != nil {
		return err
	}
	file, err := readNotes(ctx, call.In, call.Args[0])
	if err != nil {
		return err
	}
	client, err := o.Connect(ctx, call)
	if err != nil {
		return err
	}
	defer client.Close()
	store := o.Session.Notes()
	plan, err := store.Plan(client.Instance(), file, choice)
	if err != nil {
		return err
	}
	listed, asked := listedKeys(ctx, call, client)
	if asked {
		plan.Mark(func(id string) bool { return listed[id] })
	}
	var failed error
	switch {
	case plan.Undecided():
		failed = errors.New("both sides have changed the same notes, and nothing was imported. Say --mine or --theirs")
	case !o.DryRun:
		failed = store.Import(client.Instance(), file, plan, time.Now())
	}
	done := failed == nil && !o.DryRun
	if err := o.tell(call, format, &plan, done, asked); err != nil {
		return err
	}
	return failed
}

// readNotes reads a team's file; "-" is the standard input.
func readNotes(ctx context.Context, in io.Reader, path string) (notes.File, error) {
	if path != "-" {
		return notes.ReadFile(ctx, path)
	}
	return local.Await(ctx, func() (notes.File, error) {
		text, err := io.ReadAll(io.LimitReader(in, notes.FileMax+1))
		if err != nil {
			return notes.File{}, err
		}
		f, err := notes.Decode(text)
		if err != nil {
			return notes.File{}, errors.New("what was read: " + err.Error())
		}
		return f, nil
	})
}

// tell prints what the import did or would do.
func (o *ImportOptions) tell(call *command.Call, format output.Format, p *notes.Plan, done, asked bool) error {
	words := call.Err
	for _, remark := range p.Remarks() {
		command.Say(words, "! %s", remark)
	}
	did := "An import would do this"
	if done {
		did = "Imported"
	}
	command.Say(words, "%s: %s", did, p.Words())
	if format == output.JSON {
		return output.Object(call.Out, format, output.OfNotesImport(p, done, asked))
	}
	printer := output.NewPrinter(call.Out, format, output.NoteChanges())
	for i := range p.Changes {
		c := &p.Changes[i]
		if !c.Tells() {
			continue
		}
		for _, d := range c.Differences() {
			if err := printer.Add(output.FieldOfNote{Change: c, Difference: d}); err != nil {
				return err
			}
		}
	}
	return printer.End()
}
