package views_test

import (
	"fmt"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/screentest"
)

// places opens every view by the keys that lead there from the list.
var places = map[string][]string{
	"keys":    nil,
	"filter":  {"/", "text:ci"},
	"detail":  {"enter"},
	"create":  {"n"},
	"reveal":  {"n", "right", "tab", "tab", "tab", "tab", "enter"},
	"revoke":  {"x"},
	"audit":   {"2"},
	"attempt": {"2", "enter"},
	"health":  {"3"},
	"help":    {"?"},
	"command": {":"},
	"leave":   {"n", "tab", "text:abc", "esc"},
}

func TestFrames(t *testing.T) {
	for name, way := range places {
		screentest.Golden(t, name, open(t, 80, 24).press(way...).root.View().Content)
	}
	screentest.Golden(t, "too-small", open(t, 59, 15).root.View().Content)
}

// within fails when a frame or its cursor is larger than the terminal.
func within(t *testing.T, view tea.View, w, h int) {
	t.Helper()
	if view.Content == "" {
		return
	}
	lines := strings.Split(view.Content, "\n")
	if len(lines) > h {
		t.Errorf("%d×%d: %d lines", w, h, len(lines))
	}
	for _, l := range lines {
		if ui.Width(l) > w {
			t.Errorf("%d×%d: a line is %d wide: %q", w, h, ui.Width(l), l)
		}
	}
	if p := view.Cursor; p != nil && (p.X < 0 || p.X >= w || p.Y < 0 || p.Y >= h) {
		t.Errorf("%d×%d: the cursor is at %d,%d", w, h, p.X, p.Y)
	}
}

func TestEveryFrameFitsEverySize(t *testing.T) {
	for name, way := range places {
		c := open(t, 120, 40).press(way...)
		for _, w := range []int{200, 120, 80, 61, 60, 59, 20, 2, 1, 0} {
			for _, h := range []int{60, 40, 24, 17, 16, 15, 3, 1, 0} {
				c.send(tea.WindowSizeMsg{Width: w, Height: h})
				within(t, c.root.View(), w, h)
			}
		}
		c.send(tea.WindowSizeMsg{Width: 120, Height: 40})
		if again := open(t, 120, 40).press(way...); c.frame() != again.frame() {
			t.Errorf("%s looks different after the terminal was small:\n%s\n--- before\n%s", name, c.frame(), again.frame())
		}
	}
}

func TestLettersAreTextWhileAFieldHasTheFocus(t *testing.T) {
	c := open(t, 120, 40).press("/", "text:qa:?1")
	c.shows("/ qa:?1", "supascale-tui")
	if c.quit {
		t.Error("q quit while it was text")
	}
}

func TestEscLeadsBackAllTheWay(t *testing.T) {
	c := open(t, 120, 40).press("enter")
	c.shows("Key: ").press("l").shows("requests in").press("esc").shows("Key: ").press("esc").shows(" keys · ")
	if c.press("esc"); c.quit {
		t.Error("esc on the list quit")
	}
}

func TestFromAFailureToItsKeyAndBack(t *testing.T) {
	name := screentest.Keys()[0].Name
	c := open(t, 120, 40).press("2").shows("failed attempts").press("down", "down", "down", "o").shows("Key: "+name, "Id")
	c.press("esc").shows("failed attempts")
}

func TestCreateRevealAndTheLastOfTheSecret(t *testing.T) {
	c := open(t, 120, 40).press(places["reveal"]...)
	line := ""
	for l := range strings.Lines(c.frame()) {
		if strings.HasPrefix(l, keys.Prefix) {
			line = strings.TrimSpace(l)
		}
	}
	if line != screentest.FakeValue {
		t.Fatalf("no line holds the key alone, from its first column:\n%s", c.frame())
	}
	c.press("esc").shows("Leave?").press("esc").shows(screentest.FakeValue)
	c.press("q").shows("Leave?").press("y", "n", "q", "k").shows("Leave?") // no letter decides anything
	c.press("enter").shows(screentest.FakeValue)                           // and enter is the safe answer
	// Once it is proven too, closing takes an answer, and what follows esc is none for the list.
	c.send(tea.PasteMsg{Content: screentest.FakeValue})
	c.shows("Your clipboard holds the key").press("esc", "x").shows("Close? The key is taken", screentest.FakeValue)
	c.press("enter").hides(screentest.FakeValue).hides("Revoke a key").shows("CI/CD Pipeline", "Created “CI/CD Pipeline” · taken: pasted back")
	if dump := fmt.Sprintf("%+v %#v", c.root, c.root); strings.Contains(dump, screentest.FakeValue) {
		t.Error("the key is still in the model")
	}
}

