//go:build unix

package cli

import (
	"bytes"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/supascale/supascale-tui/internal/cli/command"
)

// colours finds any sequence that sets a colour.
var colours = regexp.MustCompile(`\x1b\[(?:[0-9;:]*[;:])?(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])(?:[;:][0-9;:]*)?m`)

func TestNoColourWinsOverEveryTheme(t *testing.T) {
	config := ownThemes(t, map[string]string{"loud": "[normal]\nforeground = \"red\"\n[accent]\nforeground = \"#ff0000\"\nbackground = 226\n[good]\nforeground = 82\nbold = true\n"})
	for _, no := range []string{"", "NO_COLOR=1"} {
		x := start(t, 120, 24, []string{"XDG_CONFIG_HOME=" + config, no}, "local", "--data-dir", t.TempDir(), "--sample", "--theme", "loud")
		x.shows("42 keys")
		x.press(":")
		x.shows("health  new")
		x.press("theme high-contrast")
		x.shows("theme high-contrast")
		x.press("enter")
		x.hides(":theme")
		x.press("q")
		x.ends()
		if got := colours.Match(x.written()); got == (no != "") {
			t.Errorf("%q: colours were written: %v", no, got)
		}
		list := start(t, 120, 24, []string{"XDG_CONFIG_HOME=" + config, no}, "themes")
		list.shows("normal strong muted faint accent good warn danger marked")
		list.ends()
		if got := colours.Match(list.written()); got == (no != "") {
			t.Errorf("%q: themes wrote colours: %v", no, got)
		}
	}
}

func TestAnUnknownThemeStopsTheConsole(t *testing.T) {
	t.Parallel()
	x := start(t, 120, 24, nil, "local", "--data-dir", filepath.Join(t.TempDir(), "d"), "--theme", "pink")
	if code := x.ends(); code != command.ExitUsage || !bytes.Contains(x.written(), []byte("there is no such theme: use auto, dark")) {
		t.Errorf("exit code %d: %s", code, x.written())
	}
}
