package views_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/lifecycle/undelivered"
	"github.com/supascale/supascale-tui/internal/notes"
	"github.com/supascale/supascale-tui/internal/views/screentest"
)

// together is a console on the keys of three instances.
func together(t *testing.T, width, height int) *world {
	t.Helper()
	w := roam(t, width, height)
	w.press("0", "*").shows("Key of eu-1", "Key of staging", "Key of laptop")
	return w
}

func TestTheKeysOfSeveralInstancesAreOneList(t *testing.T) {
	w := together(t, 80, 24)
	screentest.Golden(t, "several", w.root.View().Content)
	w.shows("3 instances", "INSTANCE").press("/", "text:instance:stag").shows("Key of staging").hides("Key of eu-1")
	w.press("ctrl+u", "text:instance:", "enter").shows("needs a value: part of an instance's name")
}

// What is done to a key is done on its own instance, which the question names; esc leads
// back to the list of all, as it was.
func TestAKeyOfSeveralIsActedOnWhereItIs(t *testing.T) {
	w := together(t, 80, 24)
	w.press("/", "text:instance:stag", "enter", "enter").shows("Key: Key of staging", "staging · https://staging").hides("3 instances")
	w.press("esc").shows("3 instances", "instance:stag", "Key of staging")
	w.press("x").shows("Revoke a key", "on staging").press("esc").shows("3 instances", "instance:stag")
	w.press("x", "text:Key of staging", "enter").hides("Revoke a key").press("esc").hides("Key of staging").shows("Key of eu-1")
	if got := fmt.Sprint(w.behind["staging"].Revoked); got != "[key-1]" {
		t.Errorf("staging was told to revoke %s", got)
	}
	for _, name := range []string{"eu-1", "laptop"} {
		if got := w.behind[name].Revoked; len(got) > 0 {
			t.Errorf("%s was told to revoke %v", name, got)
		}
	}
}

func TestAuditAndHealthOfSeveral(t *testing.T) {
	w := together(t, 120, 40)
	for _, name := range []string{"eu-1", "staging"} {
		w.behind[name].Entries = []api.Activity{{ID: "a", Time: screentest.Now.Add(-time.Hour), Failed: true, Reason: keys.UnknownKey, IP: "203.0.113.7", Method: "GET", Path: "/api/v1/projects", Status: 401}}
	}
	w.press("2").shows("INSTANCE", "3 instances", "2 of them", "203.0.113.7").press("enter").shows("eu-1, staging").press("esc", "tab").shows("eu-1", "staging").press("3").shows("INSTANCE", "Key of staging", "staging")
	screentest.Golden(t, "several-health", w.root.View().Content)
	w.press("o").shows("Key: Key of ").hides("3 instances").press("esc").shows("3 instances", "INSTANCE")
}

// What is noted about keys of several instances is each instance's own, and is filtered by.
func TestNotesAboutKeysOfSeveral(t *testing.T) {
	w := roam(t, 160, 40)
	for name, owner := range map[string]string{"staging": "Anna", "laptop": "Ben"} {
		url := "https://" + name + ".example.com"
		if err := w.env.Notes.Put(api.Instance{Name: name, URL: url, ID: url}, &w.behind[name].Keys[0], notes.Text{Owner: owner, Ticket: "OPS-7"}, screentest.Now); err != nil {
			t.Fatal(err)
		}
	}
	w.press("0", "*").shows("OWNER", "Anna", "Ben", "INSTANCE")
	w.press("/", "text:owner:anna", "enter").shows("Key of staging").hides("Key of laptop").hides("Key of eu-1")
	w.press("/", "ctrl+u", "text:-owner:any", "enter").shows("Key of eu-1").hides("Key of staging")
	w.press("esc", "enter").shows("Key: Key of eu-1").press("e", "text:Carla", "enter").shows("Carla").press("esc").press("/", "text:owner:carla", "enter").shows("Key of eu-1").hides("Key of laptop")
}