func TestCtrlCAsksOnceAndThenLeaves(t *testing.T) {
	c := open(t, 120, 40).press(places["reveal"]...).press("ctrl+c")
	if c.shows("Leave?"); c.quit {
		t.Fatal("ctrl+c threw the key away unasked")
	}
	if c.press("ctrl+c"); !c.quit {
		t.Error("the second ctrl+c did not quit")
	}
	if c.frame() != "" {
		t.Errorf("the last frame is not blank:\n%s", c.frame())
	}
	if dump := fmt.Sprintf("%+v", c.root); strings.Contains(dump, screentest.FakeValue) {
		t.Error("the key is still in the model")
	}
}

func TestCtrlCQuitsFromAnywhereElse(t *testing.T) {
	for _, name := range []string{"keys", "filter", "detail", "revoke", "audit", "attempt", "help", "command"} {
		if c := open(t, 120, 40).press(places[name]...).press("ctrl+c"); !c.quit {
			t.Errorf("%s: ctrl+c did not quit", name)
		}
	}
}

func TestRevokingTakesTheRowAway(t *testing.T) {
	c := open(t, 120, 40)
	first := screentest.Keys()[0].Name
	c.press("/", "text:"+first, "enter", "x").shows("Revoke a key", "production").press("text:"+first, "enter")
	c.shows("gone from the list").press("esc").hides(first)
	if len(c.instance.Revoked) != 1 || c.instance.Revoked[0] != screentest.Keys()[0].ID {
		t.Errorf("revoked %v", c.instance.Revoked)
	}
}

func TestCommands(t *testing.T) {
	for line, want := range map[string]string{
		"audit": "failed attempts", "aud": "failed attempts", "new": "Start from", "help": "Everywhere",
		"rocket": "There is no command “rocket”", "theme pink": "no such theme: use auto, dark", "theme": "Say :theme and one of auto, dark",
	} {
		open(t, 120, 40).press(":", "text:"+line, "enter").shows(want)
	}
	if c := open(t, 120, 40).press(":", "text:quit", "enter"); !c.quit {
		t.Error(":quit did not quit")
	}
	open(t, 120, 40).press(":", "text:aud", "esc").hides("failed attempts")
}

func TestADisabledKeySaysWhy(t *testing.T) {
	c := openOn(t, &screentest.Instance{}, 120, 40)
	c.shows("No keys yet").press("x")
	if notice := c.frame()[strings.LastIndex(c.frame(), "\n"):]; !strings.Contains(notice, "key") || strings.Contains(notice, "quit") {
		t.Errorf("x on an empty list says %q", notice)
	}
}

func TestARefusedCredentialFillsTheScreen(t *testing.T) {
	refused := &api.Error{Op: "list keys", Kind: api.Unauthorized, Status: 401, Message: "the instance refuses the key"}
	instance := &screentest.Instance{Keys: screentest.Keys(), ListErr: refused}
	c := openOn(t, instance, 80, 24).shows("Not authorised", "the instance refuses the key", "production")
	c.hides("sign in again")
	instance.ListErr = nil
	c.press("r").shows(" keys · ").hides("Not authorised")
}

func TestEscOnARefusedCredentialStays(t *testing.T) {
	refused := &api.Error{Op: "list keys", Kind: api.Unauthorized, Status: 401, Message: "the instance refuses the key"}
	instance := &screentest.Instance{Keys: screentest.Keys()}
	c := openOn(t, instance, 80, 24).shows("Laptop (old)")
	instance.ListErr = refused
	c.press("r").shows("Not authorised", "esc back").press("esc")
	if c.quit {
		t.Fatal("esc quit the console")
	}
	c.shows("Laptop (old)", "the instance refuses the key").hides("Not authorised")
	if !c.press("r").shows("Not authorised").press("q").quit {
		t.Error("q did not quit")
	}
}

func TestMouse(t *testing.T) {
	c := open(t, 120, 40)
	before := c.frame()
	c.send(tea.MouseClickMsg{X: 10, Y: 8, Button: tea.MouseLeft})
	if c.frame() == before {
		t.Error("a click on another row changed nothing")
	}
	c.send(tea.MouseClickMsg{X: 10, Y: 8, Button: tea.MouseLeft})
	c.shows("Key: ")
	if view := open(t, 120, 40).root.View(); view.MouseMode != tea.MouseModeCellMotion || !view.AltScreen {
		t.Errorf("mouse mode %v, alt screen %v", view.MouseMode, view.AltScreen)
	}
}
