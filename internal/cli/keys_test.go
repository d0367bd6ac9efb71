//go:build unix

package cli

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/supascale/supascale-tui/internal/cli/command"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/testkit/contracttest"
)

// listed is a key as keys list -o json has it.
type listed struct {
	ID, Name, KeyPreview, State, Key string
	Permissions                      map[string]string
	ExpiresAt                        *time.Time
}

// valid wants a document that fits a schema, and reads it.
func valid(t *testing.T, schema, document string, into any) {
	t.Helper()
	if err := contracttest.CheckOutput(schema, []byte(document)); err != nil {
		t.Fatalf("%v\n%s", err, document)
	}
	if err := json.Unmarshal([]byte(document), into); err != nil {
		t.Fatal(err)
	}
}

// ok wants exit code 0.
func (p program) ok(t *testing.T, args ...string) (out, words string) {
	t.Helper()
	code, out, words := p(args...)
	if code != command.ExitOK {
		t.Fatalf("%v: exit code %d: %s", args, code, words)
	}
	return out, words
}

func TestKeysCommands(t *testing.T) {
	on := onSample(t)
	t.Run("lists", on.lists)
	t.Run("shows", on.shows)
	t.Run("creates", on.creates)
	t.Run("creates nothing when called wrongly", on.createsNothing)
	t.Run("revokes", on.revokes)
	t.Run("says what is wrong", on.mistakes)
	t.Run("completes", on.completes)
	t.Run("checks", on.checks)
}

func (p program) lists(t *testing.T) {
	var all, some []listed
	out, _ := p.ok(t, "keys", "list", "-o", "json")
	valid(t, "keys.json", out, &all)
	if len(all) != 42 {
		t.Errorf("%d keys", len(all))
	}
	for i := range all[1:] {
		a, b := all[i].ExpiresAt, all[i+1].ExpiresAt
		if a == nil && b != nil || a != nil && b != nil && b.Before(*a) {
			t.Errorf("%s comes before %s", all[i].Name, all[i+1].Name)
		}
	}
	out, _ = p.ok(t, "keys", "list", "-o", "json", "--", "state:expired", "-laptop")
	valid(t, "keys.json", out, &some)
	if len(some) == 0 || len(some) >= len(all) {
		t.Errorf("%d keys", len(some))
	}
	for _, k := range some {
		if k.State != "expired" || strings.Contains(k.Name, "Laptop") {
			t.Errorf("%s fits too", k.Name)
		}
	}
	out, words := p.ok(t, "keys", "list", "--sort", "name", "--reverse", "--limit", "2", "system:write")
	if strings.Count(out, "\n") != 3 || !strings.HasPrefix(out, "NAME") || !strings.Contains(words, "of 42 keys fit, 2 shown") {
		t.Errorf("got\n%s%s", out, words)
	}
	out, _ = p.ok(t, "keys", "list", "-o", "name", "--sort", "name")
	if names := strings.Split(strings.TrimSpace(out), "\n"); len(names) != len(all) || names[0] != "Ansible playbooks" {
		t.Errorf("names: %q", names)
	}
	out, _ = p.ok(t, "keys", "list", "-o", "csv", "--sort", "created")
	if records, err := csv.NewReader(strings.NewReader(out)).ReadAll(); err != nil || len(records) != len(all)+1 || len(records[0]) != 16 {
		t.Errorf("csv: %v, %d records", err, len(records))
	}
	out, _ = p.ok(t, "keys", "list", "-o", "jsonl", "nowhere at all")
	if out != "" {
		t.Errorf("nothing: %q", out)
	}
}

func (p program) shows(t *testing.T) {
	out, _ := p.ok(t, "keys", "show", "Monitoring")
	if !strings.Contains(out, "may view projects and the system") || !strings.Contains(out, "Expires          never") {
		t.Errorf("got\n%s", out)
	}
	var byName, byID, byPreview listed
	out, _ = p.ok(t, "keys", "show", "monitoring", "-o", "json")
	valid(t, "key.json", out, &byName)
	out, _ = p.ok(t, "keys", "show", byName.ID, "-o", "jsonl")
	valid(t, "key.json", out, &byID)
	out, _ = p.ok(t, "keys", "show", keys.ShortPreview(byName.KeyPreview), "-o", "json")
	valid(t, "key.json", out, &byPreview)
	if byID.Name != "Monitoring" || byPreview.ID != byID.ID {
		t.Errorf("%+v, %+v", byID, byPreview)
	}
	if code, out, words := p("keys", "show", "no such key"); code != command.ExitNotFound || out != "" || !strings.Contains(words, "no key has the name") {
		t.Errorf("exit code %d: %s", code, words)
	}
}

