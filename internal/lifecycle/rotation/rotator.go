package rotation

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/lifecycle"
	"github.com/supascale/supascale-tui/internal/lifecycle/undelivered"
)

// Client is what a rotation asks of an instance; *api.Client is one.
type Client interface {
	lifecycle.Client
	lifecycle.Maker
	Log
	Instance() api.Instance
}

// Notes is the store of undelivered keys; *undelivered.Store is one.
type Notes interface {
	lifecycle.Notes
	Unsettled(instance string) ([]undelivered.Entry, error)
}

// Records remembers rotations; *Store is one.
type Records interface {
	Begin(r Rotation, instead *Rotation) error
	Save(r Rotation) error
	Remove(r Rotation) error
	List(instance string) ([]Rotation, error)
}

// Rotator rotates the keys of an instance.
type Rotator struct {
	Client  Client
	Notes   Notes
	Records Records
	Now     func() time.Time
	Zone    *time.Location
	// Carry carries over to a new key what is noted about the old one; nil does nothing.
	Carry func(old string, fresh *api.Key) error
}

// Seen is what a look found.
type Seen struct {
	Keys       []api.Key
	Unfinished []Standing
	// Unread says which notes, or which part of the list, could not be read; nil
	// for none.
	Unread error
	// Partial says why Keys are not all the keys there are, nil where they are.
	Partial *api.PartialError
}

// Plan plans the new key of a key of the list.
func (s *Seen) Plan(old api.Key, now time.Time, zone *time.Location) Plan {
	p := PlanFor(old, s.Keys, now, zone)
	if s.Partial != nil {
		p.unsure = api.Sentence(s.Partial.Short()) + " Whether the new key's name is free can't be told."
	}
	return p
}

// Of gives the unfinished rotation that a key takes part in: as the old one, or
// else as the new one.
func (s *Seen) Of(id string) *Standing {
	for _, of := range []func(*Standing) string{
		func(st *Standing) string { return st.Old.ID },
		func(st *Standing) string { return st.New.ID },
	} {
		for i := range s.Unfinished {
			if id != "" && of(&s.Unfinished[i]) == id {
				return &s.Unfinished[i]
			}
		}
	}
	return nil
}

// Key gives a key of the list.
func (s *Seen) Key(id string) *api.Key {
	for i := range s.Keys {
		if s.Keys[i].ID == id {
			return &s.Keys[i]
		}
	}
	return nil
}

// logsMost is of how many rotations a look reads the log.
const logsMost = 25

// Look lists the keys and says how the rotations stand. It asks the log about the
// keys of those that overlap, of only the ones with the key where one is given; a
// log that can't be read fails nothing. Notes of rotations at their end are
// removed.
func (r *Rotator) Look(ctx context.Context, only string) (Seen, error) {
	var seen Seen
	var err error
	seen.Keys, err = api.Keys(ctx, r.Client)
	if seen.Partial = api.PartOf(err); err != nil && seen.Partial == nil {
		return seen, err
	}
	instance := r.Client.Instance().ID
	noted, unread := r.Records.List(instance)
	known := Known{Keys: seen.Keys, Partial: seen.Partial != nil}
	known.Undelivered, seen.Unread = r.Notes.Unsettled(instance)
	seen.Unread = errors.Join(unread, seen.Unread)
	if seen.Partial != nil {
		seen.Unread = errors.Join(seen.Unread, seen.Partial)
	}
	r.readLog(ctx, &known, noted, only)
	now := r.Now()
	for _, n := range noted {
		if s := Stage(n, known, now); s.ended() && !known.Partial {
			// A note that stays is removed by the next look.
			_ = r.Records.Remove(n)
		} else if s.New.ID != n.New.ID {
			n.New = s.New
			_ = r.Records.Save(n) // without it the key is found by its name again
		}
	}
	seen.Unfinished = Unfinished(noted, known, instance, now)
	return seen, nil
}

// ended reports whether nothing has to be remembered any more. That both keys are
// to stay is remembered as long as both are there.
func (s *Standing) ended() bool {
	if s.IsKept() {
		return s.OldKey == nil || s.NewKey == nil
	}
	return !s.Open()
}

// readLog asks who uses the keys of which that decides something.
func (r *Rotator) readLog(ctx context.Context, known *Known, noted []Rotation, only string) {
	known.Uses = make(map[string]Use)
	asked := 0
	for _, s := range Unfinished(noted, *known, r.Client.Instance().ID, r.Now()) {
		if only != "" && s.Old.ID != only && s.New.ID != only || s.OldKey == nil || s.NewKey == nil || asked == logsMost {
			continue
		}
		asked++
		for _, id := range []string{s.Old.ID, s.New.ID} {
			if _, known := known.Uses[id]; known {
				continue
			}
			use, err := ReadUse(ctx, r.Client, id, r.Now())
			if err != nil {
				known.LogErr = err
				return
			}
			known.Uses[id] = use
		}
	}
}

// Made is a new key of a rotation. Its note among the undelivered keys waits for Settle, once
// somebody has the value; with an error and a note the answer was lost.
type Made struct {
	Rotation Rotation
	Created  api.CreatedKey
	Entry    undelivered.Entry // what was noted
	Note     string            // its id, "" when nothing is to be remembered
	Unnoted  error             // why what is noted about the old key was not carried over
}

// UnnotedWords says that what is noted about the old key was not carried over, "" where it
// was.
func (m *Made) UnnotedWords() string {
	if m.Unnoted == nil {
		return ""
	}
	return "What is noted about the old key was not carried over to the new one: " + m.Unnoted.Error()
}

