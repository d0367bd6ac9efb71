//go:build unix

package credential

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

func TestAFileOthersCanReadIsRefused(t *testing.T) {
	key, dir := newKey(t), t.TempDir()
	p := prod()
	for _, mode := range []os.FileMode{0o640, 0o604, 0o660, 0o644, 0o620, 0o610, 0o601, 0o444} {
		p.KeyFile = filepath.Join(dir, "it's a key")
		write(t, p.KeyFile, key, mode)
		err := findError(t, box(t), p)
		fails(t, err, key, "others on this machine can read or change it (mode 0", `chmod 600 '`+strings.ReplaceAll(p.KeyFile, "'", `'\''`)+`'`)
		if !errors.Is(err, ErrExposed) {
			t.Errorf("%v", err)
		}
		link := filepath.Join(dir, "link")
		_ = os.Remove(link)
		if err := os.Symlink(p.KeyFile, link); err != nil {
			t.Fatal(err)
		}
		p.KeyFile = link
		fails(t, findError(t, box(t), p), key, "others on this machine", "chmod 600 "+link)
		_ = os.Remove(filepath.Join(dir, "it's a key"))
	}
}

func TestALinkToAPrivateFileIsReadAndNeverWritten(t *testing.T) {
	key, dir := newKey(t), t.TempDir()
	p := prod()
	target := filepath.Join(dir, "real")
	write(t, target, key, 0o600)
	p.KeyFile = filepath.Join(dir, "link")
	if err := os.Symlink(target, p.KeyFile); err != nil {
		t.Fatal(err)
	}
	finds(t, box(t), p, key, "link")
	_, err := box(t).Store(t.Context(), p, secretOf(newKey(t)), File)
	fails(t, err, key, "is a link to another file")
	r, err := box(t).Remove(t.Context(), p)
	if err != nil || len(r.Kept) != 1 {
		t.Errorf("%+v, %v", r, err)
	}
	if held, _ := os.ReadFile(target); string(held) != key {
		t.Error("the file was changed")
	}
}

func TestAPipeHoldsNothingUp(t *testing.T) {
	p := prod()
	p.KeyFile = filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(p.KeyFile, 0o600); err != nil {
		t.Fatal(err)
	}
	fails(t, findError(t, box(t), p), "", "not a regular file")
}

// foreign is a file of another user: making one takes rights a test may lack.
type foreign struct{ os.FileInfo }

func (f foreign) Sys() any {
	stat := *f.FileInfo.Sys().(*syscall.Stat_t)
	stat.Uid++
	return &stat
}

func TestAFileOfAnotherUserIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "key")
	write(t, path, "k", 0o600)
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if why, _ := exposed(info, path); why != "" {
		t.Errorf("one's own: %s", why)
	}
	if why, next := exposed(foreign{info}, path); !strings.Contains(why, "belongs to another user") || !strings.Contains(next, "sudo chown") {
		t.Errorf("%s, %s", why, next)
	}
}

func TestAFolderThatCanNotBeWrittenIsNamed(t *testing.T) {
	p := prod()
	p.KeyFile = filepath.Join("/proc/nowhere", "key")
	key := newKey(t)
	_, err := box(t).Store(t.Context(), p, secretOf(key), File)
	fails(t, err, key, "the key is not stored in the file /proc/nowhere/key: ", "key_file")
}
