package history

import (
	"strings"
	"testing"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/history"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/views/screen"
	"github.com/supascale/supascale-tui/internal/views/screentest"
)

func open(t *testing.T, before, now []api.Key) (*Screen, *history.Store) {
	t.Helper()
	env := screentest.Env(t, &screentest.Instance{})
	store := history.Open(t.TempDir())
	env.History = store
	for i, all := range [][]api.Key{before, now} {
		at := screentest.Now.Add(time.Duration(i-2) * 24 * time.Hour)
		if _, err := store.Look(t.Context(), env.API.Instance().ID, history.ListOf(all), at, at); err != nil {
			t.Fatal(err)
		}
	}
	s := New(env)
	s.SetSize(80, 21)
	screentest.Settle(s, s.Init())
	return s, store
}

func hostile() []api.Key {
	list := screentest.Keys()
	for i := range list {
		list[i].Name = strings.Repeat("監⟨U+202E⟩", 40)
		list[i].Expires = keys.Expiry{}
	}
	return list
}

func TestEverySize(t *testing.T) {
	some, _ := open(t, screentest.Keys()[1:4], hostile()[2:])
	screentest.Sizes(t, some)
	none, _ := open(t, screentest.Keys(), screentest.Keys())
	screentest.Sizes(t, none)
}

func TestWhereItLeads(t *testing.T) {
	list := screentest.Keys()
	s, store := open(t, list[1:], list[:5])
	gone, found := screentest.Find[screen.ShowRevoked](screentest.Press(s, "enter"))
	if !found || gone.Gone == nil || gone.Key.ID != list[5].ID {
		t.Errorf("the first leads to %+v", gone)
	}
	if again, found := screentest.Find[screen.ShowCreate](screentest.Press(s, "n")); !found || again.From.Name != list[5].Name || !again.From.Recreates {
		t.Errorf("n leads to %+v", again)
	}
	if key, found := screentest.Find[screen.FindKey](screentest.Press(s, "down", "enter")); !found || key.ID != list[0].ID {
		t.Errorf("the second leads to %+v", key)
	}
	msgs := screentest.Agree(t, s, "D")
	_, seen := screentest.Find[screen.ChangesSeen](msgs)
	if _, back := screentest.Find[screen.Back](msgs); !seen || !back {
		t.Errorf("D does %v", msgs)
	}
	if n, err := store.Read(t.Context(), s.env.API.Instance().ID); err != nil || n.Count() != 0 {
		t.Errorf("left %+v, %v", n, err)
	}
}
