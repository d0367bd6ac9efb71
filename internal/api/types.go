package api

import (
	"strings"
	"time"

	"github.com/supascale/supascale-tui/internal/activity/cluster"
	"github.com/supascale/supascale-tui/internal/activity/query"
	"github.com/supascale/supascale-tui/internal/keys"
)

// Key is a key as the instance lists it. All texts are cleaned. A zero time
// means none: never used, or not told.
type Key struct {
	// ID names the key to the instance, as it came; "" where it has none that can be
	// sent back. IDFlaw says why it can't be used, and CantName in words.
	ID          string
	IDFlaw      IDFlaw
	Name        string
	Preview     string // "supascale_Ab3d...x9Zk", "" where the instance shows none
	Permissions keys.Permissions
	Created     time.Time
	Expires     keys.Expiry
	LastUsed    time.Time
	// Instance names the one of several instances that the key is of, "" where there is
	// only one.
	Instance string
}

// Lifetime is how long the key was made for.
func (k *Key) Lifetime() keys.Lifetime { return keys.LifetimeOf(k.Created, k.Expires) }

// Template is a new key like this one.
func (k *Key) Template() keys.Template {
	t := keys.TemplateOf(k.Name, k.Permissions, k.Created, k.Expires)
	t.Old = k.ID
	return t
}

// KeyPage is a part of the list of keys, newest first.
type KeyPage struct {
	Keys []Key
	// Total is the number of keys that the instance says it has, -1 where it does
	// not tell.
	Total int
	// Unreadable counts entries of the list that are no keys.
	Unreadable int
	// Cut says why these are not all the keys there are although nothing more can be
	// asked for, "" for all other pages.
	Cut   string
	Shape KeyShape
}

// RevokedKey is what is left of a key that was revoked.
type RevokedKey struct {
	Key
	Revoked time.Time
}

// NewKey asks for a key.
type NewKey struct {
	Name        string
	Permissions keys.Permissions
	Expires     keys.Expiry
}

// CreatedKey is a new key with its value.
type CreatedKey struct {
	Key
	Secret Secret
	// Differs says in words where the key is not what was asked for, empty where it
	// is.
	Differs []string
}

// Warning says in a sentence that the key is not what was asked for, "" where it is.
func (k *CreatedKey) Warning() string {
	if len(k.Differs) == 0 {
		return ""
	}
	return "The instance made another key than it was asked for: " + strings.Join(k.Differs, "; ") + ". If that won't do, revoke it and create another."
}

// Deed is a change that a client made to its instance's keys: one made or one
// revoked.
type Deed struct {
	Instance string // Instance.ID
	Made     Key    // without its value; ID "" for none
	Revoked  string // the id; also where it is only likely, since the answer was lost
}

// Activity is one entry of the activity log. All texts are cleaned.
type Activity struct {
	ID         string
	Time       time.Time
	Type       string
	Failed     bool
	Untold     bool        // nothing tells how it ended: no failure, and no success
	Reason     keys.Reason // "" for a success
	KeyID      string
	KeyName    string
	KeyPreview string
	Method     string
	Path       string
	Resource   keys.Resource
	Required   string // levels by wire name, "" where not told
	Granted    string
	Status     int
	IP         string
	UserAgent  string
	Count      int    // requests this entry stands for, at least 1
	Message    string // the instance's own words, "" where it sends none (ours sends none)
	Instance   string // as Key.Instance
}

// ActivityQuery selects entries. Zero fields select everything.
type ActivityQuery struct {
	Since, Until time.Time // inclusive; terms of time in Where are left aside
	// Where is the query line. An instance that doesn't know it sends more, and
	// the client takes out what doesn't match.
	Where        query.Query
	Type         string
	FailuresOnly bool
	Reason       keys.Reason
	KeyID        string
	IP           string
	Text         string // substring of name, path or user agent
	Limit        int    // entries a page, 0 for the instance's default
	Cursor       string // ActivityPage.Next of the page before
	// After asks for what is new since ActivityPage.Follow was given, oldest
	// change first: entries that are new, and entries that count more than then.
	// The pages of such an answer go on with After, not with Cursor.
	After string
}

// StatsQuery selects what Stats counts.
type StatsQuery struct {
	Since, Until time.Time     // both needed
	Step         time.Duration // of the buckets; a whole number of minutes
	Where        query.Query   // as in ActivityQuery
	Clusters     int           // the most clusters to send; 0 for all
	Uses         bool          // send Stats.Uses and Stats.Addresses
}

// ActivityPage is a part of the log, newest first.
type ActivityPage struct {
	Entries []Activity
	// Next is where the rest begins, "" at the end. Sure says that something is
	// there for certain: an instance that tells neither cursor nor total is asked
	// until nothing comes.
	Next string
	Sure bool
	// Cut says why the log was not read to its end although nothing more can be
	// asked for, "" for all other pages.
	Cut string
	// Oldest is the time of the oldest entry the log still has, zero where the
	// instance does not tell.
	Oldest time.Time
	// Matching and Total count the entries that match and all there are, -1
	// where the instance does not tell.
	Matching, Total int
	// Follow is the cursor for ActivityQuery.After: what this page knows, "" from
	// an instance that has none.
	Follow string
	// Dropped counts the entries that retention has removed from the log so far.
	Dropped  int
	Unlogged cluster.Unlogged
	// Examined is how many entries the client looked at to find these, when it
	// had to filter by itself because the instance has no filters; 0 otherwise.
	Examined int
	// Untold counts the entries that are left out for nothing but their outcome, which
	// nothing tells: they may have failed. A LogWalk counts those so far.
	Untold int
	Shape  ActivityShape

	// What a LogWalk goes by: the hashes of all entries that the instance sent and
	// of those in Entries, nil for a page that no Client read; rising is above
	// zero where the oldest come first.
	sent, kept, untold []uint64 // untold: of those that Untold counts
	rising             int
}

// Instance says where a client is connected to, for every screen's header.
type Instance struct {
	Name string // the profile's or the host's name
	URL  string // without credentials
	// ID tells instances apart over time. It is the URL, unless Options gave
	// another: a local instance has a new port at every start.
	ID string
}