// The log of several can be narrowed down to some of them by their names, which are offered.
func TestTheLogOfSomeOfSeveral(t *testing.T) {
	w := together(t, 120, 40)
	for _, name := range []string{"eu-1", "staging"} {
		w.behind[name].Entries = []api.Activity{{ID: "a", Time: screentest.Now.Add(-time.Hour), Failed: true, Reason: keys.UnknownKey, IP: "203.0.113.7", Method: "GET", Path: "/api/v1/projects", Status: 401}}
	}
	w.press("2").shows("2 of them").press("/", "text:instance:").shows("instance:eu-1", "instance:staging", "instance:laptop")
	w.press("text:stag", "enter").shows("1 failed attempt in", "staging").hides("eu-1").press("tab").shows("staging").hides("eu-1")
	w.press("tab", "/", "ctrl+u", "text:instance:nowhere", "enter").hides("203.0.113.7")
	w.press("/", "ctrl+u", "text:-instance:stag", "enter").shows("203.0.113.7", "eu-1")
	w.command("profile staging").press("2", "/", "text:instance:stag", "enter").shows("this is the log of one")
}

// A finding of several is snoozed where its key is: there it is snoozed, too, and what was
// snoozed there is so among several.
func TestAFindingOfSeveralIsSnoozedWhereItIs(t *testing.T) {
	w := together(t, 120, 40)
	w.press("3").shows("6 findings").hides("snoozed").press("z", "down", "down", "enter").shows("5 findings", "1 snoozed")
	w.press("Z").shows("Snoozed until it changes").press("z").shows("It is back in the list.", "6 findings")
	w.command("profile staging").shows("Key of staging").press("3").shows("2 findings").press("z", "enter").shows("1 finding", "1 snoozed")
	w.press("esc", "esc").shows("3 instances").press("3", "r").shows("5 findings", "1 snoozed").press("Z").shows("Snoozed until 18 Feb 2026", "staging")
	w.press("z").shows("It is back in the list.", "6 findings").hides("snoozed")
}

func TestTheLogOfSeveralNamesWhoDidNotAnswer(t *testing.T) {
	w := together(t, 80, 24)
	w.press("2").hides("answered")
	w.behind["staging"].StatsErr = &api.Error{Op: api.OpStats, Kind: api.Unreachable, Message: "connection refused"}
	w.press("r").shows("▲ 2 of 3 answered, not staging").press("tab").shows("▲ 2 of 3 answered, not staging")
	w.behind["staging"].StatsErr = nil
	w.press("r").hides("answered")
}

func TestReviewHistoryAndPendingOfSeveral(t *testing.T) {
	w := together(t, 120, 40)
	w.command("review").shows("INSTANCE", "staging", "Key of staging", "3 keys").press("enter").shows("Key: Key of ").hides("3 instances").press("esc").shows("3 instances", "INSTANCE")
	w.press("esc", "H").shows("History", "3 instances").press("esc")
	undelivered := undeliveredOn(t, w, "staging")
	w.press("P").shows("1 thing is not finished", "INSTANCE", "staging", undelivered).press("enter").shows("A key that was never taken", "staging · https://staging")
	w.push("time")
	w.press("esc").shows("Pending", "3 instances")
}

// undeliveredOn notes a key of an instance that nobody has taken.
func undeliveredOn(t *testing.T, w *world, name string) string {
	t.Helper()
	lost := api.Key{ID: "key-lost", Name: "Lost robot", Permissions: keys.AllWrite(), Created: screentest.Now}
	w.behind[name].Keys = append(w.behind[name].Keys, lost)
	id, err := w.env.Undelivered.Begin(undelivered.Entry{Instance: "https://" + name + ".example.com", Asked: api.NewKey{Name: lost.Name}, At: screentest.Now})
	if err == nil {
		err = w.env.Undelivered.Made(id, lost)
	}
	if err != nil {
		t.Fatal(err)
	}
	return lost.Name
}

func TestWhatNeedsOneInstanceSaysSo(t *testing.T) {
	w := together(t, 80, 24)
	w.command("notes").shows("That is done on one instance: 0 leads to each.").shows("3 instances", "NAME")
}

