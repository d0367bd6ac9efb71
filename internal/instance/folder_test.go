package instance_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/supascale/supascale-tui/internal/instance"
	"github.com/supascale/supascale-tui/internal/keys"
)

// killed is a copy of an instance's data folder as a kill leaves it, with the
// value of a key that was made last.
func killed(t *testing.T) (dir string, last string) {
	t.Helper()
	b := open(t)
	last = b.create("Last", keys.AllWrite(), "").Key
	dir = filepath.Join(t.TempDir(), "data")
	if err := os.CopyFS(dir, os.DirFS(b.opts.DataDir)); err != nil {
		t.Fatal(err)
	}
	return dir, last
}

// closed is a data folder that was closed.
func closed(t *testing.T) (dir string, last string) {
	t.Helper()
	b := open(t)
	last = b.create("Last", keys.AllWrite(), "").Key
	b.close()
	b.ended = true
	return b.opts.DataDir, last
}

func openAgain(t *testing.T, o instance.Options) (*instance.Instance, error) {
	t.Helper()
	i, err := instance.Open(t.Context(), o)
	if err == nil {
		t.Cleanup(func() { _ = i.Close(context.WithoutCancel(t.Context())) }) // what it is opened for has been checked
	}
	return i, err
}

// A folder that was used refuses to start anew, or without what was acknowledged
// last, unless it is told to.
func TestAFolderThatLostDataDoesNotStartAsIfNothingHadBeen(t *testing.T) {
	t.Parallel()
	const db, wal = "instance.db", "instance.db-wal"
	empty := func(path string) error { return os.Truncate(path, 0) }
	for name, c := range map[string]struct {
		from func(*testing.T) (string, string)
		file string
		hurt func(string) error
	}{
		"database removed":             {closed, db, os.Remove},
		"database emptied":             {closed, db, empty},
		"database removed after kill":  {killed, db, os.Remove},
		"write-ahead log removed":      {killed, wal, os.Remove},
		"write-ahead log emptied":      {killed, wal, empty},
		"write-ahead log overwritten":  {killed, wal, func(path string) error { return os.WriteFile(path, make([]byte, 4096), 0o600) }},
		"database without its content": {closed, db, func(path string) error { return os.WriteFile(path, nil, 0o600) }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir, _ := c.from(t)
			if err := c.hurt(filepath.Join(dir, c.file)); err != nil {
				t.Fatal(err)
			}
			_, err := openAgain(t, instance.Options{DataDir: dir})
			if !errors.Is(err, instance.ErrLost) || !strings.Contains(err.Error(), "--accept-loss") || !strings.Contains(err.Error(), c.file) {
				t.Fatalf("got %v", err)
			}
			if _, err := openAgain(t, instance.Options{DataDir: dir, AcceptLoss: true}); err != nil {
				t.Errorf("told to go on: %v", err)
			}
		})
	}
}

func TestAFolderThatIsWholeStarts(t *testing.T) {
	t.Parallel()
	for name, from := range map[string]func(*testing.T) (string, string){"closed": closed, "killed": killed} {
		dir, last := from(t)
		i, err := openAgain(t, instance.Options{DataDir: dir})
		if err != nil || !i.Accepts(last) {
			t.Errorf("%s: %v, or the last key is gone", name, err)
		}
	}
}

// Others can neither read nor write the folder, whoever made it.
func TestAFolderThatOthersCanReadIsClosed(t *testing.T) {
	t.Parallel()
	dir, _ := closed(t)
	empty := t.TempDir()
	for _, path := range []string{dir, empty} {
		if err := os.Chmod(path, 0o777); err != nil {
			t.Fatal(err)
		}
		if _, err := openAgain(t, instance.Options{DataDir: path}); err != nil {
			t.Fatal(err)
		}
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o700 {
			t.Errorf("got %v, %v", info.Mode(), err)
		}
	}
	foreign := t.TempDir()
	if err := errors.Join(os.WriteFile(filepath.Join(foreign, "thesis.txt"), nil, 0o600), os.Chmod(foreign, 0o755)); err != nil {
		t.Fatal(err)
	}
	if _, err := openAgain(t, instance.Options{DataDir: foreign}); err == nil || !strings.Contains(err.Error(), "chmod 700") {
		t.Errorf("a folder with other files: got %v", err)
	}
	if info, err := os.Stat(foreign); err != nil || info.Mode().Perm() != 0o755 {
		t.Errorf("it was changed: %v, %v", info.Mode(), err)
	}
}

// No file of the folder is written through a link.
func TestLinksInTheFolderAreNotFollowed(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"lock", "instance.db", "state", "reserve"} {
		dir, target := t.TempDir(), filepath.Join(t.TempDir(), "precious")
		if err := errors.Join(os.WriteFile(target, []byte("precious"), 0o644), os.Symlink(target, filepath.Join(dir, name))); err != nil {
			t.Fatal(err)
		}
		if _, err := openAgain(t, instance.Options{DataDir: dir}); err == nil || !strings.Contains(err.Error(), name+" is not a plain file") {
			t.Errorf("%s: got %v", name, err)
		}
		if text, err := os.ReadFile(target); err != nil || string(text) != "precious" {
			t.Errorf("%s: what it points to is now %q, %v", name, text, err)
		}
	}
}

// A second process is refused even after somebody has removed the lock.
func TestARemovedLockLetsNobodyIn(t *testing.T) {
	t.Parallel()
	b := open(t)
	if err := os.Remove(filepath.Join(b.opts.DataDir, "lock")); err != nil {
		t.Fatal(err)
	}
	if _, err := openAgain(t, b.opts); !errors.Is(err, instance.ErrInUse) {
		t.Errorf("got %v", err)
	}
}
