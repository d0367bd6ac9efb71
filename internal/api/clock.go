package api

import (
	"fmt"
	"net/http"
	"strconv"
	"time"

	words "github.com/supascale/supascale-tui/internal/text"
)

// clockApart is from when on the clocks' difference is told: less does not turn an
// expiry in days or a certificate around.
const clockApart = time.Hour

// dateOf is the other side's clock when it answered; zero where it doesn't tell.
func dateOf(answer *http.Response) time.Time {
	at, err := http.ParseTime(answer.Header.Get("Date"))
	if err != nil {
		return time.Time{}
	}
	// A cache's answer is as old as it says (RFC 9111, section 5.1).
	age, _ := strconv.ParseUint(answer.Header.Get("Age"), 10, 31)
	return at.Add(time.Duration(age) * time.Second)
}

// clockAhead is how far this machine's clock is ahead of the other side's, negative
// for behind; 0 where it doesn't tell, or where both agree well enough.
func clockAhead(answer *http.Response, now time.Time) time.Duration {
	theirs := dateOf(answer)
	if ahead := now.Sub(theirs); !theirs.IsZero() && ahead.Abs() > clockApart {
		return ahead
	}
	return 0
}

// nextClock is what to do about clocks that differ, where the refusal may be about time.
func (e *Error) nextClock() string {
	if e.ClockAhead == 0 || e.Kind != Unauthorized && e.Kind != Invalid {
		return ""
	}
	return " " + clockWords(e.ClockAhead)
}

func clockWords(ahead time.Duration) string {
	direction := "ahead of"
	if ahead < 0 {
		direction = "behind"
	}
	return fmt.Sprintf("This machine's clock is %s %s the instance's, so what has expired here and there differs: set the clock that is wrong.", words.Length(ahead.Abs().Round(time.Hour)), direction)
}

// compareClocks tells once of clocks that are apart although nothing was refused: times
// of expiry and in the log are then shown wrongly, and nothing else tells.
func (c *Client) compareClocks(answer *http.Response) {
	if ahead := clockAhead(answer, time.Now()); ahead != 0 && c.clockApart != nil {
		c.clockOnce.Do(func() { c.clockApart(clockWords(ahead)) })
	}
}
