package pending

import (
	"errors"
	"strings"
	"testing"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/lifecycle/rotation"
	"github.com/supascale/supascale-tui/internal/lifecycle/undelivered"
	"github.com/supascale/supascale-tui/internal/views/screen"
	"github.com/supascale/supascale-tui/internal/views/screentest"
)

func TestMain(m *testing.M) { screentest.Main(m) }

// begun is an instance with a key that was never delivered, a rotation, and a
// revocation whose answers were lost.
func begun(t *testing.T) (*screentest.Instance, screen.Env) {
	t.Helper()
	f := &screentest.Instance{Keys: screentest.Keys()}
	env := screentest.Env(t, f)
	instance := f.Instance().ID
	lost := f.Keys[0]
	id, err := env.Undelivered.Begin(undelivered.Entry{Instance: instance, Asked: api.NewKey{Name: lost.Name}, At: screentest.Now})
	if err == nil {
		err = env.Undelivered.Made(id, lost)
	}
	if err != nil {
		t.Fatal(err)
	}
	plan := rotation.PlanFor(f.Keys[2], f.Keys, screentest.Now, screentest.Zone)
	if err := env.Rotations.Begin(plan.Rotation(instance, screentest.Now), nil); err != nil {
		t.Fatal(err)
	}
	f.RevokeErr = &api.Error{Op: api.OpRevokeKey, Kind: api.Timeout, Message: "no answer", MaybeDone: true}
	if r := env.Across(nil).Begin(t.Context(), f.Keys[3:5]); !r.Noted() {
		t.Fatalf("%+v", r)
	}
	return f, env
}

func open(env screen.Env) *Screen {
	s := New(env)
	s.SetSize(80, 21)
	screentest.Settle(s, s.Init())
	return s
}

func TestFrames(t *testing.T) {
	f, env := begun(t)
	s := open(env)
	screentest.Frame(t, "pending", s)
	f.ListErr = &api.Error{Op: api.OpListKeys, Kind: api.Unreachable, Message: "connection refused"}
	screentest.Press(s, "r")
	screentest.Frame(t, "unreachable", s)
	screentest.Frame(t, "nothing", open(screentest.Env(t, &screentest.Instance{Keys: screentest.Keys()})))
}

// Each item leads to what settles it.
func TestOpening(t *testing.T) {
	f, env := begun(t)
	s := open(env)
	if m, found := screentest.Find[screen.AskUndelivered](screentest.Press(s, "enter")); !found || m.Orphan.Key.ID != f.Keys[0].ID {
		t.Errorf("the first opens %+v", m)
	}
	if m, found := screentest.Find[screen.ShowRotate](screentest.Press(s, "down", "enter")); !found || m.Key.ID != f.Keys[2].ID {
		t.Errorf("the second opens %+v", m)
	}
	if m, found := screentest.Find[screen.ShowReceipts](screentest.Press(s, "down", "right")); !found || len(m.Revocation.Receipts) != 2 {
		t.Errorf("the third opens %+v", m)
	}
	if _, left := screentest.Find[screen.Back](screentest.Press(s, "esc")); !left {
		t.Error("esc stays")
	}
}

// A credential that the instance takes no more is for the root to tell.
func TestARefusedCredentialIsPassedOn(t *testing.T) {
	f, env := begun(t)
	f.ListErr = &api.Error{Op: api.OpListKeys, Kind: api.Unauthorized}
	s := New(env)
	s.SetSize(80, 21)
	if m, found := screentest.Find[screen.Unauthorized](screentest.Settle(s, s.Init())); !found || !errors.Is(m.Err, f.ListErr) {
		t.Errorf("%+v", m)
	}
}

// What was settled in the dialog above the page is gone from it.
func TestWhatIsSettledIsGoneFromThePage(t *testing.T) {
	_, env := begun(t)
	s := open(env)
	m, _ := screentest.Find[screen.AskUndelivered](screentest.Press(s, "enter"))
	env.Undelivered.Settle(m.Orphan.Entry.ID)
	screentest.Settle(s, s.Update(screen.UndeliveredGone{Note: m.Orphan.Entry.ID}))
	if view := screentest.Plain(screentest.View(s)); !strings.Contains(view, "2 things are not finished") || strings.Contains(view, "undelivered") {
		t.Errorf("the page still lists it:\n%s", view)
	}
}
