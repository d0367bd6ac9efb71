package notes

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/cli/command"
	"github.com/supascale/supascale-tui/internal/local"
	"github.com/supascale/supascale-tui/internal/notes"
	"github.com/supascale/supascale-tui/internal/output"
	"github.com/supascale/supascale-tui/internal/prompt"
	"github.com/supascale/supascale-tui/internal/text"
)

// ImportOptions say whose word counts where both sides changed a note.
type ImportOptions struct {
	command.Target
	Output command.Output
	DryRun bool
	Mine   bool
	Theirs bool
	// Confirm asks before anything is imported, after what an import does was said.
	Confirm bool
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
	choice, err := o.choice()
	if err != nil {
		return err
	}
	client, format, err := o.Begin(ctx, call, &o.Output)
	if err != nil {
		return err
	}
	defer client.Close()
	file, err := readNotes(ctx, call.In, call.Args[0])
	if err != nil {
		return err
	}
	store := o.Session.Notes()
	listed, asked := listedKeys(ctx, call, client)
	for {
		plan, err := store.Plan(client.Instance(), file, choice)
		if err != nil {
			return err
		}
		if asked {
			plan.Mark(func(id string) bool { return listed[id] })
		}
		if call.CanAsk() && !o.DryRun && (o.Confirm || plan.Undecided()) {
			if err := o.tell(call, format, &plan, false, asked); err != nil {
				return err
			}
			decided, err := ask(ctx, call, &plan)
			switch {
			case err != nil:
				return err
			case decided != plan.Choice:
				choice = decided
				continue
			}
		}
		var failed error
		switch {
		case plan.Undecided():
			failed = fmt.Errorf("%w: --mine or --theirs", notes.ErrConflict)
		case !o.DryRun:
			failed = store.Import(client.Instance(), file, plan, call.Now())
		}
		if o.Confirm && errors.Is(failed, notes.ErrMoved) {
			call.Say("%s", text.Sentence(failed.Error()))
			continue
		}
		done := failed == nil && !o.DryRun
		if err := o.tell(call, format, &plan, done, asked); err != nil {
			return err
		}
		return failed
	}
}

// ask asks whether a plan is carried out, and whose word counts where both sides changed
// the same: as long as that is not decided, it can't be.
func ask(ctx context.Context, call *command.Call, p *notes.Plan) (notes.Choice, error) {
	switch words := p.Choice.Words(); {
	case p.Undecided():
		call.Say("Both sides have changed the same since they last agreed: say mine or theirs.")
	case p.Count(notes.Conflict) > 0:
		call.Say("%s", words)
	}
	var options []prompt.Option
	if !p.Undecided() {
		options = append(options, prompt.Option{Word: "import", Text: "do what was read out"})
	}
	if p.Count(notes.Conflict) > 0 {
		options = append(options, prompt.Option{Word: string(notes.Mine), Text: "where both sides have changed the same, keep yours"},
			prompt.Option{Word: string(notes.Theirs), Text: "where both sides have changed the same, take theirs"})
	}
	word, err := call.Prompter().Select(ctx, "What to do", append(options, prompt.Option{Word: "cancel", Text: "import nothing", Number: "0"}), "cancel")
	switch {
	case err != nil:
		return "", err
	case word == "cancel":
		call.Say("Nothing was imported.")
		return "", prompt.ErrBack
	case word == "import":
		return p.Choice, nil
	}
	return notes.Choice(word), nil
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
