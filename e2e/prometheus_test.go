//go:build e2e && unix

package e2e

import (
	"bytes"
	"os/exec"
	"testing"

	"github.com/supascale/supascale-tui/internal/testkit/terminaltest"
)

// Prometheus's own tool takes the figures and the alert rules without a word against them.
func TestPrometheusTakesFiguresAndAlerts(t *testing.T) {
	t.Parallel()
	i := serve(t, "--sample")
	cmd := exec.CommandContext(t.Context(), binary, "check", "-o", "prometheus")
	cmd.Env = terminaltest.Env(t, "SUPASCALE_URL="+i.url, "SUPASCALE_API_KEY="+i.key, "XDG_STATE_HOME="+t.TempDir())
	figures, err := cmd.Output()
	if err != nil || !bytes.Contains(figures, []byte("supascale_key_expiry_timestamp_seconds{")) {
		t.Fatalf("%v\n%s", err, figures)
	}
	check := exec.CommandContext(t.Context(), "promtool", "check", "metrics")
	check.Stdin = bytes.NewReader(figures)
	if said, err := check.CombinedOutput(); err != nil || len(said) > 0 {
		t.Errorf("metrics: %v\n%s", err, said)
	}
	if said, err := exec.CommandContext(t.Context(), "promtool", "check", "rules", "../docs/alerts/supascale.rules.yml").CombinedOutput(); err != nil {
		t.Errorf("rules: %v\n%s", err, said)
	}
}
