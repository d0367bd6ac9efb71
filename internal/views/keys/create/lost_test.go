package create_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/lifecycle/undelivered"
	"github.com/supascale/supascale-tui/internal/views/keys/create"
	"github.com/supascale/supascale-tui/internal/views/screen"
	"github.com/supascale/supascale-tui/internal/views/screentest"
)

// fake leaves the name Instance to the method.
type fake = screentest.Instance

// losing makes the keys it is asked for and loses the first answers.
type losing struct {
	*fake
	lose    int
	refuses bool // makes no key either
}

var errLost = &api.Error{Op: api.OpCreateKey, Kind: api.Timeout, Message: "timed out; it is not known whether the key was created", MaybeDone: true}

func (l *losing) CreateKey(ctx context.Context, key api.NewKey) (api.CreatedKey, error) {
	if l.lose == 0 {
		return l.fake.CreateKey(ctx, key)
	}
	l.lose--
	if !l.refuses {
		_, _ = l.fake.CreateKey(ctx, key)
	}
	return api.CreatedKey{}, errLost
}

// lostForm is a filled form on an instance that loses the answer, with the
// timers and the notes it uses.
func lostForm(t *testing.T, in *losing) (*create.Screen, *screentest.Timers, *undelivered.Store) {
	t.Helper()
	timers := new(screentest.Timers)
	notes := undelivered.Open(filepath.Join(t.TempDir(), "undelivered"))
	s := form(t, in.fake, func(e *screen.Env) { e.API, e.After, e.Undelivered = in, timers.After, notes })
	screentest.Press(s, append([]string{"right", "tab", "text: 2"}, toButton[1:]...)...)
	return s, timers, notes
}

