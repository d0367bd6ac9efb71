//go:build unix

package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/supascale/supascale-tui/internal/accessible"
	"github.com/supascale/supascale-tui/internal/activity/cluster"
	"github.com/supascale/supascale-tui/internal/activity/remedy"
	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/cli/command"
	"github.com/supascale/supascale-tui/internal/history"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/lifecycle/rotation"
	"github.com/supascale/supascale-tui/internal/lifecycle/undelivered"
	"github.com/supascale/supascale-tui/internal/views/health"
	"github.com/supascale/supascale-tui/internal/views/keys/keylist"
	"github.com/supascale/supascale-tui/internal/views/screentest"
)

// fakeList is an instance's list of keys, and how that gives it.
type fakeList struct {
	keys   []string // as JSON
	most   int      // of a page; 0 for as many as are asked for
	total  int      // that it tells; -1 for none
	stuck  bool     // the offset is ignored
	plain  bool     // so is the limit: no pages
	moves  bool     // every walk over it finds that it changed after the first page, once
	always bool     // and again and again

	mu    sync.Mutex
	moved int
}

func (f *fakeList) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet || r.URL.Path != "/api/v1/settings/api-keys" || r.URL.Query().Get("revoked") != "" {
		http.NotFound(w, r)
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	offset, _ := strconv.Atoi(r.URL.Query().Get("offset"))
	limit, err := strconv.Atoi(r.URL.Query().Get("limit"))
	if err != nil || f.plain {
		limit = len(f.keys)
	}
	if f.most > 0 {
		limit = min(limit, f.most)
	}
	if f.stuck || f.plain {
		offset = 0
	}
	if offset > 0 && (f.always || f.moves && f.moved == 0) {
		f.moved++
		f.keys = append(listOf(1, "moved-"+strconv.Itoa(f.moved)+"-"), f.keys[:len(f.keys)-2]...)
	}
	from := min(offset, len(f.keys))
	answer := map[string]any{"apiKeys": rawList(f.keys[from:min(from+limit, len(f.keys))])}
	if total := f.total; total >= 0 {
		if f.moves || f.always {
			total = len(f.keys)
		}
		answer["pagination"] = map[string]int{"total": total, "limit": limit, "offset": offset}
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(answer)
}

func rawList(list []string) []json.RawMessage {
	raw := make([]json.RawMessage, len(list))
	for i := range list {
		raw[i] = json.RawMessage(list[i])
	}
	return raw
}

// listOf makes keys without permissions that end in two years.
func listOf(n int, id string) []string {
	ends := time.Now().AddDate(2, 0, 0).UTC().Format(time.RFC3339)
	list := make([]string, n)
	for i := range list {
		list[i] = fmt.Sprintf(`{"id":"%s%d","name":"Key %s%d","keyPreview":"supascale_%04d...Fake","permissions":{},"expiresAt":%q,"createdAt":"2026-01-19T12:00:00Z","lastUsed":%q}`,
			id, i, id, i, i, ends, time.Now().UTC().Format(time.RFC3339))
	}
	return list
}

func withIDs(ids ...string) []string {
	list := listOf(len(ids), "key-")
	for i, id := range ids {
		list[i] = strings.Replace(list[i], fmt.Sprintf(`"id":"key-%d"`, i), `"id":`+id, 1)
	}
	return list
}

// The walk over the list is one: whatever an instance does to its pages, every front
// end has as many keys, and says the same where they are not all.
func TestEveryFrontEndHasTheSameList(t *testing.T) {
	for name, c := range map[string]struct {
		list *fakeList
		keys int
		says string // "" for a list that is whole
	}{
		"as documented, without pages": {&fakeList{keys: listOf(45, "key-"), total: -1, plain: true}, 45, ""},
		"capped, with a total":         {&fakeList{keys: listOf(451, "key-"), most: 100, total: 451}, 451, ""},
		"capped, without a total":      {&fakeList{keys: listOf(451, "key-"), most: 100, total: -1}, 451, ""},
		"stuck, with a total":          {&fakeList{keys: listOf(451, "key-"), most: 50, total: 451, stuck: true}, 50, "50 of 451: this instance gives no more"},
		"stuck, without a total":       {&fakeList{keys: listOf(451, "key-"), most: 50, total: -1, stuck: true}, 50, "50 keys: this instance gives no more"},
		"a total that is too small":    {&fakeList{keys: listOf(451, "key-"), most: 100, total: 100}, 451, ""},
		"a total that is too great":    {&fakeList{keys: listOf(451, "key-"), most: 100, total: 500}, 451, "451 of 500: this instance gives no more"},
		"moves while it is read":       {&fakeList{keys: listOf(451, "key-"), most: 100, moves: true}, 450, ""},
		"never stands still":           {&fakeList{keys: listOf(451, "key-"), most: 100, always: true}, -1, "the list kept changing while it was read"},
		"ids that are numbers":         {&fakeList{keys: withIDs("1", "2", "12345678901234567890"), total: -1, plain: true}, 3, ""},
		"no ids":                       {&fakeList{keys: withIDs(`""`, "null", "{}", `"ok"`), total: -1, plain: true}, 4, ""},
		"ids that are too long":        {&fakeList{keys: withIDs(`"`+strings.Repeat("x", 201)+`"`, `"`+strings.Repeat("x", 202)+`"`), total: -1, plain: true}, 2, ""},
		"an id that two keys have":     {&fakeList{keys: withIDs(`"same"`, `"same"`, `"ok"`), total: -1, plain: true}, 3, ""},
		"a key that comes twice":       {&fakeList{keys: append(withIDs(`"a"`, `"b"`), withIDs(`"a"`)...), total: 3, plain: true}, 2, ""},
		"entries that are no keys":     {&fakeList{keys: append(listOf(3, "key-"), `"key"`, "null"), total: -1, plain: true}, 3, "2 entries of the list can't be read as keys"},
	} {
		t.Run(name, func(t *testing.T) {
			useProfile(t, newFakeServer(t, (*httptest.Server).Start, c.list.ServeHTTP).URL, "", newKey(t))
			for front, look := range map[string]func(*testing.T) (int, string){
				"keys list": listedByCommand, "check": checkedKeys, "accessible mode": read, "list screen": seen, "health screen": healthSeen,
				"rotation plan": planned, "remedy": remedied,
			} {
				c.list.mu.Lock()
				c.list.moved = 0
				c.list.mu.Unlock()
				n, said := look(t)
				if c.list.moves {
					n, c.keys = min(n, c.keys), min(n, c.keys) // each look moves it on
				}
				if c.keys >= 0 && n != c.keys {
					t.Errorf("%s: %d keys, want %d", front, n, c.keys)
				}
				if c.says == "" && strings.Contains(said, "gives no more") || !strings.Contains(said, c.says) {
					t.Errorf("%s: it says %q, want %q", front, said, c.says)
				}
			}
		})
	}
}

func listedByCommand(t *testing.T) (int, string) {
	code, out, words := listKeys(t, "-o", "json")
	var list []json.RawMessage
	if err := json.Unmarshal([]byte(out), &list); err != nil {
		t.Fatalf("%v: %s%s", err, out, words)
	}
	exits(t, code, words)
	return len(list), words
}

// exits checks that what is said and the exit code agree.
func exits(t *testing.T, code int, words string) {
	t.Helper()
	if want := map[bool]int{true: command.ExitOK, false: command.ExitPartial}[words == "" || !strings.Contains(words, "supascale-tui: ")]; code != want {
		t.Errorf("exit code %d, and it says %q", code, words)
	}
}

func checkedKeys(t *testing.T) (n int, words string) {
	var out, errOut bytes.Buffer
	code := run(t.Context(), []string{"check", "--system-write"}, strings.NewReader(""), &out, &errOut)
	exits(t, code, errOut.String())
	_, rest, _ := strings.Cut(errOut.String(), "0 found · ")
	if _, err := fmt.Sscan(rest, &n); err != nil {
		t.Fatal(errOut.String())
	}
	return n, errOut.String()
}

func read(t *testing.T) (n int, said string) {
	drawn := screentest.Env(t, connected(t))
	var out bytes.Buffer
	err := accessible.Run(t.Context(), accessible.Env{
		Connection: app.Connection{API: drawn.API}, Session: session, Undelivered: drawn.Undelivered, Rotations: drawn.Rotations, Notes: drawn.Notes, RevokeMany: drawn.Many,
		History: history.Open(t.TempDir()), Now: time.Now, Zone: time.UTC, Getenv: drawn.Getenv, In: strings.NewReader("keys\n"), Out: &out,
	})
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(out.String()) {
		if strings.Contains(line, " expire within 14 days") {
			if _, err := fmt.Sscan(line, &n); err != nil {
				t.Fatal(err)
			}
		}
	}
	return n, lower(out.String())
}

// lower is what is said without regard to where a sentence begins.
func lower(said string) string { return strings.ToLower(said) }

func connected(t *testing.T) app.API {
	client, err := (&command.Target{Session: session}).Connect(t.Context(), &command.Call{Err: io.Discard})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	return client
}

func seen(t *testing.T) (int, string) {
	s := keylist.New(screentest.Env(t, connected(t)))
	s.SetSize(120, 40)
	screentest.Settle(s, s.Init())
	return s.Count(), screentest.Plain(screentest.View(s))
}

func healthSeen(t *testing.T) (n int, said string) {
	s := health.New(screentest.Env(t, connected(t)))
	s.SetSize(120, 40)
	screentest.Settle(s, s.Init())
	said = screentest.Plain(screentest.View(s))
	before, _, _ := strings.Cut(said, ", as of ")
	words := strings.Fields(before)
	n, _ = strconv.Atoi(words[len(words)-2])
	return n, lower(said)
}

func planned(t *testing.T) (int, string) {
	r := rotation.Rotator{
		Client: connected(t), Notes: undelivered.Open(t.TempDir()), Records: rotation.Open(t.TempDir()), Now: time.Now, Zone: time.UTC,
	}
	found, err := r.Look(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	plan := found.Plan(found.Keys[0], time.Now(), time.UTC)
	return len(found.Keys), lower(strings.Join(plan.Notes(time.Now()), " "))
}

func remedied(t *testing.T) (int, string) {
	known, err := remedy.Load(t.Context(), connected(t))
	if err != nil {
		t.Fatal(err)
	}
	plan := remedy.For(&cluster.Cluster{Failed: true, Reason: keys.ExpiredKey, KeyID: "not listed"}, known)
	return len(known.Active), plan.Not
}

func TestACommandSaysWhatItCantKnowOfAPartOfTheList(t *testing.T) {
	list := &fakeList{keys: listOf(451, "key-"), most: 50, total: 451, stuck: true}
	useProfile(t, newFakeServer(t, (*httptest.Server).Start, list.ServeHTTP).URL, "", newKey(t))
	for _, c := range []struct {
		args []string
		code int
		says string
	}{
		{[]string{"keys", "show", "key-7"}, command.ExitOK, "50 of 451: this instance gives no more"},
		{[]string{"keys", "show", "key-77"}, command.ExitPartial, "50 of 451: this instance gives no more"},
		{[]string{"keys", "revoke", "key-77", "--yes", "--ignore-missing"}, command.ExitPartial, "It may be one of the keys that aren't listed"},
		{[]string{"keys", "revoke", "--filter", "key-1", "--dry-run"}, command.ExitPartial, "50 of 451: this instance gives no more"},
		{[]string{"pending"}, command.ExitPartial, "50 of 451: this instance gives no more"},
		{[]string{"profile", "test"}, command.ExitPartial, "50 of 451: this instance gives no more"},
	} {
		var out, errOut bytes.Buffer
		code := run(t.Context(), c.args, strings.NewReader(""), &out, &errOut)
		if code != c.code || !strings.Contains(errOut.String(), c.says) {
			t.Errorf("%s: exit code %d, %s%s", c.args, code, out.String(), errOut.String())
		}
	}
}

// A key that can't be named to its instance is shown, and nothing is asked of it.
func TestAKeyThatCantBeNamedIsLeftAsItIs(t *testing.T) {
	long := strings.Repeat("x", 200)
	list := &fakeList{keys: withIDs(`""`, `"`+long+`1"`, `"a\u202eb"`, `"same"`, `"same"`, `"ok"`), total: -1, plain: true}
	server := newFakeServer(t, (*httptest.Server).Start, list.ServeHTTP)
	useProfile(t, server.URL, "", newKey(t))
	for i, why := range []string{"lists it without an id", "longer than 200 characters", "can't be sent back", "Another key has the same id", "Another key has the same id"} {
		name := fmt.Sprintf("Key key-%d", i)
		for _, args := range [][]string{{"keys", "revoke", name, "--yes"}, {"keys", "rotate", name, "--no-value"}} {
			if args[1] == "rotate" {
				args = []string{"keys", "rotate", name, "-o", "value"}
			}
			var out, errOut bytes.Buffer
			if code := run(t.Context(), args, strings.NewReader(""), &out, &errOut); code != command.ExitFailed || !strings.Contains(errOut.String(), why) {
				t.Errorf("%s: exit code %d, %s%s", args, code, out.String(), errOut.String())
			}
		}
		var out, errOut bytes.Buffer
		if run(t.Context(), []string{"keys", "show", name}, strings.NewReader(""), &out, &errOut); !strings.Contains(out.String(), why) {
			t.Errorf("keys show %s doesn't say %q: %s%s", name, why, out.String(), errOut.String())
		}
	}
	for _, r := range server.requests() {
		if !strings.HasPrefix(r.line, "GET ") {
			t.Errorf("it asked %s", r.line)
		}
	}
}
