package accessible

import (
	"testing"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/health"
	"github.com/supascale/supascale-tui/internal/views/screentest"
)

// wanting is a home on an instance with keys that want attention.
func wanting(t *testing.T) (*home, *screentest.Instance) {
	h, in := inMemory(t.TempDir())
	expired := &in.Keys[5]
	in.Entries = append(in.Entries, api.Activity{
		ID: "tried", Time: screentest.Now.Add(-time.Hour), Type: "api_key.request", Failed: true, Reason: "expired_key", KeyID: expired.ID,
		KeyName: expired.Name, Method: "GET", Path: "/api/v1/projects", Resource: "projects", Required: "read", Status: 401, IP: "192.0.2.10", Count: 31,
	})
	return h, in
}

func TestHealth(t *testing.T) {
	h, _ := wanting(t)
	k := h.say(t, "health", "?", "1", "remedy", "b", "list", "Backup Script", "snooze", "90 days", "snooze", "1", "take back",
		"3", "details", "b", "remedy", "snooze", "b", "b", "refresh", "b", "q")
	screentest.Golden(t, "health", normal(h, k.text()))
}

func TestWhatIsSetAsideStaysSo(t *testing.T) {
	h, _ := wanting(t)
	for _, c := range [][2]string{{"1", "Snoozed until 18 Feb 2026."}, {"until it changes", "Snoozed until it changes."}} {
		h.say(t, "health", "1", "snooze", c[0], "q").says(t, "expired, still tried", "Snooze it for [leave it]", c[1], "snoozed.")
		h.say(t, "4", "snooze", "1", "take back", "q").says(t, "1 finding is snoozed.", "Number of a finding, snooze or refresh", "since Mon 19 Jan 2026", "It is back in the list.")
	}
	h.say(t, "health", "1", "snooze", "", "q").says(t, "Snooze it for [leave it]: \n\n1. remedy", "Goodbye")
}

// What a remedy has changed is looked at again.
func TestARemedyOfEachKind(t *testing.T) {
	h, _ := wanting(t)
	k := h.say(t, "health", "Backup Script", "remedy", "create", "done", "list", "q")
	k.says(t, "expires soon", "1. remedy: rotate", "Key created: Backup Script (rotated 2026-01-19)", "Backup Script: rotation unfinished")
	for rule, says := range map[health.Rule]string{
		health.NeverUsed: "Revoke Monitoring on production", health.SystemWrite: "Tests of the key are not counted.",
		health.NeverExpiring: "New key. As “", health.DuplicateName: "fit the filter Monitoring",
	} {
		h, in := wanting(t)
		in.Keys = append(in.Keys, api.Key{ID: "twice", Name: "Monitoring", Preview: "x", Created: screentest.Now.Add(-100 * 24 * time.Hour)})
		h.change = func(e *Env) {
			for _, r := range health.Rules() {
				if r != rule {
					e.Health.Ignore = append(e.Health.Ignore, r)
				}
			}
		}
		h.say(t, "health", "1", "remedy", "q").says(t, rule.Words(), "1. remedy", says, "Goodbye")
	}
}

func TestWhatCantBeToldIsNotFine(t *testing.T) {
	h, in := wanting(t)
	in.StatsErr = &api.Error{Op: api.OpStats, Kind: api.Forbidden, Message: "this key may not"}
	h.change = func(e *Env) {
		e.Health.Ignore = health.Except([]health.Rule{health.ExpiredTried, health.RotationUnfinished})
		e.Health.Rotations = nil
	}
	h.say(t, "health", "b", "q").says(t, "Nothing wants attention, as far as can be told.",
		"Can't tell (“expired, still tried”, 1 key): The activity log could not be read. Can't read the log's figures: this key may not",
		"Can't tell (“rotation unfinished”", health.NotFine, "refresh [b]:")
	in.ListErr = &api.Error{Op: api.OpListKeys, Kind: api.Unreachable, Message: "connection refused"}
	h.say(t, "health", "q").says(t, "Error: Can't list keys: connection refused.", "Main menu")
}
