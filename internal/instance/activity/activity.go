// Package activity is the log of an instance: every refused attempt, every use
// of a key, folded by the minute, and every key made or revoked.
package activity

import (
	"cmp"
	"context"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/supascale/supascale-tui/internal/keys"
)

// Entry is one entry of the log (contract, "Activity and failed attempts").
type Entry struct {
	Seq        int64 // given by the store
	At         time.Time
	Type       string
	Reason     keys.Reason // "" for a success
	KeyID      string      // "" for a key that is not known
	KeyName    string      // read only: the store knows it by KeyID
	KeyPreview string      // for a key that is not known: keys.AttemptPreview
	Method     string
	Path       string
	Resource   keys.Resource
	Required   string
	Granted    string
	Status     int
	IP         string
	UserAgent  string
	Count      int
	// Fold names the entry that equal ones are added to, "" for one that
	// stands alone.
	Fold     string
	Revision Revision // read only
	// Used is when the key was last used by what the entry stands for, zero
	// when its key was not accepted.
	Used time.Time
}

// Failed reports whether the attempt was refused.
func (e Entry) Failed() bool { return e.Reason != "" }

// Position is a place in the log, which is ordered by time and then by
// sequence, newest first.
type Position struct {
	At  time.Time
	Seq int64
}

// Store keeps the log.
type Store interface {
	// WriteActivity adds entries, notes the last use of their keys, and adds to
	// the number of requests that could not be logged: all or none.
	WriteActivity(ctx context.Context, batch []Entry, lost int) error
	// ReadActivity gives at most q.Limit entries, newest first unless q says
	// otherwise, as the log stood at one moment.
	ReadActivity(ctx context.Context, q Query) (Page, error)
	// ActivityStats gives the entries that match in figures.
	ActivityStats(ctx context.Context, q StatsQuery) (Figures, error)
	// PruneActivity removes at most batch entries from before the given time,
	// the oldest first, and reports how many.
	PruneActivity(ctx context.Context, before time.Time, batch int) (int, error)
	// LogExtent tells how much there is of the log.
	LogExtent(ctx context.Context) (Extent, error)
}

// Cursor is the opaque wire form of a position.
func (p Position) Cursor() string {
	return strconv.FormatInt(p.At.UnixMilli(), 36) + "." + strconv.FormatInt(p.Seq, 36)
}

// ParseCursor reads what Cursor wrote.
func ParseCursor(s string) (Position, bool) {
	at, seq, found := strings.Cut(s, ".")
	ms, err1 := strconv.ParseInt(at, 36, 64)
	n, err2 := strconv.ParseInt(seq, 36, 64)
	if !found || err1 != nil || err2 != nil {
		return Position{}, false
	}
	return Position{time.UnixMilli(ms).UTC(), n}, true
}

// Limits of what a sender can put into the log, in characters.
const (
	maxMethod    = 32
	maxPath      = 512
	maxUserAgent = 256
)

// Bound cuts the fields that a sender chooses to what the log keeps, and takes
// keys out of them: people paste them into the wrong place.
func (e *Entry) Bound() {
	e.Method = bound(e.Method, maxMethod)
	e.Path = bound(e.Path, maxPath)
	e.UserAgent = bound(e.UserAgent, maxUserAgent)
}

// bound gives a text of its own: a part of a request's line would keep the whole
// line in memory.
func bound(s string, limit int) string {
	s = RedactKeys(s)
	if len(s) <= limit && utf8.ValidString(s) {
		return strings.Clone(s)
	}
	s = strings.ToValidUTF8(s, "\uFFFD")
	count := 0
	for i := range s {
		if count == limit-1 && utf8.RuneCountInString(s[i:]) > 1 {
			return s[:i] + "…"
		}
		count++
	}
	return strings.Clone(s)
}

// RedactKeys replaces whatever looks like a key within s by its attempt preview. Of one with
// the earlier version's prefix, which keys of other services have too, only the prefix is kept.
func RedactKeys(s string) string {
	for _, prefix := range keys.Prefixes() {
		s = redactKeys(s, prefix)
	}
	return s
}

func redactKeys(s, prefix string) string {
	i := strings.Index(s, prefix)
	if i < 0 {
		return s
	}
	var b strings.Builder
	for i >= 0 {
		b.WriteString(s[:i])
		s = s[i:]
		end := len(prefix)
		for end < len(s) && alphanumeric(s[end]) {
			end++
		}
		if end-len(prefix) > 4 {
			b.WriteString(cmp.Or(keys.AttemptPreview(s[:end]), prefix+"..."))
		} else {
			b.WriteString(s[:end])
		}
		s = s[end:]
		i = strings.Index(s, prefix)
	}
	b.WriteString(s)
	return b.String()
}

func alphanumeric(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}
