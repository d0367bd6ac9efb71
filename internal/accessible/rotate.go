package accessible

import (
	"context"
	"errors"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/lifecycle"
	"github.com/supascale/supascale-tui/internal/lifecycle/rotation"
	"github.com/supascale/supascale-tui/internal/lifecycle/undelivered"
	"github.com/supascale/supascale-tui/internal/prompt"
)

// rotating is the task about the rotation of one key.
type rotating struct {
	*session
	rotator *rotation.Rotator
	ref     rotation.Ref // the key that was asked about
	wish    rotation.Wish
	seen    rotation.Seen
	st      *rotation.Standing // nil: none is under way
	last    *rotation.Standing // the one that was there before
	// leaked says that the old key goes as soon as somebody has the new one.
	leaked bool
}

func (s *session) newRotator() *rotation.Rotator {
	return &rotation.Rotator{Client: s.env.API, Notes: s.env.Undelivered, Records: s.env.Rotations, Now: s.env.Now, Zone: s.env.Zone, Carry: app.CarryNotes(s.env.Notes, s.env.API, s.env.Now)}
}

// rotate says how the rotation of a key stands, or what one would make with a wish, and does
// what is chosen. It reports whether the key is gone.
func (s *session) rotate(ctx context.Context, ref rotation.Ref, wish rotation.Wish) (gone bool, err error) {
	w := &rotating{session: s, rotator: s.newRotator(), ref: ref, wish: wish}
	for {
		if err := w.look(ctx); err != nil {
			return false, s.trouble(err)
		}
		done, err := w.step(ctx)
		switch {
		case errors.Is(err, prompt.ErrBack):
			return w.gone(), nil
		case done || err != nil:
			return w.gone(), err
		}
		s.Gap()
	}
}

// gone reports whether the last look had the key no more.
func (w *rotating) gone() bool { return w.seen.Key(w.ref.ID) == nil }

// look finds out how the rotation stands.
func (w *rotating) look(ctx context.Context) error {
	seen, err := prompt.Await(ctx, w.Prompter, prompt.Job{}, func(ctx context.Context) (rotation.Seen, error) {
		return w.rotator.Look(ctx, w.ref.ID)
	})
	if err != nil {
		return err
	}
	w.warnUnread(&seen)
	if w.st != nil {
		w.last = w.st
	}
	w.seen, w.st = seen, seen.Of(w.ref.ID)
	if w.st == nil && w.last != nil {
		w.st = seen.Of(w.last.Old.ID) // begun with a key that is gone
	}
	return nil
}

func (s *session) warnUnread(seen *rotation.Seen) {
	if seen.Unread != nil {
		s.Say("Warning: " + api.Sentence(seen.Unread.Error()))
	}
}

// step says what there is and does what is chosen. It reports whether that was
// the last.
func (w *rotating) step(ctx context.Context) (done bool, err error) {
	follow := w.leaked && w.st != nil && w.st.Step == rotation.RevokeNow
	w.leaked = w.leaked && w.st != nil && !follow
	switch k := w.seen.Key(w.ref.ID); {
	case follow:
		if done, err = w.end(ctx); errors.Is(err, prompt.ErrBack) {
			err = nil // the page says how it stands then
		}
		return done, err
	case w.st != nil:
		return w.stand(ctx)
	case k != nil:
		return w.plan(ctx, k)
	}
	title, about := w.seen.EndWords(w.last)
	w.Say(title)
	if about != "" {
		w.Say(about)
	}
	return true, nil
}

// begin makes the new key and hands it over. Instead is the rotation that this one
// takes the place of, nil for none.
func (w *rotating) begin(ctx context.Context, r rotation.Rotation, instead *rotation.Rotation) error {
	made, err := prompt.Await(ctx, w.Prompter, prompt.Job{Fixed: true}, func(ctx context.Context) (rotation.Made, error) {
		return w.rotator.Make(ctx, r, instead)
	})
	switch {
	case prompt.Left(err):
		return err
	case err == nil:
		w.st, w.last = nil, &rotation.Standing{Rotation: made.Rotation}
		w.leaked = r.GoesAfter()
		if words := made.UnnotedWords(); words != "" {
			w.Say("! " + words)
		}
		return w.reveal(ctx, made.Created, made.Note)
	case made.Note != "":
		return w.lostNewKey(ctx, made.Entry, err)
	}
	w.refusal(err)
	return nil
}

// lostNewKey finds out whether the new key exists where its answer was lost, and says how
// the rotation stands.
func (w *rotating) lostNewKey(ctx context.Context, entry undelivered.Entry, cause error) error {
	w.unclear(cause)
	w.Say("Listing the keys to find out whether it was created.")
	client, notes := w.env.API, w.env.Undelivered
	_, err := prompt.Await(ctx, w.Prompter, prompt.Job{}, func(ctx context.Context) (*api.Key, error) {
		return lifecycle.Find(ctx, client, notes, entry)
	})
	if err != nil {
		return w.trouble(err)
	}
	return nil
}

// again begins the rotation once more.
func (w *rotating) again(ctx context.Context) error {
	return w.begin(ctx, w.st.Again(w.seen.Keys, w.env.Now(), w.env.Zone), w.instead())
}

// instead is the note of the rotation under way.
func (w *rotating) instead() *rotation.Rotation {
	if w.st == nil || w.st.Guessed {
		return nil
	}
	return &w.st.Rotation
}

// revokeFirst revokes a leaked key and makes the new one then.
func (w *rotating) revokeFirst(ctx context.Context, r rotation.Rotation) error {
	old := w.seen.Key(r.Old.ID)
	if w.isOwn(old) {
		w.Say(rotation.OwnFirstWords)
		return nil
	}
	before := rotation.Standing{Rotation: r, Step: rotation.NotMade, OldKey: old, OldUsed: old.LastUsed}
	if err := w.confirmRevoke(ctx, old, lifecycle.PhraseFor(old, false, w.env.Now()), "! "+before.Warning(w.env.Now())); err != nil {
		return err
	}
	instead := w.instead()
	gone, err := w.revokeNow(ctx, old, func(ctx context.Context) (bool, error) { return w.rotator.RevokeFirst(ctx, r, instead) })
	if err != nil || !gone {
		return err
	}
	return w.begin(ctx, r, &r)
}

// revoke revokes the old key, after a warning where it may still be in use.
func (w *rotating) end(ctx context.Context) (done bool, err error) {
	st := w.st
	old := *st.OldKey
	known := st.Warning(w.env.Now())
	if safe, _, _ := st.May(); !safe {
		known = "! " + known
	}
	own := w.isOwn(&old)
	if err := w.confirmRevoke(ctx, &old, st.Phrase(own, w.env.Now()), known); err != nil {
		return false, err
	}
	gone, err := w.revokeNow(ctx, &old, func(ctx context.Context) (bool, error) { return w.rotator.End(ctx, st) })
	if gone && own {
		w.seen = rotation.Seen{} // nothing can be looked at any more
		return true, err
	}
	return false, err
}
