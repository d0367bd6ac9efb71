//go:build unix

package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/bulk"
	"github.com/supascale/supascale-tui/internal/config"
	"github.com/supascale/supascale-tui/internal/contracttest"
)

// receipt is one as keys revoke -o json has it.
type receipt struct {
	ID, Name, Result string
	AnswerLost       bool
	AskedAt          *time.Time
}

func TestKeysRevokeMany(t *testing.T) {
	on := onSample(t)
	t.Run("shows what would go", on.dryRuns)
	t.Run("does nothing when called wrongly", on.revokesNothing)
	t.Run("by filter", on.revokesByFilter)
	t.Run("by finding", on.revokesByFinding)
	t.Run("goes on", on.resumes)
}

func (p program) dryRuns(t *testing.T) {
	var would, expired []listed
	out, words := p.ok(t, "keys", "revoke", "--filter", "state:expired", "--dry-run", "-o", "json")
	valid(t, "keys.json", out, &would)
	out, _ = p.ok(t, "keys", "list", "state:expired", "-o", "json")
	valid(t, "keys.json", out, &expired)
	if len(would) == 0 || len(would) != len(expired) || !strings.Contains(words, "keys would be revoked. Nothing was done") {
		t.Errorf("%d keys of %d: %s", len(would), len(expired), words)
	}
	// Both at once choose what both mean; the key in use is left out.
	out, _ = p.ok(t, "keys", "revoke", "--finding", "system-write", "--dry-run", "-o", "jsonl")
	both, _ := p.ok(t, "keys", "revoke", "--finding", "system-write", "--filter", strings.Split(out, `"`)[3], "--dry-run", "-o", "jsonl")
	if a, b := strings.Count(out, "\n"), strings.Count(both, "\n"); b == 0 || a <= b || strings.Contains(out, `"Admin"`) {
		t.Errorf("%d and %d", a, b)
	}
	for _, format := range []string{"table", "csv", "name"} {
		if out, _ := p.ok(t, "keys", "revoke", "--filter", "state:expired", "--dry-run", "-o", format); !strings.Contains(out, expired[0].Name) {
			t.Errorf("%s: %s", format, out)
		}
	}
	if out, _ := p.ok(t, "keys", "list", "state:expired", "-o", "name"); strings.Count(out, "\n") != len(expired) {
		t.Errorf("left\n%s", out)
	}
}

func (p program) revokesNothing(t *testing.T) {
	before, _ := p.ok(t, "keys", "list", "-o", "name")
	there := filepath.Join(t.TempDir(), "there.csv")
	if err := os.WriteFile(there, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		code int
		says string
		args []string
	}{
		{exitUsage, "name the keys", nil},
		{exitUsage, "name the keys", []string{"--filter", ""}},
		{exitUsage, "this one would be every key", []string{"--filter", "-"}},
		{exitUsage, "could mean two things", []string{"Monitoring", "--filter", "a"}},
		{exitUsage, "name no keys beside it", []string{"Monitoring", "--resume"}},
		{exitUsage, "--finding takes expired-tried", []string{"--finding", "old"}},
		{exitUsage, "nothing is overwritten", []string{"Monitoring", "--receipt", there}},
		{exitUsage, ".csv or .json", []string{"Monitoring", "--receipt", "x.txt"}},
		{exitUsage, "there is no receipt", []string{"Monitoring", "--dry-run", "--receipt", "x.csv"}},
		{exitNotFound, "no key is chosen", []string{"--filter", "nowhere at all"}},
	} {
		code, out, words := p(append([]string{"keys", "revoke", "--yes"}, c.args...)...)
		if code != c.code || !strings.Contains(words, c.says) || out != "" {
			t.Errorf("%v: %d %s%s", c.args, code, out, words)
		}
	}
	if code, _, words := p("keys", "revoke", "--filter", "state:expired"); code != exitUsage || !strings.Contains(words, "nobody to ask") {
		t.Errorf("%d: %s", code, words)
	}
	p.ok(t, "keys", "revoke", "--yes", "--filter", "nowhere at all", "--ignore-missing")
	if after, _ := p.ok(t, "keys", "list", "-o", "name"); after != before {
		t.Errorf("before %s, then %s", before, after)
	}
}

