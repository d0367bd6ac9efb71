//go:build unix

package cli

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/supascale/supascale-tui/internal/testkit/terminaltest"
)

// A terminal whose locale is not UTF-8 is given no other bytes than it can show.
func TestALocaleThatIsNotUTF8GetsASCII(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{"local", "--sample"}, {"local", "--sample", "--accessible"}, {"keys", "--help"}, {"themes"}, {"doctor"}} {
		env := terminaltest.Env(t, "LC_ALL=C", "XDG_DATA_HOME="+filepath.Join(t.TempDir(), "data"))
		x := terminaltest.Start(t, 100, 30, env, binary, args...)
		switch strings.Join(args, " ") {
		case "local --sample":
			x.Shows("Trade fair demo")
			x.Shows("--------") // the rule
			x.Press("?")
			x.Shows("|") // the frame
			x.Press("esc")
			x.Hides("Everywhere")
			x.Press("q")
		case "local --sample --accessible":
			x.Shows("What to do [keys]:")
			x.Press("quit", "enter")
		}
		x.Ends()
		for _, b := range x.Written() {
			if b >= 0x80 {
				t.Errorf("%q: byte %#x was written:\n%s", args, b, x.Screen())
				break
			}
		}
	}
}
