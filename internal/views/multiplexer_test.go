package views_test

import (
	"fmt"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/assets"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views"
	"github.com/supascale/supascale-tui/internal/views/screentest"
)

// A tmux without an alternate screen wraps lines anew when its window becomes
// narrower, and what that adds pushes the top of the screen into the history. The key
// may then go no higher than to the first line.
func TestNoWindowThatNarrowsPushesTheKeyOutOfAMultiplexer(t *testing.T) {
	for _, variable := range []string{"TMUX=/tmp/tmux,1,0", "STY=4711.pts-0.admin", "TERM=tmux-256color", "TERM=screen.xterm"} {
		for step, way := range map[string][]string{
			"menu": nil, "curl": {"1"}, "export line": {"2"}, "large": {"L"}, "methods": {"C"}, "file": {"f"},
			"pipe": {"p"}, "check": {"v"}, "copied": {"c"}, "closing": {"esc"},
		} {
			for _, width := range []int{80, 120, 300} {
				t.Run(fmt.Sprintf("%s at %d, %s", step, width, variable), func(t *testing.T) {
					c := openIn(t, variable, width)
					c.press("n", "right", "tab", "tab", "tab", "tab", "enter").press(way...)
					lines := strings.Split(c.frame(), "\n")
					at, added := -1, 0
					for i, line := range lines {
						if added += max(ui.Width(strings.TrimRight(line, " "))-1, 0) / views.MinWidth; strings.HasPrefix(line, screentest.FakeValue) {
							at = i
						}
					}
					if at < 0 {
						t.Fatalf("the key is not on the screen:\n%s", c.frame())
					}
					if added > at {
						t.Errorf("at %d columns these lines take %d more, and the key is in line %d:\n%s", views.MinWidth, added, at+1, c.frame())
					}
				})
			}
		}
	}
}

// What a wider screen left of blanks behind a line would be wrapped with it.
func TestTheRevealIsDrawnOnAnEmptyScreenInAMultiplexer(t *testing.T) {
	c := openIn(t, "TMUX=/tmp/tmux,1,0", 120)
	c.press("n", "right", "tab", "tab", "tab", "tab")
	if c.cleared {
		t.Fatal("the screen was cleared before the key came: the test shows nothing")
	}
	c.press("enter")
	if !c.cleared {
		t.Error("the screen was not cleared")
	}
	if c.press("1").shows(`curl -H "Authorization: Bearer ` + screentest.FakeValue + `" `); c.quit {
		t.Error("the console ended")
	}
}

func openIn(t *testing.T, variable string, width int) *console {
	t.Helper()
	presets, err := keys.ParsePresets(assets.Presets)
	if err != nil {
		t.Fatal(err)
	}
	instance := &screentest.Instance{Keys: screentest.Keys()}
	env := screentest.Env(t, instance)
	name, value, _ := strings.Cut(variable, "=")
	env.Getenv = func(asked string) string {
		if asked == name {
			return value
		}
		return ""
	}
	c := &console{t: t, instance: instance}
	c.root = views.New(env, views.Options{Presets: presets})
	c.send(tea.WindowSizeMsg{Width: width, Height: 40})
	c.run(c.root.Init())
	return c
}
