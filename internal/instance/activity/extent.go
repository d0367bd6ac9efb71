package activity

import "time"

// Hour is an hour of the log that has entries.
type Hour struct {
	Start   time.Time
	Entries int
}

// Extent is how much there is of the log.
type Extent struct {
	Hours []Hour // the newest first
	Bytes int64  // about what the log takes on the disk
}

// Entries counts the entries.
func (x Extent) Entries() (n int) {
	for _, h := range x.Hours {
		n += h.Entries
	}
	return n
}

// Newest gives the hour in which the newest entries become more than n, zero where
// the log has no more than n.
func (x Extent) Newest(n int) time.Time {
	total := 0
	for _, h := range x.Hours {
		if total += h.Entries; total > n {
			return h.Start
		}
	}
	return time.Time{}
}

// settled is how long entries must follow each other before the clock they were
// made by is believed.
const settled = 24 * time.Hour

// Now is the time by which the age of entries is told: that of the clock, but no
// later than the log bears out. A clock that was wrong for one look must not make
// the whole log old. So after a pause longer than gap the new entries count only
// when they span a day, or when there was such a pause since; until then the end
// of the entries before it counts.
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