func (p program) creates(t *testing.T) {
	dir := t.TempDir()
	var made listed
	out, words := p.ok(t, "keys", "create", "--name", "one", "--preset", "CI/CD Pipeline", "--expires", "90d", "-o", "json")
	valid(t, "created-key.json", out, &made)
	if keys.CheckFormat(made.Key) != nil || made.Permissions["projects"] != "write" || made.Permissions["backups"] != "read" {
		t.Errorf("got %+v", made)
	}
	if strings.Contains(words, made.Key) || !strings.Contains(words, "Projects write also covers") || !strings.Contains(words, ", in 90 days.") {
		t.Errorf("stderr: %s", words)
	}
	out, words = p.ok(t, "keys", "create", "--name", "two", "--permission", "backups=write", "--permission", "cloud-storage=read", "--expires", "2099-01-19", "-o", "env")
	value, isEnv := strings.CutPrefix(out, "SUPASCALE_API_KEY=")
	if !isEnv || keys.CheckFormat(strings.TrimSuffix(value, "\n")) != nil || strings.Contains(words, strings.TrimSpace(value)) {
		t.Errorf("env: %q, %s", out, words)
	}
	if got := statusWith(t, os.Getenv("SUPASCALE_URL"), strings.TrimSpace(value)); got != http.StatusForbidden {
		t.Errorf("the key gets %d", got)
	}
	out, words = p.ok(t, "keys", "create", "--name", "two", "--permission", "system=write", "--expires", "never", "-o", "value")
	if keys.CheckFormat(strings.TrimSuffix(out, "\n")) != nil {
		t.Errorf("value: %q", out)
	}
	for _, want := range []string{"System write can kill processes", "Never expires", "There is a key of this name already (key-"} {
		if !strings.Contains(words, want) {
			t.Errorf("“%s” is not in %s", want, words)
		}
	}
	for name, want := range map[string]string{"three.key": "", "three.env": "SUPASCALE_API_KEY="} {
		file := filepath.Join(dir, name)
		out, words = p.ok(t, "keys", "create", "--name", "three", "--preset", "monitoring", "--expires", "3 weeks", "--to-file", file, "-o", "json")
		made = listed{}
		valid(t, "created-key.json", out, &made)
		text, err := os.ReadFile(file)
		value, found := strings.CutPrefix(strings.TrimSuffix(string(text), "\n"), want)
		if err != nil || !found || keys.CheckFormat(value) != nil || made.Key != "" || !strings.Contains(words, "0600") {
			t.Errorf("%s: %v, %q, %s", name, err, text, words)
		}
		if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%v, %v", info.Mode(), err)
		}
	}
	store := filepath.Join(dir, "store")
	out, words = p.ok(t, "keys", "create", "--name", "four", "--preset", "monitoring", "--expires", "1y", "-o", "name", "--to-command", "--", "dd", "of="+store)
	if text, err := os.ReadFile(store); err != nil || keys.CheckFormat(string(text)) != nil || out != "four\n" || !strings.Contains(words, "dd took the key") {
		t.Errorf("%v, %q, %s", err, out, words)
	}
}

