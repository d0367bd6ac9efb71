package keys

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/cli/command"
	"github.com/supascale/supascale-tui/internal/deliver"
	"github.com/supascale/supascale-tui/internal/lifecycle"
	"github.com/supascale/supascale-tui/internal/lifecycle/rotation"
	"github.com/supascale/supascale-tui/internal/lifecycle/undelivered"
	"github.com/supascale/supascale-tui/internal/output"
	"github.com/supascale/supascale-tui/internal/text/sanitize"
)

// rotating is keys rotate at work.
type rotating struct {
	o       *RotateOptions
	call    *command.Call
	client  app.API
	format  output.Format
	rotator *rotation.Rotator
	notes   *undelivered.Store
	words   io.Writer
}

// look says how the rotations stand, and what could not be read.
func (t *rotating) look(ctx context.Context, only string) (*rotation.Seen, error) {
	seen, err := t.rotator.Look(ctx, only)
	if err != nil {
		return nil, command.Explain(err)
	}
	if seen.Unread != nil {
		command.Say(t.words, "! %s", seen.Unread)
	}
	return &seen, nil
}

// gone is the unfinished rotation of a key that is not listed any more.
func (t *rotating) gone(seen *rotation.Seen, word string) *rotation.Standing {
	var found []*rotation.Standing
	listed := len(lifecycle.Pick(seen.Keys, word)) > 0
	for i := range seen.Unfinished {
		s := &seen.Unfinished[i]
		switch {
		case s.OldKey != nil:
		case s.Old.ID == word:
			return s // an id goes before whatever has that name
		case !listed && s.Old.Name == word:
			found = append(found, s)
		}
	}
	if len(found) != 1 {
		return nil
	}
	return found[0]
}

// again is an unfinished rotation begun once more, where that is what it needs.
func (t *rotating) again(seen *rotation.Seen, s *rotation.Standing, now time.Time) (rotation.Rotation, error) {
	if s.LacksNew() {
		command.Say(t.words, "Going on with the rotation begun %s. %s", s.Begun.In(t.call.Local()).Format("2 Jan 2006, 15:04"), s.Reason(now))
		return t.goOn(s.Again(seen.Keys, now, t.call.Local()), s, now)
	}
	if s.Step == rotation.NotTaken {
		return rotation.Rotation{}, fmt.Errorf("“%s” is being rotated already. %s If you don't have it, revoke it and run this again: supascale-tui keys revoke %s",
			s.Old.Shown(), s.Reason(now), deliver.ShellWord(s.New.ID))
	}
	how := "Its new key is “" + s.New.Shown() + "”"
	if s.Guessed {
		how = "By its name “" + s.New.Shown() + "” is its new key"
	}
	end := ""
	if t.o.End != "" {
		end = " To move its end: --move-end"
	}
	return rotation.Rotation{}, fmt.Errorf("“%s” is being rotated already. %s. %s %s To revoke the old key: supascale-tui keys rotate %s --finish%s",
		s.Old.Shown(), how, s.Reason(now), s.Remedy(), deliver.ShellWord(s.Old.ID), end)
}

// goOn takes what the flags say about a rotation that goes on. What the new key may do
// was chosen when it began.
func (t *rotating) goOn(r rotation.Rotation, s *rotation.Standing, now time.Time) (rotation.Rotation, error) {
	if given := t.o.given(); len(given) > 0 {
		return r, command.Usagef("the rotation of “%s” goes on with the permissions that were chosen when it began: to choose others end it first: supascale-tui keys rotate %s --keep-both",
			s.Old.Shown(), deliver.ShellWord(s.Old.ID))
	}
	expires, chosen, err := t.o.expiry(t.call)
	if err != nil {
		return r, err
	}
	if chosen {
		r.Expire(expires, now)
	}
	if t.o.End != "" {
		if r.End, err = readEnd(t.call, "--end", t.o.End); err != nil {
			return r, err
		}
	}
	r.RevokeFirst = r.RevokeFirst && s.Step != rotation.NewGone || t.o.RevokeFirst
	return r, nil
}

