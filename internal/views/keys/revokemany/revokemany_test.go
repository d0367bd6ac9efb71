package revokemany

import (
	"context"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/lifecycle"
	"github.com/supascale/supascale-tui/internal/lifecycle/revokemany"
	"github.com/supascale/supascale-tui/internal/views/screen"
	"github.com/supascale/supascale-tui/internal/views/screentest"
)

func TestMain(m *testing.M) { screentest.Main(m) }

// link is an instance whose answers to revocations the test chooses.
type link struct {
	fake
	answer func(n int) (sent bool, err error) // by how many came before; nil: the instance's own
	n      int
}

// fake is embedded by a name that its methods don't have.
type fake = *screentest.Instance

func (l *link) RevokeKey(ctx context.Context, id string) error {
	l.n++
	if l.answer == nil {
		return l.fake.RevokeKey(ctx, id)
	}
	sent, err := l.answer(l.n - 1)
	if sent {
		_ = l.fake.RevokeKey(ctx, id)
	}
	return err
}

func failure(kind api.Kind, doubt bool) error {
	return &api.Error{Op: api.OpRevokeKey, Kind: kind, Message: "the instance says no", MaybeDone: doubt}
}

// open gives the page about the small list, looked at once, at 80×21.
func open(t *testing.T, l *link, change ...func(*screen.Env)) *Screen {
	t.Helper()
	env := screentest.Env(t, l)
	for _, c := range change {
		c(&env)
	}
	return show(env, screen.ShowRevokeMany{Keys: screentest.Keys(), Why: "marked in the list"})
}

func show(env screen.Env, ask screen.ShowRevokeMany) *Screen {
	s := New(env, ask)
	s.SetSize(80, 21)
	screentest.Settle(s, s.Init())
	return s
}

func small() *link { return &link{fake: &screentest.Instance{Keys: screentest.Keys()}} }

func plain(s *Screen) string { return screentest.Plain(screentest.View(s)) }

// flat is the frame without line breaks, for sentences that wrap.
func flat(s *Screen) string { return strings.Join(strings.Fields(plain(s)), " ") }

func has(t *testing.T, s *Screen, parts ...string) {
	t.Helper()
	for _, p := range parts {
		if !strings.Contains(flat(s), p) {
			t.Errorf("%q is not in\n%s", p, plain(s))
		}
	}
}

func production(env *screen.Env) { env.Environment = screen.Production }

func TestTheDryRunShowsWhatWouldGo(t *testing.T) {
	l := small()
	l.Own = l.Keys[4].Preview
	s := open(t, l, production)
	has(t, s, "Revoke 5 of 6 keys on production", "marked in the list", "3 were used within the last day", "is left out", "Nothing is revoked yet")
	screentest.Frame(t, "plan", s)
	screentest.Press(s, "down", "space")
	has(t, s, "Revoke 4 of 6 keys", "2 were used")
	screentest.Press(s, "up", "space", "enter")
	has(t, s, "Type revoke all 5 keys to confirm")
	screentest.Frame(t, "phrase", s)
	if c := screentest.Cursor(s); c == nil || c.Y != 20 || c.X != 3 {
		t.Errorf("the cursor is at %+v", c)
	}
	screentest.Press(s, "text:revoke 5 key", "enter")
	has(t, s, "What is typed is not the same")
	screentest.Sizes(t, s)
	screentest.Press(s, "esc", "esc")
	if l.n > 0 || !strings.Contains(s.field.Value(), "revoke") {
		t.Errorf("%d keys were asked for", l.n)
	}
	if _, back := screentest.Find[screen.Back](screentest.Press(s, "esc")); !back {
		t.Error("esc leads nowhere")
	}
}

func TestTheOwnKeyGoesOnlyWhenTakenInAndThenLast(t *testing.T) {
	l := small()
	l.Own = l.Keys[0].Preview
	s := open(t, l)
	screentest.Press(s, "space")
	has(t, s, "Revoke 6 keys", "The key this console uses goes too, as the last")
	screentest.Press(s, "enter", "text:revoke all 5 keys", "enter")
	if s.stage != planning {
		t.Error("the phrase without the own key does")
	}
	screentest.Press(s, "text: and my own", "enter")
	if len(l.Revoked) != 6 || l.Revoked[5] != screentest.Keys()[0].ID {
		t.Errorf("asked for %v", l.Revoked)
	}
	has(t, s, "6 revoked")
}

