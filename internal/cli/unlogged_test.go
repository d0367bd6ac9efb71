//go:build unix

package cli

import (
	"net/http"
	"net/http/httptest"
	"os/exec"
	"strings"
	"testing"

	"github.com/supascale/supascale-tui/internal/testkit/terminaltest"
)

// A log that its disk did not take is not whole, and must not look so.
func TestALogThatLacksEntriesSaysSo(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		answer := `{"apiKeys":[]}`
		if strings.HasPrefix(r.URL.Path, "/api/v1/system/activity") {
			answer = `{"success":true,"activities":[],"coverage":{"oldestAt":"2026-01-19T08:00:00Z","total":9,"matching":0,"dropped":0,"lost":3,"waiting":1}}`
		}
		_, _ = w.Write([]byte(answer))
	}))
	defer server.Close()
	for _, args := range [][]string{{"audit", "since:1h"}, {"doctor"}} {
		cmd := exec.Command(binary, args...)
		cmd.Env = terminaltest.Env(t, "SUPASCALE_URL="+server.URL, "SUPASCALE_API_KEY="+newKey(t))
		out, _ := cmd.CombinedOutput() // doctor's code is that of a warning
		if !strings.Contains(string(out), "3 requests could not be logged, 1 entry can't be written now") {
			t.Errorf("%v says\n%s", args, out)
		}
	}
}