func (p program) createsNothing(t *testing.T) {
	before, _ := p.ok(t, "keys", "list", "-o", "name")
	there := filepath.Join(t.TempDir(), "there")
	if err := os.WriteFile(there, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	good := []string{"--name", "never", "--preset", "monitoring", "--expires", "90d", "-o", "value"}
	for _, c := range []struct {
		args []string
		code int
		says string
	}{
		{[]string{"--preset", "monitoring", "--expires", "90d", "-o", "value"}, command.ExitUsage, "--name is needed"},
		{append(good, "--name", "a\x1b[m"), command.ExitUsage, "--name must not contain control"},
		{append(good, "--preset", "nope"), command.ExitUsage, "use ci-cd-pipeline, backup-script, monitoring"},
		{append(good, "--permission", "projects=read"), command.ExitUsage, "can't be used together"},
		{append(good, "--preset", ""), command.ExitUsage, "--preset (ci-cd-pipeline"},
		{append(good, "--preset", "", "--permission", "dns=read"), command.ExitUsage, "use projects, backups, tasks, cloudStorage, system"},
		{append(good, "--preset", "", "--permission", "projects"), command.ExitUsage, "projects=read"},
		{append(good, "--preset", "", "--permission", "projects=admin"), command.ExitUsage, "use none, read or write"},
		{append(good, "--preset", "", "--permission", "projects=none"), command.ExitUsage, "of no use"},
		{append(good, "--expires", ""), command.ExitUsage, "--expires is needed"},
		{append(good, "--expires", "19.01.2027"), command.ExitUsage, "write it as 2027-01-19"},
		{append(good, "--expires", "2020-01-01"), command.ExitUsage, "in the past"},
		{append(good, "-o", "table"), command.ExitUsage, "choose where to put the new key"},
		{append(good, "-o", "csv"), command.ExitUsage, "-o takes table"},
		{append(good, "--to-file", "x"), command.ExitUsage, "one way"},
		{append(good, "-o", "name", "--to-file", there), command.ExitFailed, "nothing is overwritten"},
		{append(good, "-o", "name", "--to-file", there+"/x"), command.ExitFailed, "is no folder"},
		{append(good, "-o", "name", "--to-command"), command.ExitUsage, `after "--"`},
		{append(good, "-o", "name", "--to-command", "cat"), command.ExitUsage, `after "--"`},
		{append(good, "-o", "name", "--to-command", "--", "no-such-command-here"), command.ExitFailed, "There is no command"},
		{append(good, "stray"), command.ExitUsage, "one word too many"},
	} {
		code, out, words := p(append([]string{"keys", "create"}, c.args...)...)
		if code != c.code || out != "" || !strings.Contains(words, c.says) {
			t.Errorf("%q: exit code %d, %q, %s", c.args, code, out, words)
		}
	}
	if after, _ := p.ok(t, "keys", "list", "-o", "name"); after != before {
		t.Errorf("keys were made:\n%s", after)
	}
}

// The value could not be handed over: the key must not stay.
func TestAKeyThatCantBeHandedOverIsRevokedAgain(t *testing.T) {
	on := onSample(t)
	flags := []string{"keys", "create", "--name", "ghost", "--preset", "monitoring", "--expires", "90d"}
	var words bytes.Buffer
	if code := run(t.Context(), append(flags, "-o", "env"), strings.NewReader(""), refusing{}, &words); code != command.ExitFailed ||
		!strings.Contains(words.String(), "stdout did not take the key: it is closed or full. The new key was revoked again") {
		t.Errorf("exit code %d: %s", code, words.String())
	}
	code, out, said := on(append(flags, "-o", "name", "--to-command", "--", "sh", "-c", "cat >&2; exit 3")...)
	if code != command.ExitFailed || out != "" || !strings.Contains(said, "sh failed (exit 3). It said: [the key] The new key was revoked again") {
		t.Errorf("exit code %d: %s", code, said)
	}
	if out, _ := on.ok(t, "keys", "list", "-o", "name", "ghost"); out != "" {
		t.Errorf("there is still %s", out)
	}
	if notes, _ := filepath.Glob(filepath.Join(os.Getenv("XDG_STATE_HOME"), "supascale-tui", "undelivered", "*.json")); len(notes) != 0 {
		t.Errorf("still noted: %v", notes)
	}
}

// proxied puts a handler before the instance of the environment.
func proxied(t *testing.T, handle func(w http.ResponseWriter, r *http.Request, forward http.Handler)) {
	t.Helper()
	to, err := url.Parse(os.Getenv("SUPASCALE_URL"))
	if err != nil {
		t.Fatal(err)
	}
	forward := httputil.NewSingleHostReverseProxy(to)
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { handle(w, r, forward) }))
	t.Cleanup(proxy.Close)
	t.Setenv("SUPASCALE_URL", proxy.URL)
}

func TestALostAnswerIsFoundAgain(t *testing.T) {
	on := onSample(t)
	reaches := true
	proxied(t, func(w http.ResponseWriter, r *http.Request, forward http.Handler) {
		if r.Method == http.MethodPost {
			if reaches {
				forward.ServeHTTP(httptest.NewRecorder(), r)
			}
			panic(http.ErrAbortHandler)
		}
		forward.ServeHTTP(w, r)
	})
	flags := []string{"keys", "create", "--name", "lost", "--preset", "monitoring", "--expires", "90d", "-o", "value"}
	code, out, words := on(flags...)
	if code != command.ExitFailed || out != "" || !strings.Contains(words, "its value was lost with the answer") {
		t.Fatalf("exit code %d, %q, %s", code, out, words)
	}
	_, id, _ := strings.Cut(strings.TrimSpace(words), "keys revoke ")
	notes := func() int {
		list, _ := filepath.Glob(filepath.Join(os.Getenv("XDG_STATE_HOME"), "supascale-tui", "undelivered", "*.json"))
		return len(list)
	}
	if notes() != 1 {
		t.Errorf("%d notes for the console's next start", notes())
	}
	on.ok(t, "keys", "revoke", id, "--yes")
	if notes() != 0 {
		t.Errorf("%d notes about a key that is gone", notes())
	}
	reaches = false
	if code, _, words := on(flags...); code != command.ExitFailed || !strings.Contains(words, "it is not there so far. The request may still arrive within 10 min, and sending it again before that may make two keys. See whether it has arrived: supascale-tui keys list") {
		t.Errorf("exit code %d: %s", code, words)
	}
}

