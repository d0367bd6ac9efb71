package text_test

import (
	"testing"
	"time"

	"github.com/supascale/supascale-tui/internal/text"
)

func TestRelativeRoundsWhatLiesAheadAndCutsWhatHasPassed(t *testing.T) {
	const day = 24 * time.Hour
	now := time.Date(2026, 1, 19, 12, 0, 0, 0, time.UTC)
	for after, want := range map[time.Duration]string{
		90 * day:                   "in 90 days",
		90*day - time.Second:       "in 90 days",
		90*day - time.Hour:         "in 90 days", // the clocks changed
		89*day + 11*time.Hour:      "in 89 days",
		2*day - time.Second:        "in 2 days",
		time.Hour - time.Second:    "in 1 h",
		time.Minute:                "in 1 min",
		time.Minute - time.Second:  "in under a minute",
		0:                          "just now",
		-time.Minute + time.Second: "just now",
		-time.Hour + time.Second:   "59 min ago",
		-3*day + time.Second:       "2 days ago",
		-800 * day:                 "2 years ago",
	} {
		if got := text.Relative(now.Add(after), now, "never"); got != want {
			t.Errorf("%v: %q, want %q", after, got, want)
		}
	}
	for year, want := range map[int]string{9999: "in 7,973 years", 1: "2,025 years ago"} {
		if got := text.Relative(time.Date(year, 12, 31, 0, 0, 0, 0, time.UTC), now, "never"); got != want {
			t.Errorf("year %d: %q, want %q", year, got, want)
		}
	}
	if got := text.Relative(time.Time{}, now, "never"); got != "never" {
		t.Errorf("no time: %q", got)
	}
}
