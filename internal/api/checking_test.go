package api

import (
	"net/http"
	"slices"
	"testing"
)

// Only the check whether a key is taken says so in the log.
func TestAChecksUserAgentSaysSo(t *testing.T) {
	var agents []string
	c := connect(t, func(w http.ResponseWriter, r *http.Request) {
		agents = append(agents, r.UserAgent())
		says(200, `{"apiKeys":[]}`)(w, r)
	}, func(o *Options) { o.UserAgent = "supascale-tui/1" })
	for _, ctx := range []bool{true, false} {
		asked := t.Context()
		if ctx {
			asked = Checking(asked)
		}
		if _, err := c.ListKeys(asked, 0, 1); err != nil {
			t.Fatal(err)
		}
	}
	if !slices.Equal(agents, []string{"supascale-tui/1 (key check)", "supascale-tui/1"}) {
		t.Errorf("sent %q", agents)
	}
}
