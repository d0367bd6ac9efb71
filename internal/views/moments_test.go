package views_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/notes"
	"github.com/supascale/supascale-tui/internal/views/screentest"
)

// moment is a screen in one of its states, and the keys that lead there.
type moment struct {
	name string
	way  []string
	text bool // letters are typed, or any key does the same
}

// moments are all screens and dialogs in all their states. REFUSE makes the instance refuse
// the credential from then on, TIME lets timers run out.
var moments = []moment{
	{"keys", nil, false},
	{"keys, filter typed", []string{"/", "text:ci"}, true},
	{"keys, filter mistaken", []string{"/", "text:foo:bar"}, true},
	{"keys, filtered", []string{"/", "text:ci", "enter"}, false},
	{"keys, filtered to none", []string{"/", "text:nobody", "enter"}, false},
	{"keys, marked", []string{"space", "space"}, false},
	{"key", []string{"down", "enter"}, false},
	{"key, expired", []string{"enter"}, false},
	{"key, gone", []string{":", "text:revoked", "enter", "enter"}, false},
	{"note", []string{"enter", "e"}, true},
	{"usage", []string{"enter", "u"}, false},
	{"test, asking", []string{"enter", "t"}, true},
	{"test, warned", revealed("t"), false},
	{"test, question", revealed("t", "enter"), false},
	{"test, tried", revealed("t", "enter", "down", "enter"), false},
	{"rotate", []string{"down", "R"}, false},
	{"rotate, expired", []string{"R"}, false},
	{"rotate, leaked", []string{"down", "R", "up", "right", "down", "enter"}, false},
	{"rotate, grid", []string{"down", "R", "tab", "right", "right", "tab", "right"}, false},
	{"rotate, date typed", []string{"down", "R", "tab", "tab", "t"}, true},
	{"rotate, begun", []string{"down", "R", "enter", "esc", "down", "enter", "esc"}, false},
	{"rotate, standing", []string{"down", "R", "enter", "esc", "down", "enter", "esc", "P", "enter"}, false},
	{"rotate, end moved", []string{"down", "R", "enter", "esc", "down", "enter", "esc", "P", "enter", "d"}, false},
	{"rotate, not taken", []string{"down", "R", "enter", "esc", "down", "down", "enter"}, false},
	{"create", []string{"n"}, false},
	{"create, name", []string{"n", "tab"}, true},
	{"create, expiry", []string{"n", "right", "tab", "tab"}, false},
	{"create, calendar", []string{"n", "right", "tab", "tab", "d"}, false},
	{"create, date typed", []string{"n", "right", "tab", "tab", "t"}, true},
	{"create, grid", []string{"n", "right", "tab", "tab", "tab"}, false},
	{"create, buttons", []string{"n", "right", "tab", "tab", "tab", "tab"}, false},
	{"create, question", []string{"n", "tab", "text:abc", "esc"}, false},
	{"reveal", revealed(), false},
	{"reveal, ways to copy", revealed("C"), false},
	{"reveal, file", revealed("f"), true},
	{"reveal, form of the file", revealed("f", "tab"), false},
	{"reveal, command", revealed("p"), true},
	{"reveal, check", revealed("v"), true},
	{"reveal, large", revealed("L"), true},
	{"reveal, question", revealed("esc"), false},
	{"undelivered", revealed("esc", "down", "down", "enter", "TIME"), false},
	{"revoke", []string{"down", "x"}, true},
	{"revoke, typed", []string{"/", "text:ci", "enter", "x", "text:CI/CD Pipeline"}, true},
	{"revoke, done", []string{"/", "text:ci", "enter", "x", "text:CI/CD Pipeline", "enter"}, true},
	{"many", []string{"space", "space", "x"}, false},
	{"many, phrase", []string{"space", "space", "x", "enter"}, true},
	{"many, receipts", []string{"space", "space", "x", "enter", "text:revoke 2 keys", "enter"}, false},
	{"many, file", []string{"space", "space", "x", "enter", "text:revoke 2 keys", "enter", "E"}, true},
	{"command", []string{":"}, true},
	{"help", []string{"?"}, false},
	{"pending", []string{"P"}, false},
	{"pending, several", []string{"down", "R", "enter", "esc", "down", "enter", "esc", "esc", "P"}, false},
	{"changes", []string{"H"}, false},
	{"gone", []string{":", "text:revoked", "enter"}, false},
	{"gone, filter typed", []string{":", "text:revoked", "enter", "/", "text:old"}, true},
	{"gone, filtered", []string{":", "text:revoked", "enter", "/", "text:old", "enter"}, false},
	{"review", []string{":", "text:review", "enter"}, false},
	{"review, file", []string{":", "text:review", "enter", "E"}, true},
	{"notes, none", []string{":", "text:notes", "enter"}, false},
	{"notes", noted(":", "text:notes", "enter"), false},
	{"notes, question", noted(":", "text:notes", "enter", "delete"), false},
	{"notes, file", noted(":", "text:notes", "enter", "m"), true},
	{"notes import", noted(":", "text:notes import TEAM", "enter"), false},
	{"identify", []string{"I"}, true},
	{"identify, found", revealed("esc", "down", "enter", "I", "paste:"+screentest.FakeValue, "enter"), false},
	{"identify, gone", []string{"I", "paste:" + goneValue, "enter"}, false},
	{"identify, not found", []string{"I", "paste:" + keys.Prefix + "NoNoNoNoNoNoNoNoNoNoNoNoNoNo", "enter"}, false},
	{"switch, failed", []string{":", "text:profile laptop", "enter"}, false},
	{"instances", []string{"0"}, false},
	{"instances, filter typed", []string{"0", "/", "text:env:production"}, true},
	{"instances, filtered", []string{"0", "/", "text:eu", "enter"}, false},
	{"several", []string{"0", "*"}, false},
	{"several, marked", []string{"0", "*", "space"}, false},
	{"several, audit", []string{"0", "*", "2"}, false},
	{"several, health", []string{"0", "*", "3"}, false},
	{"several, a key", []string{"0", "*", "enter"}, false},
	{"several, revoke", []string{"0", "*", "x"}, false},
	{"several, create", []string{"0", "*", "n"}, false},
	{"several, instances of a key", []string{"0", "*", "n", "right", "tab", "tab", "tab", "tab", "enter"}, false},
	{"several, one refused", []string{"0", "*", "n", "right", "tab", "tab", "tab", "tab", "enter", "space", "enter", "esc", "down", "down", "enter"}, false},
	{"several, many", []string{"0", "*", "*", "x"}, false},
	{"several, many, phrase", []string{"0", "*", "*", "x", "enter"}, true},
	{"several, many, receipts", []string{"0", "*", "*", "x", "enter", "text:revoke all 6 keys on 2 instances", "enter"}, false},
	{"connect", []string{":", "text:profile", "enter", "a"}, false},
	{"connect, address", []string{":", "text:profile", "enter", "a", "tab"}, true},
	{"connect, buttons", []string{":", "text:profile", "enter", "a", "shift+tab"}, false},
	{"refused", []string{"REFUSE", "r"}, false},
	{"refused, command", []string{"REFUSE", "r", ":"}, true},
	{"audit", []string{"2"}, false},
	{"audit, attempts", []string{"2", "tab"}, false},
	{"audit, attempts below", []string{"2", "tab", "down"}, false},
	{"audit, query typed", []string{"2", "/", "text:reason:"}, true},
	{"audit, filtered", []string{"2", "/", "text:reason:expired_key", "enter"}, false},
	{"audit, filtered to none", []string{"2", "/", "text:key:nobody", "enter"}, false},
	{"audit, bars", []string{"2", "shift+left"}, false},
	{"audit, a time", []string{"2", "shift+left", "enter"}, false},
	{"audit, following", []string{"2", "f"}, false},
	{"audit, cause", []string{"2", "enter"}, false},
	{"audit, cause of a key", []string{"2", "down", "down", "down", "enter"}, false},
	{"audit, its attempts", []string{"2", "enter", "tab"}, false},
	{"audit, attempt", []string{"2", "tab", "enter"}, false},
	{"audit, of a key", []string{"enter", "l"}, false},
	{"address", []string{"2", "A"}, false},
	{"export", []string{"2", "E"}, true},
	{"health", []string{"3"}, false},
	{"health, snooze", []string{"3", "z"}, false},
	{"health, snoozed", []string{"3", "z", "enter", "Z"}, false},
	{"health, can't tell", []string{"3", "W"}, false},
}

