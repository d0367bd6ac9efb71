package keys_test

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	"github.com/supascale/supascale-tui/internal/keys"
)

var noon = time.Date(2026, 1, 19, 12, 0, 0, 0, time.UTC)

func TestExpiryIsNeverAMomentOrUnreadable(t *testing.T) {
	at := keys.ExpiresAt(noon.AddDate(0, 0, 90))
	far := keys.ExpiresAt(time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC))
	unread := keys.UnreadableExpiry("soon\x1b[2J")
	for _, c := range []struct {
		e                   keys.Expiry
		status              keys.Status
		short, words, stamp string
		outlasts            bool
	}{
		{keys.Expiry{}, keys.Active, "never", "never", "", true},
		{at, keys.Active, "in 90 days", "Sun 19 Apr 2026, 12:00 UTC, in 90 days", "2026-04-19T12:00:00Z", false},
		{far, keys.Active, "in 7,973 years", "Fri 31 Dec 9999, 23:59 UTC, in 7,973 years", "9999-12-31T23:59:59Z", true},
		{keys.ExpiresAt(noon), keys.Expired, "just now", "Mon 19 Jan 2026, 12:00 UTC, just now", "2026-01-19T12:00:00Z", false},
		{unread, keys.Untold, "?", "can't be read: “soon␛[2J”", "unreadable: soon␛[2J", false},
		{keys.UnreadableExpiry(""), keys.Untold, "?", "can't be read: “a value that is no time”", "unreadable: a value that is no time", false},
	} {
		if got := c.e.StatusAt(noon); got != c.status {
			t.Errorf("%s: %v", c.stamp, got)
		}
		if got := c.e.Short(noon); got != c.short {
			t.Errorf("%s: %q", c.stamp, got)
		}
		if got := c.e.Words(noon, time.UTC); got != c.words {
			t.Errorf("%s: %q", c.stamp, got)
		}
		if got := c.e.Stamp(); got != c.stamp {
			t.Errorf("%s: %q", c.stamp, got)
		}
		if got := c.e.Outlasts(noon); got != c.outlasts {
			t.Errorf("%s outlasts: %v", c.stamp, got)
		}
		if got := keys.ParseStamp(c.stamp); got != c.e {
			t.Errorf("%s is read as %+v", c.stamp, got)
		}
		raw, err := json.Marshal(c.e)
		var back keys.Expiry
		if err != nil || json.Unmarshal(raw, &back) != nil || back != c.e {
			t.Errorf("%s as JSON: %s, %+v", c.stamp, raw, back)
		}
	}
	list := []keys.Expiry{{}, far, at, unread}
	slices.SortFunc(list, keys.Expiry.Compare)
	if !slices.Equal(list, []keys.Expiry{unread, at, far, {}}) {
		t.Errorf("in order: %+v", list)
	}
}

// Nothing that lasts for ever is made of something that does not.
func TestLifetimeIsKnownOrNot(t *testing.T) {
	for what, c := range map[string]struct {
		created time.Time
		expires keys.Expiry
		words   string
		until   string // the expiry of a key made now, "?" where somebody must choose
	}{
		"never":                {noon, keys.Expiry{}, "for ever", ""},
		"never, made one day":  {time.Time{}, keys.Expiry{}, "for ever", ""},
		"a quarter":            {noon, keys.ExpiresAt(noon.AddDate(0, 0, 90)), "90 days", "2026-04-19T12:00:00Z"},
		"an hour less":         {noon, keys.ExpiresAt(noon.AddDate(0, 0, 90).Add(-time.Hour)), "90 days", "2026-04-19T11:00:00Z"},
		"made nobody knows":    {time.Time{}, keys.ExpiresAt(noon), "not known", "?"},
		"made after it ended":  {noon, keys.ExpiresAt(noon.Add(-time.Hour)), "not known", "?"},
		"unreadable":           {noon, keys.UnreadableExpiry("soon"), "not known", "?"},
		"in the year 9999":     {noon, keys.ExpiresAt(time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)), "not known", "?"},
		"unreadable, whenever": {time.Time{}, keys.UnreadableExpiry("soon"), "not known", "?"},
	} {
		l := keys.LifetimeOf(c.created, c.expires)
		if l.String() != c.words {
			t.Errorf("%s: %s", what, l)
		}
		e, known := l.From(noon)
		if got := e.Stamp(); known == (c.until == "?") || known && got != c.until {
			t.Errorf("%s: until %s, %v", what, got, known)
		}
		text, err := l.MarshalText()
		var back keys.Lifetime
		if err != nil || back.UnmarshalText(text) != nil || back != l {
			t.Errorf("%s is written %s and read %v", what, text, back)
		}
		like := keys.TemplateOf("CI", keys.AllWrite(), c.created, c.expires)
		if asks := len(like.Notes()) == 1; asks != !l.IsKnown() {
			t.Errorf("%s: a key like it: %q", what, like.Notes())
		}
	}
	if l := new(keys.Lifetime); l.UnmarshalText([]byte("-5h")) == nil || l.IsKnown() {
		t.Errorf("a lifetime that ended before it began: %v", l)
	}
}
