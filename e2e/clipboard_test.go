//go:build e2e && unix

package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/supascale/supascale-tui/internal/testkit/terminaltest"
)

// a row is one environment with one way to copy.
type row struct {
	where string
	hops  []hop
	way   string // the title of the way to choose, "" for the one chosen by itself
	deaf  bool   // the terminal ignores OSC 52
	x11   bool   // there is an X server beside the terminal
	far   bool   // there is one on the machine that ssh leads to
	env   string // NAME=VALUE for the terminal
	conf  string // config.toml; FILE stands for a path
}

const (
	plainWay = "by the terminal (OSC 52)"
	on       = "set -s set-clipboard on"
	allow    = "set -g allow-passthrough on"
)

func rows() []row {
	return []row{
		{where: "local, X11", x11: true},
		{where: "local, X11 that does not answer", env: "DISPLAY=:4999"},
		{where: "local, no display"},
		{where: "local, the Linux text console", env: "TERM=linux", deaf: true},
		{where: "local, tmux", hops: []hop{inTmux()}},
		{where: "ssh", hops: []hop{overSSH}},
		{where: "ssh, `clipboard = \"command\"`", hops: []hop{overSSH}, conf: "clipboard = \"command\"\nclipboard_command = [\"tee\", \"FILE\"]\n"},
		{where: "ssh, `clipboard = \"none\"`", hops: []hop{overSSH}, conf: "clipboard = \"none\"\n"},
		{where: "ssh to a machine with a desktop", hops: []hop{overSSH}, far: true},
		{where: "ssh, a terminal that ignores OSC 52", hops: []hop{overSSH}, deaf: true},
		{where: "ssh → tmux", hops: []hop{overSSH, inTmux()}},
		{where: "ssh → tmux", hops: []hop{overSSH, inTmux()}, way: plainWay},
		{where: "ssh → tmux, `set-clipboard on`", hops: []hop{overSSH, inTmux(on)}},
		{where: "ssh → tmux, `set-clipboard on`", hops: []hop{overSSH, inTmux(on)}, way: plainWay},
		{where: "ssh → tmux, `allow-passthrough on`", hops: []hop{overSSH, inTmux(allow)}},
		{where: "ssh → tmux, `allow-passthrough on`", hops: []hop{overSSH, inTmux(allow)}, way: plainWay},
		{where: "tmux → ssh", hops: []hop{inTmux(), overSSH}},
		{where: "tmux, `set-clipboard on` → ssh", hops: []hop{inTmux(on), overSSH}},
		{where: "tmux → ssh → tmux", hops: []hop{inTmux(), overSSH, inTmux()}},
		{where: "tmux, `set-clipboard on` → ssh → tmux", hops: []hop{inTmux(on), overSSH, inTmux()}},
		{where: "ssh → screen", hops: []hop{overSSH, inScreen}},
		{where: "screen → ssh", hops: []hop{inScreen, overSSH}},
	}
}

// observed is what a row came to.
type observed struct {
	way     string
	arrived string
	said    string
	check   string
}

func TestWhatTheAdminsClipboardReceives(t *testing.T) {
	list := rows()
	lines := make([]string, len(list))
	t.Run("rows", func(t *testing.T) {
		for n, r := range list {
			t.Run(strings.TrimSpace(r.where+" "+r.way), func(t *testing.T) {
				t.Parallel()
				o := r.observe(t)
				lines[n] = fmt.Sprintf("| %s | %s | %s | %s | %s |", r.where, o.way, o.arrived, o.said, o.check)
			})
		}
	})
	if !t.Failed() {
		compareTable(t, lines)
	}
}

