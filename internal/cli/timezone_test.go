package cli

import (
	"bytes"
	"os/exec"
	"strings"
	"testing"
)

// TestAnUnknownZoneIsSaid runs the built program: Go reads TZ at its start.
func TestAnUnknownZoneIsSaid(t *testing.T) {
	t.Parallel()
	for tz, said := range map[string]bool{"Europe/Berlim": true, "America/Santiago": false} {
		cmd := exec.CommandContext(t.Context(), binary, "version")
		cmd.Env = []string{"TZ=" + tz, "HOME=" + t.TempDir(), "ZONEINFO=/nowhere"}
		var errOut bytes.Buffer
		cmd.Stderr = &errOut
		if err := cmd.Run(); err != nil || strings.Contains(errOut.String(), "TZ="+tz+" is no time zone") != said {
			t.Errorf("TZ=%s: %v, stderr %q", tz, err, errOut.String())
		}
	}
}
