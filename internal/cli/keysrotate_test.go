//go:build unix

package cli

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/supascale/supascale-tui/internal/cli/command"
	"github.com/supascale/supascale-tui/internal/keys"
)

// listedRotation is one as pending -o json has it.
type listedRotation struct {
	Old, New *struct{ ID, Name string }
	Step     string
	End      string
	ByName   bool
	Reason   string
}

// rotations lists the unfinished ones.
func (p program) rotations(t *testing.T) (list []listedRotation) {
	t.Helper()
	var pending []struct{ Rotation *listedRotation }
	out, _ := p.ok(t, "pending", "-o", "json")
	valid(t, "pending.json", out, &pending)
	for _, item := range pending {
		if item.Rotation != nil {
			list = append(list, *item.Rotation)
		}
	}
	return list
}

// value takes the value of the new key from a file.
func value(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil || keys.CheckFormat(strings.TrimSpace(string(text))) != nil {
		t.Fatalf("%s holds no key: %v", file, err)
	}
	return strings.TrimSpace(string(text))
}

func TestKeysRotate(t *testing.T) {
	on := onSample(t)
	t.Run("with overlap", on.rotatesWithOverlap)
	t.Run("a leaked key", on.rotatesLeaked)
	t.Run("with other permissions, at a time", on.rotatesOtherwise)
	t.Run("and both keys stay", on.rotatesAndKeeps)
	t.Run("makes nothing when called wrongly", on.rotatesNothing)
	t.Run("leaves the old key when the new one can't be handed over", on.rotatesUndone)
	if list := on.rotations(t); len(list) != 0 {
		t.Errorf("left %+v", list)
	}
}

func (p program) rotatesWithOverlap(t *testing.T) {
	url := os.Getenv("SUPASCALE_URL")
	out, _ := p.ok(t, "keys", "create", "--name", "deploy", "--permission", "projects=read", "--expires", "60d", "-o", "value")
	old := strings.TrimSpace(out)
	file := filepath.Join(t.TempDir(), "new.key")
	_, words := p.ok(t, "keys", "rotate", "deploy", "--to-file", file)
	fresh := value(t, file)
	if !strings.Contains(words, "Created “deploy (rotated ") || !strings.Contains(words, "“deploy” works on") {
		t.Errorf("said %s", words)
	}
	for _, key := range []string{old, fresh} {
		if got := ask(t, http.MethodGet, url+"/api/v1/projects", key); got != http.StatusOK {
			t.Errorf("a key is answered with %d", got)
		}
	}
	list := p.rotations(t)
	if len(list) != 1 || list[0].Step != "both-used" || list[0].Old.Name != "deploy" || list[0].ByName {
		t.Fatalf("lists %+v", list)
	}
	out, words = p.ok(t, "pending")
	if !strings.Contains(out, "both in use") || !strings.Contains(out, "Put the new key in place there too") {
		t.Errorf("lists\n%s%s", out, words)
	}
	if code, _, words := p("keys", "rotate", "deploy", "-o", "value"); code != command.ExitFailed || !strings.Contains(words, "is being rotated already") || strings.Contains(words, keys.Prefix) {
		t.Errorf("twice: %d %s", code, words)
	}
	if code, _, words := p("keys", "rotate", "deploy", "--finish", "--yes"); code != command.ExitFailed || !strings.Contains(words, "--even-if-used") {
		t.Errorf("finished too early: %d %s", code, words)
	}

	// Another machine knows it by the names.
	state := os.Getenv("XDG_STATE_HOME")
	t.Setenv("XDG_STATE_HOME", t.TempDir())
	if list := p.rotations(t); len(list) != 1 || !list[0].ByName || list[0].Step != "both-used" {
		t.Errorf("without notes: %+v", list)
	}
	t.Setenv("XDG_STATE_HOME", state)

	out, _ = p.ok(t, "keys", "rotate", "deploy", "--finish", "--yes", "--even-if-used", "-o", "json")
	if !strings.Contains(out, `"revoked"`) {
		t.Errorf("receipt %s", out)
	}
	if a, b := ask(t, http.MethodGet, url+"/api/v1/projects", old), ask(t, http.MethodGet, url+"/api/v1/projects", fresh); a != http.StatusUnauthorized || b != http.StatusOK {
		t.Errorf("answered with %d and %d", a, b)
	}
	if code, _, _ := p("keys", "rotate", list[0].New.ID, "--finish", "--yes"); code != command.ExitNotFound {
		t.Errorf("finished twice: %d", code)
	}
}

