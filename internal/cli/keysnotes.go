package cli

import (
	"context"
	"errors"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/local"
	"github.com/supascale/supascale-tui/internal/notes"
	"github.com/supascale/supascale-tui/internal/output"
	"github.com/supascale/supascale-tui/internal/text"
)

type keysNotesOptions struct {
	target target
	output outputFlag
}

func newKeysNotesCommand() *cobra.Command {
	var o keysNotesOptions
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
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx, stop := signal.NotifyContext(cmd.Context(), os.Interrupt, syscall.SIGTERM)
			defer stop()
			return o.run(ctx, cmd)
		},
	}
	o.target.register(cmd)
	o.output.register(cmd, output.Table, output.JSON, output.JSONLines, output.CSV, output.Name)
	cmd.AddCommand(newNotesExportCommand(), newNotesImportCommand())
	return cmd
}

func (o *keysNotesOptions) run(ctx context.Context, cmd *cobra.Command) error {
	format, err := o.output.read()
	if err != nil {
		return err
	}
	client, err := o.target.connect(ctx, cmd)
	if err != nil {
		return err
	}
	defer client.Close()
	store := session.Notes()
	list, err := store.List(client.Instance())
	if err != nil {
		return err
	}
	printer := output.NewPrinter(cmd.OutOrStdout(), format, output.Notes(time.Now()))
	if len(list) > 0 {
		listed, asked := listedKeys(ctx, cmd, client)
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
		say(cmd.ErrOrStderr(), "Nothing is noted on this machine about the keys of this instance. To note something: supascale-tui keys note KEY --owner WHO")
	}
	return nil
}

// listedKeys are the ids of the keys there are. Where the instance can't be asked it
// says so: notes are of use without it.
func listedKeys(ctx context.Context, cmd *cobra.Command, client *api.Client) (ids map[string]bool, asked bool) {
	all, err := listAll(ctx, client)
	if err = all.end(err); err != nil {
		say(cmd.ErrOrStderr(), "! Which of the keys are still there can't be told: %s", err)
		return nil, false
	}
	ids = make(map[string]bool, len(all.keys))
	for i := range all.keys {
		ids[all.keys[i].ID] = true
	}
	return ids, true
}

type notesExportOptions struct {
	target target
	force  bool
}

func newNotesExportCommand() *cobra.Command {
	var o notesExportOptions
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
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 1 {
				return usagef("%d words are too many: put a path with spaces in quotes", len(args))
			}
			return nil
		},
		RunE: o.run,
	}
	o.target.register(cmd)
	cmd.Flags().BoolVar(&o.force, "force", false, "write over whatever file is there")
	return cmd
}

func (o *notesExportOptions) run(cmd *cobra.Command, args []string) error {
	client, err := o.target.connect(cmd.Context(), cmd)
	if err != nil {
		return err
	}
	defer client.Close()
	store := session.Notes()
	if len(args) == 0 || args[0] == "-" {
		list, err := store.List(client.Instance())
		if err != nil {
			return err
		}
		_, err = cmd.OutOrStdout().Write(notes.Encode(notes.Place(client.Instance()), list))
		return err
	}
	n, err := store.Export(client.Instance(), args[0], o.force)
	if inTheWay, ok := errors.AsType[*notes.InTheWay](err); ok {
		return errors.New(inTheWay.Error() + ". --force writes over it all the same")
	}
	if err != nil {
		return err
	}
	say(cmd.ErrOrStderr(), "%s in %s", text.Plural(n, "note", "notes"), args[0])
	return nil
}

type notesImportOptions struct {
	target target
	output outputFlag
	dryRun bool
	mine   bool
	theirs bool
}

func newNotesImportCommand() *cobra.Command {
	var o notesImportOptions
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
		Args: exactly(1, "name the file"),
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx, stop := signal.NotifyContext(cmd.Context(), os.Interrupt, syscall.SIGTERM)
			defer stop()
			return o.run(ctx, cmd, args[0])
		},
	}
	o.target.register(cmd)
	o.output.register(cmd, output.Table, output.JSON)
	f := cmd.Flags()
	f.BoolVar(&o.dryRun, "dry-run", false, "only say what it would do")
	f.BoolVar(&o.mine, "mine", false, "where both sides have changed the same, keep what is here")
	f.BoolVar(&o.theirs, "theirs", false, "where both sides have changed the same, take what the file says")
	return cmd
}

func (o *notesImportOptions) choice() (notes.Choice, error) {
	switch {
	case o.mine && o.theirs:
		return "", usagef("--mine and --theirs contradict each other")
	case o.mine:
		return notes.Mine, nil
	case o.theirs:
		return notes.Theirs, nil
	}
	return notes.Undecided, nil
}

func (o *notesImportOptions) run(ctx context.Context, cmd *cobra.Command, path string) error {
	format, err := o.output.read()
	if err != nil {
		return err
	}
	choice, err := o.choice()
	if err != nil {
		return err
	}
	file, err := readNotes(ctx, cmd.InOrStdin(), path)
	if err != nil {
		return err
	}
	client, err := o.target.connect(ctx, cmd)
	if err != nil {
		return err
	}
	defer client.Close()
	store := session.Notes()
	plan, err := store.Plan(client.Instance(), file, choice)
	if err != nil {
		return err
	}
	listed, asked := listedKeys(ctx, cmd, client)
	if asked {
		plan.Mark(func(id string) bool { return listed[id] })
	}
	var failed error
	switch {
	case plan.Undecided():
		failed = errors.New("both sides have changed the same notes, and nothing was imported. Say --mine or --theirs")
	case !o.dryRun:
		failed = store.Import(client.Instance(), file, plan, time.Now())
	}
	done := failed == nil && !o.dryRun
	if err := o.tell(cmd, format, &plan, done, asked); err != nil {
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
func (o *notesImportOptions) tell(cmd *cobra.Command, format output.Format, p *notes.Plan, done, asked bool) error {
	words := cmd.ErrOrStderr()
	for _, remark := range p.Remarks() {
		say(words, "! %s", remark)
	}
	did := "An import would do this"
	if done {
		did = "Imported"
	}
	say(words, "%s: %s", did, p.Words())
	if format == output.JSON {
		return output.Object(cmd.OutOrStdout(), format, output.OfNotesImport(p, done, asked))
	}
	printer := output.NewPrinter(cmd.OutOrStdout(), format, output.NoteChanges())
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

// reasonFor is what is wrong with a field of a note, by the name of its flag.
func reasonFor(err error) string {
	if e, ok := errors.AsType[*keys.FieldError](err); ok {
		return e.Field + " " + e.Reason
	}
	return err.Error()
}
