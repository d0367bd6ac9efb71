//go:build unix

package local

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func content(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	must(t, err)
	return string(text)
}

func TestALinkStaysAndWhatItLeadsToIsWritten(t *testing.T) {
	dir, elsewhere := t.TempDir(), t.TempDir()
	target := filepath.Join(elsewhere, "target")
	for name, to := range map[string]string{"absolute": target, "relative": "chain", "chain": target} {
		must(t, os.Symlink(to, filepath.Join(dir, name)))
	}
	for _, name := range []string{"absolute", "relative", "chain"} {
		for range 2 { // once with nothing there, once with a file
			must(t, WriteFile(filepath.Join(dir, name), []byte(name)))
			info, err := os.Lstat(filepath.Join(dir, name))
			if err != nil || info.Mode()&fs.ModeSymlink == 0 || content(t, target) != name {
				t.Errorf("%s: %v, %v, target %q", name, info.Mode(), err, content(t, target))
			}
		}
		must(t, os.Remove(target))
	}
	unmounted := filepath.Join(dir, "unmounted")
	must(t, os.Symlink(filepath.Join(elsewhere, "disk", "file"), unmounted))
	if err := WriteFile(unmounted, nil); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a folder that is missing: %v", err)
	}
	must(t, os.Symlink("loop", filepath.Join(dir, "loop")))
	if err := WriteFile(filepath.Join(dir, "loop"), nil); !errors.Is(err, syscall.ELOOP) {
		t.Errorf("a loop: %v", err)
	}
}

func TestAFileKeepsItsMode(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	for _, mode := range []fs.FileMode{0o600, 0o644, 0o664, 0o400} {
		must(t, os.WriteFile(path, nil, 0o600))
		must(t, os.Chmod(path, mode))
		must(t, WriteFile(path, []byte("new")))
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != mode {
			t.Errorf("%v became %v, %v", mode, info.Mode().Perm(), err)
		}
		must(t, os.Remove(path))
	}
}

func TestOnlyARegularFileIsReplacedOrRead(t *testing.T) {
	pipe := filepath.Join(t.TempDir(), "pipe")
	must(t, syscall.Mkfifo(pipe, 0o600))
	for _, path := range []string{pipe, filepath.Dir(pipe), os.DevNull} {
		if err := WriteFile(path, nil); !errors.Is(err, ErrNotFile) {
			t.Errorf("%s is written: %v", path, err)
		}
	}
	for _, path := range []string{pipe, filepath.Dir(pipe)} {
		if _, err := ReadFile(path, 10); !errors.Is(err, ErrNotFile) {
			t.Errorf("%s is read: %v", path, err)
		}
	}
	if text, err := ReadFile(os.DevNull, 10); err != nil || len(text) != 0 {
		t.Errorf("the empty device: %q, %v", text, err)
	}
}

func TestNoLinkIsFollowedToALock(t *testing.T) {
	dir := t.TempDir()
	victim := filepath.Join(dir, "victim")
	must(t, os.WriteFile(victim, []byte("precious"), 0o600))
	for name, to := range map[string]string{"there": victim, "dangling": filepath.Join(dir, "absent")} {
		path := filepath.Join(dir, name)
		must(t, os.Symlink(to, path))
		if err := WithLock(path, func() error { return nil }); !errors.Is(err, ErrLink) {
			t.Errorf("locked through a link: %v", err)
		}
		if _, err := OpenAppend(path); !errors.Is(err, ErrLink) {
			t.Errorf("opened through a link: %v", err)
		}
		if _, err := CreateFile(path, func(*os.File) error { return nil }); !errors.Is(err, fs.ErrExist) {
			t.Errorf("created through a link: %v", err)
		}
	}
	if content(t, victim) != "precious" {
		t.Error("the victim was changed")
	}
	if _, err := os.Lstat(filepath.Join(dir, "absent")); err == nil {
		t.Error("a file was created through a link")
	}
}