// Marked keys of several instances are revoked from one page: it names the instances, asks
// one phrase, and has one list of receipts with why an instance stopped.
func TestMarkedKeysOfSeveralAreRevokedTogether(t *testing.T) {
	w := together(t, 80, 24)
	w.behind["laptop"].RevokeErr = &api.Error{Op: api.OpRevokeKey, Kind: api.Forbidden, Message: "not with this key"}
	w.press("*", "x").shows("Revoke 3 keys on 3 instances", "Production: eu-1.", "INSTANCE", "Every key of eu-1, laptop, staging goes")
	screentest.Golden(t, "several-revoke", w.root.View().Content)
	w.press("enter", "text:revoke 3 keys on 3 instances", "enter").shows("What is typed is not the same")
	if got := len(w.behind["eu-1"].Revoked) + len(w.behind["staging"].Revoked); got > 0 {
		t.Fatalf("%d keys were revoked", got)
	}
	w.press("ctrl+u", "text:revoke all 3 keys on 3 instances", "enter").shows("2 revoked", "1 not revoked", "laptop: Can't revoke the key: not with this key", "INSTANCE")
	screentest.Golden(t, "several-receipts", w.root.View().Content)
	w.press("E").shows("supascale-revoked-3-instances-").press("esc")
	w.behind["laptop"].RevokeErr = nil
	w.press("x").shows("Type  Key of laptop  to confirm").press("text:Key of laptop", "enter").shows("3 revoked").press("esc").shows("3 instances").hides("Key of")
	for name, want := range map[string]string{"eu-1": "[key-1]", "laptop": "[key-1 key-1]", "staging": "[key-1]"} {
		if got := fmt.Sprint(w.behind[name].Revoked); got != want {
			t.Errorf("%s was told to revoke %s", name, got)
		}
	}
}

// Those of a single instance are revoked there, under its name.
func TestMarkedKeysOfOneOfSeveral(t *testing.T) {
	w := together(t, 80, 24)
	w.behind["staging"].Keys = append(w.behind["staging"].Keys, api.Key{ID: "key-2", Name: "Second of staging"})
	w.press("r", "/", "text:instance:stag", "enter", "*", "x").shows("Revoke 2 keys", "staging").hides("3 instances")
	w.press("esc").shows("3 instances", "instance:stag")
}

// From the page of all instances an instance of several is reached over the connection there
// is, and esc leads back to the several.
func TestToOneOfSeveral(t *testing.T) {
	w := together(t, 80, 24)
	before := len(w.asked)
	w.press("0").shows("3 of 3 answered").press("down", "down", "enter").shows("Key of staging", "staging · https://staging", "You are on staging").hides("3 instances")
	w.command("profile laptop").shows("Key of laptop").hides("Key of staging").press("esc").shows("3 instances", "3 of 3 answered").press("1").shows("Key of eu-1")
	if len(w.asked) != before || len(w.closed) > 0 {
		t.Errorf("connected to %v, closed %v", w.asked[before:], w.closed)
	}
	w.command("quit")
}

// An instance that does not answer is named, and the others' keys are there.
func TestOneOfSeveralIsNotThere(t *testing.T) {
	w := roam(t, 120, 40)
	w.fails["staging"] = &api.Error{Op: api.OpListKeys, Kind: api.Unreachable, Message: "connection refused"}
	w.press("0", "*").shows("Key of eu-1", "Key of laptop", "2 of 3 answered, not staging").hides("Key of staging")
	w.press("P").shows("Nothing is pending, as far as can be told.", "2 of 3 answered, not staging")
	w.command("review").shows("2 keys", "2 of 3 answered, not staging")
}

// chosen is a console with the page on which the instances of a new key are chosen.
func chosen(t *testing.T) *world {
	t.Helper()
	w := together(t, 80, 24)
	w.press("n").shows("New key", "3 instances").press("right", "tab", "tab", "tab", "tab").shows("Choose instances").press("enter")
	w.shows("New key on several instances", "CI/CD Pipeline", "production")
	return w
}