func TestKeysThatCantGo(t *testing.T) {
	l := small()
	ask := screen.ShowRevokeMany{Keys: append(screentest.Keys(), api.Key{Name: "no id"}, api.Key{ID: "gone", Name: "gone"}, screentest.Keys()[0])}
	s := show(screentest.Env(t, l), ask)
	has(t, s, "Revoke 6 keys", "1 was gone already. 1 has no id")
	l.Keys = nil
	s = show(screentest.Env(t, l), ask)
	has(t, s, "There is nothing to revoke.", "7 were gone already")
	screentest.Sizes(t, s)
	l.ListErr = failure(api.Unreachable, false)
	s = show(screentest.Env(t, l), ask)
	has(t, s, "Can't reach the instance")
	screentest.Sizes(t, s)
	l.ListErr, l.Keys = nil, screentest.Keys()
	screentest.Press(s, "r")
	has(t, s, "Revoke 6 keys")
	for range 6 {
		screentest.Press(s, "space")
	}
	if out, _ := screentest.Find[screen.Notice](screentest.Press(s, "enter")); out.Text == "" || s.asking != nothing {
		t.Errorf("with none left enter says %+v", out)
	}
}

// revoke confirms and lets it run to its end.
func revoke(s *Screen) []tea.Msg {
	return screentest.Press(s, "enter", "text:"+s.phrase().First, "enter")
}

func TestReceipts(t *testing.T) {
	l := small()
	l.answer = func(n int) (bool, error) {
		switch n {
		case 1:
			return true, failure(api.Timeout, true) // done, and the answer lost
		case 2:
			return true, failure(api.NotFound, false)
		case 3:
			return false, failure(api.Conflict, false)
		case 4:
			return false, failure(api.Timeout, true)
		}
		return true, nil
	}
	env := screentest.Env(t, l)
	s := show(env, screen.ShowRevokeMany{Keys: screentest.Keys()})
	out := revoke(s)
	told, _ := screentest.Find[screen.KeysRevoked](out)
	if len(told.Keys) != 4 {
		t.Errorf("told of %d keys", len(told.Keys))
	}
	has(t, s, "3 revoked · 1 gone already · 1 not confirmed · 1 not revoked")
	screentest.Frame(t, "receipts", s)
	s.SetSize(80, 21)
	screentest.Press(s, "tab", "down")
	if len(s.shown) != 2 || !strings.Contains(plain(s), "admin console") || strings.Contains(plain(s), "Laptop") {
		t.Errorf("what is left:\n%s", plain(s))
	}
	has(t, s, "admin console: Can't revoke the key: the instance says no.")

	// The rest goes, and nothing is noted any more.
	l.answer = nil
	screentest.Press(s, "x", "text:"+restPhrase(s), "enter")
	has(t, s, "5 revoked · 1 gone already")
	if list, err := env.Many.List(l.Instance().ID); err != nil || len(list) > 0 {
		t.Errorf("noted %+v, %v", list, err)
	}
	if why, _ := screentest.Find[screen.Notice](screentest.Press(s, "x")); !strings.Contains(why.Text, "nothing left to do") {
		t.Errorf("r says %+v", why)
	}
}

