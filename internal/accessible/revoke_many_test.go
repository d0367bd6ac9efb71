package accessible

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/instance"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/views/screentest"
)

// jobs makes keys of these names. They expire in their order, so that it is that of
// the list.
func (h *home) jobs(t *testing.T, names ...string) {
	t.Helper()
	for i, name := range names {
		key := api.NewKey{Name: name, Permissions: keys.Grant(keys.Backups, keys.Read), Expires: keys.ExpiresAt(h.now().Add(time.Duration(30+i) * day))}
		if _, err := h.client.CreateKey(t.Context(), key); err != nil {
			t.Fatal(err)
		}
	}
}

// onDelete is a link on which something happens before the nth revocation.
func onDelete(do func(nth int, w http.ResponseWriter) (answered bool)) func(*instance.Instance) *httptest.Server {
	n := 0
	return func(in *instance.Instance) *httptest.Server {
		return httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
			if req.Method == http.MethodDelete {
				if n++; do(n, w) {
					return
				}
			}
			in.Handler().ServeHTTP(w, req)
		}))
	}
}

func (h *home) left(t *testing.T, want ...string) {
	t.Helper()
	left := names(t, h)
	slices.Sort(left)
	if got := strings.Join(left, ","); got != strings.Join(want, ",") {
		t.Errorf("left are %q", left)
	}
}

func TestManyKeysAreRevokedTogether(t *testing.T) {
	h := onInstance(t, plain)
	h.jobs(t, "a", "b", "c", "d", "e")
	k := h.say(t, "keys", "revoke", "?", "1,3-9", "1,3-5,6,3", "exclude", "1", "revoke", "revoke 9 keys", "revoke 3 keys",
		"2", "save", "~/receipts.txt", "", "b", "b", "pending", "q")
	screentest.Golden(t, "many", normal(h, k.text()))
	h.left(t, "Admin", "a", "b")
	files, err := filepath.Glob(filepath.Join(h.dir, "supascale-revoked-test-*.csv"))
	if err != nil || len(files) != 1 {
		t.Fatalf("%v, %v", files, err)
	}
	if text, err := os.ReadFile(files[0]); err != nil || strings.Count(string(text), "revoked") != 3 {
		t.Errorf("%v: %s", err, text)
	}
}

func TestNothingGoesWithoutThePhrase(t *testing.T) {
	h := onInstance(t, plain)
	h.jobs(t, "a", "b")
	h.say(t, "keys", "revoke 1-2", "revoke", "yes", "b", "cancel", "revoke x", "1", "b", "revoke 1,2", "exclude", "all", "revoke", "include", "2", "own", "b", "b", "q").
		says(t, "What was typed is not the same.", "Nothing was revoked.", "Nothing was revoked.", "That is not numbers from 1 to 3.", "Type a to confirm", "Nothing was revoked.",
			"Revoke 0 of 2 keys", "“revoke” is none of the answers", "Revoke 1 of 2 keys", "“own” is none of the answers")
	h.left(t, "Admin", "a", "b")
}

// The console's own key stays unless it is taken in, and then it goes last.
func TestTheOwnKeyGoesLast(t *testing.T) {
	h := onInstance(t, plain)
	h.jobs(t, "a", "b")
	k := h.say(t, "keys", "revoke all shown", "include", "all", "own", "revoke", "revoke all 2 keys and my own", "q")
	k.says(t, "Revoke 2 of 3 keys", "The key this console uses is left out. The word own", "3. Stays: Admin", "Warning: The key this console uses goes too",
		"3 revoked.", "Every key is gone.", "3. Admin: revoked.")
}

func TestARevocationIsStoppedAndGoneOnWith(t *testing.T) {
	var stops chan<- os.Signal
	h := onInstance(t, onDelete(func(nth int, _ http.ResponseWriter) bool {
		if nth == 2 {
			stops <- os.Interrupt
		}
		return false
	}))
	h.change = func(e *Env) { stops = e.In.(*talk).stops }
	h.jobs(t, "a", "b", "c", "d")
	first := h.say(t, "keys", "revoke 1-4", "revoke", "revoke all 4 keys", "left", "all", "b", "q")
	second := h.say(t, "keys", "b", "pending", "1", "3", "go on", "revoke 2 keys", "b", "pending", "q")
	screentest.Golden(t, "stopped", normal(h, first.text()+"\n--- later\n\n"+second.text()))
	h.left(t, "Admin")
}

