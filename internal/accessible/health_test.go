package accessible

import (
	"fmt"
	"os"
	"slices"
	"strings"
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
		"4", "details", "b", "remedy", "snooze", "b", "b", "refresh", "b", "q")
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
		health.NeverExpiring: "Lifetime: 90 days; the old key's is for ever.", health.DuplicateName: "Filter: Monitoring",
	} {
		h, in := wanting(t)
		in.Keys = append(in.Keys, api.Key{ID: "twice", Name: "Monitoring", Preview: "x", Created: screentest.Now.Add(-100 * 24 * time.Hour)})
		h.ignore(t, slices.DeleteFunc(slices.Clone(health.Rules()), func(r health.Rule) bool { return r == rule }))
		h.say(t, "health", "1", "remedy", "q").says(t, rule.Words(), "1. remedy", says, "Goodbye")
	}
}

// ignore has the configuration leave rules out.
func (h *home) ignore(t *testing.T, rules []health.Rule) {
	t.Helper()
	names := make([]string, len(rules))
	for i, r := range rules {
		names[i] = fmt.Sprintf("%q", r)
	}
	if err := os.MkdirAll(h.kept(""), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(h.kept("config.toml"), []byte("[health]\nignore = ["+strings.Join(names, ", ")+"]\n"), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestWhatCantBeToldIsNotFine(t *testing.T) {
	h, in := wanting(t)
	in.StatsErr = &api.Error{Op: api.OpStats, Kind: api.Forbidden, Message: "this key may not"}
	h.ignore(t, health.Except([]health.Rule{health.ExpiredTried}))
	h.say(t, "health", "b", "q").says(t, "Can't read the log's figures: this key may not",
		"Can't tell (expired-tried, 1 key): The activity log could not be read.", "Nothing wants attention, as far as can be told.",
		"refresh [b]:")
	in.ListErr = &api.Error{Op: api.OpListKeys, Kind: api.Unreachable, Message: "connection refused"}
	h.say(t, "health", "q").says(t, "Error: Can't list keys: connection refused.", "Main menu")
}
