package review

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/notes"
	"github.com/supascale/supascale-tui/internal/views/screen"
	"github.com/supascale/supascale-tui/internal/views/screentest"
)

func TestMain(m *testing.M) { screentest.Main(m) }

// noted is an instance of which one key has an owner.
func noted(t *testing.T) (*screentest.Instance, screen.Env) {
	t.Helper()
	f := &screentest.Instance{Keys: screentest.Keys()}
	env := screentest.Env(t, f)
	k := f.Keys[2]
	if _, err := env.Notes.Edit(f.Instance(), k.ID, k.Name, screentest.Now, func(notes.Text) (notes.Text, error) {
		return notes.Text{Owner: "Anna", Purpose: "deploys", Ticket: "OPS-1"}, nil
	}); err != nil {
		t.Fatal(err)
	}
	return f, env
}

func open(env screen.Env) *Screen {
	s := New(env)
	s.SetSize(80, 21)
	screentest.Settle(s, s.Init())
	return s
}

func TestFrames(t *testing.T) {
	f, env := noted(t)
	s := open(env)
	screentest.Press(s, "down", "down")
	screentest.Frame(t, "review", s)
	screentest.Press(s, "E")
	screentest.Frame(t, "export", s)
	f.StatsErr = &api.Error{Op: api.OpActivity, Kind: api.Forbidden, Message: "the key may not read the log"}
	screentest.Frame(t, "no-log", open(env))
	f.ListErr = &api.Error{Op: api.OpListKeys, Kind: api.Unreachable, Message: "connection refused"}
	screentest.Frame(t, "unreachable", open(env))
	screentest.Frame(t, "no-keys", open(screentest.Env(t, &screentest.Instance{})))
}

func TestOpeningAKey(t *testing.T) {
	f, env := noted(t)
	s := open(env)
	if m, found := screentest.Find[screen.ShowKey](screentest.Press(s, "down", "enter")); !found || m.Key.ID != f.Keys[1].ID {
		t.Errorf("enter opens %+v", m)
	}
	if m, found := screentest.Find[screen.ShowUsage](screentest.Press(s, "u")); !found || m.Key.ID != f.Keys[1].ID {
		t.Errorf("u opens %+v", m)
	}
}

// The file is written in the form that its ending asks for, for its owner alone.
func TestExporting(t *testing.T) {
	_, env := noted(t)
	dir := t.TempDir()
	env.Getenv = func(name string) string { return map[string]string{"HOME": dir}[name] }
	s := open(env)
	screentest.Press(s, "E")
	write := func(name string) string {
		t.Helper()
		screentest.Press(s, "ctrl+u", "text:"+name)
		said, _ := screentest.Find[screen.Notice](screentest.Press(s, "enter"))
		return said.Text
	}
	if said := write("~/review.txt"); !strings.Contains(said, ".html, .csv, .json or .md") {
		t.Errorf("said %q", said)
	}
	for name, holds := range map[string]string{"r.html": "<h1>Access review: production", "r.csv": "Anna,deploys,OPS-1", "r.json": `"owner": "Anna"`, "r.md": "| Anna | deploys |"} {
		path := filepath.Join(dir, name)
		if said := write("~/" + name); !strings.Contains(said, "The review is in "+path) {
			t.Fatalf("said %q", said)
		}
		text, err := os.ReadFile(path)
		if err != nil || !strings.Contains(string(text), holds) {
			t.Errorf("%s: %v, without %q", name, err, holds)
		}
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", name, info.Mode(), err)
		}
		screentest.Press(s, "E")
	}
	if said := write("~/r.csv"); !strings.Contains(said, "nothing is overwritten") {
		t.Errorf("said %q", said)
	}
	screentest.Press(s, "esc")
	if s.Capturing() {
		t.Error("esc goes on naming the file")
	}
}
