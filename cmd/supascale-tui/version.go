package main

import (
	"encoding/json"
	"fmt"
	"io"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"sync"

	"github.com/spf13/cobra"
)

// What the linker of a release says (.goreleaser.yaml). Without it, what Go
// recorded holds: with "go install" the module's version, in a clone the commit.
var releaseVersion, releaseCommit, releaseDate, releaseDirty string

// mainModules are the dependencies that a bug report should name.
var mainModules = []string{
	"charm.land/bubbletea/v2",
	"charm.land/bubbles/v2",
	"charm.land/lipgloss/v2",
	"github.com/go-resty/resty/v2",
	"github.com/spf13/cobra",
	"modernc.org/sqlite",
}

// buildInfo is what is known of how this program was built. The field names are
// those of "version -o json".
type buildInfo struct {
	Version  string            `json:"version"`
	Commit   string            `json:"commit"` // empty when the build was not made from a repository
	Date     string            `json:"date"`   // the commit's, RFC 3339, UTC: the same in every build of it
	Dirty    bool              `json:"dirty"`  // files differed from the commit
	Go       string            `json:"go"`
	Platform string            `json:"platform"`
	Modules  map[string]string `json:"modules"`
}

// thisBuild is read once: the version goes into every request.
var thisBuild = sync.OnceValue(func() buildInfo {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		info = &debug.BuildInfo{GoVersion: runtime.Version()}
	}
	b := describeBuild(info)
	if releaseVersion != "" {
		b.Version, b.Commit, b.Date, b.Dirty = releaseVersion, releaseCommit, releaseDate, releaseDirty == "true"
	}
	return b
})

func version() string { return thisBuild().Version }

func describeBuild(info *debug.BuildInfo) buildInfo {
	b := buildInfo{Go: info.GoVersion, Platform: runtime.GOOS + "/" + runtime.GOARCH, Modules: map[string]string{}}
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
		if !slices.Contains(mainModules, dep.Path) {
			continue
		}
		b.Modules[dep.Path] = dep.Version
		if r := dep.Replace; r != nil {
			b.Modules[dep.Path] = strings.TrimSpace(r.Path + " " + r.Version)
		}
	}
	return b
}

func newVersionCommand() *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use:   "version",
		Short: "Say which build this is",
		Long: `Say which build this is: version, commit and its date, Go, platform, and the
versions of the main dependencies. Put it into a bug report.`,
		Example: `  supascale-tui version
  supascale-tui version -o json`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			switch format {
			case "table":
				return thisBuild().print(cmd.OutOrStdout())
			case "json":
				return printBuildJSON(cmd.OutOrStdout(), thisBuild())
			}
			return usagef("-o takes table or json, not %q", format)
		},
	}
	cmd.Flags().StringVarP(&format, "output", "o", "table", "how to print: table or json")
	_ = cmd.RegisterFlagCompletionFunc("output", cobra.FixedCompletions([]string{"table", "json"}, cobra.ShellCompDirectiveNoFileComp))
	return cmd
}

func printBuildJSON(w io.Writer, b buildInfo) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	if err := e.Encode(b); err != nil {
		return fmt.Errorf("write to stdout: %w", err)
	}
	return nil
}

func (b buildInfo) print(w io.Writer) error {
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
	for _, path := range mainModules {
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
