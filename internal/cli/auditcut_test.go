//go:build unix

package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/supascale/supascale-tui/internal/cli/command"
)

// foreignLog is the log of an instance that is not ours: n failures, the newest
// first, at most so many at a time, and no word on how many there are.
type foreignLog struct {
	n, cap int
	stuck  bool // it ignores offsets
	oldest bool // it sends the oldest first
	began  time.Time
}

func (l foreignLog) answer(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path != "/api/v1/system/activity" {
		http.NotFound(w, r)
		return
	}
	q := r.URL.Query()
	from, _ := strconv.Atoi(q.Get("offset"))
	limit, _ := strconv.Atoi(q.Get("limit"))
	if l.stuck {
		from = 0
	}
	list := []map[string]any{}
	for i := from; i < min(from+min(limit, l.cap), l.n); i++ {
		n := i
		if l.oldest {
			n = l.n - 1 - i
		}
		list = append(list, map[string]any{
			"id": fmt.Sprint("e", n), "createdAt": l.began.Add(-time.Duration(n) * time.Second).Format(time.RFC3339),
			"action": "request", "success": false, "endpoint": fmt.Sprint("/n/", n), "message": fmt.Sprint("no such key ", n),
		})
	}
	text, _ := json.Marshal(list)
	sendJSON(w, string(text))
}

// on gives the program on an instance.
func on(t *testing.T, answer http.HandlerFunc) program {
	t.Helper()
	server := newFakeServer(t, (*httptest.Server).Start, answer)
	dir := t.TempDir()
	t.Setenv("SUPASCALE_URL", server.URL)
	t.Setenv("SUPASCALE_API_KEY", newKey(t))
	t.Setenv("SUPASCALE_TUI_CONFIG", "")
	t.Setenv("XDG_CONFIG_HOME", dir)
	t.Setenv("XDG_STATE_HOME", dir)
	return func(args ...string) (int, string, string) {
		var out, errOut bytes.Buffer
		code := run(t.Context(), args, strings.NewReader(""), &out, &errOut)
		return code, out.String(), errOut.String()
	}
}

func TestALogIsReadWholeOrSaidToBeCut(t *testing.T) {
	p := on(t, foreignLog{n: 450, cap: 200, began: time.Now()}.answer)
	path := filepath.Join(t.TempDir(), "log.csv")
	code, _, words := p("audit", "--export", path)
	text, _ := os.ReadFile(path)
	if code != command.ExitOK || !strings.Contains(string(text), "# end,450") || !strings.Contains(words, "450 entries in") {
		t.Errorf("an export: exit code %d, %s", code, words)
	}
	if code, out, words := p("audit", "-o", "csv"); code != command.ExitOK || strings.Contains(out, "# end") ||
		!strings.Contains(out, "# not whole,100 entries") || !strings.Contains(words, "100 written · of the last 24 hours") || !strings.Contains(words, "there are more") {
		t.Errorf("csv: exit code %d, %s", code, words)
	}
	if code, out, words := p("audit", "--limit", "3"); code != command.ExitOK || strings.Count(out, "/n/") != 3 || !strings.Contains(words, "there are more") {
		t.Errorf("a limit: exit code %d, %s\n%s", code, words, out)
	}

	p = on(t, foreignLog{n: 450, cap: 200, stuck: true, began: time.Now()}.answer)
	path = filepath.Join(t.TempDir(), "log.jsonl")
	code, _, words = p("audit", "--export", path)
	text, _ = os.ReadFile(path)
	if code != command.ExitPartial || strings.Contains(string(text), `{"end"`) || !strings.Contains(string(text), `{"cut":{"entries":200`) || !strings.Contains(words, "not all of the log: the instance gives the same entries again") {
		t.Errorf("a log that is cut: exit code %d, %s", code, words)
	}
	if code, out, words := p("audit", "--limit", "0"); code != command.ExitPartial || strings.Count(out, "/n/") != 200 || !strings.Contains(words, "not all of the log") {
		t.Errorf("a print of it: exit code %d, %s", code, words)
	}

	p = on(t, foreignLog{n: 450, cap: 200, oldest: true, began: time.Now()}.answer)
	if code, out, words := p("audit", "--limit", "2", "-o", "jsonl"); code != command.ExitOK || !strings.Contains(out, "/n/0") || strings.Index(out, "/n/0") > strings.Index(out, "/n/1") {
		t.Errorf("oldest first: exit code %d, %s\n%s", code, words, out)
	}
}