func (p program) rotatesLeaked(t *testing.T) {
	url := os.Getenv("SUPASCALE_URL")
	for name, first := range map[string]bool{"leaked": false, "leaked too": true} {
		out, _ := p.ok(t, "keys", "create", "--name", name, "--permission", "projects=read", "--expires", "never", "-o", "value")
		args := []string{"keys", "rotate", name, "--end", "now", "--yes", "--expires", "30d", "-o", "json"}
		if first {
			args = append(args, "--revoke-first")
		}
		var made struct{ Name, Key, ExpiresAt string }
		created, words := p.ok(t, args...)
		valid(t, "created-key.json", created, &made)
		if got := ask(t, http.MethodGet, url+"/api/v1/projects", strings.TrimSpace(out)); got != http.StatusUnauthorized {
			t.Errorf("the leaked key is answered with %d: %s", got, words)
		}
		if got := ask(t, http.MethodGet, url+"/api/v1/projects", made.Key); got != http.StatusOK || made.ExpiresAt == "" {
			t.Errorf("%q is answered with %d", made.Name, got)
		}
		if strings.Index(words, "Revoked") > strings.Index(words, "Created") == first {
			t.Errorf("the order was wrong: %s", words)
		}
	}
}

func (p program) rotatesOtherwise(t *testing.T) {
	url := os.Getenv("SUPASCALE_URL")
	out, _ := p.ok(t, "keys", "create", "--name", "job", "--permission", "projects=write", "--permission", "tasks=read", "--expires", "60d", "-o", "value")
	ask(t, http.MethodGet, url+"/api/v1/projects", strings.TrimSpace(out))
	made := func(args ...string) (k struct {
		ID, ExpiresAt string
		Permissions   map[string]string
	}) {
		t.Helper()
		created, _ := p.ok(t, append([]string{"keys", "rotate", "job", "-o", "json"}, args...)...)
		valid(t, "created-key.json", created, &k)
		p.ok(t, "keys", "revoke", k.ID, "--yes")
		p.ok(t, "keys", "rotate", "job", "--keep-both")
		return k
	}
	if k := made("--add", "backups=read"); k.Permissions["backups"] != "read" || k.Permissions["projects"] != "write" || k.Permissions["tasks"] != "read" {
		t.Errorf("--add makes %+v", k)
	}
	if k := made("--narrow"); k.Permissions["projects"] != "read" || k.Permissions["tasks"] != "none" {
		t.Errorf("--narrow makes %+v", k)
	}
	if k := made("--permission", "cloudStorage=read", "--expires", "never"); k.Permissions["cloudStorage"] != "read" || k.Permissions["projects"] != "none" || k.ExpiresAt != "" {
		t.Errorf("--permission makes %+v", k)
	}
	_, words := p.ok(t, "keys", "rotate", "job", "--end", "2d", "--to-file", filepath.Join(t.TempDir(), "new.key"))
	list := p.rotations(t)
	if !strings.Contains(words, "“job” works on until ") || len(list) != 1 || !strings.HasSuffix(list[0].End, "Z") || !strings.Contains(list[0].Reason, "is to go in 2 days") {
		t.Errorf("%s; lists %+v", words, list)
	}
	// It is as planned: check has nothing to remind of, pending has.
	if out, _ := p.ok(t, "pending"); !strings.Contains(out, "job") {
		t.Errorf("pending lists\n%s", out)
	}
	if code, out, _ := p("check", "--rotation-unfinished"); code != command.ExitOK || strings.Contains(out, "job") {
		t.Errorf("check finds %d\n%s", code, out)
	}
	// The end is moved, to the same one again too; what is past or nobody rotates is refused.
	for range 2 {
		if _, words := p.ok(t, "keys", "rotate", "job", "--move-end", "2031-01-19T10:00:00Z"); !strings.Contains(words, "“job” goes ") {
			t.Errorf("says %s", words)
		}
		if list := p.rotations(t); len(list) != 1 || list[0].End != "2031-01-19T10:00:00Z" {
			t.Errorf("lists %+v", list)
		}
	}
	if _, words := p.ok(t, "keys", "rotate", "job", "--move-end", "now"); !strings.Contains(words, "Nothing was revoked yet") {
		t.Errorf("says %s", words)
	}
	if list := p.rotations(t); len(list) != 1 || list[0].End != "now" || !strings.Contains(list[0].Reason, "was to go at once") {
		t.Errorf("lists %+v", list)
	}
	p.ok(t, "keys", "rotate", "job", "--move-end", "proven")
	if code, _, words := p("keys", "rotate", "job", "--move-end", "2020-01-19"); code != command.ExitUsage || !strings.Contains(words, "is in the past") {
		t.Errorf("exit code %d: %s", code, words)
	}
	if list := p.rotations(t); len(list) != 1 || list[0].End != "proven" {
		t.Errorf("lists %+v", list)
	}
	if code, _, words := p("keys", "rotate", "job", "--end", "9d", "-o", "value"); code != command.ExitFailed || !strings.Contains(words, "To move its end: --move-end") {
		t.Errorf("exit code %d: %s", code, words)
	}
	p.ok(t, "keys", "rotate", "job", "--finish", "--yes", "--even-if-used")
}

