//go:build e2e && unix

package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/testkit/terminaltest"
)

// TestCompletionInRealShells types a word's beginning and tab, as an admin does.
func TestCompletionInRealShells(t *testing.T) {
	i := serve(t)
	client, err := api.New(api.Options{URL: i.url, Key: api.NewSecret(i.key)})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"Nightly Dump", "Nightly Copy", "ci: deploy", "österreichisch"} {
		if _, err := client.CreateKey(t.Context(), api.NewKey{Name: name, Permissions: keys.Grant(keys.Projects, keys.Read)}); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		shell []string
		load  string // lines that a start-up file would hold
	}{
		{[]string{"bash", "--norc", "--noprofile", "-i"}, ". /usr/share/bash-completion/bash_completion; . <(supascale-tui completion bash)"},
		{[]string{"zsh", "-f", "-i"}, "autoload -U compinit; compinit -u; . <(supascale-tui completion zsh)"},
		{[]string{"fish", "--no-config", "-i"}, "supascale-tui completion fish | source"},
	} {
		t.Run(c.shell[0], func(t *testing.T) {
			t.Parallel()
			env := terminaltest.Env(t, "PS1=> ", "PATH="+filepath.Dir(binary)+":"+os.Getenv("PATH"), "SUPASCALE_URL="+i.url, "SUPASCALE_API_KEY="+i.key)
			x := terminaltest.Start(t, 100, 30, env, c.shell[0], c.shell[1:]...)
			x.Press(c.load+"; echo lo''aded", "enter")
			x.Shows("loaded")
			x.Press("clear", "enter")
			x.Hides("loaded")

			x.Press("supascale-tui vers", "tab")
			x.Shows("supascale-tui version")
			x.Press("-o j", "tab")
			x.Shows("supascale-tui version -o json")
			x.Press("enter")
			x.Shows(`"platform"`)
			x.Press("clear", "enter")
			x.Hides(`"platform"`)

			x.Press("supascale-tui audit --cau", "tab")
			x.Shows("supascale-tui audit --causes")
			x.Press("reason:mal", "tab")
			x.Shows("supascale-tui audit --causes reason:malformed_key")
			completeNames(x)
			if c.shell[0] == "bash" { // zsh itself expands what stands there
				ran := filepath.Join(t.TempDir(), "ran")
				x.Press("supascale-tui keys list $(touch "+ran+") --out", "tab")
				x.Shows("--output")
				if _, err := os.Stat(ran); err == nil {
					t.Error("what stood on the line was run")
				}
			}
		})
	}
}

const killLine = "\x15" // ctrl+u

// completeNames completes names of keys with spaces, with and without quotes.
func completeNames(x *terminaltest.Terminal) {
	for _, c := range []struct{ typed, completed string }{
		{`"Nightly D`, `"Nightly Dump"`},
		{`'Nightly C`, `'Nightly Copy'`},
		{`Nightly\ C`, `Nightly\ Copy`},
		{`"ci: `, `"ci: deploy"`},
		{`öst`, `österreichisch`},
	} {
		x.Press(killLine, "clear", "enter")
		x.Hides("reason:malformed_key")
		x.Press("supascale-tui keys show "+c.typed, "tab")
		x.Shows("supascale-tui keys show " + c.completed)
		x.Press(killLine, "clear", "enter")
		x.Hides(c.completed)
	}
	// Several begin with it: so much is put on the line, in the quotes it stands in, and
	// what follows decides.
	x.Press(`supascale-tui keys show "Ni`, "tab")
	x.Shows(`supascale-tui keys show "Nightly`)
	x.Press("Du", "tab")
	x.Shows(`supascale-tui keys show "Nightly Dump"`)
	x.Press(killLine, "clear", "enter")
	x.Hides("Dump")
}

// TestManualPagesAreClean has both readers of man pages look for mistakes.
func TestManualPagesAreClean(t *testing.T) {
	dir := t.TempDir()
	write := exec.Command(binary, "man", "--dir", dir)
	write.Env = append(os.Environ(), "SOURCE_DATE_EPOCH=1795132800")
	if out, err := write.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	pages, err := filepath.Glob(filepath.Join(dir, "*.1"))
	if err != nil || len(pages) < 5 {
		t.Fatalf("%d pages, %v", len(pages), err)
	}
	for _, page := range pages {
		for _, reader := range [][]string{{"mandoc", "-T", "lint", "-W", "all"}, {"groff", "-man", "-ww", "-z", "-T", "utf8"}} {
			out, err := exec.Command(reader[0], append(reader[1:], page)...).CombinedOutput()
			if err != nil || len(out) > 0 {
				t.Errorf("%s: %v\n%s", strings.Join(reader, " "), err, out)
			}
		}
	}
	shown, err := exec.Command("mandoc", "-T", "ascii", filepath.Join(dir, "supascale-tui.1")).Output()
	text := string(shown)
	for _, title := range []string{"NAME", "SYNOPSIS", "COMMANDS", "OPTIONS", "EXIT STATUS", "ENVIRONMENT", "FILES", "EXAMPLES", "SEE ALSO"} {
		if err != nil || !strings.Contains(bare(text), "\n"+title+"\n") {
			t.Errorf("%v, no %s in\n%s", err, title, text)
		}
	}
}

// bare takes out what a page's bold is made of: a letter, backspace, the letter.
func bare(page string) string {
	var out []rune
	for _, r := range page {
		if r == '\b' && len(out) > 0 {
			out = out[:len(out)-1]
			continue
		}
		out = append(out, r)
	}
	return string(out)
}
