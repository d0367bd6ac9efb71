package views_test

import (
	"testing"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/views/screentest"
)

// created makes a key and leaves it on the reveal screen.
func created(t *testing.T) *console {
	t.Helper()
	c := open(t, 80, 24)
	c.press("n", "left", "left", "left", "tab", "tab", "tab", "tab", "enter")
	return c.shows("This is the only time the key is shown")
}

func TestARevealedKeyIsTestedAndStillThere(t *testing.T) {
	c := created(t).press("t").shows("marks the key as used")
	if len(c.instance.Tried) != 0 {
		t.Fatal("it is tried before the warning is answered")
	}
	c.press("enter").shows("Test the key?", "Not now").press("down", "enter").shows("All as expected.")
	if len(c.instance.Tried) != keys.ResourceCount {
		t.Errorf("tried %v", c.instance.Tried)
	}
	c.press("esc").shows("This is the only time the key is shown", screentest.FakeValue)
}

// A key not yet taken lies below the test of it: nothing throws it away without
// asking, and staying leads back to it.
func TestNothingLosesTheKeyBelowItsTest(t *testing.T) {
	for _, way := range []string{"q", "1", "2", "tab", "n", "ctrl+c"} {
		c := created(t).press("t", way).shows("The key is not taken yet")
		if c.quit {
			t.Fatalf("%s: gone", way)
		}
		c.press("esc", "esc").shows(screentest.FakeValue)
	}
}

func TestTheKeyOfDetailsIsAskedFor(t *testing.T) {
	c := open(t, 80, 24).press("enter", "t").shows("paste the one that you want to test", "Laptop (old)")
	c.send(tea.PasteMsg{Content: "supascale_1Zz1FakeFakeFakeFakeFakepP0w\n"})
	c.press("enter").shows("the key has expired", "enter  test it")
	c.press("enter", "down", "enter").shows("The key is refused, as expected.", "this very attempt.")
	c.press("esc").shows("Key: Laptop (old)")
}

func TestWhoseLeadsToTheKey(t *testing.T) {
	find := func(c *console) *console {
		c.press(":", "text:identify", "enter").shows("Which key is this?")
		c.send(tea.PasteMsg{Content: "supascale_4Ab3FakeFakeFakeFakeFakex9Zk"})
		return c.press("enter").shows("Probably it is this key", "CI/CD Pipeline", "probable").hides("4Ab3Fake")
	}
	c := find(open(t, 80, 24)).press("enter").shows("Key: CI/CD Pipeline", "may change projects")
	c.press("x").shows("Revoke a key")

	// From the details of another key: its page gives way.
	c = find(open(t, 80, 24).press("enter").shows("Key: Laptop (old)")).press("enter").shows("Key: CI/CD Pipeline", "Recent activity").hides("loading")
	c.press("esc").shows("6 keys")

	// What is not yet taken is not lost for it.
	c = find(created(t)).press("enter").shows("The key is not taken yet").press("esc")
	c.shows(screentest.FakeValue)
}