// begin makes the new key and hands it over. A leaked key is revoked after that, or
// before.
func (t *rotating) begin(ctx context.Context, word string, to destination) error {
	seen, err := t.look(ctx, word)
	if err != nil {
		return err
	}
	r, old, instead, err := t.plan(ctx, seen, word)
	if err != nil {
		return err
	}
	if to.nowhere {
		if err := to.ask(ctx, t.call, r.Asked.Name); err != nil {
			return err
		}
	}
	leaked := r.End.Now && old != nil
	own := old != nil && lifecycle.IsOwn(old, t.client.OwnPreview())
	switch {
	case leaked && r.RevokeFirst && own:
		return command.Usagef("--revoke-first: %s", rotation.OwnFirstWords)
	case leaked && !t.o.Yes:
		if err := t.call.CanConfirm("revoke the old key"); err != nil {
			return err
		}
		if err := t.call.ConfirmRevoke(ctx, old, own, lifecycle.PhraseFor(old, own, t.call.Now()), notedWords(t.noted(), old.ID)); err != nil {
			return err
		}
	}
	if leaked && r.RevokeFirst {
		if _, err := t.rotator.RevokeFirst(ctx, r, instead); err != nil {
			return command.Explain(err)
		}
		command.Say(t.words, "Revoked “%s”.", r.Old.Shown())
		instead = &r
	}
	// A reader that has gone must not end the program between the key's making
	// and its revocation.
	pipe := make(chan os.Signal, 1)
	signal.Notify(pipe, syscall.SIGPIPE)
	defer signal.Stop(pipe)
	return t.make(ctx, r, instead, to)
}

func (t *rotating) make(ctx context.Context, r rotation.Rotation, instead *rotation.Rotation, to destination) error {
	now := t.call.Now()
	made, err := t.rotator.Make(ctx, r, instead)
	if err != nil && made.Note != "" {
		c := creation{wanted: wanted{key: r.Asked}, client: t.client, notes: t.notes}
		return c.lost(ctx, made.Entry, err)
	}
	if err != nil {
		return command.Explain(err)
	}
	if trouble := to.deliver(ctx, made.Created, now); trouble != "" {
		return t.undo(ctx, made, trouble)
	}
	t.notes.Settle(made.Note)
	created := &made.Created
	command.Say(t.words, "Created “%s” (%s), which %s. Expires: %s.", created.Name, created.ID, created.Permissions.Sentence(), created.Expires.Words(now, t.call.Local()))
	warnOfAnother(t.words, created, "")
	if words := made.UnnotedWords(); words != "" {
		command.Say(t.words, "! %s", words)
	}
	if words := to.words(); words != "" {
		command.Say(t.words, "%s", words)
	}
	switch {
	case r.GoesAfter():
		err = t.revokeOld(ctx, made)
	case !r.End.Now:
		until := ""
		if !r.End.At.IsZero() {
			until = " until " + r.End.Words(now, t.call.Local())
		}
		command.Say(t.words, "“%s” works on%s. Put the new key in its place, then: supascale-tui keys rotate %s --finish", r.Old.Shown(), until, deliver.ShellWord(r.Old.ID))
	}
	return errors.Join(err, to.print(made.Created, now))
}

// undo revokes a new key whose value could not be handed over.
func (t *rotating) undo(ctx context.Context, made rotation.Made, why string) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), revokeWithin)
	defer cancel()
	if err := t.rotator.Undo(ctx, made); err != nil {
		return fmt.Errorf("%s The new key (%s) could not be revoked again: %s. Revoke it: supascale-tui keys revoke %s",
			why, made.Created.ID, strings.TrimSuffix(command.Explain(err).Error(), "."), deliver.ShellWord(made.Created.ID))
	}
	if made.Rotation.RevokeFirst {
		return fmt.Errorf("%s The new key was revoked again, and the old one is revoked: run this again to make another", why)
	}
	return fmt.Errorf("%s The new key was revoked again: “%s” works as before", why, made.Rotation.Old.Shown())
}

