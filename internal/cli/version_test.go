//go:build unix

package cli

import (
	"encoding/json"
	"os/exec"
	"runtime"
	"strings"
	"testing"

	"github.com/supascale/supascale-tui/internal/build"
	"github.com/supascale/supascale-tui/internal/cli/command"
)

// buildWith builds the program with what a release tells the linker. It shares
// what is compiled with the other tests: linking alone takes time.
func buildWith(t testing.TB, ldflags string) string {
	t.Helper()
	path := t.TempDir() + "/supascale-tui"
	cmd := exec.Command("go", "build", "-ldflags", "-s -w "+ldflags, "-o", path, mainFolder)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return path
}

func TestVersionOfARelease(t *testing.T) {
	t.Parallel()
	release := buildWith(t, "-X github.com/supascale/supascale-tui/internal/build.version=1.2.3 -X github.com/supascale/supascale-tui/internal/build.commit=1f2e3d -X github.com/supascale/supascale-tui/internal/build.date=2026-11-20T10:00:00Z -X github.com/supascale/supascale-tui/internal/build.dirty=false")
	out, err := exec.Command(release, "version", "-o", "json").Output()
	var b build.Info
	if err != nil || json.Unmarshal(out, &b) != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if b.Version != "1.2.3" || b.Commit != "1f2e3d" || b.Date != "2026-11-20T10:00:00Z" || b.Dirty {
		t.Errorf("a release says of itself\n%s", out)
	}
	if b.Go != runtime.Version() || b.Platform != runtime.GOOS+"/"+runtime.GOARCH {
		t.Errorf("a release says it was built by %s for %s", b.Go, b.Platform)
	}
	for _, path := range build.MainModules {
		if !strings.HasPrefix(b.Modules[path], "v") {
			t.Errorf("no version of %s in\n%s", path, out)
		}
	}
	if short, err := exec.Command(release, "--version").Output(); err != nil || string(short) != "supascale-tui 1.2.3\n" {
		t.Errorf("--version: %v, %q", err, short)
	}
}

func TestVersionRefusesAnUnknownFormat(t *testing.T) {
	t.Parallel()
	var out, errOut strings.Builder
	code := run(t.Context(), []string{"version", "-o", "yaml"}, strings.NewReader(""), &out, &errOut)
	if code != command.ExitUsage || out.Len() > 0 || !strings.Contains(errOut.String(), "table or json") {
		t.Errorf("exit code %d, %q, %q", code, out.String(), errOut.String())
	}
}
