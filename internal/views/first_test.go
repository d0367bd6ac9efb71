package views_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/views"
	"github.com/supascale/supascale-tui/internal/views/screen"
	"github.com/supascale/supascale-tui/internal/views/screentest"
)

// first opens the console without an instance.
func first(t *testing.T, width, height int) *console {
	t.Helper()
	c := &console{t: t}
	c.root = views.New(screentest.Env(t, nil), views.Options{
		Connector: app.Ways{
			WithKey: func(_ context.Context, to app.NewProfile, key api.Secret) (app.Connection, error) {
				if !key.Equal(screentest.FakeValue) {
					return app.Connection{}, &api.Error{Op: api.OpListKeys, Kind: api.Unauthorized, Message: "the instance refuses the key"}
				}
				p := app.Profile{Name: to.Name, URL: to.URL, Environment: to.Environment}
				return app.Connection{Profile: p, API: place{&screentest.Instance{Keys: screentest.Keys()}, to.Name, nil}}, nil
			},
			Local: func(context.Context, bool) (app.Connection, error) {
				return app.Connection{}, errors.New("another supascale-tui uses the data folder. Close it first.") //nolint:revive // a sentence for the admin
			},
		},
	})
	c.send(tea.WindowSizeMsg{Width: width, Height: height})
	c.run(c.root.Init())
	return c
}

var firstKey = []string{"enter", "text:eu.example.com", "enter", "text:" + screentest.FakeValue, "enter", "enter", "right", "enter"}

func TestFirstStartFrames(t *testing.T) {
	c := first(t, 80, 24)
	screentest.Golden(t, "first", c.root.View().Content)
	screentest.Golden(t, "first-key", c.press(firstKey...).root.View().Content)
}

func TestUntilThereIsAnInstanceNothingElseIsReachable(t *testing.T) {
	c := first(t, 80, 24).shows("Connect to an instance", "not connected")
	for _, key := range []string{"1", "2", "n", ":", "tab", "x", "esc"} {
		c.press(key).shows("Connect to an instance")
	}
	c.press("?").shows("Help: Connect to an instance", "quit, always").hides("Commands").press("esc")
	for _, msg := range []tea.Msg{screen.Back{}, screen.CloseDialog{}, screen.Notice{Text: "hello"}} {
		c.send(msg)
	}
	if c.shows("Connect to an instance"); c.quit {
		t.Error("it quit")
	}
	if title := c.root.View().WindowTitle; title != "supascale-tui" {
		t.Errorf("the window's title is %q", title)
	}
	if c.press("q"); !c.quit {
		t.Error("q did not quit")
	}
	if c = first(t, 80, 24).press("enter", "text:q"); c.quit {
		t.Error("q quit while it was text")
	}
	if c.press("ctrl+c"); !c.quit {
		t.Error("ctrl+c did not quit")
	}
}

func TestFromNothingToTheListOfKeys(t *testing.T) {
	c := first(t, 80, 24).press(firstKey...).hides(screentest.FakeValue).press("enter")
	c.shows(" keys · ", "CI/CD Pipeline", "production  · eu-example-com", "You are on production (eu-example-com).")
	c.press("2").shows("failed attempts").press("1", "n").shows("Start from").press("esc", ":", "text:profile", "enter").shows("1 instance", "eu-example-com · https://eu.example.com")
	if dump := fmt.Sprintf("%+v %#v", c.root, c.root); strings.Contains(dump, screentest.FakeValue) {
		t.Error("the key is still in the model")
	}
}

func TestQuittingTheFirstScreenWipesTheKey(t *testing.T) {
	c := first(t, 80, 24).press("enter", "enter", "text:"+screentest.FakeValue).press("ctrl+c")
	if !c.quit || c.frame() != "" {
		t.Errorf("quit is %v, and the last frame\n%s", c.quit, c.frame())
	}
}

func TestAFailedFirstConnectionStaysOnTheScreen(t *testing.T) {
	c := first(t, 80, 24).press("enter", "text:eu.example.com", "enter", "text:supascale_wrong", "esc", "enter")
	c.shows("the instance refuses the key", "Check the", "Connect to an instance")
	first(t, 80, 24).press("right", "enter", "enter", "enter").shows("✗ another supascale-tui uses the data folder.")
}

func TestTheFirstScreenFitsEverySize(t *testing.T) {
	c := first(t, 120, 40).press(firstKey...)
	for _, w := range []int{200, 120, 80, 61, 60, 59, 20, 2, 1, 0} {
		for _, h := range []int{60, 40, 24, 17, 16, 15, 3, 1, 0} {
			c.send(tea.WindowSizeMsg{Width: w, Height: h})
			within(t, c.root.View(), w, h)
		}
	}
}
