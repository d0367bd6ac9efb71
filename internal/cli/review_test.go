package cli

import (
	"encoding/csv"
	"encoding/json"
	"os"
	"strings"
	"testing"
	"time"

	nethtml "golang.org/x/net/html"

	"github.com/supascale/supascale-tui/internal/cli/command"
	"github.com/supascale/supascale-tui/internal/testkit/contracttest"
)

// Every format of the review tells of the same keys, each with its note.
func TestReview(t *testing.T) {
	on := onSample(t)
	must := func(args ...string) string {
		t.Helper()
		code, out, words := on(args...)
		if code != command.ExitOK {
			t.Fatalf("%q ends with %d: %s", args, code, words)
		}
		return out
	}
	must("keys", "note", "CI/CD Pipeline", "--owner", "Anna", "--purpose", "deploys", "--ticket", "OPS-1")
	text := must("review", "-o", "json")
	if err := contracttest.CheckOutput("review.json", []byte(text)); err != nil {
		t.Fatal(err)
	}
	var whole struct {
		Keys []struct {
			Key       struct{ ID, Name string }
			Owner     string
			Addresses []struct{ IP string }
			Doubt     string
		}
		Failures []struct{ Count int }
	}
	if err := json.Unmarshal([]byte(text), &whole); err != nil {
		t.Fatal(err)
	}
	noted := 0
	for _, k := range whole.Keys {
		if k.Owner == "Anna" && k.Key.Name == "CI/CD Pipeline" && len(k.Addresses) > 0 && k.Doubt != "" {
			noted++
		}
	}
	if noted != 1 || len(whole.Failures) == 0 {
		t.Errorf("%d keys with the note, their addresses and the doubt of a log that is younger; %d causes", noted, len(whole.Failures))
	}
	records, err := csv.NewReader(strings.NewReader(must("review", "-o", "csv"))).ReadAll()
	if err != nil || len(records) != len(whole.Keys)+1 {
		t.Errorf("%d records of %d keys: %v", len(records), len(whole.Keys), err)
	}
	if n := strings.Count(must("review"), "\n"); n != len(whole.Keys)+1 {
		t.Errorf("%d lines in the table", n)
	}
	if md := must("review", "-o", "md"); strings.Count(md, "\n| ") != len(whole.Keys)+1 || !strings.Contains(md, "| Anna | deploys | OPS-1 |") {
		t.Errorf("Markdown:\n%s", md)
	}
	page, err := nethtml.Parse(strings.NewReader(must("review", "-o", "html", "--since", "30d")))
	if err != nil {
		t.Fatal(err)
	}
	rows := 0
	for n := range page.Descendants() {
		if n.Type == nethtml.ElementNode && n.Data == "tr" && n.Parent.Data == "tbody" && len(n.Parent.Parent.Attr) == 0 {
			rows++
		}
	}
	if rows != len(whole.Keys) {
		t.Errorf("%d rows in the page, want %d", rows, len(whole.Keys))
	}
}

// Without --since the log is read as far back as the console's review reads it.
func TestAReviewReadsTheConfiguredEvidence(t *testing.T) {
	on := onSample(t)
	if err := os.WriteFile(os.Getenv("SUPASCALE_TUI_CONFIG"), []byte("[health]\nevidence = \"5d\"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		args []string
		days int
	}{{nil, 5}, {[]string{"--since", "30d"}, 30}} {
		_, out, words := on(append([]string{"review", "-o", "json"}, c.args...)...)
		var told struct{ ReviewedAt, Since time.Time }
		if err := json.Unmarshal([]byte(out), &told); err != nil {
			t.Fatal(err, words)
		}
		if got := told.ReviewedAt.Sub(told.Since); got < 0 || got.Round(24*time.Hour) != time.Duration(c.days)*24*time.Hour {
			t.Errorf("%q: reads %s back, want %d days", c.args, got, c.days)
		}
	}
}

func TestAReviewOfNoLengthIsAMistake(t *testing.T) {
	on := onSample(t)
	for _, since := range []string{"", "never", "yesterday", "-3d"} {
		if code, out, words := on("review", "--since", since); code != command.ExitUsage || out != "" || !strings.Contains(words, "--since") {
			t.Errorf("--since %q: %d, %q, %q", since, code, out, words)
		}
	}
}