// goneValue is that of a key that is gone.
const goneValue = keys.Prefix + "GoneGoneGoneGoneGoneGoneGone"

func revealed(more ...string) []string {
	return append([]string{"n", "right", "tab", "tab", "tab", "tab", "enter"}, more...)
}

// teams are notes of others about the keys.
var teams = []notes.Note{
	{KeyID: "key-001", KeyName: "Laptop (old)", Text: notes.Text{Owner: "Bob"}}, {KeyID: "key-004", KeyName: "CI/CD Pipeline", Text: notes.Text{Owner: "Carl"}},
}

func noted(more ...string) []string {
	return append([]string{"enter", "e", "text:Anna", "enter", "esc"}, more...)
}

// at opens a console and goes to a moment.
func at(t *testing.T, m moment) *world {
	t.Helper()
	w := arrive(t, 80, 24)
	here := w.behind["eu-1"]
	here.Keys, here.Own = screentest.Keys(), screentest.Keys()[4].Preview
	here.Gone = []api.RevokedKey{
		{Key: api.Key{ID: "gone-1", Name: "Old laptop", Preview: keys.Preview(goneValue), Created: screentest.Now.Add(-1000 * time.Hour)}, Revoked: screentest.Now.Add(-time.Hour)},
		{Key: api.Key{ID: "gone-2", Name: "Old robot", Preview: keys.Prefix + "1Old...rob1", Created: screentest.Now.Add(-1000 * time.Hour)}, Revoked: screentest.Now.Add(-time.Hour)},
	}
	here.Entries = failures(here.Keys[0])
	w.fails["laptop"] = &api.Error{Op: api.OpListKeys, Kind: api.Unreachable, Message: "connection refused"}
	w.run(w.root.Init())
	for _, key := range m.way {
		switch key {
		case "REFUSE":
			here.ListErr = &api.Error{Op: api.OpListKeys, Kind: api.Unauthorized, Status: 401, Message: "the session is not valid any more", Cause: api.ErrSessionEnded}
		case "text:notes import TEAM":
			file := filepath.Join(t.TempDir(), "team.toml")
			if err := os.WriteFile(file, notes.Encode(w.env.API.Instance().URL, teams), 0o600); err != nil {
				t.Fatal(err)
			}
			w.press("text:notes import " + file)
		case "TIME":
			for _, msg := range w.timers.Fire(screentest.Now) {
				w.send(msg)
			}
		default:
			w.press(key)
		}
	}
	if m.name != "reveal, large" {
		w.send(tea.KeyPressMsg{Code: tea.KeyF5}) // which does nothing, and takes the notice away
	}
	return w
}
