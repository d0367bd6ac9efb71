package accessible

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode"

	"pgregory.net/rapid"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/lifecycle/undelivered"
	"github.com/supascale/supascale-tui/internal/views/screentest"
)

// inMemory is a home on an instance with one failure for every reason.
func inMemory(dir string) (*home, *screentest.Instance) {
	in := &screentest.Instance{Keys: screentest.Keys()}
	for i, r := range keys.Reasons() {
		in.Entries = append(in.Entries, api.Activity{
			ID: "entry-" + string(r), Time: screentest.Now.Add(-time.Duration(i+1) * time.Minute), Type: "api_key.request",
			Failed: true, Reason: r, KeyID: in.Keys[2].ID, KeyName: in.Keys[2].Name, Method: "POST",
			Path: "/api/v1/backups", Resource: keys.Backups, Required: "write", Granted: "read", Status: 403,
			IP: "203.0.113.7", UserAgent: "curl/8.5", Count: 1,
		})
	}
	return &home{client: in, dir: dir, now: func() time.Time { return screentest.Now }, notes: undelivered.Open(filepath.Join(dir, "supascale-tui", "undelivered"))}, in
}

func TestAudit(t *testing.T) {
	h, _ := inMemory(t.TempDir())
	k := h.say(t, "3", "permission", "?", "query", "reason:denied", "foo:bar", "query", "foo:bar", "@denied", "1", "attempts", "1", "b",
		"create", "", "", "", "", "", "", "", "cancel", "key", "b", "b", "attempts", "b", "b", "q")
	screentest.Golden(t, "audit", normal(h, k.text()))
}

func TestLongListsComeInPages(t *testing.T) {
	h, in := inMemory(t.TempDir())
	in.Keys = nil
	for i := range 45 {
		in.Keys = append(in.Keys, api.Key{ID: fmt.Sprint("id", i), Name: fmt.Sprintf("job %02d", i), Created: screentest.Now})
	}
	k := h.say(t, "keys", "more", "", "40", "b", "filter", "name:x job 4", "zzz", "filter", "job 4", "45", "all", "b", "q")
	k.says(t, "20. job 19", "Number of a key, more, filter, revoke, all or refresh [more]: more", "21. job 20", "40. job 39",
		"45. job 44", "refresh [b]: 40", "Name: job 39", "Filter, position 1: there is no field “name”", "0 of 45 keys fit", "9 of 45 keys fit", "“45” is none of the answers", "45 keys", "Main menu")
	if n := strings.Count(k.text(), "45. job 44"); n != 1 {
		t.Errorf("the last is read out %d times", n)
	}
}

func TestAnInstanceThatFails(t *testing.T) {
	h, in := inMemory(t.TempDir())
	in.ListErr = &api.Error{Op: api.OpListKeys, Kind: api.Unreachable, Message: "connection refused"}
	in.StatsErr = &api.Error{Op: api.OpStats, Kind: api.Forbidden, Message: "this key may not"}
	in.CreateErr = &api.Error{Op: api.OpCreateKey, Kind: api.Invalid, Message: "it was refused", Fields: map[string]string{"name": "is taken"}}
	k := h.say(t, append([]string{"keys", "audit"}, append(monitoring, "cancel", "q")...)...)
	k.says(t, "Error: Can't list keys: connection refused. Check the address", "Error: Can't read the log's figures",
		"Nothing was created. Can't create the key: it was refused", "name: Is taken.", "Nothing was created.", "Goodbye")
}

// Whatever is typed, and whatever the instance holds: the output is plain lines,
// the program ends with its input, and the key's value is there by choice alone.
func TestAnyConversationIsPlainAndEnds(t *testing.T) {
	t.Setenv("PATH", "") // nothing that is typed as a command is one
	t.Chdir(t.TempDir()) // what is typed as a path is a file there
	words := []string{
		"", "?", "b", "q", "yes", "no", "0", "1", "2", "3", "4", "5", "6", "keys", "new", "audit", "more", "filter", "refresh",
		"create", "done", "file", "command", "check", "copy", "levels", "name", "expiry", "revoke", "failures", "attempts", "query", "list",
		"custom", "profile", "key", "local", "lab", "another", "read", "write", "all", "again", "keep", "later", "show",
		"health", "pending", "identify", "test", "rotate", "usage", "details", "remedy", "snooze", "take back", "30 days", "until it changes", "leaked",
		"new first", "revoke first", "lifetime", "taken", "end", "stop", "log", "Backup Script", "evil\x1b[31m", "\x1b", "\x07\u202e", "@denied", "never",
		"note", "notes", "edit", "remove", "import", "export", "mine", "theirs", "none", "owner:", "~/notes.toml", "gone", "history", "seen", "create again", "unfinished", "revoke 1,3-5", "all shown", "1-3", "exclude", "include", "own",
		"instances", "move end", "review", "since", "eu-1", "revoke 2 keys", "revoke 3 keys", "go on", "left", "save", "forget", "~/r.csv",
		"CI/CD Pipeline", "Admin", "\xff\xfe", strings.Repeat("long ", 3000), "supascale_FakeFakeFakeFakeFakeFakeFakf", ctrlC,
	}
	rapid.Check(t, func(rt *rapid.T) {
		dir := t.TempDir()
		h, in := inMemory(dir)
		in.Keys[0].Name = "\x1b]52;c;eA==\x07\r\u202e"
		in.Keys[2].Preview = keys.Preview(screentest.FakeValue)
		in.Entries[0].UserAgent = "\x1b[2Jagent\r\n"
		lines := rapid.SliceOfN(rapid.SampledFrom(words), 0, 60).Draw(rt, "lines")
		w := &travels{client: h.client, profiles: known}
		h.change = func(e *Env) { e.Ways = w.ways() }
		if rapid.Bool().Draw(rt, "without an instance") {
			h.client = nil
		}
		start := rapid.SampledFrom([][]string{
			nil, monitoring, {"keys"}, {"audit"}, {"health"}, {"identify"}, {"pending"}, {"keys", "CI/CD Pipeline", "rotate", "create"},
			{"keys", "CI/CD Pipeline", "rotate", "leaked"}, {"keys", "CI/CD Pipeline", "test", screentest.FakeValue}, {"health", "1"},
			{"keys", "CI/CD Pipeline", "note"}, {"keys", "CI/CD Pipeline", "note", "Anna", "", "", "b", "b", "notes"}, {"gone"}, {"history"}, {"pending", "1"}, {"keys", "revoke 1-3"}, {"keys", "revoke 1-3", "revoke"},
		}).Draw(rt, "start")
		k := h.say(t, append(append([]string{}, start...), lines...)...)
		h.notes.Close(t.Context())
		text := k.program()
		if i := strings.IndexFunc(text, func(r rune) bool { return r != '\n' && unicode.IsControl(r) || unicode.Is(unicode.Cf, r) }); i >= 0 {
			rt.Fatalf("it wrote %q:\n%s", text[i:min(i+10, len(text))], text)
		}
		if !strings.HasSuffix(strings.TrimSpace(text), "oodbye.") {
			rt.Fatalf("it does not end politely:\n%s", text)
		}
		agreed := strings.Count(text, "The next line is the key and nothing else.")
		if n := strings.Count(text, screentest.FakeValue); n != agreed {
			rt.Fatalf("the key stands there %d times, agreed to was %d:\n%s", n, agreed, text)
		}
	})
}
