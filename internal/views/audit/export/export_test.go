package export

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/supascale/supascale-tui/internal/activity/query"
	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/views/screen"
	"github.com/supascale/supascale-tui/internal/views/screentest"
)

func TestMain(m *testing.M) { screentest.Main(m) }

func show(t *testing.T) (*Dialog, *screentest.Instance) {
	t.Helper()
	i := &screentest.Instance{}
	for n := range 3 {
		i.Entries = append(i.Entries, api.Activity{ID: string(rune('a' + n)), Time: screentest.Now.Add(-time.Minute), Failed: true, Reason: keys.ExpiredKey, Count: 1})
	}
	q, err := query.Parse("outcome:failure")
	if err != nil {
		t.Fatal(err)
	}
	return New(screentest.Env(t, i), screen.AskExport{Query: q, Since: screentest.Now.Add(-24 * time.Hour)}), i
}

func (d *Dialog) name(path string) { d.field.SetValue(path) }

func TestExportWritesTheFile(t *testing.T) {
	d, _ := show(t)
	screentest.Frame(t, "ask", d)
	path := filepath.Join(t.TempDir(), "log.csv")
	d.name(path)
	screentest.Press(d, "enter")
	text, err := os.ReadFile(path)
	if err != nil || !strings.Contains(string(text), "# end,3") || !strings.Contains(screentest.Plain(screentest.ViewAt(d, 118, 38)), "✓ 3 entries in") {
		t.Errorf("%v\n%s\n%s", err, text, screentest.Plain(screentest.ViewAt(d, 118, 38)))
	}
	if _, closed := screentest.Find[screen.CloseDialog](screentest.Press(d, "enter")); !closed {
		t.Error("enter does not close it")
	}
}

func TestExportNeverWritesOver(t *testing.T) {
	d, _ := show(t)
	path := filepath.Join(t.TempDir(), "mine.csv")
	if err := os.WriteFile(path, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	d.name(path)
	screentest.Press(d, "enter")
	if text, _ := os.ReadFile(path); string(text) != "mine" || !strings.Contains(screentest.ViewAt(d, 118, 38), "never written over") {
		t.Errorf("%s\n%s", text, screentest.Plain(screentest.ViewAt(d, 118, 38)))
	}
}

func TestExportThatFailsLeavesNothing(t *testing.T) {
	d, i := show(t)
	i.ActivityErr = &api.Error{Op: "read the activity log", Kind: api.Unreachable, Message: "connection refused"}
	dir := t.TempDir()
	d.name(filepath.Join(dir, "log.jsonl"))
	screentest.Press(d, "enter")
	left, err := os.ReadDir(dir)
	if err != nil || len(left) != 0 || !strings.Contains(screentest.ViewAt(d, 118, 38), "connection refused") {
		t.Errorf("%v, %v\n%s", left, err, screentest.Plain(screentest.ViewAt(d, 118, 38)))
	}
}
