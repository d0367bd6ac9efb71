package audit

import (
	"strings"
	"time"

	"github.com/supascale/supascale-tui/internal/views/screen"
)

const day = 24 * time.Hour

// window is a range of time to look at, up to now.
type window struct {
	length time.Duration
	words  string
	bin    time.Duration // how finely attempts are counted
	bars   []int         // numbers of bars it can be cut into, each of whole bins
}

// windows are those of the audit view, the shortest first. A day's bars are its
// hours; the others fill the room.
var windows = []window{
	{time.Hour, "1 h", time.Minute, []int{60, 30, 20, 12}},
	{day, "24 h", 5 * time.Minute, []int{24}},
	{7 * day, "7 days", 30 * time.Minute, []int{168, 84, 56, 42, 28}},
	{30 * day, "30 days", 2 * time.Hour, []int{120, 60, 30}},
}

// defaultWindow is the one of a screen that was opened without.
const defaultWindow = day

// windowFor gives the index of the shortest window that covers d, else of the
// longest there is.
func windowFor(d time.Duration) int {
	if d <= 0 {
		d = defaultWindow
	}
	for i, w := range windows {
		if w.length >= d {
			return i
		}
	}
	return len(windows) - 1
}

func windowOf(f screen.AuditFilter) window { return windows[windowFor(f.Window)] }

// within reports whether everything that the narrower filter shows is shown by
// the wider one too.
func within(narrower, wider screen.AuditFilter) bool {
	return narrower.Window <= wider.Window &&
		(wider.Reason == "" || wider.Reason == narrower.Reason) &&
		(wider.KeyID == "" || wider.KeyID == narrower.KeyID) &&
		(wider.IP == "" || wider.IP == narrower.IP) &&
		strings.Contains(strings.ToLower(narrower.Text), strings.ToLower(wider.Text))
}

// same is equality of all but the words for the screen.
func same(a, b screen.AuditFilter) bool { return within(a, b) && within(b, a) }
