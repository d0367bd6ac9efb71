package rotation

import (
	"cmp"
	"slices"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/lifecycle/undelivered"
	"github.com/supascale/supascale-tui/internal/text/sanitize"
)

// Step is how far a rotation has come. Its value is stable: scripts read it.
type Step string

// The steps, the most urgent first.
const (
	NotTaken   Step = "not-taken"   // the new key is there and nobody has its value
	Owed       Step = "owed"        // the old key is gone and the new one was not made
	RevokeNow  Step = "revoke-now"  // the old key was to go at once, and the new one is there
	NewGone    Step = "new-gone"    // the new key is revoked or has expired
	NotMade    Step = "not-made"    // the new key was not made
	InDoubt    Step = "in-doubt"    // no answer came, and the new key may still come to be
	Unlisted   Step = "unlisted"    // a key of it is not in the part of the list that could be read
	Due        Step = "due"         // the time has come at which the old key was to go
	OldExpired Step = "old-expired" // nothing can use the old key any more
	Ready      Step = "ready"       // the new key is in use and the old one is quiet
	BothUsed   Step = "both-used"   // the old key is still used
	Settling   Step = "settling"    // the new key is in use, and the old one not for long enough unused
	Waiting    Step = "waiting"     // the new key is not in use
	Untold     Step = "untold"      // nothing tells which of them is used
	Finished   Step = "finished"    // the old key is gone, the new one is there
	BothGone   Step = "both-gone"   // so are both
)

var steps = []Step{NotTaken, Owed, RevokeNow, Due, NewGone, NotMade, InDoubt, Unlisted, OldExpired, Ready, BothUsed, Settling, Waiting, Untold, Finished, BothGone}

// User is a program that used a key, as far as the log tells.
type User struct {
	IP, Agent string
	Count     int // requests
	Last      time.Time
}

// Use is what the log tells of one key.
type Use struct {
	Users []User        // the latest first
	Work  []User        // those without the tests of the key
	From  time.Time     // from where on the log is whole; zero: not told, or not all was read
	Let   bool          // requests that were let through are among them
	Kinds []RequestKind // what was asked for, by kind
	Done  []RequestKind // without the tests of the key
	// Tested is when the key was last tested (cluster.IsTest); zero for never.
	Tested time.Time
}

// last is the time of the latest request.
func last(users []User) (at time.Time) {
	if len(users) > 0 {
		at = users[0].Last
	}
	return at
}

// Known is what is known of an instance.
type Known struct {
	Keys []api.Key // all of them, unless Partial
	// Partial says that there are more keys: one that isn't listed may be there.
	Partial bool
	// Undelivered are the notes about keys of which nobody took the value.
	Undelivered []undelivered.Entry
	// Uses is what the log tells, by a key's id. A key that is not in it was not
	// asked about. LogErr says why the log could not be read.
	Uses   map[string]Use
	LogErr error
}

// Standing is how a rotation stands.
type Standing struct {
	Rotation
	Step Step
	// Use is the step that the keys' use alone would make of it; "" where that doesn't
	// matter yet.
	Use      Step
	OldKey   *api.Key // nil: it is gone, unless Step is Unlisted
	NewKey   *api.Key // nil: it is gone, or was not made, unless Step is Unlisted
	OldUsed  time.Time
	NewUsed  time.Time
	OldUsers []User
	NewUsers []User // tests are not among them
	// NewTested is when the new key was last tested, which is no use; zero for never.
	NewTested time.Time
	// OldTold and NewTold say that something tells when the key was used, so that
	// a zero time means never.
	OldTold, NewTold bool
	// Dated says that the list has a time of last use, though it may be the time at
	// which the key was made.
	Dated bool
	// Quiet is since when the old key was not used, seen from the rotation's
	// beginning on.
	Quiet  time.Time
	LogErr error
	// Passed is the latest request that shows that what was refused passes now; zero
	// for none.
	Passed RequestKind
	// Moved says that all that the old key was used for is done with the new one.
	Moved bool
}

// Stage says how a rotation stands, by the keys there are, what they and the log
// tell of their use, and the time. It asks nothing and changes nothing.
func Stage(r Rotation, known Known, now time.Time) Standing {
	s := Standing{Rotation: r, LogErr: known.LogErr}
	find := func(id string) *api.Key {
		i := slices.IndexFunc(known.Keys, func(k api.Key) bool { return k.ID == id && id != "" })
		if i < 0 {
			return nil
		}
		return &known.Keys[i]
	}
	s.OldKey, s.NewKey = find(s.Old.ID), find(s.New.ID)
	if s.NewKey == nil {
		s.resolve(known)
		s.NewKey = find(s.New.ID)
	}
	s.uses(known, now)
	s.Step = s.step(known, now)
	return s
}

// testLag is how much later than in the log a test may be noted at the key.
const testLag = time.Minute

// clockOff is how far the instance's clock may be off.
const clockOff = time.Hour

