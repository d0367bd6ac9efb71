//go:build unix

package main

import (
	"encoding/json"
	"os/exec"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"
)

func TestVersionOfABuild(t *testing.T) {
	settings := []debug.BuildSetting{
		{Key: "vcs.revision", Value: "1f2e3d"}, {Key: "vcs.time", Value: "2026-11-20T10:00:00Z"}, {Key: "vcs.modified", Value: "true"},
	}
	for _, c := range []struct {
		name string
		info debug.BuildInfo
		want string // the first two lines
	}{
		{"go install", debug.BuildInfo{Main: debug.Module{Version: "v1.2.3"}},
			"supascale-tui 1.2.3\ncommit:    unknown: built without a repository\n"},
		{"a clone", debug.BuildInfo{Main: debug.Module{Version: "(devel)"}, Settings: settings},
			"supascale-tui 1f2e3d\ncommit:    1f2e3d of 2026-11-20T10:00:00Z, with changes\n"},
		{"a tag, unchanged", debug.BuildInfo{Main: debug.Module{Version: "v1.2.3"}, Settings: settings[:2]},
			"supascale-tui 1.2.3\ncommit:    1f2e3d of 2026-11-20T10:00:00Z\n"},
		{"nothing recorded", debug.BuildInfo{},
			"supascale-tui devel\ncommit:    unknown: built without a repository\n"},
	} {
		var out strings.Builder
		if err := describeBuild(&c.info).print(&out); err != nil || !strings.HasPrefix(out.String(), c.want) {
			t.Errorf("%s: %v\n%s", c.name, err, out.String())
		}
	}
	replaced := debug.BuildInfo{Deps: []*debug.Module{
		{Path: "github.com/spf13/cobra", Version: "v1.0.0", Replace: &debug.Module{Path: "example.com/fork", Version: "v1.0.1"}},
	}}
	if got := describeBuild(&replaced).Modules["github.com/spf13/cobra"]; got != "example.com/fork v1.0.1" {
		t.Errorf("a replaced module reads %q", got)
	}
}

// buildWith builds the program with what a release tells the linker. It shares
// what is compiled with the other tests: linking alone takes time.
func buildWith(t testing.TB, ldflags string) string {
	t.Helper()
	path := t.TempDir() + "/supascale-tui"
	cmd := exec.Command("go", "build", "-ldflags", "-s -w "+ldflags, "-o", path, ".")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return path
}

func TestVersionOfARelease(t *testing.T) {
	release := buildWith(t, "-X main.releaseVersion=1.2.3 -X main.releaseCommit=1f2e3d -X main.releaseDate=2026-11-20T10:00:00Z -X main.releaseDirty=false")
	out, err := exec.Command(release, "version", "-o", "json").Output()
	var b buildInfo
	if err != nil || json.Unmarshal(out, &b) != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if b.Version != "1.2.3" || b.Commit != "1f2e3d" || b.Date != "2026-11-20T10:00:00Z" || b.Dirty {
		t.Errorf("a release says of itself\n%s", out)
	}
	if b.Go != runtime.Version() || b.Platform != runtime.GOOS+"/"+runtime.GOARCH {
		t.Errorf("a release says it was built by %s for %s", b.Go, b.Platform)
	}
	for _, path := range mainModules {
		if !strings.HasPrefix(b.Modules[path], "v") {
			t.Errorf("no version of %s in\n%s", path, out)
		}
	}
	if short, err := exec.Command(release, "--version").Output(); err != nil || string(short) != "supascale-tui 1.2.3\n" {
		t.Errorf("--version: %v, %q", err, short)
	}
}

func TestVersionRefusesAnUnknownFormat(t *testing.T) {
	var out, errOut strings.Builder
	code := run(t.Context(), []string{"version", "-o", "yaml"}, strings.NewReader(""), &out, &errOut)
	if code != exitUsage || out.Len() > 0 || !strings.Contains(errOut.String(), "table or json") {
		t.Errorf("exit code %d, %q, %q", code, out.String(), errOut.String())
	}
}
