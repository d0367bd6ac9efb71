package keytest

import (
	"context"
	"strings"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/keys"
)

const (
	looks     = 3                      // an instance may write its log a little later
	lookPause = 500 * time.Millisecond // between them
	// clocksApart is how far the instance's clock may be off where the marker
	// tells the entry, withoutMarker where the log keeps no user agents.
	clocksApart   = 24 * time.Hour
	withoutMarker = 2 * time.Minute
	entriesMost   = 100
)

// Log is what the log is read with: the admin's own client.
type Log = api.LogSource

// Attempt is a request of the test that was refused.
type Attempt struct {
	At     time.Time
	Path   string
	Marker string
	Value  api.Secret
}

// Logged is what the log says of an attempt.
type Logged struct {
	Reason keys.Reason // "" where it was not found
	// Probable says that the log keeps no user agents, so that time, path and
	// preview had to do.
	Probable bool
	// Err is why the log can't be read, nil if it was.
	Err error
	// Asked is false where nobody looked.
	Asked bool
}

// LookUp finds an attempt in the log. Wait pauses between looks; it ends with the
// context.
func LookUp(ctx context.Context, log Log, a Attempt, wait func(context.Context, time.Duration) error) Logged {
	found := Logged{Asked: true}
	for look := range looks {
		if look > 0 {
			if found.Err = wait(ctx, lookPause); found.Err != nil {
				return found
			}
		}
		for _, marker := range []string{a.Marker, ""} {
			page, err := api.NewLogWalk(log, api.ActivityQuery{
				Since: a.At.Add(-clocksApart), FailuresOnly: true, Text: marker,
			}).Page(ctx, entriesMost)
			if err != nil {
				found.Err = err
				return found
			}
			for i := range page.Entries {
				if e := &page.Entries[i]; a.isIn(e) {
					found.Reason, found.Probable = e.Reason, e.UserAgent == ""
					return found
				}
			}
		}
	}
	return found
}

// isIn reports whether an entry is of this very attempt.
func (a Attempt) isIn(e *api.Activity) bool {
	if !e.Failed || e.Reason == "" || e.KeyPreview != "" && keys.Telling(e.KeyPreview) && !keys.Fits(e.KeyPreview, a.Value.Reveal()) {
		return false
	}
	apart := e.Time.Sub(a.At).Abs()
	if e.UserAgent != "" {
		return strings.Contains(e.UserAgent, a.Marker) && apart <= clocksApart
	}
	return e.KeyPreview != "" && keys.Fits(e.KeyPreview, a.Value.Reveal()) && e.Path == a.Path && apart <= withoutMarker
}