func (p program) rotatesAndKeeps(t *testing.T) {
	p.ok(t, "keys", "rotate", "Monitoring", "--to-file", filepath.Join(t.TempDir(), "new.key"))
	if list := p.rotations(t); len(list) != 1 {
		t.Fatalf("lists %+v", list)
	}
	if _, words := p.ok(t, "keys", "rotate", "Monitoring", "--keep-both"); !strings.Contains(words, "Both keys stay") {
		t.Errorf("said %s", words)
	}
	if list := p.rotations(t); len(list) != 0 {
		t.Errorf("still lists %+v", list)
	}
	out, _ := p.ok(t, "keys", "list", "-o", "name", "Monitoring")
	if !strings.Contains("\n"+out, "\nMonitoring\n") {
		t.Errorf("left %s", out)
	}
	p.ok(t, "keys", "revoke", strings.TrimSpace(firstRotated(t, out)), "--yes")
}

// firstRotated is the first of the listed names that says that its key replaces another.
func firstRotated(t *testing.T, names string) string {
	t.Helper()
	for line := range strings.Lines(names) {
		if strings.Contains(line, "(rotated ") {
			return line
		}
	}
	t.Fatalf("no new key among %s", names)
	return ""
}

func (p program) rotatesNothing(t *testing.T) {
	_, before := p.ok(t, "keys", "list", "--limit", "1")
	for _, c := range []struct {
		code int
		says string
		args []string
	}{
		{command.ExitUsage, "choose where to put", []string{"Monitoring"}},
		{command.ExitUsage, "name the key", nil},
		{command.ExitUsage, "belongs to --end now", []string{"Monitoring", "--revoke-first", "-o", "value"}},
		{command.ExitUsage, "belongs to --finish", []string{"Monitoring", "--even-if-used", "-o", "value"}},
		{command.ExitUsage, "stands alone", []string{"Monitoring", "--keep-both", "--finish"}},
		{command.ExitUsage, "stands alone", []string{"Monitoring", "--move-end", "7d", "--to-file", "x"}},
		{command.ExitNotFound, "no rotation of", []string{"Monitoring", "--move-end", "7d"}},
		{command.ExitUsage, "makes none", []string{"Monitoring", "--finish", "--to-file", "x"}},
		{command.ExitUsage, "no terminal to confirm on", []string{"Monitoring", "--end", "now", "-o", "value"}},
		{command.ExitUsage, "--to-command takes", []string{"Monitoring", "--to-command"}},
		{command.ExitUsage, "one word too many", []string{"Monitoring", "again", "-o", "value"}},
		{command.ExitUsage, "--expires", []string{"Monitoring", "--expires", "yesterday", "-o", "value"}},
		{command.ExitUsage, "--end takes proven, now, or a time", []string{"Monitoring", "--end", "never", "-o", "value"}},
		{command.ExitUsage, "--narrow and --add both choose", []string{"Monitoring", "--narrow", "--add", "tasks=read", "-o", "value"}},
		{command.ExitUsage, "The key has that level", []string{"Monitoring", "--add", "projects=read", "-o", "value"}},
		{command.ExitUsage, "there is no resource", []string{"Monitoring", "--add", "moon=read", "-o", "value"}},
		{command.ExitUsage, "makes none", []string{"Monitoring", "--finish", "--end", "now"}},
		{command.ExitFailed, "may do nothing", []string{"Monitoring", "--permission", "projects=none", "-o", "value"}},
		{command.ExitNotFound, "no key has", []string{"nowhere", "-o", "value"}},
		{command.ExitNotFound, "no rotation of", []string{"Monitoring", "--finish", "--yes"}},
		{command.ExitUsage, "doesn't belong on a command line", []string{keys.Prefix + strings.Repeat("x", keys.BodyLen), "-o", "value"}},
		{command.ExitFailed, "There is no command", []string{"Monitoring", "--to-command", "--", "no-such-command"}},
	} {
		code, out, words := p(append([]string{"keys", "rotate"}, c.args...)...)
		if code != c.code || !strings.Contains(words, c.says) || out != "" {
			t.Errorf("%v: %d %s%s", c.args, code, out, words)
		}
	}
	if _, after := p.ok(t, "keys", "list", "--limit", "1"); after != before {
		t.Errorf("made something: %s, then %s", before, after)
	}
}

func (p program) rotatesUndone(t *testing.T) {
	code, _, words := p("keys", "rotate", "Monitoring", "--to-command", "--", "false")
	if code != command.ExitFailed || !strings.Contains(words, "“Monitoring” works as before") {
		t.Errorf("%d: %s", code, words)
	}
	out, _ := p.ok(t, "keys", "list", "-o", "name", "Monitoring")
	if strings.Contains(out, "rotated") {
		t.Errorf("left\n%s", out)
	}
}
