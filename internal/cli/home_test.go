//go:build unix

package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/supascale/supascale-tui/internal/cli/command"
)

// A service account has no home: what it needs is in its environment.
func TestAnAccountWithoutAHomeIsServedFromTheEnvironment(t *testing.T) {
	t.Parallel()
	s, _ := newScript(t)
	all := s.env
	for _, home := range []string{"", "HOME=/dev/null", "HOME=/nonexistent/home", "HOME=relative"} {
		temp := t.TempDir()
		s.env = append(slices.DeleteFunc(slices.Clone(all), func(pair string) bool {
			name, _, _ := strings.Cut(pair, "=")
			return name == "HOME" || strings.HasPrefix(name, "XDG_")
		}), "TMPDIR="+temp)
		if home == "HOME=/nonexistent/home" && os.Geteuid() == 0 {
			continue // root could create it
		}
		if home != "" {
			s.env = append(s.env, home)
		}
		s.run(command.ExitOK, "keys", "list")
		value, _ := s.run(command.ExitOK, "keys", "create", "--name", "service", "--preset", "monitoring", "--expires", "1d", "-o", "value")
		if !strings.HasPrefix(value, "supascale_") {
			t.Fatalf("%s: no key was created", home)
		}
		s.run(command.ExitOK, "keys", "show", "service")
		s.run(command.ExitOK, "keys", "revoke", "service", "--yes")
		s.run(command.ExitOK, "pending")
		s.run(command.ExitOK, "audit")
		s.run(command.ExitOK, "keys", "list", "--revoked")
		s.run(command.ExitOK, "profile", "list")
		if _, words := s.run(command.ExitFailed, "keys", "note", "First key", "--owner", "anna"); !strings.Contains(words, "set XDG_DATA_HOME to a folder") {
			t.Errorf("%s: a note: %s", home, words)
		}
		if _, words := s.run(command.ExitFailed, "profile", "add", "x", "--url", "https://a.example"); !strings.Contains(words, "SUPASCALE_TUI_CONFIG") {
			t.Errorf("%s: a profile: %s", home, words)
		}
		dir := filepath.Join(temp, fmt.Sprintf("supascale-tui-%d", os.Geteuid()))
		if info, err := os.Stat(dir); err != nil || info.Mode().Perm() != 0o700 {
			t.Errorf("%s: what is noted on the way is not in a folder of its own: %v", home, err)
		}
		if out, _ := s.command("doctor").Output(); !strings.Contains(string(out), "a restart of the machine may empty") {
			t.Errorf("%s: the doctor says nothing of it:\n%s", home, out)
		}
		if err := os.Chmod(dir, 0o777); err != nil {
			t.Fatal(err)
		}
		if _, words := s.run(command.ExitFailed, "keys", "create", "--name", "trap", "--preset", "monitoring", "--expires", "1d", "-o", "value"); !strings.Contains(words, "others can look into it") {
			t.Errorf("%s: a folder that others can change is used: %s", home, words)
		}
	}
}

// Root with a user's HOME (sudo keeps it on some systems) must not lock the user out.
// As anybody else the test can only see that nothing changes hands.
func TestWhatRootConfiguresStaysTheUsers(t *testing.T) {
	uid, gid := os.Geteuid(), os.Getegid()
	if uid == 0 {
		uid, gid = 12345, 23456
	}
	home := t.TempDir()
	if err := os.Chown(home, uid, gid); err != nil {
		t.Fatal(err)
	}
	p := configured(t, "")
	p.path = filepath.Join(home, ".config", "supascale-tui", "config.toml")
	t.Setenv("HOME", home)
	t.Setenv("XDG_CONFIG_HOME", "")
	t.Setenv("SUPASCALE_TUI_CONFIG", "")
	for i, args := range [][]string{
		{"profile", "add", "a", "--url", "https://a.example"},
		{"profile", "add", "b", "--url", "https://b.example"},
		{"profile", "use", "b"},
		{"profile", "remove", "a", "--yes"},
	} {
		if code, _, words := p.run(t, args...); code != command.ExitOK {
			t.Fatalf("%q: %s", args, words)
		}
		want := os.FileMode(0o600)
		if i > 0 {
			want = 0o640
		}
		for _, path := range []string{filepath.Dir(filepath.Dir(p.path)), filepath.Dir(p.path), p.path} {
			info, err := os.Stat(path)
			if err != nil {
				t.Fatal(err)
			}
			if stat := info.Sys().(*syscall.Stat_t); int(stat.Uid) != uid || int(stat.Gid) != gid {
				t.Errorf("after %q %s belongs to %d:%d", args, path, stat.Uid, stat.Gid)
			}
			if path == p.path && info.Mode().Perm() != want {
				t.Errorf("after %q the mode is %v", args, info.Mode())
			}
		}
		if err := os.Chmod(p.path, 0o640); err != nil {
			t.Fatal(err)
		}
	}
}

// Dotfiles are linked before they are there.
func TestAProfileIsWrittenWhereADanglingLinkLeads(t *testing.T) {
	p := configured(t, "")
	target := filepath.Join(t.TempDir(), "dotfiles.toml")
	if err := os.Symlink(target, p.path); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"a", "b"} {
		if code, _, words := p.run(t, "profile", "add", name, "--url", "https://"+name+".example"); code != command.ExitOK {
			t.Fatal(words)
		}
		info, err := os.Lstat(p.path)
		if err != nil || info.Mode()&os.ModeSymlink == 0 {
			t.Fatalf("the link became %v, %v", info.Mode(), err)
		}
		if text, err := os.ReadFile(target); err != nil || !strings.Contains(string(text), "profiles."+name) {
			t.Errorf("in the target: %q, %v", text, err)
		}
	}
}
