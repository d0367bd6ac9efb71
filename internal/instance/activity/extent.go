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