// resolve finds the new key of a rotation whose answer was lost, or that was made
// once more from another place: by its name, which no key had when it was asked for.
func (s *Standing) resolve(known Known) {
	for i := range known.Keys {
		k := &known.Keys[i]
		if k.ID != s.Old.ID && k.Name == sanitize.Limit(s.Asked.Name, textMax) && SameGrants(k.Permissions, s.Asked.Permissions) &&
			(k.Created.IsZero() || k.Created.After(s.Begun.Add(-clockOff))) {
			s.New = RefOf(k)
			return
		}
	}
	for i := range known.Undelivered {
		if e := &known.Undelivered[i]; s.New.ID == "" && s.Note != "" && e.ID == s.Note && e.KeyID != "" {
			s.New = Ref{e.KeyID, e.Asked.Name, e.Preview} // it was made, and is gone by now
		}
	}
}

// uses takes what tells of the keys' use. An instance that tells of one key when it
// was used tells it of all; one whose log has a request that was let through logs
// those.
func (s *Standing) uses(known Known, now time.Time) {
	told := slices.ContainsFunc(known.Keys, func(k api.Key) bool { return undelivered.Used(&k) })
	s.Dated = slices.ContainsFunc(known.Keys, func(k api.Key) bool { return !k.LastUsed.IsZero() })
	oldLog, oldAsked := known.Uses[s.Old.ID]
	newLog, newAsked := known.Uses[s.New.ID]
	logs := oldLog.Let || newLog.Let
	s.OldUsers, s.OldUsed = oldLog.Users, last(oldLog.Users)
	if s.OldKey != nil && undelivered.Used(s.OldKey) && s.OldKey.LastUsed.After(s.OldUsed) {
		s.OldUsed = s.OldKey.LastUsed
	}
	// A test puts no key in place. For the old key it counts all the same: what
	// calls itself a test may be anyone.
	s.NewUsers, s.NewUsed = newLog.Work, last(newLog.Work)
	if s.NewKey != nil && undelivered.Used(s.NewKey) && s.NewKey.LastUsed.After(later(s.NewUsed, newLog.Tested.Add(testLag))) {
		s.NewUsed = s.NewKey.LastUsed
	}
	s.NewTested = newLog.Tested
	reaches := func(u Use, asked bool) bool {
		return asked && logs && !u.From.IsZero() && !u.From.After(later(s.Begun, now.Add(-logSpan)))
	}
	s.OldTold = told || reaches(oldLog, oldAsked)
	s.NewTold = told || reaches(newLog, newAsked)
	s.Quiet = later(s.Begun, s.OldUsed)
	s.Passed = s.passed(newLog)
	s.Moved = logs && s.moved(oldLog, newLog, now)
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func (s *Standing) step(known Known, now time.Time) Step {
	switch {
	case known.Partial && (s.OldKey == nil || s.NewKey == nil):
		return Unlisted
	case s.New.ID == "" && s.OldKey == nil:
		return Owed
	case s.New.ID == "" && s.pending(known, now):
		return InDoubt
	case s.New.ID == "":
		return NotMade
	case s.NewKey == nil && s.OldKey == nil:
		return BothGone
	case s.NewKey == nil:
		return NewGone
	case s.undelivered(known):
		return NotTaken
	case s.OldKey == nil:
		return Finished
	case s.NewKey.Expires.StatusAt(now) == keys.Expired:
		return NewGone
	case s.End.Now:
		return RevokeNow
	case s.OldKey.Expires.StatusAt(now) == keys.Expired:
		return OldExpired
	}
	if s.Use = s.overlap(now); s.End.isDue(now) {
		return Due
	}
	return s.Use
}

// pending reports whether a request for the new key may still be carried out.
func (s *Standing) pending(known Known, now time.Time) bool {
	return slices.ContainsFunc(known.Undelivered, func(e undelivered.Entry) bool { return s.asked(&e) && e.Doubtful(now) })
}

// asked reports whether a note without an answer is about the new key.
func (s *Standing) asked(e *undelivered.Entry) bool {
	return e.KeyID == "" && (e.ID == s.Note || e.Asked.Name == s.Asked.Name && !e.At.Before(s.Begun.Add(-time.Second)))
}

// undelivered reports whether nobody has the new key's value: there is a note about
// it, and it was never used.
func (s *Standing) undelivered(known Known) bool {
	return s.NewUsed.IsZero() && slices.ContainsFunc(known.Undelivered, func(e undelivered.Entry) bool {
		return e.KeyID == s.New.ID || s.asked(&e)
	})
}

// Open reports whether there is something left to do.
func (s *Standing) Open() bool { return s.Step != Finished && s.Step != BothGone && !s.IsKept() }

// Unfinished gives the rotations of an instance that are not at their end, the most
// urgent first: those noted, and those that names tell of.
func Unfinished(noted []Rotation, known Known, instance string, now time.Time) []Standing {
	var list []Standing
	for _, r := range All(noted, known.Keys, instance) {
		if s := Stage(r, known, now); s.Open() {
			list = append(list, s)
		}
	}
	slices.SortStableFunc(list, func(a, b Standing) int {
		return cmp.Or(cmp.Compare(slices.Index(steps, a.Step), slices.Index(steps, b.Step)), a.Begun.Compare(b.Begun))
	})
	return list
}

// All gives the noted rotations, and those of which names alone tell.
func All(noted []Rotation, list []api.Key, instance string) []Rotation {
	all := slices.Clone(noted)
	for _, g := range Guess(list) {
		if !slices.ContainsFunc(noted, func(r Rotation) bool { return r.Old.ID == g.Old.ID }) {
			g.Instance = instance
			all = append(all, g)
		}
	}
	return all
}