// revokeOld revokes a leaked key whose successor is in good hands, also when the
// caller has given up.
func (t *rotating) revokeOld(ctx context.Context, made rotation.Made) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), revokeWithin)
	defer cancel()
	old := made.Rotation.Old
	seen, err := t.rotator.Look(ctx, old.ID)
	if err == nil {
		if s := seen.Of(old.ID); s != nil && s.Old.ID == old.ID {
			_, err = t.rotator.End(ctx, s)
		}
	}
	if err != nil {
		return fmt.Errorf("the new key is made and handed over, but “%s” could not be revoked: %w. It is still valid. Revoke it: supascale-tui keys revoke %s",
			old.Shown(), command.Explain(err), deliver.ShellWord(old.ID))
	}
	command.Say(t.words, "Revoked “%s”.", old.Shown())
	return nil
}

// standing is the unfinished rotation that a word means.
func (t *rotating) standing(ctx context.Context, word string) (*rotation.Standing, error) {
	seen, err := t.look(ctx, word)
	if err != nil {
		return nil, err
	}
	s := t.gone(seen, word)
	if s == nil {
		k, err := command.Listing{Keys: seen.Keys}.Pick(word)
		if err != nil {
			return nil, err
		}
		if seen, err = t.look(ctx, k.ID); err != nil { // with what the log tells of it
			return nil, err
		}
		s = seen.Of(k.ID)
	}
	if s == nil {
		return nil, command.Exit{Code: command.ExitNotFound, Err: fmt.Errorf("no rotation of “%s” is under way. To see those that are: supascale-tui pending", sanitize.Limit(word, 200))}
	}
	return s, nil
}

// keep ends a rotation and changes no key.
func (t *rotating) keep(ctx context.Context, word string) error {
	s, err := t.standing(ctx, word)
	if err != nil {
		return err
	}
	if err := t.rotator.Keep(s); err != nil {
		return err
	}
	command.Say(t.words, "%s", s.StopWords())
	return nil
}

// moveEnd moves the time at which the old key of a rotation is to go.
func (t *rotating) moveEnd(ctx context.Context, word string, end rotation.End) error {
	s, err := t.standing(ctx, word)
	if err != nil {
		return err
	}
	if err := t.rotator.MoveEnd(s, end); err != nil {
		return err
	}
	command.Say(t.words, "%s", end.Sentence(s.Old, t.call.Now(), t.call.Local()))
	if end.Now {
		command.Say(t.words, "Nothing was revoked yet. To revoke it: supascale-tui keys rotate %s --finish", deliver.ShellWord(s.Old.ID))
	}
	return nil
}

// finish revokes the old key of a rotation.
func (t *rotating) finish(ctx context.Context, word string) error {
	s, err := t.standing(ctx, word)
	if err != nil {
		return err
	}
	now := t.call.Now()
	safe, warned, why := s.May()
	switch {
	case !safe && !warned:
		return fmt.Errorf("nothing was revoked: %s %s %s", why, s.Reason(now), s.Remedy())
	case warned && !t.o.EvenIfUsed:
		return fmt.Errorf("nothing was revoked: %s %s To revoke it all the same, add --even-if-used", s.Reason(now), s.Remedy())
	}
	command.Say(t.words, "%s", s.Reason(now))
	if !t.o.Yes {
		own := lifecycle.IsOwn(s.OldKey, t.client.OwnPreview())
		if err := t.call.ConfirmRevoke(ctx, s.OldKey, own, s.Phrase(own, now), notedWords(t.noted(), s.Old.ID)); err != nil {
			return err
		}
	}
	return t.end(ctx, s)
}

func (t *rotating) end(ctx context.Context, s *rotation.Standing) error {
	byUs, err := t.rotator.End(ctx, s)
	receipt := lifecycle.ReceiptOf(s.OldKey, byUs, err)
	revoke := RevokeOptions{IgnoreMissing: true}
	if err := revoke.tell(t.call, receiptShape(), t.format, []lifecycle.Receipt{receipt}); err != nil {
		return err
	}
	command.Say(t.words, "“%s” is in the place of “%s”.", s.New.Shown(), s.Old.Shown())
	return nil
}

// noted is what is noted about the keys.
func (t *rotating) noted() output.Noted {
	return output.NotedOf(allNotes(t.o.Session, t.call, t.client))
}