func unsettled(t *testing.T, notes *undelivered.Store, in *losing) []undelivered.Entry {
	t.Helper()
	list, err := notes.Unsettled(in.Instance().ID)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func TestALostKeyIsRevokedAndCreatedAgainInOneStep(t *testing.T) {
	in := &losing{fake: &fake{}, lose: 1}
	s, _, notes := lostForm(t, in)
	screentest.Press(s, "enter")
	shows(t, s, "it was created", "supascale_Fake...Fake", "its value was lost with the answer",
		"[ Decide later ]", "Revoke, create again", "Only revoke", "Keep it", "CI/CD Pipeline 2")
	if l := s.Leave(); !strings.Contains(l.Question, "its value is lost") {
		t.Errorf("leaving asks %q", l.Question)
	}
	if list := unsettled(t, notes, in); len(list) != 1 || list[0].KeyID != "key-new-1" {
		t.Errorf("noted %+v", list)
	}
	// enter is the safe answer; the key goes by the dialog for all keys.
	if msgs := screentest.Press(s, "enter"); len(msgs) != 1 || msgs[0] != (screen.Back{}) {
		t.Errorf("enter sent %v", msgs)
	}
	ask, asks := screentest.Find[screen.AskRevoke](screentest.Press(s, "right", "enter"))
	if !asks || ask.Key.ID != "key-new-1" || ask.Then == nil || len(in.Revoked) != 0 {
		t.Fatalf("asks %+v", ask)
	}
	in.Keys = nil // the dialog has revoked it
	msgs := screentest.Settle(s, s.Update(ask.Then))
	made, ok := screentest.Find[screen.KeyCreated](msgs)
	if !ok || made.Created.ID != "key-new-2" || made.Note == "" {
		t.Errorf("sent %v", msgs)
	}
	if len(in.Keys) != 1 || len(in.Created) != 2 || in.Created[0] != in.Created[1] {
		t.Errorf("%d keys are left, asked for %+v", len(in.Keys), in.Created)
	}
	if list := unsettled(t, notes, in); len(list) != 1 || list[0].ID != made.Note {
		t.Errorf("noted %+v", list)
	}
}

func TestALostKeyIsOnlyRevokedOrKept(t *testing.T) {
	for _, c := range []struct {
		press   []string
		revokes bool
	}{{[]string{"right", "right", "enter"}, true}, {[]string{"right", "right", "right", "enter"}, false}} {
		in := &losing{fake: &fake{}, lose: 1}
		s, _, notes := lostForm(t, in)
		screentest.Press(s, "enter")
		ask, asks := screentest.Find[screen.AskRevoke](screentest.Press(s, c.press...))
		if asks != c.revokes || len(in.Created) != 1 {
			t.Errorf("%v: asks %+v, created %d", c.press, ask, len(in.Created))
		}
		if asks {
			screentest.Settle(s, s.Update(ask.Then))
			shows(t, s, "[ Create key ]")
		}
		if list := unsettled(t, notes, in); len(list) != 0 {
			t.Errorf("%v: noted %+v", c.press, list)
		}
	}
}

func TestAnotherKeyOfThatNameIsNotTakenForTheLostOne(t *testing.T) {
	in := &losing{fake: &fake{}, lose: 1, refuses: true}
	s, timers, _ := lostForm(t, in)
	before := api.Key{ID: "key-used", Name: "CI/CD Pipeline 2", Created: screentest.Now, LastUsed: screentest.Now.Add(time.Minute)}
	in.Keys = []api.Key{before}
	screentest.Press(s, "enter")
	hides(t, s, "Revoke")
	for _, msg := range timers.Fire(screentest.Now) {
		screentest.Settle(s, s.Update(msg))
	}
	shows(t, s, "it is not there so far", "may make two keys.", "[ Create key ]", "CI/CD Pipeline 2")
	if _, ok := screentest.Find[screen.KeyCreated](screentest.Press(s, "enter")); !ok {
		t.Error("it was not sent again")
	}
}

// A request may still be under way when the list is read first.
func TestALateKeyIsFoundAtTheSecondLook(t *testing.T) {
	in := &losing{fake: &fake{}, lose: 1, refuses: true}
	s, timers, notes := lostForm(t, in)
	screentest.Press(s, "enter")
	shows(t, s, "listing the keys…")
	if _, ok := screentest.Find[screen.Notice](screentest.Press(s, "enter")); !ok || len(in.Created) != 0 {
		t.Error("enter was not refused while it is not known whether there is a key")
	}
	asked := unsettled(t, notes, in)[0].Asked
	if _, err := in.fake.CreateKey(t.Context(), asked); err != nil {
		t.Fatal(err)
	}
	for _, msg := range timers.Fire(screentest.Now) {
		screentest.Settle(s, s.Update(msg))
	}
	shows(t, s, "it was created", "[ Decide later ]")
}

func TestNothingIsSentAgainBeforeTheListHasTold(t *testing.T) {
	in := &losing{fake: &fake{}, lose: 1}
	in.ListErr = &api.Error{Op: api.OpListKeys, Kind: api.Unreachable, Message: "connection refused"}
	s, _, _ := lostForm(t, in)
	screentest.Press(s, "enter")
	shows(t, s, "Listing the keys to find out failed too", "connection refused", "[ Look again ]", "CI/CD Pipeline 2")
	if l := s.Leave(); !strings.Contains(l.Question, "not known whether the key was created") {
		t.Errorf("leaving asks %q", l.Question)
	}
	screentest.Press(s, "enter")
	in.ListErr = nil
	screentest.Press(s, "enter")
	shows(t, s, "it was created")
	if len(in.Created) != 1 {
		t.Errorf("asked for %d keys", len(in.Created))
	}
}

func TestALostKeyThatIsNotRevokedStays(t *testing.T) {
	in := &losing{fake: &fake{}, lose: 1}
	s, _, notes := lostForm(t, in)
	screentest.Press(s, "enter")
	screentest.Press(s, "right", "enter") // the dialog, which may fail or be left
	shows(t, s, "its value was lost", "[ Revoke, create again ]")
	if list := unsettled(t, notes, in); len(list) != 1 || len(in.Created) != 1 {
		t.Errorf("noted %+v, asked for %d keys", list, len(in.Created))
	}
	screentest.Sizes(t, s)
}

func TestNothingIsCreatedThatCannotBeNoted(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	in := &losing{fake: &fake{}}
	s := form(t, in.fake, func(e *screen.Env) { e.Undelivered = undelivered.Open(filepath.Join(file, "undelivered")) })
	screentest.Press(s, append([]string{"right"}, toButton...)...)
	screentest.Press(s, "enter")
	shows(t, s, "nothing was created", "XDG_STATE_HOME", "not a directory", "CI/CD Pipeline")
	if len(in.Created) != 0 {
		t.Errorf("asked for %+v", in.Created)
	}
}
