// Package build says which build of the program runs.
package build

import (
	"fmt"
	"io"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
)

// What the linker of a release says (.goreleaser.yaml). Without it, what Go
// recorded holds: with "go install" the module's version, in a clone the commit.
var version, commit, date, dirty string

// MainModules are the dependencies that a bug report should name.
var MainModules = []string{
	"charm.land/bubbletea/v2",
	"charm.land/bubbles/v2",
	"charm.land/lipgloss/v2",
	"github.com/go-resty/resty/v2",
	"github.com/spf13/cobra",
	"modernc.org/sqlite",
}

// Info is what is known of how this program was built. The field names are
// those of "version -o json".
type Info struct {
	Version  string            `json:"version"`
	Commit   string            `json:"commit"` // empty when the build was not made from a repository
	Date     string            `json:"date"`   // the commit's, RFC 3339, UTC: the same in every build of it
	Dirty    bool              `json:"dirty"`  // files differed from the commit
	Go       string            `json:"go"`
	Platform string            `json:"platform"`
	Modules  map[string]string `json:"modules"`
}

// This is the build that runs. It is read once: the version goes into every request.
var This = sync.OnceValue(func() Info {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		info = &debug.BuildInfo{GoVersion: runtime.Version()}
	}
	b := describe(info)
	if version != "" {
		b.Version, b.Commit, b.Date, b.Dirty = version, commit, date, dirty == "true"
	}
	return b
})

// Version is that of this program.
func Version() string { return This().Version }

// describe gives what Go recorded.
func describe(info *debug.BuildInfo) Info {
	b := Info{Go: info.GoVersion, Platform: runtime.GOOS + "/" + runtime.GOARCH, Modules: map[string]string{}}
	if v := info.Main.Version; v != "(devel)" {
		b.Version = strings.TrimPrefix(v, "v")
	}
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			b.Commit = s.Value
		case "vcs.time":
			b.Date = s.Value
		case "vcs.modified":
			b.Dirty = s.Value == "true"
		}
	}
	if b.Version == "" {
		b.Version = b.Commit
	}
	if b.Version == "" {
		b.Version = "devel"
	}
	for _, dep := range info.Deps {
		if !slices.Contains(MainModules, dep.Path) {
			continue
		}
		b.Modules[dep.Path] = dep.Version
		if r := dep.Replace; r != nil {
			b.Modules[dep.Path] = strings.TrimSpace(r.Path + " " + r.Version)
		}
	}
	return b
}

// Print writes it for people.
func (b Info) Print(w io.Writer) error {
	commit := "unknown: built without a repository"
	if b.Commit != "" {
		commit = b.Commit + " of " + b.Date
		if b.Dirty {
			commit += ", with changes"
		}
	}
	var out strings.Builder
	fmt.Fprintf(&out, "supascale-tui %s\n", b.Version)
	fmt.Fprintf(&out, "commit:    %s\n", commit)
	fmt.Fprintf(&out, "go:        %s\n", b.Go)
	fmt.Fprintf(&out, "platform:  %s\n", b.Platform)
	label := "modules:"
	for _, path := range MainModules {
		if v, known := b.Modules[path]; known {
			fmt.Fprintf(&out, "%-10s %s %s\n", label, path, v)
			label = ""
		}
	}
	if _, err := io.WriteString(w, out.String()); err != nil {
		return fmt.Errorf("write to stdout: %w", err)
	}
	return nil
}
