package cli

import (
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/supascale/supascale-tui/internal/cli/command"
	"github.com/supascale/supascale-tui/internal/keys"
)

// Exit codes are what scripts see of a failure.
func TestExitCodesOfCommands(t *testing.T) {
	on := onSample(t)
	out, _ := on.ok(t, "keys", "create", "--name", "reader", "--preset", "backup-script", "--expires", "90d", "-o", "value")
	here := os.Getenv("SUPASCALE_URL")
	for _, args := range [][]string{
		{"keys", "list"}, {"keys", "show", "x"}, {"keys", "revoke", "x", "--yes"}, {"check"}, {"audit"}, {"audit", "--causes"},
		{"keys", "create", "--name", "x", "--preset", "monitoring", "--expires", "90d", "-o", "value"},
	} {
		for name, c := range map[string]struct {
			url, key string
			want     int
		}{
			"unknown key":    {here, keys.Prefix + strings.Repeat("0", keys.BodyLen), command.ExitNotAuthorised},
			"too low":        {here, strings.TrimSpace(out), command.ExitNotAuthorised},
			"no such API":    {here + "/elsewhere", os.Getenv("SUPASCALE_API_KEY"), command.ExitNotFound},
			"nobody there":   {"http://127.0.0.1:1", "some-key", command.ExitUnreachable},
			"no instance":    {"", "some-key", command.ExitUsage},
			"plain http":     {"http://supascale.example.com", "some-key", command.ExitUsage},
			"not an address": {"ftp://x", "some-key", command.ExitUsage},
		} {
			if c.want == command.ExitUnreachable && args[0] != "check" {
				continue // the client tries again for a while, the same for all
			}
			t.Run(strings.Join(args[:min(len(args), 2)], " ")+"/"+name, func(t *testing.T) {
				t.Setenv("SUPASCALE_URL", c.url)
				t.Setenv("SUPASCALE_API_KEY", c.key)
				code, out, words := on(args...)
				if code != c.want || out != "" || words == "" || c.key != "some-key" && strings.Contains(words, c.key) {
					t.Errorf("exit code %d, want %d: %q, %s", code, c.want, out, words)
				}
			})
		}
	}
}

func (p program) completes(t *testing.T) {
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"keys", "show", "CI"}, "CI/CD Pipeline\tkey-"},
		{[]string{"keys", "revoke", "CI/CD Pipeline", ""}, "Laptop (old)"},
		{[]string{"keys", "create", "--preset", ""}, "ci-cd-pipeline\tmay change projects"},
		{[]string{"keys", "create", "--permission", "cl"}, "cloudStorage=write"},
		{[]string{"keys", "create", "-o", ""}, "env"},
		{[]string{"keys", "list", "--sort", ""}, "expires"},
		{[]string{"keys", "list", "state:"}, "state:expired"},
		{[]string{"check", "-o", ""}, "jsonl"},
	} {
		out, _ := p.ok(t, append([]string{"__complete"}, c.args...)...)
		if !strings.Contains(out, c.want) {
			t.Errorf("%q: %s", c.args, out)
		}
	}
	if out, _ := p.ok(t, "__complete", "keys", "show", "CI/CD Pipeline", ""); strings.Contains(out, "Laptop") {
		t.Errorf("a second key to show: %s", out)
	}
	t.Setenv("SUPASCALE_URL", "http://127.0.0.1:1")
	if out, words := p.ok(t, "__complete", "keys", "show", ""); !strings.HasPrefix(out, ":4") || strings.Contains(words, "127.0.0.1") {
		t.Errorf("without an instance: %q, %q", out, words)
	}
}

func (p program) checks(t *testing.T) {
	type report struct {
		Keys     int
		LogFrom  *time.Time
		Findings []struct {
			Rule string
			Key  listed
		}
		CantTell []struct{ Rule, Why string }
	}
	check := func(want int, args ...string) (r report, rules map[string]int) {
		t.Helper()
		code, out, words := p(append([]string{"check", "-o", "json"}, args...)...)
		if code != want {
			t.Fatalf("%v: exit code %d: %s", args, code, words)
		}
		valid(t, "check.json", out, &r)
		rules = map[string]int{}
		for _, f := range r.Findings {
			rules[f.Rule]++
		}
		return r, rules
	}
	r, rules := check(command.ExitFound)
	for _, rule := range []string{"expired-tried", "expiring", "never-used", "system-write", "never-expiring"} {
		if rules[rule] == 0 {
			t.Errorf("nothing of %s: %v", rule, rules)
		}
	}
	if r.LogFrom == nil || len(r.CantTell) == 0 {
		t.Errorf("the log of a week says all: %+v", r.CantTell)
	}
	if r, rules = check(command.ExitFound, "--expiring", "3d"); len(rules) != 1 || len(r.CantTell) != 0 || r.LogFrom != nil {
		t.Errorf("one rule: %v, %+v", rules, r.CantTell)
	}
	if _, rules = check(command.ExitOK, "--expiring", "1 min", "--stale", "99y"); len(rules) != 0 {
		t.Errorf("found %v", rules)
	}
	if r, rules = check(command.ExitFound, "--over-privileged", "--evidence", "5d"); rules["over-privileged"] == 0 || len(rules) != 1 {
		t.Errorf("over-privileged: %v, %+v", rules, r.CantTell)
	}
	if r, _ = check(command.ExitOK, "--over-privileged", "--evidence", "2y"); len(r.CantTell) == 0 {
		t.Error("a log of a week tells of two years")
	}
	code, out, words := p("check", "--over-privileged", "--expiring", "3d")
	if code != command.ExitFound || !strings.HasPrefix(out, "WHY") || !strings.Contains(words, "Can't tell (over-privileged") || !strings.Contains(words, "keys looked at") {
		t.Errorf("exit code %d\n%s%s", code, out, words)
	}
	if code, out, _ = p("check", "-o", "jsonl"); code != command.ExitFound {
		t.Errorf("jsonl: exit code %d", code)
	}
	for line := range strings.Lines(out) {
		valid(t, "check-line.json", line, &struct{}{})
	}
	if code, out, _ = p("check", "-o", "csv", "--never-expiring"); code != command.ExitFound || !strings.HasPrefix(out, "rule,id,name,keyPreview,otherIds,reason,remedy,") {
		t.Errorf("csv: exit code %d, %s", code, out)
	}
}

// A log that can't be read is told of, and what needs no log is still checked.
func TestCheckWithoutALog(t *testing.T) {
	on := onSample(t)
	proxied(t, func(w http.ResponseWriter, r *http.Request, forward http.Handler) {
		if strings.HasPrefix(r.URL.Path, "/api/v1/system/activity") {
			w.WriteHeader(http.StatusInternalServerError)
			return
		}
		forward.ServeHTTP(w, r)
	})
	code, out, words := on("check")
	if code != command.ExitFound || !strings.Contains(out, "never expires") || !strings.Contains(words, "can't read the log's figures") || !strings.Contains(words, "could not be read") {
		t.Errorf("exit code %d\n%s%s", code, out, words)
	}
	if code, out, words = on("check", "--over-privileged"); code != command.ExitOK || out != "" || !strings.Contains(words, "Can't tell (over-privileged") {
		t.Errorf("exit code %d\n%s%s", code, out, words)
	}
}
