package cli

import (
	"encoding/csv"
	"encoding/json"
	"strings"
	"testing"

	"github.com/supascale/supascale-tui/internal/cli/command"
	"github.com/supascale/supascale-tui/internal/testkit/contracttest"
)

// What this machine does is in its history, with the key that did it, and a visit that is
// marked as seen takes nothing out of it.
func TestHistory(t *testing.T) {
	on := onSample(t)
	must := func(args ...string) (out, words string) {
		t.Helper()
		code, out, words := on(args...)
		if code != command.ExitOK {
			t.Fatalf("%q ends with %d: %s", args, code, words)
		}
		return out, words
	}
	if _, words := must("history"); !strings.Contains(words, "There was no visit before this one") {
		t.Errorf("the first says %q", words)
	}
	must("keys", "create", "--name", "Shift", "--permission", "backups=read", "--expires", "7d", "-o", "value")
	must("keys", "revoke", "Monitoring", "--yes")
	changes := func(args ...string) (list []string) {
		t.Helper()
		text, _ := must(append([]string{"history", "-o", "json"}, args...)...)
		if err := contracttest.CheckOutput("history.json", []byte(text)); err != nil {
			t.Fatal(err)
		}
		var report struct {
			Changes []struct {
				Kind string
				Key  struct{ Name string }
				Own  bool
				By   *struct{ KeyName, IP *string }
			}
		}
		if err := json.Unmarshal([]byte(text), &report); err != nil {
			t.Fatal(err)
		}
		for _, c := range report.Changes {
			if c.Own && c.By != nil && c.By.KeyName != nil && c.By.IP != nil {
				list = append(list, c.Kind+" "+c.Key.Name)
			}
		}
		return list
	}
	want := "gone Monitoring, new Shift"
	if got := strings.Join(changes(), ", "); got != want {
		t.Errorf("own since the last visit: %q, want %q", got, want)
	}
	if _, words := must("history", "--seen"); !strings.Contains(words, "Noted") {
		t.Errorf("--seen says %q", words)
	}
	if got := strings.Join(changes("--since", "24h"), ", "); got != want {
		t.Errorf("own within a day: %q, want %q", got, want)
	}
	text, _ := must("history", "--since", "24h", "-o", "csv")
	records, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	table, words := must("history", "--since", "24h")
	if len(records) != strings.Count(table, "\n") || !strings.Contains(table, "this machine, with “") || !strings.Contains(words, "gone") {
		t.Errorf("%d records, table\n%s\n%s", len(records), table, words)
	}
	for _, since := range []string{"", "soon", "2999-01-01"} {
		if code, out, words := on("history", "--since", since); code != command.ExitUsage || out != "" || !strings.Contains(words, "--since: ") {
			t.Errorf("--since %q: %d, %q, %q", since, code, out, words)
		}
	}
}
