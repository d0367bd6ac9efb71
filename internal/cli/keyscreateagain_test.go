//go:build unix

package cli

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/cli/command"
	"github.com/supascale/supascale-tui/internal/history"
	"github.com/supascale/supascale-tui/internal/keys"
)

type goneKey struct {
	ID, Name              string
	RevokedAt, GoneBefore *time.Time
	KnownBy               []string
}

func (p program) goneKeys(t *testing.T, words ...string) (list []goneKey) {
	t.Helper()
	out, _ := p.ok(t, append([]string{"keys", "list", "--revoked", "-o", "json"}, words...)...)
	valid(t, "revoked-keys.json", out, &list)
	return list
}

func TestKeysCreateAgain(t *testing.T) {
	on := onSample(t)
	made := func(name string) (k listed) {
		out, _ := on.ok(t, "keys", "create", "--name", name, "--permission", "backups=write", "--expires", "60d", "-o", "json")
		valid(t, "created-key.json", out, &k)
		return k
	}
	first := made("Nightly")
	if code, _, words := on("keys", "create", "--again", "Nightly", "-o", "value"); code != command.ExitUsage || !strings.Contains(words, "it is not gone") {
		t.Errorf("of a key there is: %d %s", code, words)
	}
	on.ok(t, "keys", "revoke", "Nightly", "--yes")
	gone := on.goneKeys(t, "Nightly")
	if len(gone) != 1 || gone[0].ID != first.ID || gone[0].RevokedAt == nil || gone[0].KnownBy[0] != "instance" {
		t.Fatalf("gone: %+v", gone)
	}
	var again listed
	out, words := on.ok(t, "keys", "create", "--again", "Nightly", "-o", "json")
	valid(t, "created-key.json", out, &again)
	if !strings.Contains(words, "Replaces the revoked key “Nightly”") {
		t.Errorf("said %s", words)
	}
	apart := again.ExpiresAt.Sub(*first.ExpiresAt).Abs()
	if again.Name != first.Name || again.ID == first.ID || again.Key == first.Key || again.Permissions["backups"] != "write" || apart > time.Minute {
		t.Errorf("created %+v again from %+v", again.Name, first.Name)
	}
	// With another key of that name gone, only an id tells which.
	on.ok(t, "keys", "revoke", again.ID, "--yes")
	code, _, words := on("keys", "create", "--again", "Nightly", "-o", "value")
	if code != command.ExitUsage || !strings.Contains(words, first.ID) || !strings.Contains(words, again.ID) {
		t.Errorf("two of the name: %d %s", code, words)
	}
	file := filepath.Join(t.TempDir(), "again.key")
	on.ok(t, "keys", "create", "--again", first.ID, "--expires", "7d", "--to-file", file)
	if fresh := value(t, file); fresh == first.Key || fresh == again.Key {
		t.Error("the value is not new")
	}
	for _, args := range [][]string{{"", "-o", "value"}, {"Nightly"}, {"Nightly", "--name", "x", "-o", "value"}, {"Nightly", "-o", "value", "--expires", "yesterday"}, {first.Key, "-o", "value"}} {
		if code, _, _ := on(append([]string{"keys", "create", "--again"}, args...)...); code != command.ExitUsage {
			t.Errorf("wrong call %d", code)
		}
	}
	if code, _, _ := on("keys", "create", "--again", "never was", "-o", "value"); code != command.ExitNotFound {
		t.Errorf("unknown: %d", code)
	}
	if code, _, _ := on("keys", "list", "--revoked", "--sort", "name"); code != command.ExitUsage {
		t.Errorf("--sort with --revoked: %d", code)
	}
	for _, format := range []string{"table", "csv", "jsonl", "name"} {
		if out, _ := on.ok(t, "keys", "list", "--revoked", "-o", format, "nightly"); !strings.Contains(out, "Nightly") {
			t.Errorf("%s:\n%s", format, out)
		}
	}
}

// What only the console saw vanish is listed and can be created again, too.
func TestAKeyThatTheConsoleSawGo(t *testing.T) {
	on := onSample(t)
	store, err := session.History()
	if err != nil {
		t.Fatal(err)
	}
	url := os.Getenv("SUPASCALE_URL")
	ghost := api.Key{ID: "ghost-1", Name: "Ghost⟨U+202E⟩", Preview: "supascale_Gho5...t000", Permissions: keys.Grant(keys.Projects, keys.Read)}
	at := time.Now().Add(-48 * time.Hour)
	for _, all := range [][]api.Key{{ghost}, {}} {
		if _, err := store.Look(context.Background(), url, history.ListOf(all), at, at); err != nil {
			t.Fatal(err)
		}
		at = at.Add(24 * time.Hour)
	}
	gone := on.goneKeys(t, "ghost")
	if len(gone) != 1 || gone[0].RevokedAt != nil || gone[0].GoneBefore == nil || len(gone[0].KnownBy) != 1 || gone[0].KnownBy[0] != "console" {
		t.Fatalf("gone: %+v", gone)
	}
	var again listed
	out, words := on.ok(t, "keys", "create", "--again", "ghost-1", "-o", "json")
	valid(t, "created-key.json", out, &again)
	if again.Name != ghost.Name || again.ExpiresAt != nil || !strings.Contains(words, "gone between") {
		t.Errorf("created %+v again: %s", again.Name, words)
	}
}
