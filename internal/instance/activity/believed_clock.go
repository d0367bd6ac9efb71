package activity

import "time"

// settled is how long entries must follow each other before the clock they were
// made by is believed.
const settled = 24 * time.Hour

// Now is the time by which the age of entries is counted: the clock's, or an earlier one
// where the log contradicts the clock. A clock that is wrong for a moment would otherwise make
// the whole log old, and it would be deleted.
//
// Entries after a pause longer than gap are believed once they span a day. Until then the time
// is the end of the entries before the pause. Of several such pauses only the latest counts.
func (x Extent) Now(clock time.Time, gap time.Duration) time.Time {
	if len(x.Hours) == 0 {
		return time.Time{}
	}
	newest := x.Hours[0].Start
	for i := 1; i < len(x.Hours); i++ {
		later, earlier := x.Hours[i-1].Start, x.Hours[i].Start
		if newest.Sub(later) >= settled {
			break
		}
		if later.Sub(earlier) > gap {
			newest = earlier
			break
		}
	}
	if end := newest.Add(time.Hour); end.Before(clock) {
		return end
	}
	return clock
}
