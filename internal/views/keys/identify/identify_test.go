package identify

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/views/screen"
	"github.com/supascale/supascale-tui/internal/views/screentest"
)

func TestMain(m *testing.M) { screentest.Main(m) }

// value is of the form of key-004's preview, and plainly not a real one.
const value = "supascale_4Ab3FakeFakeFakeFakeFakex9Zk"

func fake() *screentest.Instance {
	gone := api.RevokedKey{Key: api.Key{ID: "key-000", Name: "Old deploy", Preview: "supascale_0Gon...eT0k"}, Revoked: screentest.Now.Add(-time.Hour)}
	return &screentest.Instance{Keys: screentest.Keys(), Gone: []api.RevokedKey{gone}}
}

func open(t testing.TB, i *screentest.Instance) *Dialog {
	t.Helper()
	return New(screentest.Env(t, i))
}

func states(t testing.TB) map[string]*Dialog {
	list := map[string]*Dialog{}
	for name, do := range map[string][]string{
		"asking":   nil,
		"pasted":   {"paste:" + value},
		"found":    {"paste:" + value, "enter"},
		"revoked":  {"paste:supascale_0GonFakeFakeFakeFakeFakeeT0k", "enter"},
		"none":     {"paste:supascale_" + strings.Repeat("Fake", 7), "enter"},
		"no-key":   {"paste:" + value + " supascale_" + strings.Repeat("Fake", 7), "enter"},
		"too-long": {"paste:" + strings.Repeat("FakeFake", 1000)},
	} {
		d := open(t, fake())
		screentest.Press(d, do...)
		list[name] = d
	}
	several := fake()
	several.Keys[0].Preview = "4Ab3…"
	list["several"] = open(t, several)
	screentest.Press(list["several"], "paste:"+value, "enter")
	list["exact"] = open(t, fake())
	list["exact"].env.Exact = func(v api.Secret) (string, bool, bool) { return "key-004", false, v.Equal(value) }
	screentest.Press(list["exact"], "paste:"+value+"\n", "enter")
	down := fake()
	down.ListErr = &api.Error{Op: api.OpListKeys, Kind: api.Unreachable, Message: "connection refused"}
	list["unreachable"] = open(t, down)
	screentest.Press(list["unreachable"], "paste:"+value, "enter")
	list["looking"] = open(t, fake())
	screentest.Press(list["looking"], "paste:"+value)
	list["looking"].Update(screentest.Key("enter"))
	traced := open(t, fake())
	traced.env.Getenv = func(name string) string { return map[string]string{"TEA_TRACE": "x"}[name] }
	screentest.Press(traced, "paste:"+value, "text:a", "enter")
	list["traced"] = traced
	return list
}

func TestGoldenFrames(t *testing.T) {
	for name, d := range states(t) {
		screentest.Frame(t, name, d)
	}
}

func TestNoStateShowsOrPrintsTheValue(t *testing.T) {
	for name, d := range states(t) {
		if text := screentest.ViewAt(d, 200, 60) + fmt.Sprintf("%+v %#v", *d, *d); strings.Contains(text, "FakeFake") {
			t.Errorf("%s: the value is in %s", name, text)
		}
		if name == "pasted" || name == "too-long" {
			continue
		}
		if d.input.Len() != 0 {
			t.Errorf("%s: the value is kept", name)
		}
	}
}

func TestWhereItLeads(t *testing.T) {
	all := states(t)
	for name, want := range map[string]string{"found": "key-004", "exact": "key-004", "several": "key-006"} {
		msgs := screentest.Press(all[name], "enter")
		show, ok := screentest.Find[screen.ShowKey](msgs)
		if _, closes := msgs[0].(screen.CloseDialog); !ok || !closes || show.Key.ID != want {
			t.Errorf("%s leads to %+v", name, msgs)
		}
	}
	if show, ok := screentest.Find[screen.ShowRevoked](screentest.Press(all["revoked"], "enter")); !ok || show.Key.Name != "Old deploy" {
		t.Errorf("revoked leads to %+v", show)
	}
	if msgs := screentest.Press(all["none"], "enter"); len(msgs) != 0 {
		t.Errorf("none leads to %v", msgs)
	}
	show, _ := screentest.Find[screen.ShowKey](screentest.Press(states(t)["several"], "down", "enter"))
	if show.Key.ID != "key-004" {
		t.Errorf("the second is %+v", show.Key)
	}
}

func TestSaysHowSureItIs(t *testing.T) {
	all := states(t)
	for name, want := range map[string]string{"found": "probable", "exact": "exact", "revoked": "probable", "several": "probable"} {
		if view := screentest.Plain(screentest.ViewAt(all[name], 118, 30)); !strings.Contains(view, want) {
			t.Errorf("%s does not say %s:\n%s", name, want, view)
		}
	}
}

func TestEscLeavesNothing(t *testing.T) {
	for name, d := range states(t) {
		msgs := screentest.Press(d, "esc")
		if _, closed := screentest.Find[screen.CloseDialog](msgs); !closed || d.input.Len() != 0 || d.call.Running() {
			t.Errorf("%s: esc does %v", name, msgs)
		}
	}
}

func TestAnother(t *testing.T) {
	d := states(t)["none"]
	screentest.Press(d, "I", "text:"+value, "enter")
	if !strings.Contains(screentest.ViewAt(d, 118, 30), "CI/CD Pipeline") {
		t.Error("a second value is not found")
	}
	d = open(t, &screentest.Instance{ListErr: &api.Error{Op: api.OpListKeys, Kind: api.Unauthorized, Message: "no"}})
	if _, told := screentest.Find[screen.Unauthorized](screentest.Press(d, "paste:"+value, "enter")); !told {
		t.Error("the root hears nothing of a refused credential")
	}
}
