package untaken_test

import (
	"strings"
	"testing"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/journal"
	"github.com/supascale/supascale-tui/internal/views/screen"
	"github.com/supascale/supascale-tui/internal/views/screentest"
	"github.com/supascale/supascale-tui/internal/views/untaken"
)

// open gives a dialog about the first keys of an instance, awake.
func open(t *testing.T, in *screentest.Instance, n int, change ...func(*api.Key)) (*untaken.Dialog, func()) {
	t.Helper()
	env := screentest.Env(t, in)
	timers := new(screentest.Timers)
	env.After = timers.After
	var orphans []journal.Orphan
	for _, k := range in.Keys[:n] {
		k.LastUsed = time.Time{}
		for _, c := range change {
			c(&k)
		}
		orphans = append(orphans, journal.Orphan{Key: k, Entry: journal.Entry{
			ID: "entry-" + k.ID, KeyID: k.ID, Asked: api.NewKey{Name: k.Name, Permissions: k.Permissions},
		}})
	}
	d := untaken.New(env, orphans)
	screentest.Settle(d, d.Init())
	return d, func() {
		for _, msg := range timers.Fire(screentest.Now) {
			d.Update(msg)
		}
	}
}

func view(d *untaken.Dialog) string {
	return strings.Join(strings.Fields(screentest.Plain(d.View(78, 22))), " ")
}

func TestKeysTypedAheadDecideNothing(t *testing.T) {
	in := &screentest.Instance{Keys: screentest.Keys()}
	d, wake := open(t, in, 1)
	if msgs := screentest.Press(d, "x", "r", "k", "esc"); len(msgs) != 0 || len(in.Revoked) != 0 {
		t.Fatalf("sent %v, revoked %v", msgs, in.Revoked)
	}
	wake()
	screentest.Press(d, "x")
	if len(in.Revoked) != 1 {
		t.Error("x was not heard once the dialog was awake")
	}
}

func TestOneAfterTheOther(t *testing.T) {
	in := &screentest.Instance{Keys: screentest.Keys()}
	d, wake := open(t, in, 3)
	wake()
	if got := view(d); !strings.Contains(got, "(1 of 3)") || !strings.Contains(got, "never taken: its value") {
		t.Error(got)
	}
	screentest.Press(d, "down", "x")
	if got := view(d); !strings.Contains(got, "(2 of 2)") || len(in.Revoked) != 1 || in.Revoked[0] != "key-005" {
		t.Errorf("revoked %v:\n%s", in.Revoked, got)
	}
	screentest.Press(d, "k")
	msgs := screentest.Press(d, "x", "x")
	if _, closed := screentest.Find[screen.CloseDialog](msgs); !closed || len(in.Revoked) != 2 {
		t.Errorf("sent %v, revoked %v", msgs, in.Revoked)
	}
}

func TestCreateAgainAsksForTheSame(t *testing.T) {
	in := &screentest.Instance{Keys: screentest.Keys()}
	d, wake := open(t, in, 1)
	wake()
	again, ok := screentest.Find[screen.ShowCreate](screentest.Press(d, "r"))
	if !ok || again.Again == nil || again.Again.Name != screentest.Keys()[0].Name || len(in.Revoked) != 1 {
		t.Errorf("asks for %+v, revoked %v", again.Again, in.Revoked)
	}
}

func TestAKeyRevokedElsewhereIsNotCreatedAgain(t *testing.T) {
	in := &screentest.Instance{Keys: screentest.Keys(), RevokeErr: &api.Error{Op: api.OpRevokeKey, Kind: api.NotFound, Message: "no such key"}}
	d, wake := open(t, in, 1)
	in.Keys = in.Keys[1:]
	wake()
	msgs := screentest.Press(d, "r")
	if _, again := screentest.Find[screen.ShowCreate](msgs); again {
		t.Errorf("sent %v", msgs)
	}
	if said, _ := screentest.Find[screen.Notice](msgs); !strings.Contains(said.Text, "revoked already") {
		t.Errorf("said %q", said.Text)
	}
}

func TestAKeyInUseIsNotRevokedByOneKeyPress(t *testing.T) {
	in := &screentest.Instance{Keys: screentest.Keys()}
	d, wake := open(t, in, 1, func(k *api.Key) { k.LastUsed = screentest.Now })
	wake()
	if got := view(d); !strings.Contains(got, "it is in use: somebody has its value") {
		t.Error(got)
	}
	msgs := screentest.Press(d, "r", "x")
	if _, asks := screentest.Find[screen.AskRevoke](msgs); !asks || len(in.Revoked) != 0 {
		t.Errorf("sent %v, revoked %v", msgs, in.Revoked)
	}
}

func TestAFailedRevocationStays(t *testing.T) {
	in := &screentest.Instance{Keys: screentest.Keys(), RevokeErr: &api.Error{Op: api.OpRevokeKey, Kind: api.Internal, Message: "broken"}}
	d, wake := open(t, in, 1)
	wake()
	msgs := screentest.Press(d, "x")
	if got := view(d); len(msgs) != 0 || !strings.Contains(got, "Not revoked") || !strings.Contains(got, "broken") {
		t.Errorf("sent %v:\n%s", msgs, got)
	}
}

func TestSizesAndFrames(t *testing.T) {
	in := &screentest.Instance{Keys: screentest.Keys()}
	d, wake := open(t, in, 2)
	screentest.DialogSizes(t, d)
	wake()
	screentest.Golden(t, "two-78x22", d.View(78, 22))
	screentest.Golden(t, "two-58x14", d.View(58, 14))
}
