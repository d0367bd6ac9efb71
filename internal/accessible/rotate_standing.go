package accessible

import (
	"context"
	"errors"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/lifecycle/rotation"
	"github.com/supascale/supascale-tui/internal/prompt"
	"github.com/supascale/supascale-tui/internal/text"
)

// moveWords are the words for what can be done about a rotation.
var moveWords = map[rotation.Move]string{
	rotation.MakeNew: "create", rotation.RevokeThenMake: "create", rotation.SayTaken: "taken",
	rotation.RevokeNew: "revoke", rotation.EndOld: "end", rotation.Stop: "stop",
}

// stand reads out how the rotation stands and does what its step allows.
func (w *rotating) stand(ctx context.Context) (done bool, err error) {
	w.readStanding()
	var options []prompt.Option
	moves := map[string]rotation.Move{}
	for _, c := range w.st.Choices() {
		if c.Not != "" {
			w.Say(c.Not)
			continue
		}
		word := moveWords[c.Move]
		moves[word] = c.Move
		options = append(options, prompt.Option{Word: word, Text: c.Does})
	}
	if w.st.Open() && w.st.EndStays() == "" {
		options = append(options, prompt.Option{Word: moveEndWord, Text: "choose when the old key goes"})
	}
	options = append(options, prompt.Option{Word: "log", Text: "what was done with the old key lately"},
		prompt.Option{Word: "refresh", Text: "look again"}, prompt.Option{Word: "list", Text: "leave it as it stands", Number: "0"})
	for {
		w.Gap()
		word, err := w.Select(ctx, "What to do", options, "list")
		switch {
		case err != nil:
			return false, err
		case word == "list":
			return true, nil
		case word == "refresh":
			return false, nil
		case word == "log":
			err = w.keyLog(ctx, w.st.Old.ID, false)
		case word == moveEndWord:
			if err = w.moveEnd(ctx); !errors.Is(err, prompt.ErrBack) {
				return false, err
			}
		default:
			if done, err = w.move(ctx, moves[word]); !errors.Is(err, prompt.ErrBack) {
				return done, err
			}
		}
		if err != nil && !errors.Is(err, prompt.ErrBack) {
			return false, err
		}
	}
}

// move does what was chosen. It reports whether nothing is left to do here.
func (w *rotating) move(ctx context.Context, m rotation.Move) (done bool, err error) {
	st := w.st
	switch m {
	case rotation.MakeNew:
		return false, w.again(ctx)
	case rotation.RevokeThenMake:
		return false, w.revokeFirst(ctx, st.Again(w.seen.Keys, w.env.Now(), w.env.Zone))
	case rotation.SayTaken:
		_, err := w.record(ctx, rotation.TakenWords, func() error { return w.rotator.Taken(st) })
		return false, err
	case rotation.RevokeNew:
		k := *st.NewKey
		gone, err := w.revoke(ctx, &k)
		if gone && err == nil {
			err = w.rotator.Taken(st) // there is nothing any more to be taken
		}
		return false, err
	case rotation.Stop:
		return w.record(ctx, st.StopWords(), func() error { return w.rotator.Keep(st) })
	}
	return w.end(ctx)
}

// moveEndWord is the word that moves the end of a rotation.
const moveEndWord = "move end"

// moveEnd asks when the old key of the rotation under way is to go instead, and notes it.
func (w *rotating) moveEnd(ctx context.Context) error {
	st := w.st
	end, err := w.askEnd(ctx, st.End)
	if err != nil {
		return err
	}
	said := end.Sentence(st.Old, w.env.Now(), w.env.Zone)
	if end.Now {
		said += " Nothing was revoked yet."
	}
	_, err = w.record(ctx, said, func() error { return w.rotator.MoveEnd(st, end) })
	return err
}

// record notes something about the rotation, and says so.
func (w *rotating) record(ctx context.Context, said string, do func() error) (done bool, err error) {
	_, err = prompt.Await(ctx, w.Prompter, prompt.Job{Fixed: true}, func(context.Context) (struct{}, error) { return struct{}{}, do() })
	if err != nil {
		return false, w.trouble(err)
	}
	w.Say(said)
	return true, nil
}

// readStanding reads out how far the rotation has come, and its keys.
func (w *rotating) readStanding() {
	st, now := w.st, w.env.Now()
	name := st.New.Shown()
	if st.New.ID == "" {
		name = st.Asked.Name
	}
	w.Sayf("Rotation of “%s” to “%s”: %s.", st.Old.Shown(), name, st.Step.Words())
	w.Say(st.Reason(now))
	w.Say("What to do: " + st.Remedy())
	if st.OldKey != nil && w.isOwn(st.OldKey) {
		w.Say("Warning: " + rotation.OwnWords)
	}
	if st.Guessed {
		w.Say(rotation.GuessedWords)
	}
	w.side("Old key", st.OldKey, "revoked", used{st.OldUsed, st.OldTold, st.OldUsers})
	missing := "not made"
	if st.Step == rotation.NewGone || st.Step == rotation.BothGone {
		missing = "revoked"
	}
	w.side("New key", st.NewKey, missing, used{st.NewUsed, st.NewTold, st.NewUsers})
	if words := st.Mended(now, w.env.Zone); words != "" {
		w.Say(words)
	}
	w.Sayf("Begun: %s. The old key goes %s.", w.when(st.Begun, "not told"), st.End.Words(now, w.env.Zone))
	if st.LogErr != nil {
		w.Say("Warning: " + rotation.UnreadWords)
	}
}

// used is what is known of a key's use.
type used struct {
	at   time.Time
	told bool
	by   []rotation.User
}

// usersMost is how many programs are read out of a key.
const usersMost = 5

// side reads one of the two keys out.
func (w *rotating) side(label string, k *api.Key, gone string, u used) {
	if k == nil {
		w.Sayf("%s: %s.", label, gone)
		return
	}
	w.Sayf("%s: %s, %s; %s; expires %s.", label, k.Preview, k.Expires.StatusAt(w.env.Now()), k.Permissions.Spoken(), k.Expires.Words(w.env.Now(), w.env.Zone))
	none := "can't be told"
	if u.told {
		none = "never"
	}
	w.Sayf("%s last used: %s.", label, w.when(u.at, none))
	for i, user := range u.by {
		if i == usersMost {
			w.Say("And by " + text.Plural(len(u.by)-i, "other.", "others."))
			break
		}
		who := user.IP
		if who == "" {
			who = "an unknown address"
		}
		w.Sayf("%s used by: %s.", label, joined(who, user.Agent, text.Relative(user.Last, w.env.Now(), ""), text.Plural(user.Count, "request", "requests")))
	}
}
