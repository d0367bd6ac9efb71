package keys

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/cli/command"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/lifecycle"
	"github.com/supascale/supascale-tui/internal/notes"
	"github.com/supascale/supascale-tui/internal/output"
	"github.com/supascale/supascale-tui/internal/text/sanitize"
)

// NoteOptions say what is noted about a key.
type NoteOptions struct {
	command.Target
	Output command.Output
	Text   notes.Text
	Clear  bool
	Edit   bool // asks for each field
	// Key is the key with what is noted about it, where the caller has it; nil finds the
	// one that the argument means.
	Key *notes.Note
}

func newNote(s *app.Session) *cobra.Command {
	o := NoteOptions{Target: command.Target{Session: s}}
	cmd := &cobra.Command{
		Use:   "note NAME|ID|PREVIEW",
		Short: "Note who owns a key, what it is for, and its ticket",
		Long: `Note who owns a key, what it is for and its ticket, or print what is noted. Only the
fields that are named change; an empty one ("") is forgotten.

Notes are kept on this machine, below XDG_DATA_HOME: the instance never hears of them.
"keys notes export" takes them to a file that a team can keep in version control. The
note of a key that is gone stays, and can be named by the key's name or id.`,
		Example: `  supascale-tui keys note "CI/CD" --owner "Anna" --ticket OPS-12
  supascale-tui keys note "CI/CD"
  supascale-tui keys note "CI/CD" --edit
  supascale-tui keys note key-123 --clear`,
		Args:              command.OneKey("name the key: its name, its id or its preview"),
		RunE:              command.Run(o.Run),
		ValidArgsFunction: command.CompleteKeys(&o.Target, 1),
	}
	o.Register(cmd)
	o.Output.Register(cmd, output.Table, output.JSON, output.JSONLines, output.CSV, output.Name)
	registerNote(cmd, &o.Text)
	cmd.Flags().BoolVar(&o.Edit, "edit", false, "ask for each field")
	cmd.Flags().BoolVar(&o.Clear, "clear", false, "remove the note")
	return cmd
}

// registerNote adds the flags for what is noted about a key.
func registerNote(cmd *cobra.Command, t *notes.Text) {
	f := cmd.Flags()
	f.StringVar(&t.Owner, "owner", "", "`WHO` to ask about the key")
	f.StringVar(&t.Purpose, "purpose", "", "`WHAT` it is for")
	f.StringVar(&t.Ticket, "ticket", "", "`TICKET` in which it was asked for")
	for _, name := range []string{"owner", "purpose", "ticket"} {
		_ = cmd.RegisterFlagCompletionFunc(name, cobra.NoFileCompletions)
	}
}

// Run notes it, or prints what is noted.
func (o *NoteOptions) Run(ctx context.Context, call *command.Call) error {
	changes := o.given(call)
	switch {
	case o.Clear && (len(changes) > 0 || o.Edit):
		return command.Usagef("--clear removes the whole note: it goes with none of --owner, --purpose, --ticket and --edit")
	case o.Edit && len(changes) > 0:
		return command.Usagef("--edit asks for every field: it goes with none of --owner, --purpose, --ticket")
	}
	// What is refused is refused before anything is asked.
	if _, err := o.Text.Sanitize(); err != nil {
		return command.Usagef("--%s", reasonFor(err))
	}
	client, format, err := o.Begin(ctx, call, &o.Output)
	if err != nil {
		return err
	}
	defer client.Close()
	store := o.Session.Notes()
	key, err := o.notedKey(ctx, call, client, store)
	if err != nil {
		return err
	}
	if o.Edit {
		changed, err := edit(ctx, call, store, client.Instance(), &key.Note)
		if changed {
			o.say(call, &key)
		}
		return err
	}
	if o.Clear || len(changes) > 0 {
		key.Note, err = store.Edit(client.Instance(), key.KeyID, key.KeyName, call.Now(), func(t notes.Text) (notes.Text, error) {
			if o.Clear {
				return notes.Text{}, nil
			}
			for _, change := range changes {
				change(&t)
			}
			return t, nil
		})
		if err != nil {
			return err
		}
		o.say(call, &key)
		return nil
	}
	return o.print(call, format, key)
}

// given are the fields that the flags change.
func (o *NoteOptions) given(call *command.Call) (list []func(*notes.Text)) {
	for flag, change := range map[string]func(*notes.Text){
		"owner":   func(t *notes.Text) { t.Owner = o.Text.Owner },
		"purpose": func(t *notes.Text) { t.Purpose = o.Text.Purpose },
		"ticket":  func(t *notes.Text) { t.Ticket = o.Text.Ticket },
	} {
		if call.Given(flag) {
			list = append(list, change)
		}
	}
	return list
}

// notedKey finds the key that the argument means with what is noted about it: one that
// the instance lists, or one that is gone and has a note.
func (o *NoteOptions) notedKey(ctx context.Context, call *command.Call, client app.API, store *notes.Store) (output.NotedKey, error) {
	if o.Key != nil {
		noted, err := store.Of(client.Instance(), o.Key.KeyID)
		noted.KeyID, noted.KeyName = o.Key.KeyID, o.Key.KeyName
		return output.NotedKey{Note: noted}, err
	}
	word, err := call.KeyWord(ctx)
	if err != nil {
		return output.NotedKey{}, err
	}
	all, err := command.ListAll(ctx, client)
	if err != nil {
		return output.NotedKey{}, err
	}
	list, err := store.List(client.Instance())
	if err != nil {
		return output.NotedKey{}, err
	}
	isListed := len(lifecycle.Pick(all.Keys, word)) > 0
	if !isListed {
		var gone []api.Key
		for _, n := range list {
			gone = append(gone, api.Key{ID: n.KeyID, Name: n.KeyName})
		}
		if found := lifecycle.Pick(gone, word); len(found) > 0 {
			all.Keys = gone
		}
	}
	key, err := all.Pick(word)
	if err != nil {
		return output.NotedKey{}, err
	}
	noted := output.NotedKey{Note: notes.Note{KeyID: key.ID, KeyName: key.Name}, Listed: isListed, Known: true}
	for _, n := range list {
		if n.KeyID == key.ID {
			noted.Note = n
		}
	}
	return noted, nil
}

func (o *NoteOptions) say(call *command.Call, key *output.NotedKey) {
	name := sanitize.Text(key.Named())
	if key.IsZero() {
		call.Say("Nothing is noted about “%s”.", name)
		return
	}
	call.Say("Noted about “%s”, only on this machine.", name)
}

// print prints the note. For people nothing noted is said, for programs it is null.
func (o *NoteOptions) print(call *command.Call, format output.Format, key output.NotedKey) error {
	now := call.Now()
	switch format {
	case output.Table:
		lines := append([][2]string{{"Key", key.Named()}, {"ID", key.KeyID}}, output.NoteDetails(&key.Note, now, call.Local())...)
		return output.Details(call.Out, lines)
	case output.JSON, output.JSONLines:
		return output.Object(call.Out, format, output.OfNote(key))
	}
	return output.Print(call.Out, format, output.Notes(now), key)
}

// reasonFor is what is wrong with a field of a note, by the name of its flag.
func reasonFor(err error) string {
	if e, ok := errors.AsType[*keys.FieldError](err); ok {
		return e.Field + " " + e.Reason
	}
	return err.Error()
}
