package output_test

import (
	"strings"
	"testing"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/fleet"
	"github.com/supascale/supascale-tui/internal/health"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/output"
)

// Others choose the names of keys: none may end a label, add a series or come twice.
func TestFiguresForPrometheus(t *testing.T) {
	t.Parallel()
	at := time.Unix(1_800_000_000, 0)
	hostile := api.Key{ID: "k1", Name: "a\"} 1\nx{b=\"\\\x1b[2J", Expires: keys.ExpiresAt(at)}
	rows := []fleet.Row{
		{
			Profile: app.Profile{Name: "alpha", Environment: "production"}, State: fleet.OK, Keys: fleet.Figure{N: 3, Known: true}, Expired: fleet.Figure{Known: true},
			Findings: fleet.Figure{N: 1, Known: true}, RoundTrip: 1500 * time.Millisecond, Asked: at,
			List:   []api.Key{hostile, hostile, {ID: "k2", Name: "never"}},
			Report: health.Report{Findings: []health.Finding{{Rule: health.ExpiredTried, Key: hostile}}},
		},
		{Profile: app.Profile{Name: "gone"}, State: fleet.Unreachable, Asked: at},
	}
	var b strings.Builder
	if err := output.WritePrometheus(&b, rows, []health.Rule{health.ExpiredTried, health.Stale}); err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{
		`supascale_up{profile="alpha",environment="production"} 1`, `supascale_up{profile="gone",environment=""} 0`,
		`supascale_state{profile="gone",environment="",state="unreachable"} 1`, `supascale_keys{profile="alpha",environment="production"} 3`,
		`supascale_round_trip_seconds{profile="alpha",environment="production"} 1.5`, `supascale_asked_timestamp_seconds{profile="gone",environment=""} 1800000000`,
		`supascale_findings{profile="alpha",environment="production",rule="expired-tried",severity="critical"} 1`,
		`supascale_findings{profile="alpha",environment="production",rule="stale",severity="info"} 0`,
	} {
		if strings.Count(b.String(), line+"\n") != 1 {
			t.Errorf("%s is not there once:\n%s", line, b.String())
		}
	}
	if strings.Count(b.String(), "supascale_key_expiry_timestamp_seconds{") != 1 || strings.ContainsAny(b.String(), "\x1b") || strings.Contains(b.String(), "supascale_keys{profile=\"gone\"") {
		t.Error(b.String())
	}
	for line := range strings.Lines(b.String()) {
		if !strings.HasPrefix(line, "# ") && !strings.HasPrefix(line, "supascale_") {
			t.Errorf("a name makes the line %q", line)
		}
	}
}
