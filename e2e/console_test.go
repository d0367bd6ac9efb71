//go:build e2e && unix

package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/supascale/supascale-tui/internal/clipboard"
	"github.com/supascale/supascale-tui/internal/testkit/terminaltest"
)

// before is what the admin's clipboard holds at first.
const before = "what was there before"

// console is the program somewhere behind the admin's terminal.
type console struct {
	*terminaltest.Terminal
	t    *testing.T
	home string // where the console keeps what it keeps
	key  string // the value the reveal screen shows
}

// consoleScript runs the console with a home of its own, after the shell
// commands of prepare.
func consoleScript(t *testing.T, i *instance, home, prepare string, exports ...string) string {
	t.Helper()
	return script(t, append([]string{
		"HOME=" + home, "XDG_STATE_HOME=" + filepath.Join(home, "state"), "XDG_CONFIG_HOME=" + filepath.Join(home, "config"),
		"SUPASCALE_URL=" + i.url, "SUPASCALE_API_KEY=" + i.key,
	}, exports...), fmt.Sprintf("%s\necho $$ >%s\nexec %s 2>>%s", prepare, quote(filepath.Join(home, "pid")), quote(binary), quote(filepath.Join(home, "stderr"))))
}

// pid is the console's process id.
func (c *console) pid() int {
	c.t.Helper()
	text, err := os.ReadFile(filepath.Join(c.home, "pid"))
	if err != nil {
		c.t.Fatal(err)
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil {
		c.t.Fatal(err)
	}
	return pid
}

// open starts a script in the admin's terminal.
func open(t *testing.T, path, home string, env ...string) *console {
	t.Helper()
	x := terminaltest.Start(t, 120, 40, terminaltest.Env(t, env...), path)
	return &console{Terminal: x, t: t, home: home}
}

// form fills in the form for a new key from a preset.
func (c *console) form() {
	c.t.Helper()
	c.Press("n")
	c.Shows("Start from")
	c.Press("left", "left", "left")
	c.Shows("‹CI/CD Pipeline›")
	c.Press("tab", "tab", "tab", "tab")
	c.Shows("in 90 days")
	c.Press("enter")
}

// create makes a key and reads its value.
func (c *console) create() {
	c.t.Helper()
	c.Shows("First key")
	c.form()
	c.reveal()
}

// reveal reads the key that is shown.
func (c *console) reveal() {
	c.t.Helper()
	c.Shows("This is the only time")
	// Alone on its line, from the first column: a triple click takes just it.
	c.key = c.Matches(`(?m)^(supascale_[0-9A-Za-z]{28})\s*$`)
}

// use chooses a way to copy by its title.
func (c *console) use(title string) {
	c.t.Helper()
	c.Press("C")
	c.Shows("Choose how to copy")
	for range 10 {
		c.Press("up")
	}
	at := c.Matches(`(?m)^▌ . (through tmux)`)
	for !strings.Contains(at, title) {
		before := at
		c.Press("down")
		c.Until("the next way to copy", func(s string) bool { at = marked(s); return at != "" && at != before && !strings.Contains(at, before) })
	}
	c.Press("enter")
	c.Hides("Choose how to copy")
}

// marked is the line under the cursor.
func marked(screen string) string {
	for line := range strings.Lines(screen) {
		if strings.HasPrefix(line, "▌") {
			return line
		}
	}
	return ""
}

// copy presses c and returns what the screen says about it, in one line.
func (c *console) copy() string {
	c.t.Helper()
	c.Press("c")
	said := func(s string) string {
		found := copyStatus.FindStringSubmatch(s)
		if found == nil {
			return ""
		}
		return strings.Join(strings.Fields(found[1]), " ")
	}
	// A screen can be read while it is drawn: what is said ends with a full stop, or with
	// the line for ~/.tmux.conf.
	return said(c.Until("the result of the copy", func(s string) bool {
		return strings.HasSuffix(said(s), ".") || strings.HasSuffix(said(s), clipboard.TmuxLine)
	}))
}

// copyStatus matches what is said about a copy: behind the key or, where there is no
// room, on lines of its own.
var copyStatus = regexp.MustCompile(`(?m)^  (?:c  copy +)?([→✓✗] .*(?:\n    .*)*)`)

// check pastes a text where the screen asks for it and returns its answer.
func (c *console) check(clipboard string) string {
	c.t.Helper()
	c.Press("v")
	c.Shows("waiting for the paste")
	c.Paste(clipboard)
	verdict := func(s string) bool {
		return strings.Contains(s, "Your clipboard holds") || strings.Contains(s, "That is not the key") || strings.Contains(s, "Your clipboard doesn't")
	}
	typed := fmt.Sprintf("%d characters came", len(clipboard))
	s := c.Until("the answer to the check", func(s string) bool { return verdict(s) || strings.Contains(s, typed) })
	if !verdict(s) {
		// Without bracketed paste the text comes as key presses, and has no end.
		c.Press("enter")
		s = c.Until("the answer to the check", verdict)
	}
	return strings.Join(strings.Fields(checkAnswer.FindString(s)), " ")
}

// checkAnswer matches the sentence that answers a check, which may take several lines.
var checkAnswer = regexp.MustCompile(`[✓✗] (?:Your clipboard|That is not the key)[^.]*\.`)

// close closes the new key, by the admin's word where it was not proven.
func (c *console) close() {
	c.t.Helper()
	c.Press("esc")
	asks := c.Until("the question about closing", func(s string) bool { return strings.Contains(s, "Close? The key is") })
	if !strings.Contains(asks, "The key is taken") {
		c.Press("down")
	}
	c.Press("enter")
}

// leave says that the key is taken and quits.
func (c *console) leave() {
	c.t.Helper()
	c.close()
	c.Shows("2 keys")
	c.Press("q")
	if code := c.Ends(); code != 0 {
		c.t.Errorf("exit code %d", code)
	}
}