func TestACursorThatLeadsNowhereEnds(t *testing.T) {
	for name, body := range map[string]string{
		"a cursor that repeats": `{"activities":[{"id":"1","timestamp":"` + time.Now().UTC().Format(time.RFC3339) + `","type":"x","success":false}],"nextCursor":"again"}`,
		"empty pages":           `{"activities":[],"nextCursor":"again"}`,
	} {
		p := on(t, func(w http.ResponseWriter, _ *http.Request) { sendJSON(w, body) })
		if code, _, words := p("audit", "--limit", "0"); code != command.ExitPartial || !strings.Contains(words, "not all of the log") {
			t.Errorf("%s: exit code %d, %s", name, code, words)
		}
	}
}

// What the instance says in its own words, and what it doesn't say, is told as it
// is: no failure becomes a use.
func TestAForeignLogIsToldAsItIs(t *testing.T) {
	now := time.Now().UTC().Format(time.RFC3339)
	p := on(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/api/v1/system/activity" {
			http.NotFound(w, r)
			return
		}
		sendJSON(w, `[{"id":"1","created_at":"`+now+`","action":"login_denied","message":"no such user"},
			{"id":"2","created_at":"`+now+`","action":"request","message":"nobody knows"},
			{"id":"3","created_at":"`+now+`","action":"api_key.created","endpoint":"/api/v1/settings/api-keys","key_id":"k"}]`)
	})
	if code, out, words := p("audit"); code != command.ExitOK || !strings.Contains(out, "failed: no such user") || strings.Contains(out, "nobody knows") {
		t.Errorf("failures: exit code %d, %s\n%s", code, words, out)
	}
	if code, out, words := p("audit", "reason:unknown"); code != command.ExitOK || !strings.Contains(out, "failed: no such user") || !strings.Contains(out, "outcome not told: nobody knows") || strings.Contains(out, "key created") {
		t.Errorf("reason:unknown: exit code %d, %s\n%s", code, words, out)
	}
	if code, out, _ := p("audit", "--causes", "outcome:any"); code != command.ExitOK || !strings.Contains(out, "key created") || strings.Contains(out, "used") {
		t.Errorf("causes: exit code %d\n%s", code, out)
	}
	if code, out, _ := p("audit", "-o", "jsonl", "outcome:any"); code != command.ExitOK || !strings.Contains(out, `"outcome":"unknown"`) || !strings.Contains(out, `"message":"no such user"`) {
		t.Errorf("jsonl: exit code %d\n%s", code, out)
	}
}

// What tells of no outcome may have failed: that it is left out is said.
func TestEntriesWithoutAnOutcomeAreNotLeftOutInSilence(t *testing.T) {
	p := on(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/api/v1/system/activity" {
			http.NotFound(w, r)
			return
		}
		at := time.Now().UTC().Format(time.RFC3339)
		sendJSON(w, `{"activities":[{"id":"1","timestamp":"`+at+`","event":"api_key.request"},{"id":"2","timestamp":"`+at+`","event":"api_key.request","outcome":"failure"}],"nextCursor":null}`)
	})
	for _, args := range [][]string{{"audit"}, {"audit", "--causes"}, {"audit", "-o", "csv"}, {"audit", "--export", filepath.Join(t.TempDir(), "log.csv")}} {
		if _, _, words := p(args...); !strings.Contains(words, "1 entry left out, of which nothing tells how they ended") {
			t.Errorf("%v: %s", args, words)
		}
		if _, _, words := p(append(args[:len(args):len(args)], "outcome:any")...); strings.Contains(words, "left out") {
			t.Errorf("%v: %s", args, words)
		}
	}
}