func (r row) observe(t *testing.T) (o observed) {
	t.Helper()
	i := serve(t)
	home := t.TempDir()
	var env, exports []string
	display := ""
	if r.x11 || r.far {
		display = startX(t)
	}
	switch {
	case r.x11:
		env = []string{"DISPLAY=" + display}
	case r.far:
		exports = []string{"DISPLAY=" + display}
	case r.env != "":
		env = []string{r.env}
	}
	file := r.configure(t, home)
	c := open(t, through(t, consoleScript(t, i, home, "", exports...), r.hops...), home, env...)
	c.create()
	if !i.issued(t, c.key) {
		t.Fatal("the instance does not know the key on the screen")
	}
	if o.way = r.way; r.way != "" {
		c.use(r.way)
	} else {
		o.way = c.Matches(`(?m)^  c  copy +(\S.*?) *$`)
	}
	o.said = c.copy()
	// What the program wrote before it can show the check has passed every hop
	// by the time that is on the screen.
	c.Press("v")
	c.Shows("waiting for the paste")
	c.Press("esc")
	c.Hides("waiting for the paste")

	var clipboard string
	clipboard, o.arrived = r.received(t, c, display, file)
	if r.far {
		if held, ok := xclip(t, display); ok {
			t.Errorf("the clipboard of the machine at the other end was filled, with %d bytes", len(held))
		}
	}
	o.check = c.check(clipboard)
	r.honest(t, o, clipboard == c.key)
	c.leave()
	return o
}

// configure writes the console's configuration, and returns the path in it.
func (r row) configure(t *testing.T, home string) (file string) {
	t.Helper()
	if r.conf == "" {
		return ""
	}
	file = filepath.Join(t.TempDir(), "taken")
	dir := filepath.Join(home, "config", "supascale-tui")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "config.toml"), []byte(strings.Replace(r.conf, "FILE", file, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// received is what the admin's clipboard now holds, and what came there in words.
func (r row) received(t *testing.T, c *console, display, file string) (clipboard, words string) {
	t.Helper()
	copies := c.Copies()
	differs := func(k terminaltest.Copied) bool { return k.Text != c.key || k.Selection != copies[0].Selection }
	text, err := os.ReadFile(file)
	switch {
	case len(copies) > 0 && (r.x11 || err == nil):
		t.Errorf("the terminal received %d texts besides", len(copies))
	case r.x11:
		if text, ok := xclip(t, display); ok {
			return text, "the key, on the X server"
		}
	case err == nil:
		return string(text), "the key, on the command's standard input"
	case len(copies) == 0:
	case slices.ContainsFunc(copies, differs):
		t.Errorf("the terminal received something else than the key among %d texts", len(copies))
	case r.deaf:
		return before, "the key; the terminal ignores it"
	case copies[0].Selection == "c", copies[0].Selection == "":
		// Some versions of tmux take the selection's name away. Most terminals
		// then take the clipboard.
		return c.key, "the key"
	default:
		t.Errorf("the terminal received the key for the selection %q", copies[0].Selection)
	}
	return before, "nothing"
}

// honest fails where the screen claims more, or less, than was so.
func (r row) honest(t *testing.T, o observed, arrived bool) {
	t.Helper()
	if strings.Contains(strings.ToLower(strings.TrimPrefix(o.said, "✗ Not copied")), "copied") {
		t.Errorf("nobody knows that it was copied: %s", o.said)
	}
	switch confirmed := strings.HasPrefix(o.said, "✓"); {
	case confirmed && !r.x11:
		t.Errorf("nothing but a tool that was read back can confirm: %s", o.said)
	case r.x11 && (!confirmed || !arrived):
		t.Errorf("on X: confirmed %v, arrived %v: %s", confirmed, arrived, o.said)
	case strings.HasPrefix(o.said, "✗") && arrived:
		t.Errorf("it arrived, and the screen says that it failed: %s", o.said)
	case strings.HasPrefix(o.said, "→") && !strings.Contains(o.said, "can't be confirmed"):
		t.Errorf("the screen claims more than was so: %s", o.said)
	}
	if matched := strings.HasPrefix(o.check, "✓"); matched != arrived {
		t.Errorf("the check says %q; arrived: %v", o.check, arrived)
	}
}
