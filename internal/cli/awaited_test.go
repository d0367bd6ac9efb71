//go:build unix

package cli

import (
	"net/http"
	"net/http/httptest"
	"os/exec"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/supascale/supascale-tui/internal/testkit/terminaltest"
)

// asCommand runs the program against an instance and returns what it says.
func asCommand(t *testing.T, url string, args ...string) (stdout, stderr string) {
	t.Helper()
	cmd := exec.Command(binary, args...)
	cmd.Env = terminaltest.Env(t, "SUPASCALE_URL="+url, "SUPASCALE_API_KEY=supascale_FakeFakeFakeFakeFakeFakeFake")
	var out, words strings.Builder
	cmd.Stdout, cmd.Stderr = &out, &words
	_ = cmd.Run() // what it says tells
	return out.String(), words.String()
}

func TestASlowInstanceIsNamedOnStderr(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		select {
		case <-time.After(4 * time.Second):
		case <-r.Context().Done():
		}
		_, _ = w.Write([]byte(`{"apiKeys":[]}`))
	}))
	defer server.Close()
	if _, said := asCommand(t, server.URL, "keys", "list"); !strings.Contains(said, "Waiting for the instance's answer (to list keys). ctrl+c gives up.") {
		t.Errorf("it said %q", said)
	}
}

func TestARevocationThatIsRefusedFor429IsSentOnce(t *testing.T) {
	t.Parallel()
	var sent atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodDelete {
			sent.Add(1)
			w.WriteHeader(http.StatusTooManyRequests)
			return
		}
		_, _ = w.Write([]byte(`{"apiKeys":[{"id":"key-1","name":"one"},{"id":"key-2","name":"two"}]}`))
	}))
	defer server.Close()
	began := time.Now()
	if _, said := asCommand(t, server.URL, "keys", "revoke", "key-1", "--yes"); sent.Load() != 1 || time.Since(began) > 9*time.Second {
		t.Errorf("%d were sent in %s: %s", sent.Load(), time.Since(began), said)
	}
}