// As root the test gives files to another user; as anybody else it can only see that
// everything stays with oneself.
func TestWhatRootWritesInAUsersHomeIsTheUsers(t *testing.T) {
	home := t.TempDir()
	uid, gid := os.Geteuid(), os.Getegid()
	if uid == 0 {
		uid, gid = 12345, 23456
	}
	was := user
	user = func() int { return 0 }
	t.Cleanup(func() { user = was })
	must(t, os.Chown(home, uid, gid))
	dir := filepath.Join(home, ".config", "supascale-tui")
	file := filepath.Join(dir, "config.toml")
	must(t, MakeDir(dir))
	must(t, WriteFile(file, []byte("one")))
	must(t, os.Chmod(file, 0o644))
	must(t, WriteFile(file, []byte("two")))
	must(t, WithLock(filepath.Join(dir, "lock"), func() error { return nil }))
	f, err := OpenAppend(filepath.Join(dir, "log"))
	must(t, err)
	must(t, f.Close())
	for _, path := range []string{filepath.Dir(dir), dir, file, filepath.Join(dir, "lock"), filepath.Join(dir, "log")} {
		info, err := os.Stat(path)
		must(t, err)
		if u, g, _ := owners(info); u != uid || g != gid {
			t.Errorf("%s belongs to %d:%d, want %d:%d", path, u, g, uid, gid)
		}
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o644 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
}

// stranger is a link of another user: making one takes rights that a test may lack.
type stranger struct{ fs.FileInfo }

func (s stranger) Sys() any {
	stat := *s.FileInfo.Sys().(*syscall.Stat_t)
	stat.Uid += 7
	return &stat
}

func TestALinkOfSomebodyElseLeadsNowhere(t *testing.T) {
	own, shared := t.TempDir(), t.TempDir()
	must(t, os.Chmod(shared, 0o777|fs.ModeSticky))
	was := user
	t.Cleanup(func() { user = was })
	for _, c := range []struct {
		dir     string
		foreign bool
		as      int
		want    bool
	}{
		{own, false, 1000, true}, {shared, false, 1000, true},
		{own, true, 1000, true}, {shared, true, 1000, false},
		{own, true, 0, false}, {shared, true, 0, false},
	} {
		path := filepath.Join(c.dir, "link")
		_ = os.Remove(path)
		must(t, os.Symlink(filepath.Join(own, "target"), path))
		info, err := os.Lstat(path)
		must(t, err)
		uid, _, _ := owners(info)
		user = func() int { return uid }
		if c.foreign {
			info = stranger{info}
			if user = func() int { return c.as }; c.as != 0 {
				user = func() int { return uid + 1 }
			}
		}
		if got := trustedLink(path, info, filepath.Join(own, "target")); got != c.want {
			t.Errorf("%+v: followed is %v", c, got)
		}
	}
	if user = was; user() != 0 {
		return // only root can make a link of another user
	}
	planted, victim := filepath.Join(shared, "planted"), filepath.Join(own, "victim")
	must(t, os.WriteFile(victim, []byte("precious"), 0o600))
	must(t, os.Symlink(victim, planted))
	must(t, os.Lchown(planted, 12345, 12345))
	if err := WriteFile(planted, []byte("x")); err == nil || content(t, victim) != "precious" {
		t.Errorf("written through a planted link: %v", err)
	}
}

func TestADraftLeftByACrashGoesWithTheNextWrite(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a[b")
	must(t, MakeDir(dir))
	path := filepath.Join(dir, "config.toml")
	draft, other := path+".abcdefghijkl"+draftEnd, filepath.Join(dir, "theirs.new")
	past := time.Now().Add(-time.Hour)
	for _, p := range []string{draft, other} {
		must(t, os.WriteFile(p, nil, 0o600))
		must(t, os.Chtimes(p, past, past))
	}
	must(t, WriteFile(path, nil))
	if _, err := os.Lstat(draft); err == nil {
		t.Error("the draft is still there")
	}
	if _, err := os.Lstat(other); err != nil {
		t.Error("a file of somebody else is gone")
	}
}

func TestAHomeThatIsNone(t *testing.T) {
	folder := t.TempDir()
	file := filepath.Join(folder, "file")
	must(t, os.WriteFile(file, nil, 0o600))
	t.Setenv("HOME", "")
	for home, want := range map[string]bool{
		folder: true, filepath.Join(folder, "not", "yet"): true,
		"": false, "relative": false, os.DevNull: false, file: false, filepath.Join(file, "below"): false,
	} {
		got, err := Home(func(string) string { return home })
		if (err == nil) != want || want && got != home {
			t.Errorf("%q: %q, %v", home, got, err)
		}
		if err != nil && !strings.Contains(err.Error(), "HOME") {
			t.Errorf("%q: %v", home, err)
		}
	}
}

func TestWhatLiesBelowAFileIsAbsent(t *testing.T) {
	if _, err := ReadFile("/dev/null/.config/x", 10); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("read: %v", err)
	}
	if _, err := ReadDir("/dev/null/.local"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("listed: %v", err)
	}
	must(t, Remove("/dev/null/.local/x"))
}
