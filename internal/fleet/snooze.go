package fleet

import (
	"errors"

	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/health"
	"github.com/supascale/supascale-tui/internal/health/snooze"
)

// Snoozed lists what was snoozed of the findings on what the client works on. It is noted by
// instance.
func Snoozed(client app.API, store app.Snoozer) (snooze.Notes, error) {
	all := snooze.Notes{}
	var failed error
	for _, part := range Parts(client) {
		noted, err := store.List(part.Instance().ID)
		all.Add(part.Name, noted)
		failed = errors.Join(failed, err)
	}
	return all, failed
}

// OwnID is what the instance of a finding is known by on this machine.
func OwnID(client app.API, f *health.Finding) (string, error) {
	for _, part := range Parts(client) {
		if part.Name == f.Key.Instance {
			return part.Instance().ID, nil
		}
	}
	return "", errors.New(f.Key.Instance + " is not reached now. Refresh asks it again")
}