// One key is created on several instances, each shown on its own: the next is made only when
// the one before was taken or knowingly left.
func TestAKeyIsCreatedOnSeveralInstances(t *testing.T) {
	w := chosen(t)
	w.press("enter").shows("No instance is marked")
	made := func() (n int) {
		for _, b := range w.behind {
			n += len(b.Created)
		}
		return n
	}
	w.press("up", "*")
	screentest.Golden(t, "several-create", w.root.View().Content)
	for i, name := range []string{"eu-1", "laptop", "staging"} {
		w.press("enter").shows("Key created: CI/CD Pipeline", name).hides("3 instances")
		if made() != i+1 || len(w.behind[name].Created) != 1 {
			t.Fatalf("%d keys are made, %d on %s", made(), len(w.behind[name].Created), name)
		}
		w.press("esc").shows("not taken yet")
		if name == "laptop" {
			w.press("down", "down", "enter").shows("undelivered: nobody has its value; see P")
		} else {
			w.press("down", "enter").shows("New key on several instances")
		}
	}
	w.shows("✓ created").press("enter").shows("All that were marked are done.")
	screentest.Golden(t, "several-created", w.root.View().Content)
	if made() != 3 {
		t.Errorf("%d keys are made", made())
	}
	w.press("esc").shows("3 instances", "NAME").hides("Discard")
	w.press("P").shows("1 thing is not finished", "laptop", "CI/CD Pipeline")
}

// Where the answer is lost the key is looked for there, and the page of all says that it may
// be there: that instance gets no second.
func TestAnAnswerIsLostOnOneOfSeveral(t *testing.T) {
	w := chosen(t)
	w.behind["eu-1"].CreateErr = &api.Error{Op: api.OpCreateKey, Kind: api.Unreachable, Message: "the connection was broken off", MaybeDone: true}
	w.press("*", "enter")
	for _, msg := range w.timers.Fire(screentest.Now) {
		w.send(msg)
	}
	w.shows("it is not there so").press("esc", "down", "enter").shows("? unknown: it may be there; see P")
	w.press("enter").shows("Key created: CI/CD Pipeline").press("esc", "down", "enter").shows("✓ created")
	if n := len(w.behind["eu-1"].Created); n > 1 {
		t.Errorf("eu-1 was asked %d times", n)
	}
}

// An instance that refuses gets no key, and the others do; back in the form everything is as
// it was typed.
func TestOneOfSeveralRefusesTheKey(t *testing.T) {
	w := chosen(t)
	w.press("esc").shows("Choose instances", "CI/CD Pipeline").press("enter")
	w.behind["eu-1"].CreateErr = &api.Error{Op: api.OpCreateKey, Kind: api.Forbidden, Status: 403, Message: "no"}
	w.press("*", "enter").shows("Can't create the key", "eu-1").press("esc", "down", "enter")
	w.shows("✗ not created", "create on production (eu-1)")
	w.press("esc").shows("3 marked instances have not got the key").press("enter").shows("New key on several instances")
}

// What is left of a revocation on one of several instances is pending there, and is gone on
// with there.
func TestWhatIsLeftOnOneOfSeveralIsPending(t *testing.T) {
	w := together(t, 80, 24)
	w.behind["laptop"].RevokeErr = &api.Error{Op: api.OpRevokeKey, Kind: api.Timeout, Message: "no answer", MaybeDone: true}
	w.press("*", "x", "enter", "text:revoke all 3 keys on 3 instances", "enter").shows("2 revoked", "1 not confirmed")
	w.press("esc", "P").shows("1 thing is not finished", "revocation", "laptop", "1 of 1 key left")
	w.behind["laptop"].RevokeErr = nil
	w.press("enter").shows("Unfinished revocation", "laptop · https://laptop").press("x", "text:Key of laptop", "enter").shows("1 revoked")
	w.press("esc").shows("Pending", "3 instances", "Nothing is pending.")
}
