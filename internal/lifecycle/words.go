package lifecycle

import (
	"time"

	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/lifecycle/undelivered"
	"github.com/supascale/supascale-tui/internal/text"
)

// NotListedYet is said of a key that was asked for without an answer and that two looks
// at the list have not found. A request that was held up may still arrive, for
// undelivered.InDoubt: nothing sooner proves that sending it again makes no second key.
var NotListedYet = "The keys were listed: it is not there so far. The request may still arrive within " + text.Span(undelivered.InDoubt) +
	", and sending it again before that may make two keys"

// Until says when a key stops working: here, in UTC, and how far ahead.
func Until(at, now time.Time, zone *time.Location) string {
	words := text.Moment(at, zone)
	local, utc := at.In(zone), at.UTC()
	if _, offset := local.Zone(); offset != 0 {
		if local.Day() == utc.Day() {
			words += utc.Format(" (15:04 UTC)")
		} else {
			words += utc.Format(" (Mon 15:04 UTC)")
		}
	}
	return words + ", " + text.Relative(at, now, "")
}

// Summary says what a new key is going to be, in a sentence.
func Summary(p keys.Permissions, expires keys.Expiry, zone *time.Location) string {
	text := "This key " + p.Sentence()
	at, limited := expires.At()
	switch {
	case p.IsNone():
		return "Choose what this key may do."
	case !limited:
		return text + ", and never expires."
	}
	return text + ", until " + at.In(zone).Format("2 Jan 2006") + "."
}
