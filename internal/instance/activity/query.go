package activity

import (
	"strconv"
	"time"

	"github.com/supascale/supascale-tui/internal/activity/cluster"
	"github.com/supascale/supascale-tui/internal/activity/query"
	"github.com/supascale/supascale-tui/internal/keys"
)

// Query selects entries; zero fields select everything. Since and Until
// are inclusive.
type Query struct {
	Limit        int
	Before       *Position // only entries older than this
	Changed      *Revision // only what is new or counts more since; oldest change first
	Since, Until time.Time
	Type         string
	Outcome      string
	Reason       keys.Reason
	KeyID        string
	IP           string
	Text         string       // substring of name, path or user agent
	Where        query.Filter // all of this too; it has no times
}

// Coverage tells how far the log reaches and how many entries match.
type Coverage struct {
	Oldest          time.Time // zero for an empty log
	Total, Matching int
	Dropped         int // entries that retention has removed so far
	Lost            int // requests that could not be logged: the disk did not take them
	Waiting         int // entries that wait for the disk
}

// Page is a part of the log.
type Page struct {
	Entries  []Entry
	Coverage Coverage // only where neither Before nor Changed was asked for
	// Revision is the state of the log that the page shows.
	Revision Revision
}

// Revision grows with every entry that is written and every count that rises.
type Revision int64

// Cursor is the opaque wire form of a revision.
func (r Revision) Cursor() string { return strconv.FormatInt(int64(r), 36) }

// ParseRevision reads what Cursor wrote.
func ParseRevision(s string) (Revision, bool) {
	n, err := strconv.ParseInt(s, 36, 64)
	return Revision(n), err == nil && n >= 0
}

// StatsQuery says which figures of the log are wanted.
type StatsQuery struct {
	Query
	Step     time.Duration
	Clusters int
	Uses     bool
}

// Figures are a part of the log in numbers.
type Figures struct {
	Stats    cluster.Stats
	Coverage Coverage
}