// Make begins a rotation: notes it, then makes the new key. Instead is the one it
// takes the place of, nil for none. Where nothing was made a rotation that begins
// with this is forgotten again, and one that was under way stays as it was.
func (r *Rotator) Make(ctx context.Context, rotation Rotation, instead *Rotation) (Made, error) {
	made := Made{Rotation: rotation}
	if err := r.Records.Begin(rotation, instead); err != nil {
		return made, err
	}
	made.Entry = undelivered.Entry{Instance: rotation.Instance, Asked: rotation.Asked, At: rotation.Begun, Last: rotation.Begun, BeforeAll: true}
	var err error
	made.Created, made.Note, err = lifecycle.Create(ctx, r.Client, r.Notes, made.Entry)
	made.Entry.ID, made.Rotation.Note = made.Note, made.Note
	switch {
	case err == nil:
		made.Rotation.New = RefOf(&made.Created.Key)
		_ = r.Records.Save(made.Rotation) // without it the key is found by its name
		if r.Carry != nil {
			made.Unnoted = r.Carry(rotation.Old.ID, &made.Created.Key)
		}
		return made, nil
	case made.Note != "":
		_ = r.Records.Save(made.Rotation) // the note names the key
	case instead == nil:
		_ = r.Records.Remove(rotation) // a note that stays says that nothing was made
	}
	return made, err
}

// Undo takes back a new key whose value could not be delivered: it is revoked, and
// the rotation forgotten. A leaked key that is gone by then is still owed one.
func (r *Rotator) Undo(ctx context.Context, made Made) error {
	if _, err := lifecycle.Revoke(ctx, r.Client, &made.Created.Key); err != nil {
		return err
	}
	r.Notes.Settle(made.Note)
	if made.Rotation.RevokeFirst {
		made.Rotation.New, made.Rotation.Note = Ref{}, ""
		return r.Records.Save(made.Rotation)
	}
	return r.Records.Remove(made.Rotation)
}

// ErrNotYet says that the old key must not be revoked.
var ErrNotYet = errors.New("the old key must stay")

// End revokes the old key and forgets the rotation, and reports whether it was
// this that revoked it. It refuses with ErrNotYet where May gives a reason; what is
// to be confirmed the caller has confirmed.
func (r *Rotator) End(ctx context.Context, s *Standing) (byUs bool, err error) {
	if safe, warned, _ := s.May(); !safe && !warned {
		return false, ErrNotYet
	}
	if s.OldKey == nil {
		return false, ErrNotYet
	}
	byUs, err = r.revoke(ctx, *s.OldKey)
	if err == nil && !s.Guessed {
		_ = r.Records.Remove(s.Rotation) // a note that stays is removed by the next look
	}
	return byUs, err
}

// revoke revokes a key, which may be the one that the client itself uses.
func (r *Rotator) revoke(ctx context.Context, k api.Key) (byUs bool, err error) {
	receipt := lifecycle.RevokeKeys(ctx, r.Client, []api.Key{k})[0]
	switch receipt.Result {
	case lifecycle.Revoked, lifecycle.AlreadyGone:
		return receipt.Result == lifecycle.Revoked, nil
	case lifecycle.NotTried:
		if receipt.Err == nil {
			return false, context.Cause(ctx)
		}
	}
	return false, receipt.Err
}

// RevokeFirst begins the rotation of a leaked key with the end: it is noted, and
// the old key is revoked before there is a new one. Make goes on from there, with
// the rotation itself in the place of instead.
func (r *Rotator) RevokeFirst(ctx context.Context, rotation Rotation, instead *Rotation) (byUs bool, err error) {
	if err := r.Records.Begin(rotation, instead); err != nil {
		return false, err
	}
	byUs, err = lifecycle.Revoke(ctx, r.Client, &api.Key{ID: rotation.Old.ID})
	failed, known := errors.AsType[*api.Error](err)
	if known && !failed.MaybeDone && failed.Op == api.OpRevokeKey && instead == nil {
		_ = r.Records.Remove(rotation) // nothing was done
	}
	return byUs, err
}

// MoveEnd notes another time at which the old key of a rotation is to go. It revokes
// nothing.
func (r *Rotator) MoveEnd(s *Standing, end End) error {
	if why := s.EndStays(); why != "" {
		return errors.New("nothing was changed: " + why)
	}
	rotation := s.Rotation
	if end.Is(rotation.End) && !rotation.Guessed {
		return nil
	}
	if end.isDue(r.Now()) {
		return errors.New("nothing was changed: the time at which the old key is to go is in the past")
	}
	rotation.End, rotation.RevokeFirst, rotation.Guessed = end, rotation.RevokeFirst && end.Now, false
	return r.Records.Save(rotation)
}

// Keep ends a rotation with both keys staying as they are.
func (r *Rotator) Keep(s *Standing) error {
	rotation := s.Rotation
	if s.OldKey == nil || s.NewKey == nil {
		return r.Records.Remove(rotation)
	}
	rotation.Kept, rotation.Guessed = r.Now().UTC(), false
	return r.Records.Save(rotation)
}

// Taken forgets the notes about the new key: somebody has its value.
func (r *Rotator) Taken(s *Standing) error {
	entries, err := r.Notes.Unsettled(s.Instance)
	for _, e := range slices.Backward(entries) {
		if e.KeyID == s.New.ID || s.asked(&e) {
			r.Notes.Settle(e.ID)
		}
	}
	return err
}