func TestARevocationIsForgotten(t *testing.T) {
	h := onInstance(t, onDelete(func(nth int, w http.ResponseWriter) bool {
		if nth > 1 {
			w.WriteHeader(http.StatusForbidden)
		}
		return nth > 1
	}))
	h.jobs(t, "a", "b", "c")
	h.say(t, "keys", "revoke 1-3", "revoke", "revoke all 3 keys", "b", "q").says(t, "1 revoked, 1 not revoked, 1 not tried.", "Warning: Can't revoke the key", "pending in the main menu goes on", "is not finished, 2 keys are left")
	h.say(t, "pending", "1", "forget", "pending", "q").says(t, "1 not revoked, 1 not tried", "Begun ", "Forgotten: the keys that are left stay as they are.", "Nothing is pending.")
	h.left(t, "Admin", "b", "c")
}

// Of many keys the progress is told every few seconds, not with each.
func TestTheProgressIsToldSparingly(t *testing.T) {
	var h *home
	h = onInstance(t, onDelete(func(int, http.ResponseWriter) bool {
		h.wait(2 * time.Second)
		return false
	}))
	h.jobs(t, "a", "b", "c", "d", "e", "f", "g", "h", "i")
	k := h.say(t, "keys", "filter", "p:none", "filter", "backups:read", "revoke all shown", "revoke", "revoke all 9 keys", "q")
	k.says(t, "3 of 9 keys.", "6 of 9 keys.", "Reading the list to confirm.", "9 revoked.")
	if n := strings.Count(k.text(), " of 9 keys.") - strings.Count(k.text(), "Revoke 9 of 9 keys."); n != 2 {
		t.Errorf("it is told %d times", n)
	}
}

func TestAllKeysWithAFindingAreRevoked(t *testing.T) {
	h := onInstance(t, plain)
	h.jobs(t, "a", "b", "c")
	h.wait(28 * day)
	k := h.say(t, "health", "a", "all", "revoke", "revoke all 3 keys", "b", "b", "q")
	k.says(t, "revoke all 3 keys with this finding", "Revoke 3 of 3 keys", "3 revoked.", "Every key is gone.")
	h.left(t, "Admin")
}

func TestARevocationCanBeLeftAnywhere(t *testing.T) {
	h := onInstance(t, onDelete(func(_ int, w http.ResponseWriter) bool {
		w.WriteHeader(http.StatusForbidden) // none goes, and the next begins anew
		return true
	}))
	h.jobs(t, "a", "b")
	full := []string{"keys", "revoke", "1-2", "exclude", "1", "include", "1", "revoke", "revoke 2 keys", "1", "left", "all", "save", "", "go on", "b", "b", "pending", "1"}
	for n := range full {
		h.say(t, append(full[:n:n], "q")...).says(t, "Goodbye.")
		h.wait(time.Second)
	}
	h.left(t, "Admin", "a", "b")
}

// A console that can't note what it does revokes nothing.
func TestWithoutANoteNothingIsRevoked(t *testing.T) {
	h := onInstance(t, plain)
	h.jobs(t, "a", "b")
	if err := os.MkdirAll(filepath.Dir(h.kept("revocations")), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(h.kept("revocations"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	k := h.say(t, "keys", "revoke 1-2", "revoke", "revoke all 2 keys", "q")
	k.says(t, "0 revoked, 2 not tried.", "Warning: Nothing was revoked: what is to be done can't be noted")
	h.left(t, "Admin", "a", "b")
}

// Two keys of one name: neither is taken for the other.
func TestANameThatTwoKeysHave(t *testing.T) {
	h, in := inMemory(t.TempDir())
	in.Keys = []api.Key{{ID: "key-1", Name: "CI", Created: screentest.Now}, {ID: "key-2", Name: "CI", Created: screentest.Now}, {ID: "key-3", Name: "other", Created: screentest.Now}}
	h.say(t, "keys", "CI", "2", "list", "other", "list", "b", "q").says(t, "“CI” may be any of 2. Answer with its number.", "Name: CI", "key-2", "Name: other")
}

// What has expired goes by a yes, which enter is; what is live takes its name.
func TestTheFrictionFollowsTheHarm(t *testing.T) {
	h, in := inMemory(t.TempDir())
	expired := in.Keys[5]
	h.say(t, "keys", expired.Name, "revoke", "no", "revoke", "", "b", "q").says(t, "This key has expired", "Revoke? yes or no [yes]: no", "Nothing was revoked.", "Revoke? yes or no [yes]:", expired.Name+": revoked.")
	if len(in.Revoked) != 1 || in.Revoked[0] != expired.ID {
		t.Errorf("revoked %v", in.Revoked)
	}
}
