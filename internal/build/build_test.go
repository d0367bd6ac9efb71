package build

import (
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
		if err := describe(&c.info).Print(&out); err != nil || !strings.HasPrefix(out.String(), c.want) {
			t.Errorf("%s: %v\n%s", c.name, err, out.String())
		}
	}
	replaced := debug.BuildInfo{Deps: []*debug.Module{
		{Path: "github.com/spf13/cobra", Version: "v1.0.0", Replace: &debug.Module{Path: "example.com/fork", Version: "v1.0.1"}},
	}}
	if got := describe(&replaced).Modules["github.com/spf13/cobra"]; got != "example.com/fork v1.0.1" {
		t.Errorf("a replaced module reads %q", got)
	}
}
