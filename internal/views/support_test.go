package views_test

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"charm.land/bubbles/v2/spinner"
	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/assets"
	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/ui/theme"
	"github.com/supascale/supascale-tui/internal/views"
	"github.com/supascale/supascale-tui/internal/views/screentest"
)

// console drives the root as Bubble Tea would, without a terminal.
type console struct {
	t        *testing.T
	root     *views.Root
	instance *screentest.Instance
	told     int // commands that are not the program's own, as for the clipboard
	quit     bool
	cleared  bool // the whole screen was to be drawn anew
}

func open(t *testing.T, width, height int) *console {
	t.Helper()
	instance := &screentest.Instance{Keys: screentest.Keys()}
	instance.Entries = failures(instance.Keys[0])
	return openOn(t, instance, width, height)
}

// failures are a request with a key for every reason to refuse one.
func failures(k api.Key) (list []api.Activity) {
	for i, r := range keys.Reasons() {
		list = append(list, api.Activity{
			ID: "entry-" + string(r), Time: screentest.Now.Add(-time.Duration(i+1) * time.Minute), Type: "api_key.request",
			Failed: true, Reason: r, KeyID: k.ID, KeyName: k.Name, Method: "POST",
			Path: "/api/v1/backups", Resource: keys.Backups, Required: "write", Granted: "read", Status: 403,
			IP: "203.0.113.7", UserAgent: "curl/8.5", Count: 1,
		})
	}
	return list
}

func openOn(t *testing.T, instance *screentest.Instance, width, height int) *console {
	t.Helper()
	presets, err := keys.ParsePresets(assets.Presets)
	if err != nil {
		t.Fatal(err)
	}
	c := &console{t: t, instance: instance}
	c.root = views.New(screentest.Env(t, instance), views.Options{Presets: presets, Mouse: true, Themes: theme.In("")})
	c.send(tea.WindowSizeMsg{Width: width, Height: height})
	c.run(c.root.Init())
	return c
}

func (c *console) send(msg tea.Msg) {
	_, cmd := c.root.Update(msg)
	c.run(cmd)
}

// run carries out a command and everything that follows from it. Spinners and
// the terminal's cursor are left out.
func (c *console) run(cmd tea.Cmd) {
	for _, msg := range screentest.Messages(cmd) {
		if _, ok := msg.(tea.QuitMsg); ok {
			c.quit = true
			continue
		}
		if _, ticks := msg.(spinner.TickMsg); !ticks && !ours(msg) {
			c.told++
		}
		c.cleared = c.cleared || reflect.TypeOf(msg) == reflect.TypeOf(tea.ClearScreen())
		if ours(msg) {
			c.send(msg)
		}
	}
}

// ours reports whether a message is the program's own, and not a tick or one of Bubble
// Tea's, which the program itself would carry out.
func ours(msg tea.Msg) bool {
	return strings.HasPrefix(reflect.TypeOf(msg).PkgPath(), "github.com/supascale/supascale-tui/")
}

// press presses keys by name; "text:…" types, "paste:…" pastes.
func (c *console) press(names ...string) *console {
	for _, name := range names {
		if text, ok := strings.CutPrefix(name, "text:"); ok {
			for _, r := range text {
				k := screentest.Key("space")
				if r != ' ' {
					k = screentest.Key(string(r))
				}
				c.send(k)
			}
			continue
		}
		if text, ok := strings.CutPrefix(name, "paste:"); ok {
			c.send(tea.PasteMsg{Content: text})
			continue
		}
		c.send(screentest.Key(name))
	}
	return c
}

// frame is what the terminal would show, without colours.
func (c *console) frame() string { return screentest.Plain(c.root.View().Content) }

func (c *console) shows(texts ...string) *console {
	c.t.Helper()
	for _, text := range texts {
		if !strings.Contains(c.frame(), text) {
			c.t.Fatalf("%q is not on the screen:\n%s", text, c.frame())
		}
	}
	return c
}

func (c *console) hides(text string) *console {
	c.t.Helper()
	if strings.Contains(c.frame(), text) {
		c.t.Fatalf("%q is on the screen:\n%s", text, c.frame())
	}
	return c
}
