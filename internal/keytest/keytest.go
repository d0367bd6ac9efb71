// Package keytest finds out what a key really lets through. It reads every
// resource once and holds the answers against what the key should be able to do.
// It changes nothing, so it proves nothing of write.
package keytest

import (
	"crypto/rand"
	"encoding/hex"
	"time"

	"github.com/supascale/supascale-tui/internal/activity/cluster"
	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/keys"
)

// Warning is said before anything is sent.
const Warning = "The test marks the key as used: its last use changes, and the activity log gets an entry for each request."

// WriteWords say why write is not tried.
const WriteWords = "Write was not tried: only a change could prove it."

// TryTimeout bounds one read.
const TryTimeout = 20 * time.Second

// Access is the result of a read, or the expected one.
type Access string

// What there is. Unknown is no expectation at all.
const (
	Unknown  Access = ""
	Allowed  Access = "allowed"
	Denied   Access = "denied"   // 403: the key is valid and has no such level
	Refused  Access = "refused"  // 401: the key is not valid
	Failed   Access = "failed"   // no answer, or none that tells
	NoRoute  Access = "noRoute"  // 404: the instance has no such route
	NotTried Access = "notTried" // the test ended before it
)

// Verdict is what a cell shows.
type Verdict string

// The verdicts.
const (
	AsExpected    Verdict = "asExpected"
	NotAsExpected Verdict = "notAsExpected"
	CantTell      Verdict = "cantTell"
	Untried       Verdict = "notTried"
)

// Expectation is what a key should be able to do, and by what.
type Expectation struct {
	// Key is the row the value is compared with; its id is empty where there is
	// none.
	Key api.Key
	// Refused is why no request should get through, "" where the permissions
	// decide.
	Refused keys.Reason
	Revoked time.Time // for RevokedKey, where it is told
	known   bool
}

// OfKey expects what the list tells of a key.
func OfKey(k api.Key, now time.Time) Expectation {
	e := Expectation{Key: k, known: true}
	if k.Expires.StatusAt(now) == keys.Expired {
		e.Refused = keys.ExpiredKey
	}
	return e
}

// OfRevoked expects that the key is refused.
func OfRevoked(k api.RevokedKey) Expectation {
	return Expectation{Key: k.Key, Refused: keys.RevokedKey, Revoked: k.Revoked, known: true}
}

// Unlisted expects that a key that is in no list is refused.
func Unlisted() Expectation { return Expectation{Refused: keys.UnknownKey, known: true} }

// Of is the expected result of a read.
func (e Expectation) Of(r keys.Resource) Access {
	switch {
	case !e.known:
		return Unknown
	case e.Refused != "":
		return Refused
	case e.Key.Permissions.Level(r) == keys.Unknown:
		return Unknown
	case e.Key.Permissions.Allows(r, keys.Read):
		return Allowed
	}
	return Denied
}

// IsKnown reports whether anything is expected.
func (e Expectation) IsKnown() bool { return e.known }

// Cell is a resource in the grid.
type Cell struct {
	Resource keys.Resource
	Expected Access
	Actual   Access
	Verdict  Verdict
	Path     string     // what was asked, "" for nothing
	Status   int        // 0 without an answer
	Err      *api.Error // nil for Allowed and NotTried
}

// Test is a test under way. Ask for what is Next, and Take what came of it.
type Test struct {
	Expect Expectation
	Cells  []Cell // one for each resource, in the documentation's order
	next   int
	ended  end
}

// end is why a test is over.
type end uint8

const (
	running end = iota
	complete
	refused     // the rest would count as failed attempts, up to the limit
	rateLimited // as the instance said
	unreached   // the rest would wait as long
	stopped     // by the admin
)

// New begins a test.
func New(e Expectation) *Test {
	t := &Test{Expect: e}
	for _, r := range keys.Resources() {
		t.Cells = append(t.Cells, Cell{Resource: r, Expected: e.Of(r), Actual: NotTried, Verdict: Untried})
	}
	return t
}

// Next is the resource to read now, false when the test is over.
func (t *Test) Next() (keys.Resource, bool) {
	if t.ended != running {
		return "", false
	}
	return t.Cells[t.next].Resource, true
}

// Tried counts the resources that were read.
func (t *Test) Tried() int { return t.next }

// Take takes what the read of Next was answered with.
func (t *Test) Take(tried api.Tried, failed error) {
	if t.ended != running {
		return
	}
	if api.KindOf(failed) == api.Canceled && failed != nil {
		t.Stop()
		return
	}
	c := &t.Cells[t.next]
	t.next++
	c.Path, c.Status = tried.Path, tried.Status
	c.Actual, c.Err = accessOf(failed)
	c.Verdict = verdict(c.Expected, c.Actual)
	switch kind := api.KindOf(failed); {
	case failed == nil:
	case c.Actual == Refused:
		t.ended = refused
	case kind == api.RateLimited:
		t.ended = rateLimited
	case kind == api.Unreachable, kind == api.Timeout:
		t.ended = unreached
	}
	if t.ended == running && t.next == len(t.Cells) {
		t.ended = complete
	}
}

// Stop ends the test: what is left stays untried.
func (t *Test) Stop() {
	if t.ended == running {
		t.ended = stopped
	}
}

func accessOf(failed error) (Access, *api.Error) {
	if failed == nil {
		return Allowed, nil
	}
	e := asError(failed)
	switch e.Kind {
	case api.Unauthorized:
		return Refused, e
	case api.Forbidden:
		return Denied, e
	case api.NotFound:
		return NoRoute, e
	}
	return Failed, e
}

func verdict(expected, actual Access) Verdict {
	switch {
	case actual == NotTried:
		return Untried
	case expected == Unknown, actual == NoRoute, actual == Failed:
		return CantTell
	case expected == actual:
		return AsExpected
	}
	return NotAsExpected
}

// Marker is a word that tells the requests of one test from all others in the
// log. It is drawn at random and has nothing of the key.
func Marker() string {
	var b [6]byte
	_, _ = rand.Read(b[:]) // fails never
	return cluster.TestMarker + hex.EncodeToString(b[:])
}
