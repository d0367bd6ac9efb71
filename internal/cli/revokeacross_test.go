//go:build unix

package cli

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/cli/command"
	"github.com/supascale/supascale-tui/internal/config"
	"github.com/supascale/supascale-tui/internal/lifecycle/revokemany"
	"github.com/supascale/supascale-tui/internal/testkit/contracttest"
)

// across is alpha and beta with keys of the same names, and a third that is not there.
func across(t *testing.T) (on program, alpha, beta *member) {
	t.Helper()
	on, alpha, beta = onSeveral(t)
	for _, m := range []*member{alpha, beta} {
		for _, name := range []string{"old one", "old two", "new"} {
			if _, err := m.i.CreateLocalKey(t.Context(), name); err != nil {
				t.Fatal(err)
			}
		}
	}
	if _, err := beta.i.CreateLocalKey(t.Context(), "beta alone"); err != nil {
		t.Fatal(err)
	}
	return on, alpha, beta
}

// keyOf is a key of an instance by its name.
func keyOf(t *testing.T, on program, profile, name string) listed {
	t.Helper()
	var list []listed
	out, _ := on.ok(t, "keys", "list", "--profile", profile, "-o", "json")
	valid(t, "keys.json", out, &list)
	i := slices.IndexFunc(list, func(k listed) bool { return k.Name == name })
	if i < 0 {
		t.Fatalf("%s has no key %q: %s", profile, name, out)
	}
	return list[i]
}

// What is not clear is refused before anything is done, and says how to make it so.
func TestRevokeAcrossRefusesWhatIsNotClear(t *testing.T) {
	on, _, _ := across(t)
	count := func() string {
		_, out, _ := on("keys", "list", "--on", "alpha beta", "-o", "name")
		return out
	}
	before := count()
	for _, c := range []struct {
		code int
		says string
		args []string
	}{
		{command.ExitUsage, "“new” may be any of 2 keys. Name one by its id:", []string{"--on", "alpha beta", "new"}},
		{command.ExitUsage, "\n  beta/" + keyOf(t, on, "beta", "new").ID + "  new", []string{"--on", "alpha beta", "new"}},
		{command.ExitPartial, "“beta alone” is a key of beta, and others that were not listed may be called so too (2 of 3 answered, not gone)", []string{"--all", "beta alone"}},
		{command.ExitUsage, "name the keys", []string{"--all"}},
		{command.ExitUsage, "--profile names one instance", []string{"--all", "--profile", "beta", "new"}},
		{command.ExitUsage, "every key of beta (", []string{"--on", "alpha beta", "--filter", "instance:beta"}},
		{command.ExitUsage, "the key that this command itself uses", []string{"--on", "alpha beta", "beta/" + keyOf(t, on, "beta", "First key").ID}},
		{command.ExitNotFound, "no key is chosen", []string{"--on", "alpha beta", "--filter", "nowhere at all"}},
	} {
		code, out, words := on(append([]string{"keys", "revoke", "--yes"}, c.args...)...)
		if code != c.code || !strings.Contains(words, c.says) || out != "" {
			t.Errorf("%v: %d %s%s", c.args, code, out, words)
		}
	}
	code, out, words := on("keys", "revoke", "--all", "--filter", "old", "--dry-run", "-o", "jsonl")
	if counts := ofInstances(t, "key.json", out, instanceOf(t, "key.json")); code != command.ExitPartial || counts["alpha"] < 2 || counts["beta"] != 2 || !strings.Contains(words, "! gone: ") {
		t.Errorf("dry run: exit code %d, %v: %s", code, counts, words)
	}
	if after := count(); after != before {
		t.Errorf("before %s, then %s", before, after)
	}
}

