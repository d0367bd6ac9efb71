package views_test

import (
	"strings"
	"testing"

	"github.com/supascale/supascale-tui/internal/views/screen"
	"github.com/supascale/supascale-tui/internal/views/screentest"
)

// has fails where the frame lacks a text.
func (c *console) has(texts ...string) *console {
	c.t.Helper()
	frame := screentest.Plain(c.root.View().Content)
	for _, text := range texts {
		if !strings.Contains(frame, text) {
			c.t.Errorf("%q is not in\n%s", text, frame)
		}
	}
	return c
}

func TestTheWaysToHealth(t *testing.T) {
	for name, way := range map[string][]string{
		"3": {"3"}, "from the audit view": {"2", "3"}, "from a key": {"enter", "3"}, "the tab before": {"shift+tab"},
		"by its name": {":", "text:health", "enter"}, "by the beginning of it": {":", "text:hea", "enter"},
	} {
		c := open(t, 80, 24).press(way...)
		if c.has("findings on "); len(c.instance.StatsQueries) == 0 {
			t.Errorf("%s: nothing was asked", name)
		}
		c.press("esc").has("4 active")
	}
	open(t, 80, 24).press("3", "tab").has("4 active")
	open(t, 80, 24).press("3", "shift+tab").has("8 failed attempts")
}

// What the view offers leads somewhere and back, and costs no second look.
func TestHealthLeadsToItsRemedies(t *testing.T) {
	c := open(t, 80, 24).press("3")
	c.press("enter").has("Rotate “Backup Script”").press("esc").has("findings on ")
	lists := c.instance.Lists
	c.press("down", "down", "enter").has("Usage: admin console").press("esc").has("findings on ")
	c.press("x").has("admin console").press("esc").has("findings on ")
	c.press("o").has("key-002").press("esc").has("findings on ")
	if c.instance.Lists != lists {
		t.Errorf("%d more lists were asked for", c.instance.Lists-lists)
	}
	c.press(":", "text:refresh", "enter")
	if c.instance.Lists == lists {
		t.Error(":refresh asks for nothing")
	}
}

func TestAListOfKeysIsOpenedWithAFilter(t *testing.T) {
	c := open(t, 80, 24).press("3")
	c.send(screen.ShowKeys{Filter: "backup"})
	c.has("1 of 6", "Backup Script")
}

// A key that is revoked from the view goes from it, and from the list.
func TestRevokingFromHealth(t *testing.T) {
	c := open(t, 80, 24).press("3", "x", "text:Backup Script", "enter")
	c.has("4 findings on ").press("1").has("5 keys")
}
