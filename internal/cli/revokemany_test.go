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
	"github.com/supascale/supascale-tui/internal/config"
	"github.com/supascale/supascale-tui/internal/lifecycle/revokemany"
	"github.com/supascale/supascale-tui/internal/testkit/contracttest"
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
	t.Run("all", on.revokesAll)
	t.Run("by filter", on.revokesByFilter)
	t.Run("by finding", on.revokesByFinding)
	t.Run("goes on", on.resumes)
	t.Run("guards its own key", on.guardsItsOwnKey)
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
		{command.ExitUsage, "name the keys", nil},
		{command.ExitUsage, "--filter is empty", []string{"--filter", ""}},
		{command.ExitUsage, "position 1: “-” needs one word", []string{"--filter", "-"}},
		{command.ExitUsage, "position 7: “state:” needs a value: active, expiring, expired or unknown", []string{"--filter", "state:"}},
		{command.ExitUsage, "position 2: there is no field “stat”", []string{"--filter", "-stat:active"}},
		{command.ExitUsage, "position 2: there is no field “ownr”", []string{"--filter", "-ownr:anna"}},
		{command.ExitUsage, "position 1: there is nothing between the quotes", []string{"--filter", `-""`}},
		{command.ExitUsage, "position 7: there is no state “exp”", []string{"--filter", "state:exp"}},
		{command.ExitUsage, "position 4: “p:” needs a value", []string{"--filter", " p:"}},
		{command.ExitUsage, "position 10: there is no projects “wri”", []string{"--filter", "projects:wri"}},
		{command.ExitUsage, "every key of this instance", []string{"--filter", "-nosuchword"}},
		{command.ExitUsage, "every key of this instance", []string{"--filter", "-nosuchword", "--dry-run"}},
		{command.ExitUsage, "could mean two things", []string{"Monitoring", "--every-key"}},
		{command.ExitNotFound, "no key is chosen", []string{"--filter", "activ"}},
		{command.ExitUsage, "could mean two things", []string{"Monitoring", "--filter", "a"}},
		{command.ExitUsage, "name no keys beside it", []string{"Monitoring", "--resume"}},
		{command.ExitUsage, "--finding takes expired-tried", []string{"--finding", "old"}},
		{command.ExitUsage, "nothing is overwritten", []string{"Monitoring", "--receipt", there}},
		{command.ExitUsage, ".csv or .json", []string{"Monitoring", "--receipt", "x.txt"}},
		{command.ExitUsage, "there is no receipt", []string{"Monitoring", "--dry-run", "--receipt", "x.csv"}},
		{command.ExitNotFound, "no key is chosen", []string{"--filter", "nowhere at all"}},
	} {
		code, out, words := p(append([]string{"keys", "revoke", "--yes"}, c.args...)...)
		if code != c.code || !strings.Contains(words, c.says) || out != "" {
			t.Errorf("%v: %d %s%s", c.args, code, out, words)
		}
	}
	if code, _, words := p("keys", "revoke", "--filter", "state:expired"); code != command.ExitUsage || !strings.Contains(words, "no terminal to confirm on") {
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
	dir, err := config.StatePath("revocations", os.Getenv)
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
	if code, _, _ := p("keys", "revoke", "--finding", "never-used", "--yes"); code != command.ExitNotFound {
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
	all, err := command.ListAll(t.Context(), client)
	if err != nil {
		t.Fatal(err)
	}
	var list []api.Key
	for _, k := range all.Keys {
		if k.Preview != client.OwnPreview() && len(list) < 6 {
			list = append(list, k)
		}
	}
	dir, err := config.StatePath("revocations", os.Getenv)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	r := revokemany.Runner{Client: &stopping{client, 2, stop}, Store: revokemany.Open(dir), Now: time.Now}
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
	t.Parallel()
	s, _ := newScript(t)
	for _, name := range []string{"one", "two", "three", "four"} {
		s.run(command.ExitOK, "keys", "create", "--name", name, "--preset", "monitoring", "--expires", "90d", "-o", "json")
	}
	for _, c := range []struct {
		typed string
		code  int
	}{{"revoke 4 keys", command.ExitFailed}, {"revoke all 4 keys", command.ExitOK}} {
		x := start(t, 100, 30, s.env, "keys", "revoke", "one", "two", "three", "four")
		x.shows("Type revoke all 4 keys to confirm:")
		x.press(c.typed, "enter")
		if c.code != command.ExitOK {
			x.shows("What was typed is not the same")
			x.press("b", "enter")
		}
		if code := x.ends(); code != c.code {
			t.Errorf("%q: exit code %d\n%s", c.typed, code, x.screen())
		}
	}
}

func (p program) revokesAll(t *testing.T) {
	out, words := p.ok(t, "keys", "revoke", "--every-key", "--dry-run", "-o", "name")
	all, _ := p.ok(t, "keys", "list", "-o", "name")
	if strings.Count(out, "\n") != strings.Count(all, "\n")-1 || !strings.Contains(words, "this command uses is left out") {
		t.Errorf("would revoke %s of %s: %s", out, all, words)
	}
	same, _ := p.ok(t, "keys", "revoke", "--every-key", "--filter", "-nosuchword", "--dry-run", "-o", "name")
	if same != out {
		t.Errorf("with a filter that fits all: %s", same)
	}
}

// --yes alone doesn't take the key that the command itself uses, alone or among others.
func (p program) guardsItsOwnKey(t *testing.T) {
	all, _ := p.ok(t, "keys", "list", "-o", "name")
	others, _ := p.ok(t, "keys", "revoke", "--every-key", "--dry-run", "-o", "name")
	own := ""
	for name := range strings.Lines(all) {
		if !strings.Contains("\n"+others, "\n"+name) {
			own = strings.TrimSpace(name)
		}
	}
	for _, names := range [][]string{{own}, {"Monitoring", own}} {
		code, out, words := p(append([]string{"keys", "revoke", "--yes"}, names...)...)
		if code != command.ExitUsage || out != "" || !strings.Contains(words, "Add --own") {
			t.Errorf("%q: exit code %d, %s%s", names, code, out, words)
		}
	}
	if after, _ := p.ok(t, "keys", "list", "-o", "name"); after != all {
		t.Errorf("left %s", after)
	}
	if out, _ := p.ok(t, "keys", "revoke", "--yes", "--own", own, "-o", "name"); strings.TrimSpace(out) != own {
		t.Errorf("with --own: %q", out)
	}
}
