package history

import (
	"fmt"
	"time"

	"github.com/supascale/supascale-tui/internal/activity/query"
	"github.com/supascale/supascale-tui/internal/text/sanitize"
)

// Period is a time up to now of which a report tells.
type Period struct {
	Since time.Time // zero: all there is
	Visit bool      // since the last visit; Since is then told by the report
}

// The words of the periods that are no point in time.
const (
	LastVisit = "last-visit"
	AllTime   = "all"
)

// Periods are those that are offered.
func Periods() []string { return []string{LastVisit, "24h", "7d", "30d", AllTime} }

// ParsePeriod reads "last-visit", "all", or a point in time such as 24h, 7d or a date.
func ParsePeriod(value string, now time.Time, zone *time.Location) (Period, error) {
	switch value {
	case LastVisit:
		return Period{Visit: true}, nil
	case AllTime:
		return Period{}, nil
	}
	at, err := query.Moment(value, now, zone)
	switch {
	case err != nil:
		return Period{}, fmt.Errorf("“%s” is no time; say last-visit, all, 24h, 7d, 2027-01-19, 2027-01-19T10:30, today or yesterday", sanitize.Limit(value, 40))
	case at.After(now):
		return Period{}, fmt.Errorf("“%s” is not over yet", sanitize.Limit(value, 40))
	}
	return Period{Since: at}, nil
}

// Words name the period in a sentence: "since Mon 10:00, your last visit".
func (p Period) Words(zone *time.Location, now time.Time) string {
	switch {
	case p.Visit && p.Since.IsZero():
		return "since the last visit"
	case p.Visit:
		return "since " + At(p.Since, zone, now) + ", your last visit"
	case p.Since.IsZero():
		return "as far back as is known"
	}
	return "since " + At(p.Since, zone, now)
}
