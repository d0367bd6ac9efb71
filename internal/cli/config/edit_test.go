package config

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/cli/command"
	"github.com/supascale/supascale-tui/internal/config"
)

// configured gives a session on a configuration file.
func configured(t *testing.T, text string) (session *app.Session, path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "config.toml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return &app.Session{Getenv: func(name string) string { return map[string]string{config.EnvFile: path}[name] }}, path
}

func text(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// editing is an edit whose editor writes one text after the other.
func editing(session *app.Session, said *[]string, again bool, texts ...string) (*edit, *string) {
	var copied string
	return &edit{
		session: session,
		open: func(_ context.Context, path string) error {
			copied = path
			text := texts[0]
			texts = texts[1:]
			return os.WriteFile(path, []byte(text), 0o600)
		},
		again: func() bool { return again && len(texts) > 0 },
		say:   func(text string) { *said = append(*said, text) },
	}, &copied
}

func TestEditingTheConfiguration(t *testing.T) {
	t.Parallel()
	const before, after = "theme = \"dark\"\n", "theme = \"light\"\n"
	for _, c := range []struct {
		what  string
		again bool
		texts []string
		left  string
		says  string
		kept  bool
	}{
		{"a change", false, []string{after}, after, "Changed ", false},
		{"no change", false, []string{before}, before, "Nothing was changed", false},
		{"a mistake, given up", false, []string{"theme = 1"}, before, "line 1, column 9: theme must be", true},
		{"a mistake, mended", true, []string{"theme = 1", after}, after, "Changed ", false},
	} {
		session, path := configured(t, before)
		var said []string
		e, copied := editing(session, &said, c.again, c.texts...)
		err := e.run(t.Context())
		if !slices.ContainsFunc(said, func(text string) bool { return strings.Contains(text, c.says) }) || text(t, path) != c.left {
			t.Errorf("%s: said %q, left %q", c.what, said, text(t, path))
		}
		_, stat := os.Stat(*copied)
		if kept := stat == nil; kept != c.kept || c.kept && (command.ExitCode(err) != command.ExitUsage || !strings.Contains(err.Error(), *copied)) || !c.kept && err != nil {
			t.Errorf("%s: the copy is kept: %v, %v", c.what, kept, err)
		}
		if c.kept {
			_ = os.Remove(*copied)
		}
	}
}

func TestAnEditorThatIsOvertaken(t *testing.T) {
	t.Parallel()
	session, file := configured(t, "mouse = true\n")
	var said []string
	e, copied := editing(session, &said, false, "mouse = false\n")
	open := e.open
	e.open = func(ctx context.Context, path string) error {
		return errors.Join(open(ctx, path), os.WriteFile(file, []byte("theme = \"none\"\n"), 0o600))
	}
	if err := e.run(t.Context()); !errors.Is(err, config.ErrChanged) || !strings.Contains(err.Error(), *copied) || text(t, file) != "theme = \"none\"\n" {
		t.Errorf("got %v, left %q", err, text(t, file))
	}
}

func TestTheEditorsCommandIsSplitAsAShellDoes(t *testing.T) {
	t.Parallel()
	for line, want := range map[string][]string{
		"vi": {"vi"}, "code --wait": {"code", "--wait"}, `"/opt/my editor/bin/ed" -n`: {"/opt/my editor/bin/ed", "-n"},
		`emacs -nw --eval '(setq x 1)'`: {"emacs", "-nw", "--eval", "(setq x 1)"}, `a\ b`: {"a b"},
	} {
		got, err := editorCommand(line)
		if err != nil || strings.Join(got, "|") != strings.Join(want, "|") {
			t.Errorf("%s: %q, %v", line, got, err)
		}
	}
	if _, err := editorCommand(`vi "`); err == nil || !strings.Contains(err.Error(), "quote is not closed") {
		t.Errorf("an open quote: %v", err)
	}
}