// Every line tells the instance; where one does not answer nothing is revoked, and it is named.
func TestRevokeAcrossInstances(t *testing.T) {
	on, _, _ := across(t)
	file := filepath.Join(t.TempDir(), "receipts.csv")
	code, out, words := on("keys", "revoke", "--all", "--filter", `"old one"`, "--yes", "-o", "jsonl", "--receipt", file)
	if counts := ofInstances(t, "receipt.json", out, instanceOf(t, "receipt.json")); code != command.ExitPartial || counts["alpha"] != 1 || counts["beta"] != 1 ||
		strings.Count(out, `"revoked"`) != 2 || strings.Contains(out, "beta/") || !strings.Contains(words, "2 of 3 answered, 1 unreachable\n! gone: ") {
		t.Errorf("exit code %d, %v: %s%s", code, counts, out, words)
	}
	if text, err := os.ReadFile(file); err != nil || !strings.HasPrefix(string(text), "instance,id,name") || !strings.Contains(string(text), "\nbeta,") {
		t.Errorf("%v: %s", err, text)
	}
	// One key by its id among several.
	id := keyOf(t, on, "beta", "new").ID
	if code, out, words = on("keys", "revoke", "--on", "alpha beta", "--yes", "beta/"+id); code != command.ExitOK || !strings.HasPrefix(out, "INSTANCE") || !strings.Contains(out, "beta ") {
		t.Errorf("exit code %d: %s%s", code, out, words)
	}
	keyOf(t, on, "alpha", "new") // which stays
	// The keys in use stay, each on its instance.
	code, out, words = on("keys", "revoke", "--on", "alpha beta", "--every-key", "--yes", "-o", "json")
	var receipts []receipt
	valid(t, "receipts.json", out, &receipts)
	if code != command.ExitOK || len(receipts) < 5 || !strings.Contains(words, "The keys that this command uses are left out") || contracttest.CheckOutput("receipts.json", []byte(out)) != nil {
		t.Errorf("exit code %d, %d receipts: %s", code, len(receipts), words)
	}
	for _, profile := range []string{"alpha", "beta"} {
		if left, _ := on.ok(t, "keys", "list", "--profile", profile, "-o", "name"); strings.TrimSpace(left) != "First key" {
			t.Errorf("%s: left %s", profile, left)
		}
	}
}

// An instance that refuses leaves the others as they are, and the whole is a part.
func TestRevokeAcrossWhereOneRefuses(t *testing.T) {
	on, _, _ := across(t)
	read, _ := on.ok(t, "keys", "create", "--profile", "beta", "--name", "reader", "--permission", "system=read", "--expires", "1d", "-o", "value")
	if err := os.WriteFile(filepath.Join(filepath.Dir(os.Getenv("SUPASCALE_TUI_CONFIG")), "beta.key"), []byte(read), 0o600); err != nil {
		t.Fatal(err)
	}
	code, out, words := on("keys", "revoke", "--on", "alpha beta", "--filter", `"old one"`, "--yes", "-o", "jsonl")
	if counts := ofInstances(t, "receipt.json", out, instanceOf(t, "receipt.json")); code != command.ExitPartial || counts["alpha"] != 1 || counts["beta"] != 1 ||
		strings.Count(out, `"revoked"`) != 1 || !strings.Contains(words, "! beta: it stopped there.") || !strings.Contains(words, "1 of 2 keys were not revoked") {
		t.Errorf("exit code %d, %v: %s%s", code, counts, out, words)
	}
	keyOf(t, on, "beta", "old one")
}

// What is unfinished is listed by instance, and gone on with on all of them.
func TestResumingAcrossInstances(t *testing.T) {
	on, alpha, beta := across(t)
	dir, err := config.StatePath("revocations", os.Getenv)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	a := revokemany.Across{Store: revokemany.Open(dir), Now: time.Now}
	var keys []api.Key
	for name, m := range map[string]*member{"alpha": alpha, "beta": beta} {
		client, err := api.New(api.Options{URL: m.URL, Key: api.NewSecret(m.key)})
		if err != nil {
			t.Fatal(err)
		}
		defer client.Close()
		a.Parts = append(a.Parts, revokemany.Part{Name: name, Client: &stopping{client, 1, stop}})
		for _, key := range []string{"old one", "old two"} {
			keys = append(keys, api.Key{ID: keyOf(t, on, name, key).ID, Name: key}.Of(name))
		}
	}
	r := a.Begin(ctx, keys)
	if tally := r.Tally(); tally.NotTried < 2 || tally.Revoked < 1 {
		t.Fatalf("%+v", tally)
	}
	var items []struct{ Instance, Kind string }
	code, out, words := on("pending", "--on", "alpha beta", "-o", "json")
	valid(t, "pending.json", out, &items)
	if code != command.ExitOK || len(items) != 2 || items[0].Instance == items[1].Instance || items[0].Kind != "revoke-many" || items[1].Kind != "revoke-many" {
		t.Errorf("pending: exit code %d: %s%s", code, out, words)
	}
	code, out, words = on("keys", "revoke", "--resume", "--all", "--dry-run", "-o", "name")
	if want := r.Tally().Left(); code != command.ExitPartial || strings.Count(out, "\n") != want || !strings.Contains(words, fmt.Sprintf("%d key", want)) {
		t.Errorf("dry run: exit code %d: %s%s", code, out, words)
	}
	code, out, words = on("keys", "revoke", "--resume", "--on", "alpha beta", "--yes", "-o", "jsonl")
	if counts := ofInstances(t, "receipt.json", out, instanceOf(t, "receipt.json")); code != command.ExitOK || counts["alpha"] != 2 || counts["beta"] != 2 || strings.Count(out, `"revoked"`) != 4 {
		t.Errorf("exit code %d, %v: %s%s", code, counts, out, words)
	}
	if _, out, _ = on("pending", "--on", "alpha beta", "-o", "name"); out != "" {
		t.Errorf("left %s", out)
	}
}
