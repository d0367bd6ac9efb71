//go:build e2e && unix

package e2e

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"testing"

	"github.com/supascale/supascale-tui/internal/testkit/terminaltest"
)

// binary is the program under test, built once.
var binary string

var update = flag.Bool("update", false, "rewrite the table in docs/clipboard.md")

// browserPath is Chromium, by the name that it has here.
func browserPath() string {
	for _, name := range []string{"chromium", "google-chrome", "chromium-browser"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return "chromium"
}

func TestMain(m *testing.M) {
	flag.Parse()
	for _, tool := range []string{"ssh", sshdPath, "ssh-keygen", "tmux", "screen", "Xvfb", "xclip", "bash", "zsh", "fish", "mandoc", "groff", "node", "promtool", browserPath()} {
		if _, err := exec.LookPath(tool); err != nil {
			fmt.Fprintf(os.Stderr, "%s is missing. On Debian: apt-get install openssh-server openssh-client tmux screen xvfb xclip bash-completion zsh fish mandoc groff-base nodejs npm chromium prometheus\n", tool)
			os.Exit(1)
		}
	}
	built, remove, err := terminaltest.Build("../cmd/supascale-tui")
	if err != nil {
		panic(err)
	}
	binary = built
	code := m.Run()
	remove()
	os.Exit(code)
}
