package cli

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/lifecycle"
	"github.com/supascale/supascale-tui/internal/notes"
	"github.com/supascale/supascale-tui/internal/output"
	"github.com/supascale/supascale-tui/internal/text/sanitize"
)

type keysNoteOptions struct {
	target target
	output outputFlag
	text   notes.Text
	clear  bool
}

func newKeysNoteCommand() *cobra.Command {
	var o keysNoteOptions
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
  supascale-tui keys note key-123 --clear`,
		Args: exactly(1, "name the key: its name, its id or its preview"),
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx, stop := signal.NotifyContext(cmd.Context(), os.Interrupt, syscall.SIGTERM)
			defer stop()
			return o.run(ctx, cmd, args)
		},
		ValidArgsFunction: completeKeys(&o.target, 1),
	}
	o.target.register(cmd)
	o.output.register(cmd, output.Table, output.JSON, output.JSONLines, output.CSV, output.Name)
	f := cmd.Flags()
	f.StringVar(&o.text.Owner, "owner", "", "`WHO` to ask about the key")
	f.StringVar(&o.text.Purpose, "purpose", "", "`WHAT` it is for")
	f.StringVar(&o.text.Ticket, "ticket", "", "`TICKET` in which it was asked for")
	f.BoolVar(&o.clear, "clear", false, "remove the note")
	return cmd
}

func (o *keysNoteOptions) run(ctx context.Context, cmd *cobra.Command, words []string) error {
	format, err := o.output.read()
	if err != nil {
		return err
	}
	changes := o.given(cmd)
	if o.clear && len(changes) > 0 {
		return usagef("--clear removes the whole note: it goes with none of --owner, --purpose, --ticket")
	}
	// What is refused is refused before anything is asked.
	if _, err := o.text.Sanitize(); err != nil {
		return usagef("--%s", reasonFor(err))
	}
	client, err := o.target.connect(ctx, cmd)
	if err != nil {
		return err
	}
	defer client.Close()
	store := session.Notes()
	key, err := notedKey(ctx, client, store, words[0])
	if err != nil {
		return err
	}
	if o.clear || len(changes) > 0 {
		key.Note, err = store.Edit(client.Instance(), key.KeyID, key.KeyName, time.Now(), func(t notes.Text) (notes.Text, error) {
			if o.clear {
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
		return o.say(cmd, &key)
	}
	return o.print(cmd, format, key)
}

// given are the fields that the flags change.
func (o *keysNoteOptions) given(cmd *cobra.Command) (list []func(*notes.Text)) {
	for flag, change := range map[string]func(*notes.Text){
		"owner":   func(t *notes.Text) { t.Owner = o.text.Owner },
		"purpose": func(t *notes.Text) { t.Purpose = o.text.Purpose },
		"ticket":  func(t *notes.Text) { t.Ticket = o.text.Ticket },
	} {
		if cmd.Flags().Changed(flag) {
			list = append(list, change)
		}
	}
	return list
}

// noteOf is what is noted about a key. Where that can't be read it says so: the key
// is what was asked for.
func noteOf(cmd *cobra.Command, client *api.Client, keyID string) notes.Note {
	note, err := session.Notes().Of(client.Instance(), keyID)
	if err != nil {
		say(cmd.ErrOrStderr(), "! %s", err)
	}
	return note
}

// notedKey finds the key that a word means with what is noted about it: one that the
// instance lists, or one that is gone and has a note.
func notedKey(ctx context.Context, client *api.Client, store *notes.Store, word string) (output.NotedKey, error) {
	all, err := listAll(ctx, client)
	if err != nil {
		return output.NotedKey{}, err
	}
	list, err := store.List(client.Instance())
	if err != nil {
		return output.NotedKey{}, err
	}
	isListed := len(lifecycle.Pick(all.keys, word)) > 0
	if !isListed {
		var gone []api.Key
		for _, n := range list {
			gone = append(gone, api.Key{ID: n.KeyID, Name: n.KeyName})
		}
		if found := lifecycle.Pick(gone, word); len(found) > 0 {
			all.keys = gone
		}
	}
	key, err := all.pick(word)
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

func (o *keysNoteOptions) say(cmd *cobra.Command, key *output.NotedKey) error {
	name := sanitize.Text(key.Named())
	if key.IsZero() {
		say(cmd.ErrOrStderr(), "Nothing is noted about “%s”.", name)
		return nil
	}
	say(cmd.ErrOrStderr(), "Noted about “%s”, only on this machine.", name)
	return nil
}

// print prints the note. For people nothing noted is said, for programs it is null.
func (o *keysNoteOptions) print(cmd *cobra.Command, format output.Format, key output.NotedKey) error {
	now := time.Now()
	switch format {
	case output.Table:
		lines := append([][2]string{{"Key", key.Named()}, {"ID", key.KeyID}}, output.NoteDetails(&key.Note, now, time.Local)...)
		return output.Details(cmd.OutOrStdout(), lines)
	case output.JSON, output.JSONLines:
		return output.Object(cmd.OutOrStdout(), format, output.OfNote(key))
	}
	printer := output.NewPrinter(cmd.OutOrStdout(), format, output.Notes(now))
	if err := printer.Add(key); err != nil {
		return err
	}
	return printer.End()
}
