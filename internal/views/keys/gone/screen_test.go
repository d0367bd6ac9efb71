package gone

import (
	"strings"
	"testing"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/views/screen"
	"github.com/supascale/supascale-tui/internal/views/screentest"
)

func open(t *testing.T, instance *screentest.Instance) *Screen {
	t.Helper()
	s := New(screentest.Env(t, instance))
	s.SetSize(80, 21)
	screentest.Settle(s, s.Init())
	return s
}

func gone() (list []api.RevokedKey) {
	for _, k := range screentest.Keys() {
		list = append(list, api.RevokedKey{Key: k, Revoked: screentest.Now})
	}
	list[0].Name = strings.Repeat("監⟨U+202E⟩", 40)
	return list
}

func TestEverySize(t *testing.T) {
	s := open(t, &screentest.Instance{Gone: gone()})
	screentest.Sizes(t, s)
	screentest.Press(s, "/", "text:laptop")
	screentest.Sizes(t, s)
	screentest.Press(s, "text:nothing")
	screentest.Sizes(t, s)
	screentest.Sizes(t, open(t, &screentest.Instance{}))
	screentest.Sizes(t, open(t, &screentest.Instance{ListErr: &api.Error{Op: api.OpRevoked, Kind: api.Unreachable, Message: "connection refused"}}))
}

func TestKeys(t *testing.T) {
	s := open(t, &screentest.Instance{Gone: gone()})
	screentest.Press(s, "/", "text:laptop", "enter")
	show, found := screentest.Find[screen.ShowRevoked](screentest.Press(s, "enter"))
	if !found || show.Key.Name != "Laptop (old)" || !show.Gone.ByInstance {
		t.Errorf("enter leads to %+v", show)
	}
	again, found := screentest.Find[screen.ShowCreate](screentest.Press(s, "n"))
	want := show.Key.Lifetime()
	if !found || again.From.Name != "Laptop (old)" || again.From.Lifetime != want || again.From.Permissions != show.Key.Permissions {
		t.Errorf("n leads to %+v", again.From)
	}
	if _, back := screentest.Find[screen.Back](screentest.Press(s, "esc")); back || len(s.shown) != 6 {
		t.Errorf("the first esc leaves, %d shown", len(s.shown))
	}
	if _, back := screentest.Find[screen.Back](screentest.Press(s, "esc")); !back {
		t.Error("the second esc stays")
	}
}