func (p program) revokesByFilter(t *testing.T) {
	file := filepath.Join(t.TempDir(), "receipts.json")
	var receipts []receipt
	out, _ := p.ok(t, "keys", "revoke", "--filter", "state:expired", "--yes", "-o", "json", "--receipt", file)
	valid(t, "receipts.json", out, &receipts)
	for _, r := range receipts {
		if r.Result != "revoked" || r.AnswerLost || r.AskedAt == nil {
			t.Errorf("%+v", r)
		}
	}
	text, err := os.ReadFile(file)
	if err != nil || len(receipts) < 2 || contracttest.CheckOutput("receipts.json", text) != nil {
		t.Errorf("%d receipts, file %v\n%s", len(receipts), err, text)
	}
	if out, _ := p.ok(t, "keys", "list", "state:expired", "-o", "name"); out != "" {
		t.Errorf("left %s", out)
	}
	dir, err := config.BulkDir(os.Getenv)
	if err != nil {
		t.Fatal(err)
	}
	if files, _ := os.ReadDir(dir); len(files) > 0 {
		t.Errorf("noted %v", files)
	}
}

func (p program) revokesByFinding(t *testing.T) {
	before, _ := p.ok(t, "keys", "revoke", "--finding", "never-used", "--dry-run", "-o", "name")
	out, _ := p.ok(t, "keys", "revoke", "--finding", "never-used", "--yes", "-o", "name")
	if before == "" || out != before {
		t.Errorf("would %s, did %s", before, out)
	}
	if code, _, _ := p("keys", "revoke", "--finding", "never-used", "--yes"); code != exitNotFound {
		t.Errorf("again: exit code %d", code)
	}
}

// stopping is a client whose user stops after so many keys.
type stopping struct {
	*api.Client
	after int
	stop  func()
}

func (s *stopping) RevokeKey(ctx context.Context, id string) error {
	if s.after--; s.after == 0 {
		s.stop()
	}
	return s.Client.RevokeKey(ctx, id)
}

func (p program) resumes(t *testing.T) {
	if out, words := p.ok(t, "keys", "revoke", "--resume", "--yes", "-o", "json"); strings.TrimSpace(out) != "[]" || !strings.Contains(words, "No revocation of many keys is unfinished") {
		t.Errorf("nothing to do: %s%s", out, words)
	}
	client, err := api.New(api.Options{URL: os.Getenv("SUPASCALE_URL"), Key: api.NewSecret(os.Getenv("SUPASCALE_API_KEY"))})
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	all, err := listAll(t.Context(), client)
	if err != nil {
		t.Fatal(err)
	}
	var list []api.Key
	for _, k := range all {
		if k.Preview != client.OwnPreview() && len(list) < 6 {
			list = append(list, k)
		}
	}
	dir, err := config.BulkDir(os.Getenv)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	r := bulk.Runner{Client: &stopping{client, 2, stop}, Store: bulk.Open(dir), Now: time.Now}
	if b, err := r.Begin(ctx, list); err == nil || b.Tally().Revoked != 2 {
		t.Fatalf("%+v, %v", b, err)
	}
	if err := client.RevokeKey(t.Context(), list[4].ID); err != nil { // a colleague
		t.Fatal(err)
	}
	out, words := p.ok(t, "keys", "revoke", "--resume", "--dry-run", "-o", "name")
	if strings.Count(out, "\n") != 3 || !strings.Contains(words, "3 keys would be revoked") {
		t.Errorf("dry run: %s%s", out, words)
	}
	var receipts []receipt
	out, _ = p.ok(t, "keys", "revoke", "--resume", "--yes", "-o", "json")
	valid(t, "receipts.json", out, &receipts)
	for i, r := range receipts {
		want := "revoked"
		if i == 4 {
			want = "alreadyGone"
		}
		if r.ID != list[i].ID || r.Result != want {
			t.Errorf("%d: %+v", i, r)
		}
	}
	if left, err := r.Store.List(client.Instance().ID); len(receipts) != 6 || err != nil || len(left) > 0 {
		t.Errorf("%d receipts, left %+v, %v", len(receipts), left, err)
	}
}

// More than a few keys take one phrase.
func TestRevokingManyAtATerminal(t *testing.T) {
	s, _ := newScript(t)
	for _, name := range []string{"one", "two", "three", "four"} {
		s.run(exitOK, "keys", "create", "--name", name, "--preset", "monitoring", "--expires", "90d", "-o", "json")
	}
	for _, c := range []struct {
		typed string
		code  int
	}{{"revoke 3 keys", exitFailed}, {"revoke 4 keys", exitOK}} {
		x := start(t, 100, 30, s.env, "keys", "revoke", "one", "two", "three", "four")
		x.shows("Type revoke 4 keys to revoke them:")
		x.press(c.typed, "enter")
		if code := x.ends(); code != c.code {
			t.Errorf("%q: exit code %d\n%s", c.typed, code, x.screen())
		}
	}
}