func TestWhatStopsIt(t *testing.T) {
	for name, c := range map[string]struct {
		err  error
		down bool
		says string
	}{
		"refused":     {failure(api.Unauthorized, false), true, "Can't revoke the key: the instance says no. Check the key"},
		"unreachable": {failure(api.Unreachable, false), false, "Check the address"},
		"limited":     {&api.Error{Op: api.OpRevokeKey, Kind: api.RateLimited, Message: "slowly", RetryAfter: time.Hour}, false, "Wait 60 minutes"},
	} {
		t.Run(name, func(t *testing.T) {
			l := small()
			l.answer = func(n int) (bool, error) {
				if n == 2 {
					if c.down {
						l.ListErr = c.err
					}
					return false, c.err
				}
				return true, nil
			}
			s := open(t, l)
			out := revoke(s)
			left := "3 not tried"
			if c.down {
				left = "2 not confirmed · 4 not tried" // the list can't be read either
			}
			has(t, s, c.says, left)
			if l.n != 3 {
				t.Errorf("%d were asked for", l.n)
			}
			if _, hidden := screentest.Find[screen.Unauthorized](out); hidden {
				t.Error("the refusal hides the receipts")
			}
			screentest.Frame(t, "stopped-"+name, s)
			l.answer, l.ListErr = nil, nil
			screentest.Press(s, "x", "text:"+restPhrase(s), "enter")
			has(t, s, "6 revoked")
		})
	}
}

// restPhrase is what confirms that the rest goes, too.
func restPhrase(s *Screen) string {
	return s.revocations.Phrase(s.owns(), s.env.Now()).First
}

func TestStopping(t *testing.T) {
	l := small()
	var s *Screen
	l.answer = func(n int) (bool, error) {
		if n == 1 {
			s.stop() // as esc and leaving do
		}
		return true, nil
	}
	env := screentest.Env(t, l)
	s = show(env, screen.ShowRevokeMany{Keys: screentest.Keys()})
	revoke(s)
	has(t, s, "2 revoked · 4 not tried", "You stopped it.")

	// A console that is opened later knows of it, and asks again.
	l.answer = nil
	again := reopen(env, s.revocations.Runs[0].Revocation)
	has(t, again, "2 revoked · 4 not tried", "Begun just now")
	screentest.Frame(t, "unfinished", again)
	screentest.Press(again, "x")
	has(t, again, "Type revoke 4 keys to confirm")
	if l.n != 2 {
		t.Error("x alone goes on with what was confirmed another time")
	}
	screentest.Press(again, "text:revoke 4 keys", "enter")
	has(t, again, "6 revoked")
}

func TestWhileItRuns(t *testing.T) {
	l := small()
	var timers screentest.Timers
	env := screentest.Env(t, l)
	env.After = timers.After
	s := show(env, screen.ShowRevokeMany{Keys: screentest.Keys()})
	screentest.Press(s, "enter", "text:revoke all 6 keys")
	cmd := s.Update(screentest.Key("enter")) // not run so far
	screentest.Messages(s.Update(step{s.progress}))
	has(t, s, "Revoking on production", "0 of 0 keys")
	s.progress.set(revokemany.Progress{Progress: lifecycle.Progress{Stage: lifecycle.Asking, Key: l.Keys[2], Tried: 2, Of: 6}})
	has(t, s, "2 of 6 keys", "CI/CD Pipeline", ":pending")
	s.spinner.Stop()
	screentest.Frame(t, "running", s)
	s.progress.set(revokemany.Progress{Progress: lifecycle.Progress{Stage: lifecycle.Waiting, Tried: 2, Of: 6, WaitEnds: screentest.Now.Add(90 * time.Second)}})
	has(t, s, "The instance asks for a pause: it goes on in 2 min.")
	s.progress.set(revokemany.Progress{Progress: lifecycle.Progress{Stage: lifecycle.Confirming, Tried: 6, Of: 6}})
	has(t, s, "reading the list to confirm")
	if l := s.Leave(); !strings.Contains(l.Question, "stops after the key under way") {
		t.Errorf("leaving: %+v", l)
	}
	screentest.Press(s, "esc")
	has(t, s, "Stopping after the key under way")
	if why, _ := screentest.Find[screen.Notice](screentest.Press(s, "esc")); why.Text == "" {
		t.Error("a second esc says nothing")
	}
	screentest.Settle(s, cmd)
	has(t, s, "0 revoked · 6 not tried", "You stopped it.")
	if s.Leave().Question != "" {
		t.Errorf("leaving afterwards: %+v", s.Leave())
	}
	if len(timers.Fire(screentest.Now)) == 0 {
		t.Error("the progress is not drawn anew")
	}
	s.Closed()
}
