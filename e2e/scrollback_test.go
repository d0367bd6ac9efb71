//go:build e2e && unix

package e2e

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
)

// A multiplexer keeps what scrolls out of its window, and without an alternate
// screen that is what the console draws: GNU screen by default, tmux when told so.
// A key that was there once must never have been scrolled out.
func TestNoStepOfTheRevealScrollsTheKeyIntoTheHistory(t *testing.T) {
	t.Parallel()
	for name, start := range map[string]func(t *testing.T) multiplexer{
		"screen":                           aScreen,
		"tmux without an alternate screen": aTmux("set -g alternate-screen off"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			i := serve(t)
			home := t.TempDir()
			m := start(t)
			shell := script(t, nil, consoleScript(t, i, home, "")+"\necho The console is left.\nread -r line")
			c := open(t, through(t, shell, m.hop), home)
			t.Cleanup(m.quit) // its server holds the terminal, whose end is waited for
			c.create()
			if !strings.Contains(m.scrollback(t), c.key) {
				t.Fatal("the key is on the screen and not in the history with it: the test shows nothing")
			}
			c.walkTheReveal(m)
			c.Press("q")
			c.Shows("The console is left.")
			text := m.scrollback(t)
			for _, part := range []string{c.key[10:24], c.key[24:]} {
				if at := strings.Index(text, part); at >= 0 {
					t.Errorf("a part of the key is in the history, behind\n%s", text[max(at-400, 0):at])
				}
			}
		})
	}
}

// walkTheReveal goes through every step of the reveal, in windows that shrink and
// grow, and leaves it.
func (c *console) walkTheReveal(m multiplexer) {
	menu := "  c  copy"
	for _, step := range []struct{ keys, shows, hides, back string }{
		{"L", "", menu, "esc"},
		{"1", "The curl line was sent", "", ""},
		{"2", "The export line was sent", "", ""},
		{"C", "Choose how to copy", menu, "esc"},
		{"f", "Save to a file", menu, "esc"},
		{"p", "Pipe to a command", menu, "esc"},
		{"v", "Check the copy", menu, "esc"},
	} {
		c.Press(step.keys)
		c.Shows(step.shows)
		if step.hides != "" {
			c.Hides(step.hides)
		}
		for _, size := range [][2]int{{80, 24}, {60, 17}, {120, 40}} {
			c.resize(size[0], size[1])
			c.Shows(c.key)
		}
		c.shrinkBelowTheLeast(m)
		if step.back != "" {
			c.Press(step.back)
			c.Shows(menu)
		}
	}
	c.copy()
	c.check(c.key)
	c.close()
	c.Shows("2 keys")
}

// shrinkBelowTheLeast makes the window too small for the console in several ways, each
// from the size it had before. The key is not on the screen then. GNU screen has it
// nowhere else; tmux takes what it moved into the history out of it when the window
// grows.
func (c *console) shrinkBelowTheLeast(m multiplexer) {
	c.t.Helper()
	for _, size := range [][2]int{{80, 10}, {59, 24}, {20, 5}, {8, 2}} {
		c.Resize(size[0], size[1])
		// The console has heard of the size once it says that it is too small. Until then
		// the multiplexer may not have either, and never hears of it when the next size
		// is the one before.
		c.Until("the console too small", func(s string) bool { return strings.HasPrefix(s, "The") })
		c.Settles()
		if _, isTmux := m.(*tmux); isTmux {
			c.resize(120, 40)
			c.Shows(c.key)
		}
		all, screen := strings.ReplaceAll(m.scrollback(c.t), "\n", ""), strings.ReplaceAll(c.Screen(), "\n", "")
		for _, part := range []string{c.key[10:24], c.key[24:]} {
			if strings.Count(all, part) > strings.Count(screen, part) {
				c.t.Errorf("after %v a part of the key is in the history:\n%s", size, all)
			}
		}
		c.resize(120, 40)
		c.Shows(c.key)
	}
}

// resize changes the size and waits until the console has drawn itself anew, with its
// footer on the last line and the cursor back at the key: in the middle of a frame the
// cursor is further down, and a window that shrinks then pushes out what is above.
// Without the wait the next key can come to a console that has not yet heard of the size
// after the smallest one, or not yet of that one, and nothing is shrunk at all. tmux takes
// a line of its own: below 17 lines the console is too small there and drops keys.
func (c *console) resize(width, height int) {
	c.t.Helper()
	c.Resize(width, height)
	c.Until(fmt.Sprintf("the footer in line %d", height), func(s string) bool {
		lines := strings.Split(s, "\n")
		last := lines[len(lines)-1]
		if strings.HasPrefix(last, "[0]") {
			last = lines[len(lines)-2]
		}
		return len(lines) == height && footer.MatchString(last)
	})
	c.CursorAbove(5) // that of the key
	c.Settles()
}

// footer matches a line with one cell of margin, which no line of a page has.
var footer = regexp.MustCompile(`^ [^ ─]`)
