package profiles

import (
	"errors"
	"strings"
	"testing"

	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/views/screen"
	"github.com/supascale/supascale-tui/internal/views/screentest"
)

func TestMain(m *testing.M) { screentest.Main(m) }

var list = []app.Profile{
	{Name: "eu-1", URL: "https://eu-1.example.com", Environment: screen.Production},
	{Name: "us-1", URL: "https://us-1.example.com/scale", Environment: screen.Production},
	{Name: "staging", URL: "https://staging.example.com", Environment: screen.Staging},
	{Name: "played", URL: "http://127.0.0.1:8787", Environment: "playground"},
	{Name: "nameless", URL: "https://nameless.example.com"},
}

func open(t testing.TB, profiles []app.Profile) *Dialog {
	t.Helper()
	return New(screentest.Env(t, &screentest.Instance{}), profiles, "eu-1", true)
}

func frame(d *Dialog) string { return screentest.Plain(screentest.ViewAt(d, 78, 22)) }

func TestFrames(t *testing.T) {
	d := open(t, list)
	screentest.Frame(t, "list", d)
	screentest.Press(d, "/", "text:example us")
	screentest.Frame(t, "filtered", d)
	d.Connecting("us-1")
	screentest.Frame(t, "connecting", d)
	d.Failed(errors.New("The keyring did not answer within 3 s. Unlock it and try again.")) //nolint:revive // a sentence for the admin
	screentest.Frame(t, "failed", d)
}

func TestEverySize(t *testing.T) {
	d := open(t, list)
	screentest.Press(d, "/", "text:"+strings.Repeat("監", 80))
	screentest.Sizes(t, d)
	d.Connecting(strings.Repeat("long ", 40))
	d.Failed(errors.New(strings.Repeat("why ", 200)))
	screentest.Sizes(t, d)
	screentest.Sizes(t, open(t, nil))
}

func TestChoosing(t *testing.T) {
	for want, way := range map[string][]string{
		"us-1":     {"enter"}, // the cursor begins on the one after where you are
		"staging":  {"down", "enter"},
		"played":   {"j", "j", "enter"},
		"nameless": {"end", "enter"},
	} {
		to, ok := screentest.Find[screen.SwitchProfile](screentest.Press(open(t, list), way...))
		if !ok || to.Name != want {
			t.Errorf("%v leads to %q, want %q", way, to.Name, want)
		}
	}
	for _, way := range [][]string{{"up", "enter"}, {"esc"}} {
		msgs := screentest.Press(open(t, list), way...)
		if _, closed := screentest.Find[screen.CloseDialog](msgs); !closed || len(msgs) != 1 {
			t.Errorf("%v: %v", way, msgs)
		}
	}
	if _, ok := screentest.Find[screen.ShowConnect](screentest.Press(open(t, nil), "a")); !ok {
		t.Error("a does not lead to an instance without a profile")
	}
}

func TestFilter(t *testing.T) {
	for text, want := range map[string]string{
		"stag": "staging", "PRODUCTION us": "us-1", "8787": "played", "playgr": "played", "nothing like it": "",
	} {
		d := open(t, list)
		to, ok := screentest.Find[screen.SwitchProfile](screentest.Press(d, "/", "text:"+text, "enter"))
		if ok != (want != "") || to.Name != want {
			t.Errorf("%q leads to %q, want %q", text, to.Name, want)
		}
		if want == "" && !strings.Contains(frame(d), "No profile has that in it.") {
			t.Errorf("\n%s", frame(d))
		}
	}
	d := open(t, list)
	screentest.Press(d, "/", "text:jkqn")
	if d.filter.Value() != "jkqn" {
		t.Errorf("letters are keys while they are text: %q is left", d.filter.Value())
	}
	if msgs := screentest.Press(d, "esc"); len(msgs) > 0 || len(d.found) != len(list) {
		t.Errorf("esc leaves %d profiles and says %v", len(d.found), msgs)
	}
}

func TestOnTheWay(t *testing.T) {
	d := open(t, list)
	d.Connecting("staging")
	if p, _ := d.at(); p.Name != "staging" {
		t.Errorf("the cursor is on %s", p.Name)
	}
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
}
