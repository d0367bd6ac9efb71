package audit

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/clean"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/screen"
	"github.com/supascale/supascale-tui/internal/views/screentest"
)

var sizes = [][2]int{{60, 13}, {80, 21}, {120, 37}, {160, 37}}

func golden(t *testing.T, d *desk, name string) {
	t.Helper()
	for _, size := range sizes {
		d.SetSize(size[0], size[1])
		screentest.Golden(t, fmt.Sprintf("%s-%dx%d", name, size[0], size[1]), d.View())
	}
}

func TestGoldenList(t *testing.T) {
	d := enter(t, sample())
	golden(t, d, "list")
	d.SetSize(120, 37)
	screentest.GoldenANSI(t, "list-120x37", d.View())
}

func TestGoldenDetail(t *testing.T) {
	d := enter(t, sample())
	d.press("enter")
	golden(t, d, "detail")
}

func TestGoldenFiltered(t *testing.T) {
	d := enter(t, sample())
	d.press("c", "c", "/", "text:python")
	golden(t, d, "filtered")
}

func TestGoldenWindows(t *testing.T) {
	for i, w := range windows {
		d := enter(t, sample())
		d.settle(d.setWindow(i))
		d.SetSize(80, 21)
		screentest.Golden(t, fmt.Sprintf("window-%d-80x21", int(w.length.Hours())), d.View())
	}
}

func TestGoldenEmpty(t *testing.T) {
	d := enter(t, nil)
	d.SetSize(80, 21)
	screentest.Golden(t, "empty-80x21", d.View())
	d.shows("No failed attempts in the last 24 h.", "the log is empty", "w another window")
}

func TestGoldenTroubles(t *testing.T) {
	for name, err := range map[string]*api.Error{
		"forbidden":   {Op: api.OpActivity, Kind: api.Forbidden, Status: 403, Message: "The console's key may not see this."},
		"unreachable": {Op: api.OpActivity, Kind: api.Unreachable, Message: "connection refused"},
	} {
		d := idle(t, sample())
		d.inst.ActivityErr = err
		d.settle(d.Init())
		d.SetSize(80, 21)
		screentest.Golden(t, name+"-80x21", d.View())
		d.inst.ActivityErr = nil
		d.press("r")
		d.shows("POST …/backups")
	}
}

func TestForbiddenNamesTheLevel(t *testing.T) {
	d := idle(t, nil)
	d.inst.ActivityErr = &api.Error{Op: api.OpActivity, Kind: api.Forbidden, Status: 403, Message: "permission denied"}
	d.settle(d.Init())
	d.shows("No permission for this view", "system: read")
}

func TestUnauthorizedGoesToTheRoot(t *testing.T) {
	d := idle(t, nil)
	refused := &api.Error{Op: api.OpActivity, Kind: api.Unauthorized, Status: 401}
	d.inst.ActivityErr = refused
	if msg, ok := screentest.Find[screen.Unauthorized](d.settle(d.Init())); !ok || msg.Err != refused {
		t.Error("the root does not hear of the refused key on the first load")
	}
	d = enter(t, sample())
	d.inst.ActivityErr = refused
	if _, ok := screentest.Find[screen.Unauthorized](d.elapse(lookEvery)); !ok {
		t.Error("the root does not hear of the refused key on a look for news")
	}
}

func TestEverySizeHolds(t *testing.T) {
	states := map[string]func(*desk){
		"list":    func(*desk) {},
		"detail":  func(d *desk) { d.press("down", "enter") },
		"typing":  func(d *desk) { d.press("/", "text:quite a long text to look for, longer than the field") },
		"empty":   func(d *desk) { d.press("/", "text:nothing is called so", "enter") },
		"news":    func(d *desk) { d.press("down"); d.happen(denied("n1", ago(0))); d.elapse(lookEvery) },
		"behind":  func(d *desk) { d.inst.ActivityErr = errors.New("gone"); d.elapse(lookEvery) },
		"unread":  func(d *desk) { d.Screen = New(d.env) },
		"trouble": func(d *desk) { d.inst.ActivityErr = errors.New("gone"); d.press("]") },
	}
	for name, reach := range states {
		t.Run(name, func(t *testing.T) {
			d := enter(t, sample())
			reach(d)
			screentest.Sizes(t, d.Screen)
		})
	}
}

func TestWideCharactersAlign(t *testing.T) {
	d := enter(t, []api.Activity{denied("a", ago(time.Minute)), expired("b", ago(2*time.Minute))})
	lines := strings.Split(d.plain(), "\n")
	column := func(line, part string) int { return ui.Width(line[:max(strings.Index(line, part), 0)]) }
	var wide, narrow string
	for _, l := range lines {
		if strings.Contains(l, "監視") {
			wide = l
		}
		if strings.Contains(l, "CI/CD") {
			narrow = l
		}
	}
	if a, b := column(wide, "GET"), column(narrow, "POST"); a != b || a == 0 {
		t.Errorf("columns start at %d and %d:\n%s\n%s", a, b, wide, narrow)
	}
}

// The client cleans what it decodes; the screen must show that as it is and add
// nothing that would act on a terminal.
func TestHostileTextStaysInert(t *testing.T) {
	hostile := "\x1b]52;c;aGFjaw==\x07\x1b[2J\u202eevil\u009b31m\nx\u200b"
	e := denied("h", ago(time.Minute))
	for _, s := range []*string{&e.ID, &e.KeyID, &e.KeyName, &e.Path, &e.UserAgent, &e.IP, &e.Method, &e.Granted, &e.Required, &e.Message} {
		*s = clean.Text(hostile)
	}
	e.Reason, e.Resource = keys.Reason(clean.Text(hostile)), keys.Resource(clean.Text(hostile))
	d := enter(t, []api.Activity{e})
	d.env.Theme.Use(ui.Plain)
	for _, key := range []string{"c", "i", "o", "enter"} {
		d.press(key)
		for _, size := range sizes {
			d.SetSize(size[0], size[1])
			view := d.View()
			for _, bad := range []string{"\x1b]", "\x1b[2J", "\x07", "\u202e", "\u009b", "\u200b"} {
				if strings.Contains(view, bad) {
					t.Errorf("after %s the frame holds %q", key, bad)
				}
			}
		}
	}
	d.SetSize(120, 37)
	d.shows("␛]52;c;aGFjaw==")
}

func TestMouse(t *testing.T) {
	d := enter(t, sample())
	y, _ := d.line()
	d.settle(d.Update(clickAt(5, y+2)))
	if at, _ := d.line(); at != y+2 {
		t.Errorf("a click on line %d put the cursor on line %d", y+2, at)
	}
	d.hides("What to do")
	d.settle(d.Update(clickAt(5, y+2)))
	d.shows("What to do", "expired key")
	d.press("esc")
	d.settle(d.Update(wheelDown()))
	if d.table.Top() != wheelRows || d.table.Cursor() != wheelRows {
		t.Errorf("the wheel moved the window to %d, the cursor to %d", d.table.Top(), d.table.Cursor())
	}
	d.settle(d.Update(clickAt(5, 0)))
	if d.table.Cursor() != wheelRows {
		t.Error("a click outside the rows moved the cursor")
	}
}
