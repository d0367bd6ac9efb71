package lifecycle

import (
	"time"

	"github.com/supascale/supascale-tui/internal/journal"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/ui"
)

// NotListedYet is said of a key that was asked for without an answer and that two looks
// at the list have not found. A request that was held up may still arrive, for
// journal.InDoubt: nothing sooner proves that sending it again makes no second key.
var NotListedYet = "The keys were listed: it is not there so far. The request may still arrive within " + ui.Span(journal.InDoubt) +
	", and sending it again before that may make two keys"

// Until says when a key stops working: here, in UTC, and how far ahead.
func Until(at, now time.Time, zone *time.Location) string {
	text := ui.Moment(at, zone)
	local, utc := at.In(zone), at.UTC()
	if _, offset := local.Zone(); offset != 0 {
		if local.Day() == utc.Day() {
			text += utc.Format(" (15:04 UTC)")
		} else {
			text += utc.Format(" (Mon 15:04 UTC)")
		}
	}
	// ui.Relative counts 24 hours to the day: over a change of the clocks, 90
	// days would be 89.
	if n := keys.CalendarDays(now, at, zone); n >= 2 && n < 2*365 {
		return text + ", in " + ui.Plural(n, "day", "days")
	}
	return text + ", " + ui.Relative(at, now, "")
}

// Summary says what a new key is going to be, in a sentence. A zero time means
// that it never expires.
func Summary(p keys.Permissions, expires time.Time, zone *time.Location) string {
	text := "This key " + p.Sentence()
	switch {
	case p.IsNone():
		return "Choose what this key may do."
	case expires.IsZero():
		return text + ", and never expires."
	}
	return text + ", until " + expires.In(zone).Format("2 Jan 2006") + "."
}
