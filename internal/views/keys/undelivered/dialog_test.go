package undelivered_test

import (
	"strings"
	"testing"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/lifecycle/undelivered"
	dialog "github.com/supascale/supascale-tui/internal/views/keys/undelivered"
	"github.com/supascale/supascale-tui/internal/views/screen"
	"github.com/supascale/supascale-tui/internal/views/screentest"
)

func TestMain(m *testing.M) { screentest.Main(m) }

// open gives a dialog about the first keys of an instance, awake.
func open(t *testing.T, in *screentest.Instance, n int, change ...func(*api.Key)) (*dialog.Dialog, func()) {
	t.Helper()
	env := screentest.Env(t, in)
	timers := new(screentest.Timers)
	env.After = timers.After
	var orphans []undelivered.Orphan
	for _, k := range in.Keys[:n] {
		k.LastUsed = time.Time{}
		for _, c := range change {
			c(&k)
		}
		orphans = append(orphans, undelivered.Orphan{Key: k, Entry: undelivered.Entry{
			ID: "entry-" + k.ID, KeyID: k.ID, Asked: api.NewKey{Name: k.Name, Permissions: k.Permissions},
		}})
	}
	d := dialog.New(env, orphans)
	screentest.Settle(d, d.Init())
	return d, func() {
		for _, msg := range timers.Fire(screentest.Now) {
			d.Update(msg)
		}
	}
}

func view(d *dialog.Dialog) string {
	return strings.Join(strings.Fields(screentest.Plain(screentest.ViewAt(d, 78, 22))), " ")
}

func TestKeysTypedAheadDecideNothing(t *testing.T) {
	in := &screentest.Instance{Keys: screentest.Keys()}
	d, wake := open(t, in, 1)
	if msgs := screentest.Press(d, "down", "enter", "esc"); len(msgs) != 0 {
		t.Fatalf("sent %v", msgs)
	}
	wake()
	if _, asks := screentest.Find[screen.AskRevoke](screentest.Press(d, "down", "enter")); !asks {
		t.Error("the dialog does not hear once it is awake")
	}
}

// No letter decides anything, and enter is the safe answer as long as no other was
// chosen: k moves elsewhere, r refreshes, x revokes what the cursor is on.
func TestHabitDecidesNothing(t *testing.T) {
	in := &screentest.Instance{Keys: screentest.Keys()}
	d, wake := open(t, in, 2)
	wake()
	for c := '!'; c <= '~'; c++ {
		if msgs := screentest.Press(d, string(c)); len(msgs) != 0 || len(in.Revoked) != 0 || !strings.Contains(view(d), "(1 of 2)") {
			t.Errorf("%q sent %v, revoked %v:\n%s", c, msgs, in.Revoked, view(d))
		}
	}
	msgs := screentest.Press(d, "enter")
	if said, _ := screentest.Find[screen.Notice](msgs); !strings.Contains(said.Text, "Decided later") || len(d.Postponed()) != 2 {
		t.Errorf("enter says %q", said.Text)
	}
}

func TestOneAfterTheOther(t *testing.T) {
	in := &screentest.Instance{Keys: screentest.Keys()}
	d, wake := open(t, in, 3)
	wake()
	if got := view(d); !strings.Contains(got, "(1 of 3)") || !strings.Contains(got, "never taken: its value") {
		t.Error(got)
	}
	// The answer that was highlighted for one key is not that for the next.
	screentest.Press(d, "down", "down", "right")
	if got := view(d); !strings.Contains(got, "(2 of 3)") || !strings.Contains(got, "▌ decide later") {
		t.Error(got)
	}
	screentest.Press(d, "up", "enter") // keep it
	if got := view(d); !strings.Contains(got, "(2 of 2)") || !strings.Contains(got, "is not asked about again") || !strings.Contains(got, "▌ decide later") {
		t.Error(got)
	}
	screentest.Press(d, "up", "enter")
	msgs := screentest.Press(d, "up", "enter")
	if _, closed := screentest.Find[screen.CloseDialog](msgs); !closed || len(in.Revoked) != 0 {
		t.Errorf("sent %v, revoked %v", msgs, in.Revoked)
	}
}

// A key goes by the dialog for all keys, which wants its name where it is live.
func TestRevokingTakesTheCommonDialog(t *testing.T) {
	in := &screentest.Instance{Keys: screentest.Keys()}
	d, wake := open(t, in, 1)
	wake()
	key := screentest.Keys()[0]
	again, _ := screentest.Find[screen.AskRevoke](screentest.Press(d, "down", "enter"))
	then, _ := again.Then.(screen.UndeliveredGone)
	if again.Key.ID != key.ID || then.Note != "entry-"+key.ID || then.Again == nil || then.Again.Name != key.Name {
		t.Errorf("asks for %+v", again)
	}
	only, _ := screentest.Find[screen.AskRevoke](screentest.Press(d, "down", "enter"))
	if then, _ := only.Then.(screen.UndeliveredGone); only.Key.ID != key.ID || then.Again != nil || then.Note == "" || len(in.Revoked) != 0 {
		t.Errorf("asks for %+v, revoked %v", only, in.Revoked)
	}
}

func TestAKeyInUseIsNotCreatedAgain(t *testing.T) {
	in := &screentest.Instance{Keys: screentest.Keys()}
	d, wake := open(t, in, 1, func(k *api.Key) { k.LastUsed = screentest.Now })
	wake()
	if got := view(d); !strings.Contains(got, "it is in use: somebody has its value") || strings.Contains(got, "create it again") {
		t.Error(got)
	}
}

func TestSizesAndFrames(t *testing.T) {
	in := &screentest.Instance{Keys: screentest.Keys()}
	d, wake := open(t, in, 2)
	wake()
	screentest.Frame(t, "two", d)
}