func (p program) revokes(t *testing.T) {
	create := func(name string) (id string) {
		out, _ := p.ok(t, "keys", "create", "--name", name, "--preset", "monitoring", "--expires", "90d", "-o", "json")
		var k listed
		valid(t, "created-key.json", out, &k)
		return k.ID
	}
	first, second := create("twin"), create("twin")
	if code, out, words := p("keys", "revoke", "twin", "--yes"); code != command.ExitUsage || out != "" || !strings.Contains(words, first) || !strings.Contains(words, second) {
		t.Errorf("ambiguous: exit code %d, %s", code, words)
	}
	if code, _, words := p("keys", "revoke", first); code != command.ExitUsage || !strings.Contains(words, "--yes") {
		t.Errorf("nobody to ask: exit code %d, %s", code, words)
	}
	if code, out, _ := p("keys", "revoke", first, "no such key", "--yes"); code != command.ExitNotFound || out != "" {
		t.Errorf("one that is not there: exit code %d, %q", code, out)
	}
	p.ok(t, "keys", "show", first)
	var receipts []struct{ ID, Name, Result string }
	out, _ := p.ok(t, "keys", "revoke", first, second, first, "no such key", "--yes", "--ignore-missing", "-o", "json")
	valid(t, "receipts.json", out, &receipts)
	if len(receipts) != 3 || receipts[1].ID != second || receipts[1].Result != "revoked" || receipts[2].Result != "alreadyGone" {
		t.Errorf("got %+v", receipts)
	}
	if code, _, _ := p("keys", "show", first); code != command.ExitNotFound {
		t.Errorf("it is still there: exit code %d", code)
	}
}

func (p program) mistakes(t *testing.T) {
	value := keys.Prefix + strings.Repeat("0", keys.BodyLen)
	for _, c := range []struct {
		args []string
		code int
		want string
	}{
		{[]string{"keys", "nope"}, command.ExitUsage, "nope"},
		{[]string{"keys", "list", "-o", "xml"}, command.ExitUsage, "-o takes table, json, jsonl, csv or name"},
		{[]string{"keys", "list", "--sort", "colour"}, command.ExitUsage, "--sort takes expires, name"},
		{[]string{"keys", "list", "--limit", "-1"}, command.ExitUsage, "--limit"},
		{[]string{"keys", "list", "--nope"}, command.ExitUsage, "nope"},
		{[]string{"keys", "show"}, command.ExitUsage, "name the key"},
		{[]string{"keys", "show", "a", "b"}, command.ExitUsage, "quotes"},
		{[]string{"keys", "revoke", "--yes"}, command.ExitUsage, "name the keys"},
		{[]string{"keys", "revoke", "--yes", value}, command.ExitUsage, "doesn't belong on a command line"},
		{[]string{"keys", "show", value}, command.ExitUsage, "doesn't belong on a command line"},
		{[]string{"check", "now"}, command.ExitUsage, "now"},
		{[]string{"check", "--expiring", "soon"}, command.ExitUsage, "--expiring"},
		{[]string{"check", "--stale", "never"}, command.ExitUsage, "--stale: not a length of time"},
		{[]string{"check", "-o", "env"}, command.ExitUsage, "-o takes"},
	} {
		code, out, words := p(c.args...)
		if code != c.code || out != "" || !strings.Contains(words, c.want) || strings.Contains(words, value) {
			t.Errorf("%q: exit code %d, %q, %s", c.args, code, out, words)
		}
	}
	for _, name := range []string{"keys", "keys list", "keys show", "keys create", "keys revoke", "check", "audit"} {
		out, _ := p.ok(t, append(strings.Fields(name), "--help")...)
		if !strings.Contains(out, "Examples:\n  supascale-tui ") {
			t.Errorf("%s has no example:\n%s", name, out)
		}
	}
}
