package accessible

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/supascale/supascale-tui/internal/instance"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/lifecycle/undelivered"
	"github.com/supascale/supascale-tui/internal/views/screentest"
)

func TestMain(m *testing.M) { screentest.Main(m) }

var wholeKey = regexp.MustCompile(`supascale_[0-9A-Za-z]{28}\b`)

// monitoring creates a key from a preset, with the answers that are offered.
var monitoring = []string{"new", "Monitoring", "", "", "", "", "", "", "", "create"}

func names(t *testing.T, h *home) (list []string) {
	t.Helper()
	page, err := h.client.ListKeys(t.Context(), 0, 100)
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range page.Keys {
		list = append(list, k.Name)
	}
	return list
}

func (h *home) unsettled(t *testing.T) []undelivered.Entry {
	t.Helper()
	left, err := h.notes.Unsettled("test")
	if err != nil {
		t.Fatal(err)
	}
	return left
}

func TestAKeysLife(t *testing.T) {
	h := onInstance(t, plain)
	k := h.say(t, append(monitoring,
		"show", "yes", "check", "nonsense", "check", "{^supascale_[0-9A-Za-z]{28}$}", "done",
		"keys", "Monitoring", "revoke", "monitoring", "Monitoring", "b", "q")...)
	screentest.Golden(t, "life", normal(h, k.text()))
	if n := len(wholeKey.FindAllString(k.text(), -1)); n != 1 {
		t.Errorf("the key stands there %d times", n)
	}
	if left := names(t, h); len(left) != 1 {
		t.Errorf("left are %v", left)
	}
	if left := h.unsettled(t); len(left) != 0 {
		t.Errorf("noted is %v", left)
	}
}

func TestAFileLeavesNoTrace(t *testing.T) {
	h := onInstance(t, plain)
	k := h.say(t, append(monitoring, "file", "", "", "b", "q")...)
	path := filepath.Join(h.dir, "monitoring.key")
	k.says(t, "Written to "+path+", mode 0600. It counts as taken.", "“Monitoring” is created, and taken: written to "+path+".")
	held, err := os.ReadFile(path)
	if err != nil || keys.CheckFormat(string(held)) != nil {
		t.Errorf("the file holds no key: %v", err)
	}
	if wholeKey.MatchString(k.text()) {
		t.Error("the key is in the transcript")
	}
	if left := h.unsettled(t); len(left) != 0 {
		t.Errorf("noted is %v", left)
	}
}

func TestACommandGetsTheKey(t *testing.T) {
	h := onInstance(t, plain)
	path := filepath.Join(h.dir, "stored")
	k := h.say(t, append(monitoring, "command", "?", "cat | tee", "/no/such/program", `/bin/sh -c 'cat >"$0"' `+path, "q")...)
	k.says(t, "gh secret set", "No shell runs this", "There is no file", "took the key (exit 0)", "Goodbye")
	if held, err := os.ReadFile(path); err != nil || keys.CheckFormat(string(held)) != nil {
		t.Errorf("the command got no key: %v", err)
	}
	if wholeKey.MatchString(k.text()) {
		t.Error("the key is in the transcript")
	}
}

func TestAKeyNotTakenIsAskedAboutAgain(t *testing.T) {
	h := onInstance(t, plain)
	for _, leave := range [][]string{{}, {"b", "no", "q", "yes"}, {ctrlC, ctrlC}, {"check", ctrlC, ctrlC, "1"}} {
		k := h.say(t, append(append([]string{}, monitoring...), leave...)...)
		k.says(t, "Nobody has the value of “Monitoring”, and it stays valid.", "Goodbye")
		h.notes.Close(context.Background())
		h.notes = undelivered.Open(h.kept("undelivered"))
		k = h.say(t, "later", "pending", "1", "revoke", "yes", "Monitoring", "pending", "q")
		k.says(t, "was created and never taken", "Decided later", "never taken", "Type Monitoring to confirm: yes", "What was typed is not the same", "Monitoring: revoked.", "Nothing is pending.")
		if left := names(t, h); len(left) != 1 {
			t.Errorf("%q: left are %v", leave, left)
		}
	}
}

// cutting is a link that carries creations out and loses one answer: the nth.
func cutting(nth int) func(*instance.Instance) *httptest.Server {
	n := 0
	return func(in *instance.Instance) *httptest.Server {
		return httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
			if req.Method == http.MethodPost {
				n++
			}
			if req.Method != http.MethodPost || n != nth {
				in.Handler().ServeHTTP(w, req)
				return
			}
			in.Handler().ServeHTTP(httptest.NewRecorder(), req)
			conn, _, err := w.(http.Hijacker).Hijack()
			if err == nil {
				_ = conn.Close()
			}
		}))
	}
}

func TestALostAnswerIsFoundOut(t *testing.T) {
	h := onInstance(t, cutting(1))
	k := h.say(t, append(monitoring, "again", "Monitoring", "done", "q")...)
	k.says(t, "Error: The key was created", "its value was lost with the answer", "was created and never taken", "Monitoring: revoked.", "Key created: Monitoring", "Noted")
	if left := names(t, h); strings.Join(left, ",") != "Monitoring,Admin" {
		t.Errorf("left are %v", left)
	}
	if left := h.unsettled(t); len(left) != 0 {
		t.Errorf("noted is %v", left)
	}
}

func TestWrongAnswersAreExplained(t *testing.T) {
	h := onInstance(t, plain)
	k := h.say(t, "99", "supascale_"+strings.Repeat("x", 28), "", "b", "new", "custom", "", `"b"`, "yesterday", "2020-01-01", "never",
		"4", "b", "", "", "", "", "", "", "create", "levels", "read", "", "", "", "write", "cancel", "q")
	screentest.Golden(t, "wrong", normal(h, k.text()))
	if left := names(t, h); len(left) != 1 {
		t.Errorf("left are %v", left)
	}
}

func TestGoingBackInTheForm(t *testing.T) {
	h := onInstance(t, plain)
	k := h.say(t, "new", "Monitoring", "b", "Backup Script", "Nightly", "30 days", ctrlC, "in 2 weeks", "b", "90d", "", "", "", "", "", "b",
		"", "", "", "", "", "create", "done", "q")
	k.says(t, "Back one step.", "Name [Backup Script]", "Back one step.", "Expires [30 days]", "Expires [in 2 weeks]", "Key created: Nightly")
}

func TestQuittingAnywhereEnds(t *testing.T) {
	h := onInstance(t, plain)
	full := append(append([]string{}, monitoring...), "test", "no", "done", "keys", "1", "failures", "b", "usage", "test", "b", "rotate", "list", "revoke", "b", "b", "b",
		"audit", "query", "all", "b", "health", "1", "snooze", "b", "details", "b", "b", "b", "pending", "identify", "nonsense", "b",
		"keys", "1", "note", "Anna", "", "", "b", "b", "notes", "1", "edit", "b", "remove", "no", "list", "export", "", "import", "", "cancel", "b", "history", "keys", "1", "revoke", "Monitoring", "b",
		"gone", "1", "note", "b", "create again", "b", "b", "b",
		"keys", "revoke", "all shown", "own", "exclude", "1", "read", "b", "b", "pending", "1")
	for n := range full {
		k := h.say(t, append(full[:n:n], "q", "yes")...)
		k.says(t, "Goodbye.")
	}
}
