//go:build unix

package cli

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/cli/command"
	"github.com/supascale/supascale-tui/internal/cli/console"
	"github.com/supascale/supascale-tui/internal/config"
	"github.com/supascale/supascale-tui/internal/credential"
	"github.com/supascale/supascale-tui/internal/lifecycle/undelivered"
	"github.com/supascale/supascale-tui/internal/process/monitor"
	"github.com/supascale/supascale-tui/internal/standin"
	"github.com/supascale/supascale-tui/internal/testkit/terminaltest"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views"
	"github.com/supascale/supascale-tui/internal/views/screen"
	"github.com/supascale/supascale-tui/internal/views/screentest"
)

// breakAt names where the console breaks when it is told to. With it this
// test's own program is that console, not a run of tests.
const breakAt = "SUPASCALE_TEST_BREAK_AT"

func init() {
	if monitor.Requested() {
		monitor.Run(credential.Redact)
		os.Exit(0)
	}
	if where := os.Getenv(breakAt); where != "" {
		runBreaking(where)
		os.Exit(command.ExitFailed)
	}
}

// breaking is the console with a fault that the key ! sets off.
type breaking struct {
	tea.Model
	where  string
	broken bool
}

func (b *breaking) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if k, ok := msg.(tea.KeyPressMsg); !ok || k.String() != "!" {
		_, cmd := b.Model.Update(msg)
		return b, cmd
	}
	b.broken = true
	switch b.where {
	case "Update":
		panic("a fault in Update")
	case "command":
		return b, func() tea.Msg { panic("a fault in a command") }
	case "batch":
		return b, tea.Batch(nil, func() tea.Msg { panic("a fault in a command of several") }, tea.Tick(time.Hour, nil))
	case "goroutine":
		go panic("a fault in a goroutine")
	}
	return b, nil
}

func (b *breaking) View() tea.View {
	v := b.Model.View()
	if b.broken && b.where == "View" {
		panic("a fault in View")
	}
	return v
}

// runBreaking is a console until it is told to break.
func runBreaking(where string) {
	list, err := app.Presets(config.Settings{})
	if err != nil {
		panic(err)
	}
	shown := standin.New(nil)
	root := views.New(screen.Env{
		Shown: shown,
		API:   &screentest.Instance{}, State: app.State{Undelivered: undelivered.Open(filepath.Join(os.Getenv("HOME"), "undelivered"))}, Theme: ui.NewTheme(ui.Palette{}),
		Now: time.Now, Zone: time.UTC, Getenv: os.Getenv, After: tea.Tick, RevealTimeout: time.Hour,
	}, views.Options{Presets: list})
	fmt.Println(console.Draw(context.Background(), &breaking{Model: root, where: where}, shown, new(atomic.Pointer[func(tea.Msg)]), console.WatchProcess()))
}

func TestAPanicDuringTheRevealRestoresTheTerminalAndPrintsNoSecret(t *testing.T) {
	t.Parallel()
	for _, where := range []string{"Update", "View", "command", "batch", "goroutine"} {
		t.Run(where, func(t *testing.T) {
			env := terminaltest.Env(t, breakAt+"="+where, "XDG_STATE_HOME="+t.TempDir())
			x := &terminal{t, terminaltest.Start(t, 80, 24, env, os.Args[0])}
			x.shows("new")
			if key := createPipelineKey(x); key != screentest.FakeValue {
				t.Fatal("another key is shown")
			}
			x.press("!")
			x.ends()
			before, after, left := bytes.Cut(x.written(), []byte("\x1b[?1049l"))
			if !left || !bytes.Contains(before, []byte(screentest.FakeValue)) {
				t.Fatal("the alternate screen was not left, or there was no key on it")
			}
			for _, off := range modesOff {
				if !bytes.Contains(x.written(), []byte(off)) {
					t.Errorf("left without writing %q", off)
				}
			}
			if !bytes.Contains(after, []byte("The console ended by a fault of its own: a fault in ")) || !bytes.Contains(after, []byte("crash.txt")) {
				t.Errorf("the crash is not told: %q", after)
			}
			if bytes.Contains(after, []byte(screentest.FakeValue)) || bytes.Contains(x.written(), []byte("goroutine ")) {
				t.Error("the crash output holds the key, or the stack")
			}
		})
	}
}
