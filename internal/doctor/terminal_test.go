package doctor

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/supascale/supascale-tui/internal/clipboard"
)

// on runs the terminal's checks in an environment.
func on(t *testing.T, width, height int, environ ...string) Report {
	t.Helper()
	p := Plan{Program: "test", Settings: Settings{NoProfile: "there is none"}, Environ: environ, Screen: Screen{Width: width, Height: height, MinWidth: 60, MinHeight: 16}}
	p.Screen.Clipboard = clipboard.New(func(name string) string { return lookup(environ, name) }, clipboard.Settings{})
	return examine(t, p)
}

func TestTerminals(t *testing.T) {
	r := on(t, 120, 40, "TERM=xterm-256color", "COLORTERM=truecolor", "LANG=de_DE.UTF-8", "SSH_TTY=/dev/pts/1")
	r.finds(t, "terminal.kind", OK, "xterm-256color")
	r.finds(t, "terminal.size", OK, "120×40")
	r.finds(t, "terminal.colours", OK, "16 million")
	r.finds(t, "terminal.locale", OK, "LANG=de_DE.UTF-8")
	r.finds(t, "terminal.zone", OK, "UTC, UTC+00:00")
	r.finds(t, "terminal.ssh", Info, "over SSH")
	r.finds(t, "terminal.multiplexer", OK, "neither is seen")
	r.finds(t, "terminal.clipboard", OK, "OSC 52", "over SSH only your terminal")
	r.finds(t, "terminal.trace", OK)

	r = examine(t, Plan{Program: "test", Settings: Settings{NoProfile: "there is none"}, Screen: Screen{Zone: time.UTC, ZoneProblem: "TZ=Mars is no time zone."}})
	r.finds(t, "terminal.zone", Warn, "TZ=Mars is no time zone", "Europe/Berlin")

	r = on(t, 50, 10, "TERM=dumb", "LC_ALL=C", "LANG=de_DE.UTF-8", "NO_COLOR=1", "TEA_TRACE=/tmp/x")
	r.finds(t, "terminal.kind", Warn, "dumb")
	r.finds(t, "terminal.size", Warn, "60×16")
	r.finds(t, "terminal.colours", Info, "NO_COLOR")
	r.finds(t, "terminal.locale", Warn, "LC_ALL=C is not UTF-8", "C.UTF-8")
	r.finds(t, "terminal.trace", Warn, "unset TEA_TRACE")

	r = on(t, 0, 0)
	r.finds(t, "terminal.kind", Warn, "not set")
	r.finds(t, "terminal.size", Info, "no terminal")

	on(t, 70, 20, "TERM=screen").finds(t, "terminal.size", Info, "made for 80×24")
	on(t, 80, 24, "TERM=tmux-256color", "SSH_TTY=/dev/pts/1").
		finds(t, "terminal.multiplexer", Warn, "looks like tmux", "set -s set-clipboard on")
	on(t, 80, 24, "TERM=tmux-256color", "TMUX=/nowhere/tmux,1,0").
		finds(t, "terminal.multiplexer", Warn, "does not answer", "tmux info")
}

func TestMultiplexers(t *testing.T) {
	tmux := clipboard.Multiplexer{Name: "tmux", Version: "3.3a", Answers: true, Attached: true, SetClipboard: "external", Passthrough: "off"}
	nested, detached := tmux, tmux
	nested.Nested, detached.Attached = true, false
	for _, c := range []struct {
		m     clipboard.Multiplexer
		by    clipboard.Name
		state State
		says  string
	}{
		{tmux, clipboard.Tmux, OK, "tmux 3.3a, set-clipboard external, allow-passthrough off"},
		{tmux, clipboard.OSC52, Warn, "set -s set-clipboard on"},
		{nested, clipboard.Tmux, Warn, "set -s set-clipboard on"},
		{detached, clipboard.Tmux, Warn, "tmux attach"},
		{clipboard.Multiplexer{Name: "screen", Version: "4.09.00"}, clipboard.Screen, OK, "GNU screen 4.09.00"},
	} {
		got := multiplexer(c.m, c.by)
		if got.State != c.state || !strings.Contains(got.Found+got.Remedy, c.says) {
			t.Errorf("%+v by %s: %+v", c.m, c.by, got)
		}
	}
}

func TestFolders(t *testing.T) {
	dir := t.TempDir()
	private, open, file := filepath.Join(dir, "private"), filepath.Join(dir, "open"), filepath.Join(dir, "file")
	for path, mode := range map[string]os.FileMode{private: 0o700, open: 0o755} {
		if err := os.Mkdir(path, mode); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for path, c := range map[string]struct {
		state State
		says  string
	}{
		private:                          {OK, "yours alone (mode 0700)"},
		open:                             {Warn, "chmod 700 " + open},
		file:                             {Fail, "is not a folder"},
		filepath.Join(private, "a", "b"): {OK, "can be made"},
		filepath.Join(file, "a"):         {Fail, "XDG_STATE_HOME"},
	} {
		got := Folder{ID: "state", Title: "Notes", Path: path, Variable: "XDG_STATE_HOME"}.check()
		if got.State != c.state || !strings.Contains(got.Found+got.Remedy, c.says) {
			t.Errorf("%s: %+v", path, got)
		}
	}
	for _, path := range []string{private, open} {
		if left, err := os.ReadDir(path); err != nil || len(left) > 0 {
			t.Errorf("%s holds %v, %v", path, left, err)
		}
	}
	homeless := Folder{ID: "state", Title: "Notes", Problem: "there is no home directory", Variable: "XDG_STATE_HOME"}.check()
	if homeless.State != Fail || !strings.Contains(homeless.Remedy, "XDG_STATE_HOME") {
		t.Errorf("got %+v", homeless)
	}
}

func TestConfigurations(t *testing.T) {
	file := filepath.Join(t.TempDir(), "config.toml")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	p := Plan{Settings: Settings{Path: file, NoProfile: "there is none", Overrides: []string{"SUPASCALE_API_KEY", "NO_PROXY"}}}
	r := examine(t, p)
	r.finds(t, "configuration.file", OK, "is in order")
	r.finds(t, "configuration.profile", Fail, "there is none", "profile add")
	r.finds(t, "configuration.environment", Info, "SUPASCALE_API_KEY, NO_PROXY")
	r.finds(t, "credential.source", Skipped)
	r.failsWith(t, "configuration.profile", Usage)

	if err := os.Chmod(file, 0o666); err != nil {
		t.Fatal(err)
	}
	examine(t, p).finds(t, "configuration.file", Warn, "mode 0666", "chmod go-w "+file)
	if os.Geteuid() == 0 { // only root can give a file away
		if err := errors.Join(os.Chmod(file, 0o600), os.Chown(file, 1234, 1234)); err != nil {
			t.Fatal(err)
		}
		examine(t, p).finds(t, "configuration.file", Warn, "it belongs to another user", "chown $(id -u) "+file)
	}
	p.Settings.Mistake = file + ", line 3, column 8: there is no such setting"
	r = examine(t, p)
	r.finds(t, "configuration.file", Fail, "line 3, column 8", "config edit")
	r.finds(t, "configuration.profile", Skipped)
	r.failsWith(t, "configuration.file", Usage)
}
