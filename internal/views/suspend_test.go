package views

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// While the terminal is not the console's nothing of a screen is drawn; it comes back
// whole, and says why where it could not be suspended.
func TestASuspendedConsoleDrawsNothing(t *testing.T) {
	for _, msg := range []tea.Msg{tea.KeyPressMsg{Code: 'z', Mod: tea.ModCtrl}, Suspend{}, Redraw{}} {
		stops := 0
		said := screen.Notice{Text: "Nobody has the key's value."}
		r := &Root{notice: said, options: Options{Stop: func() bool { stops++; return false }}, site: site{command: ui.NewCommandLine(ui.NewTheme(ui.Palette{}), nil)}}
		cmd := r.route(msg)
		if view := r.View(); cmd == nil || !r.asleep || view.Content != "" || view.Cursor != nil {
			t.Fatalf("%T: %v, %q", msg, r.asleep, view.Content)
		}
		if again := r.route(Suspend{}); again != nil {
			t.Errorf("%T: it is suspended twice at once", msg)
		}
		if stops > 0 {
			t.Errorf("%T: it stops before the terminal is given back", msg)
		}
		r.wake(awake{})
		if r.notice != said {
			t.Errorf("%T: %q is not said any more", msg, said.Text)
		}
		r.wake(awake{"no shell"})
		if r.asleep || !strings.Contains(r.notice.Text, "no shell") {
			t.Errorf("%T: %v, %q", msg, r.asleep, r.notice.Text)
		}
	}
}

func TestASystemWithoutJobControlSaysSo(t *testing.T) {
	r := &Root{}
	if cmd := r.suspend(); cmd != nil || r.asleep || !strings.Contains(r.notice.Text, "can't suspend") {
		t.Errorf("%v, %q", r.asleep, r.notice.Text)
	}
}
