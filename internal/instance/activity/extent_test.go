package activity

import (
	"testing"
	"time"
)

// hoursAgo is a log with entries in these hours before a day of tests.
func hoursAgo(hours ...int) (x Extent) {
	for _, h := range hours {
		x.Hours = append(x.Hours, Hour{testDay.Add(-time.Duration(h) * time.Hour), 1})
	}
	return x
}

var testDay = time.Date(2027, 3, 1, 12, 0, 0, 0, time.UTC)

func TestAgeIsToldByAClockThatTheLogBearsOut(t *testing.T) {
	const day, week = 24, 7 * 24 * time.Hour
	ahead := -500 * day
	for name, c := range map[string]struct {
		log   Extent
		clock int // hours ago
		want  int // hours ago; the end of that hour
	}{
		"used every day":                       {hoursAgo(0, 10, 24, 48, 72), 0, 0},
		"a look with the clock 500 days ahead": {hoursAgo(ahead, 0, 10, 24), ahead, 0},
		"and the clock right again":            {hoursAgo(ahead, 0, 10, 24), -1, 0},
		"several looks within that hour":       {hoursAgo(ahead-20, ahead, 0, 10, 24), ahead - 20, 0},
		"the clock was right after all":        {hoursAgo(ahead-30, ahead-20, ahead, 0, 10), ahead - 30, ahead - 30},
		"back after a month":                   {hoursAgo(0, 30*day, 31*day), 0, 30 * day},
		"used once a month":                    {hoursAgo(0, 30*day, 60*day), 0, 30 * day},
		"the first entries":                    {hoursAgo(0), -1000, 0},
	} {
		clock := testDay.Add(-time.Duration(c.clock) * time.Hour)
		want := testDay.Add(-time.Duration(c.want-1) * time.Hour)
		if clock.Before(want) {
			want = clock
		}
		if got := c.log.Now(clock, week); !got.Equal(want) {
			t.Errorf("%s: got %v, want %v", name, got, want)
		}
	}
	if got := (Extent{}).Now(testDay, week); !got.IsZero() {
		t.Errorf("an empty log: got %v", got)
	}
}
