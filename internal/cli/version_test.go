//go:build unix

package cli

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"github.com/supascale/supascale-tui/internal/build"
	"github.com/supascale/supascale-tui/internal/cli/command"
)

// released is what a release tells the linker. The program under test is one.
var released = map[string]string{"Version": "1.2.3", "FullCommit": "1f2e3d", "CommitDate": "2026-11-20T10:00:00Z", "IsGitDirty": "false"}

// releaseFlags are the flags for the linker as .goreleaser.yaml has them.
func releaseFlags() (flags []string) {
	text, err := os.ReadFile("../../.goreleaser.yaml")
	if err != nil {
		panic(err)
	}
	for _, m := range regexp.MustCompile(`-X (\S+)=\{\{ \.(\w+) \}\}`).FindAllSubmatch(text, -1) {
		flags = append(flags, fmt.Sprintf("-X %s=%s", m[1], released[string(m[2])]))
	}
	return flags
}

func TestVersionOfARelease(t *testing.T) {
	t.Parallel()
	out, err := exec.Command(binary, "version", "-o", "json").Output()
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
	if short, err := exec.Command(binary, "--version").Output(); err != nil || string(short) != "supascale-tui 1.2.3\n" {
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
