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

func TestNumber(t *testing.T) {
	for n, want := range map[int]string{0: "0", 7: "7", 999: "999", 1000: "1,000", 48201: "48,201", 1000000: "1,000,000", -1234: "-1,234"} {
		if got := text.Number(n); got != want {
			t.Errorf("Number(%d) = %q, want %q", n, got, want)
		}
	}
}

func TestRelative(t *testing.T) {
	now := time.Date(2026, 1, 19, 12, 0, 0, 0, time.UTC)
	for after, want := range map[time.Duration]string{
		0:                     "just now",
		-59 * time.Second:     "just now",
		-time.Minute:          "1 min ago",
		-6 * time.Hour:        "6 h ago",
		-47 * time.Hour:       "47 h ago",
		-12 * 24 * time.Hour:  "12 days ago",
		30 * time.Second:      "in under a minute",
		5 * 24 * time.Hour:    "in 5 days",
		800 * 24 * time.Hour:  "in 2 years",
		-729 * 24 * time.Hour: "729 days ago",
	} {
		if got := text.Relative(now.Add(after), now, "never"); got != want {
			t.Errorf("%v: %q, want %q", after, got, want)
		}
	}
	if got := text.Relative(time.Time{}, now, "never"); got != "never" {
		t.Errorf("zero: %q", got)
	}
}
