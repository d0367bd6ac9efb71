package switching

import (
	"errors"
	"strings"
	"testing"

	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/views/screen"
	"github.com/supascale/supascale-tui/internal/views/screentest"
)

func TestMain(m *testing.M) { screentest.Main(m) }

func open(t testing.TB, name string) *Dialog {
	t.Helper()
	d := New(screentest.Env(t, &screentest.Instance{}), app.Profile{Name: name, URL: "https://us-1.example.com/scale", Environment: screen.Production})
	d.Init()
	return d
}

func TestFrames(t *testing.T) {
	d := open(t, "us-1")
	screentest.Frame(t, "connecting", d)
	d.Failed(errors.New("The keyring did not answer within 3 s. Unlock it and try again.")) //nolint:revive // a sentence for the admin
	screentest.Frame(t, "failed", d)
}

func TestEverySize(t *testing.T) {
	d := open(t, strings.Repeat("long ", 40))
	screentest.Sizes(t, d)
	d.Failed(errors.New(strings.Repeat("why ", 200)))
	screentest.Sizes(t, d)
}

func TestOnTheWay(t *testing.T) {
	d := open(t, "staging")
	if msgs := screentest.Press(d, "enter", "q", "n", "x"); len(msgs) > 0 {
		t.Errorf("typed ahead: %v", msgs)
	}
	if _, ok := screentest.Find[screen.StopSwitch](screentest.Press(d, "esc")); !ok {
		t.Error("esc does not stop it")
	}
	d.Failed(errors.New("no"))
	if to, ok := screentest.Find[screen.SwitchProfile](screentest.Press(d, "r")); !ok || to.Name != "staging" {
		t.Errorf("r leads to %q", to.Name)
	}
	if _, ok := screentest.Find[screen.CloseDialog](screentest.Press(d, "esc")); !ok {
		t.Error("esc does not close it")
	}
}
