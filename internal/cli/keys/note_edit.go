package keys

import (
	"context"
	"errors"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/cli/command"
	"github.com/supascale/supascale-tui/internal/notes"
	"github.com/supascale/supascale-tui/internal/prompt"
	"github.com/supascale/supascale-tui/internal/text"
)

// nothing is the answer that empties a field.
const nothing = "none"

// edit asks for the note about a key, part by part, and writes it.
// It reports whether it did.
func edit(ctx context.Context, call *command.Call, store *notes.Store, in api.Instance, about *notes.Note) (changed bool, err error) {
	if !call.CanAsk() {
		return false, command.Usagef("there is no terminal to ask on: give --owner, --purpose or --ticket")
	}
	p := call.Prompter()
	p.Sayf("Note about %s, %s.", about.Named(), notes.Label)
	if about.IsZero() {
		p.Say("Nothing is noted so far.")
	}
	p.Sayf("The word %s empties a field.", nothing)
	written := about.Text
	var steps []prompt.Step[notes.Text]
	for _, f := range notes.Fields() {
		steps = append(steps, func(ctx context.Context, t *notes.Text) error { return askNoted(ctx, p, f, t) })
	}
	if err := prompt.InSteps(ctx, p, &written, steps); err != nil {
		return false, err
	}
	if written == about.Text {
		p.Say("The note is as it was.")
		return false, nil
	}
	for was := about.Text; ; {
		note, err := store.Edit(in, about.KeyID, about.KeyName, call.Now(), notes.Instead(was, written))
		switch {
		case errors.Is(err, notes.ErrElsewhere):
			p.Say(text.Sentence(err.Error()) + " It says now: " + note.Words() + ".")
			over, err := p.Confirm(ctx, "Write yours over it?", false)
			if err != nil || !over {
				return false, err
			}
			was = note.Text
			continue
		case err == nil:
			*about = note
		}
		return err == nil, err
	}
}

// askNoted asks for one part of a note. What stands there is its default.
func askNoted(ctx context.Context, p *prompt.Prompter, f notes.Field, t *notes.Text) error {
	part := f.Of(t)
	shown := *part
	switch shown {
	case "":
		shown = nothing
	case nothing, prompt.Back:
		shown = `"` + shown + `"`
	}
	for {
		typed, err := p.Input(ctx, prompt.Question{Ask: f.Label + ", " + f.Hint, Default: shown, Help: []string{
			"It is kept as plain text on this machine; the instance never hears of it. The word " + nothing + " empties it.",
		}})
		switch {
		case err != nil:
			return err
		case typed == shown:
			return nil
		case typed == nothing:
			typed = ""
		case typed == `"`+nothing+`"`:
			typed = nothing
		}
		var one notes.Text
		*f.Of(&one) = typed
		if one, err = one.Sanitize(); err != nil {
			p.Say(notes.Sentence(err))
			continue
		}
		*part = *f.Of(&one)
		return nil
	}
}
