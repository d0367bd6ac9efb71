package accessible

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/supascale/supascale-tui/internal/lifecycle/rotation"
	"github.com/supascale/supascale-tui/internal/views/screentest"
)

const day = 24 * time.Hour

// toFile takes a key.
var toFile = []string{"file", "", "", "done"}

func said(parts ...any) (all []string) {
	for _, p := range parts {
		switch p := p.(type) {
		case string:
			all = append(all, p)
		case []string:
			all = append(all, p...)
		}
	}
	return all
}

// value is what was saved to a file.
func (h *home) value(t *testing.T, name string) string {
	t.Helper()
	held, err := os.ReadFile(filepath.Join(h.dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(held)
}

// use makes a request with a saved key.
func (h *home) use(t *testing.T, name string) {
	t.Helper()
	if _, err := h.with(t, h.value(t, name)).ListKeys(t.Context(), 0, 1); err != nil {
		t.Fatal(err)
	}
}

func (h *home) rotations(t *testing.T) []rotation.Rotation {
	t.Helper()
	list, err := rotation.Open(h.kept("rotations")).List("test")
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// settled fails where a key's value is in the transcript, or something is left to be
// done.
func (h *home) settled(t *testing.T, k *talk, want ...string) {
	t.Helper()
	if wholeKey.MatchString(k.text()) {
		t.Error("a key is in the transcript")
	}
	if left := names(t, h); strings.Join(left, ",") != strings.Join(want, ",") {
		t.Errorf("left are %q", left)
	}
	if left := h.unsettled(t); len(left) != 0 {
		t.Errorf("noted is %v", left)
	}
	if left := h.rotations(t); len(left) != 0 {
		t.Errorf("noted is %v", left)
	}
}

func TestARotationOverDays(t *testing.T) {
	h := onInstance(t, plain)
	h.say(t, said(monitoring, toFile, "q")...)
	h.use(t, "monitoring.key")
	h.wait(3 * day)
	first := h.say(t, said("keys", "Monitoring", "rotate", "lifetime", "30 days", "create", toFile, "log", "b", "list", "list", "b", "rotations", "b", "q")...)
	h.wait(2 * day)
	h.use(t, "monitoring-rotated-2026-01-22.key")
	h.use(t, "monitoring.key")
	second := h.say(t, "pending", "1", "b", "b", "q")
	second.says(t, "both in use", "Put the new key in place there too")
	h.wait(2 * day)
	third := h.say(t, "health", "b", "pending", "1", "?", "end", "wrong", "b", "end", "yes", "q")
	third.says(t, "rotation unfinished", "ready to revoke", "Nothing was revoked.", "Monitoring: revoked. The instance said so, and it is gone from the list.", "The rotation is finished.", "Nothing is pending.")
	screentest.Golden(t, "rotation", normal(h, first.text()+"\n--- days later\n\n"+third.text()))
	h.settled(t, third, "Monitoring (rotated 2026-01-22)", "Admin")
	h.settled(t, first, "Monitoring (rotated 2026-01-22)", "Admin")
}

func TestAWarningBeforeAKeyInUseIsRetired(t *testing.T) {
	h := onInstance(t, plain)
	h.say(t, said(monitoring, toFile, "q")...)
	h.wait(time.Hour)
	h.use(t, "monitoring.key")
	k := h.say(t, said("keys", "Monitoring", "rotate", "create", toFile, "end", "Monitoring", "b", "q")...)
	k.says(t, "waiting for the new key", "Warning: Still used just now", "The new key has not been used yet: whatever uses this one stops working.", "The rotation is finished.")
	h.settled(t, k, "Monitoring (rotated 2026-01-19)", "Admin")
}

func TestTheEndOfARotationIsMoved(t *testing.T) {
	h := onInstance(t, plain)
	h.say(t, said(monitoring, toFile, "q")...)
	k := h.say(t, said("keys", "Monitoring", "rotate", "create", toFile, "move end", "b", "move end", "yesterday", "2020-01-19", "9d", "q")...)
	k.says(t, "move end: choose when the old key goes", "Old key ends [", "Old key ends [", "That can't be the end: ", "That can't be the end: ", "“Monitoring” goes ", "The old key goes Wed 28 Jan 2026")
	if list := h.rotations(t); len(list) != 1 || !list[0].End.At.Equal(screentest.Now.Add(9*day)) {
		t.Errorf("noted is %+v", list)
	}
	h.say(t, "pending", "1", "move end", "now", "q").says(t, "Old key ends [", "Nothing was revoked yet.", "Monitoring")
	if list := h.rotations(t); len(list) != 1 || !list[0].End.Now {
		t.Errorf("noted is %+v", list)
	}
	if left := names(t, h); len(left) != 3 {
		t.Errorf("left are %v", left)
	}
}

func TestALeakedKeyGoesOnceTheNewOneIsTaken(t *testing.T) {
	h := onInstance(t, plain)
	h.say(t, said(monitoring, toFile, "q")...)
	k := h.say(t, said("keys", "Monitoring", "rotate", "leaked", "?", "new first", toFile, "Monitoring", "b", "q")...)
	k.says(t, "Somebody else may have this key", "Key created: Monitoring (rotated 2026-01-19)", "Noted: you have the key.",
		"Revoke Monitoring on", "Monitoring: revoked.", "The rotation is finished.")
	h.settled(t, k, "Monitoring (rotated 2026-01-19)", "Admin")
}

// A leaked key is not forgotten because the new one was not taken at once.
func TestALeakedKeyWhoseSuccessorIsNotTaken(t *testing.T) {
	h := onInstance(t, plain)
	h.say(t, said(monitoring, toFile, "q")...)
	k := h.say(t, "keys", "Monitoring", "rotate", "leaked", "new first", "q", "yes")
	k.says(t, "Nobody has the value of “Monitoring (rotated 2026-01-19)”")
	k = h.say(t, "later", "pending", "Monitoring", "taken", "end", "Monitoring", "q")
	k.says(t, "Decided later", "new key not taken", "Noted: you have the new key.", "old key must go now", "Monitoring: revoked.")
	h.settled(t, k, "Monitoring (rotated 2026-01-19)", "Admin")
}

func TestALeakedKeyCanGoFirst(t *testing.T) {
	h := onInstance(t, plain)
	h.say(t, said(monitoring, toFile, "q")...)
	k := h.say(t, said("keys", "Monitoring", "rotate", "leaked", "revoke first", "b", "leaked", "revoke first", "Monitoring", toFile, "b", "q")...)
	k.says(t, "Nothing was revoked.", "There is no new key yet: it is made right after.", "Monitoring: revoked.", "Key created: Monitoring (rotated 2026-01-19)", "The rotation is finished.")
	h.settled(t, k, "Monitoring (rotated 2026-01-19)", "Admin")
}

func TestTheOwnKeyCantGoFirst(t *testing.T) {
	h := onInstance(t, plain)
	k := h.say(t, said("keys", "Admin", "rotate", "leaked", "revoke first", "2", "new first", toFile, "b", "b", "q")...)
	k.says(t, "This is the key this console uses", "It can't be revoked first.", "“revoke first” is none of the answers", "Key created", "revoke my own key")
	if left := names(t, h); len(left) != 2 {
		t.Errorf("left are %v", left)
	}
}

// The answer to the creation of the new key is lost: the list tells that it is there,
// and it is made once more.
func TestALostAnswerInARotation(t *testing.T) {
	h := onInstance(t, cutting(2))
	h.say(t, said(monitoring, toFile, "q")...)
	h.wait(time.Hour)
	k := h.say(t, said("keys", "Monitoring", "rotate", "create", "revoke", "Monitoring (rotated 2026-01-19)", "create", toFile, "stop", "b", "q")...)
	k.says(t, "There was no clear answer.", "Listing the keys", "new key not taken", "Monitoring (rotated 2026-01-19): revoked.", "new key gone",
		"Key created: Monitoring (rotated 2026-01-19)", "waiting for the new key", "Both keys stay.")
	if left := names(t, h); strings.Join(left, ",") != "Monitoring (rotated 2026-01-19),Monitoring,Admin" {
		t.Errorf("left are %q", left)
	}
	if left := h.unsettled(t); len(left) != 0 {
		t.Errorf("noted is %v", left)
	}
	if list := h.rotations(t); len(list) != 1 || !list[0].IsKept() {
		t.Errorf("noted is %+v", list)
	}
	h.say(t, "pending", "q").says(t, "Nothing is pending.")
}

func TestARotationCanBeLeftAnywhere(t *testing.T) {
	h := onInstance(t, plain)
	h.say(t, said(monitoring, toFile, "q")...)
	full := said("keys", "Monitoring", "rotate", "leaked", "revoke first", "b", "b", "lifetime", "b", "create", "b", "no", toFile,
		"refresh", "log", "b", "end", "b", "list", "list", "b", "pending", "1", "list", "b", "health", "1", "remedy", "b", "b", "b")
	for n := range full {
		k := h.say(t, append(full[:n:n], "q", "yes", "q")...)
		k.says(t, "Goodbye.")
		for _, r := range h.rotations(t) { // and the next begins anew
			if err := rotation.Open(h.kept("rotations")).Remove(r); err != nil {
				t.Fatal(err)
			}
			if r.New.ID != "" {
				if err := h.client.RevokeKey(t.Context(), r.New.ID); err != nil {
					t.Fatal(err)
				}
			}
		}
		_ = os.Remove(filepath.Join(h.dir, "monitoring-rotated-2026-01-19.key"))
		for _, e := range h.unsettled(t) {
			h.notes.Settle(e.ID)
		}
	}
}
