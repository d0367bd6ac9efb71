//go:build unix

package cli

import (
	"strings"
	"syscall"
	"testing"
)

// The parser under Bubble Tea ends the process at each of these.
func TestNoInputEndsTheConsoleAtTheReveal(t *testing.T) {
	t.Parallel()
	parameters := strings.Repeat("1;", 40)
	for name, input := range map[string]string{
		"a long CSI":            "\x1b[" + parameters + "1m",
		"a long CSI of colons":  "\x1b[" + strings.Repeat("1:", 40) + "1m",
		"a long DCS":            "\x1bP" + parameters + "1$r0m\x1b\\",
		"a long reply":          "\x1b[?" + parameters + "1c",
		"a long CSI in a paste": "\x1b[200~\x1b[" + parameters + "1m\x1b[201~",
		"an 8-bit mouse report": "\x9b\x4d\x21\x21\x21",
	} {
		t.Run(name, func(t *testing.T) {
			x := start(t, 80, 24, nil, "local", "--data-dir", t.TempDir())
			x.shows("Local console")
			key := createPipelineKey(x)
			x.press(input, "?")
			x.shows("Help:")
			x.press("esc")
			x.shows(key)
			x.signal(syscall.SIGTERM)
			x.ends()
			if screen := x.screen(); strings.Contains(screen, key) || strings.Contains(screen, "goroutine") {
				t.Errorf("left behind:\n%s", screen)
			}
		})
	}
}
