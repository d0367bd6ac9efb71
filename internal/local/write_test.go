package local_test

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/supascale/supascale-tui/internal/local"
)

func TestAFileIsWholeAndPrivate(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a", "b")
	path := filepath.Join(dir, "note.json")
	if err := local.WriteFile(path, []byte("one")); err == nil {
		t.Fatal("written without a folder")
	}
	if err := local.MakeDir(dir); err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"one", "a longer one", "2"} {
		if err := local.WriteFile(path, []byte(text)); err != nil {
			t.Fatal(err)
		}
		if got, err := local.ReadFile(path, 1<<10); err != nil || string(got) != text {
			t.Errorf("read %q, %v", got, err)
		}
	}
	info, err := os.Stat(path)
	if err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	if info, err = os.Stat(dir); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o700 {
		t.Errorf("the folder's mode is %v, %v", info.Mode(), err)
	}
	for range 2 {
		if err := local.Remove(path); err != nil {
			t.Error(err)
		}
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 0 {
		t.Errorf("left %v, %v", left, err)
	}
}

// A crash in the midst of writing leaves what a reader sees then.
func TestWhatIsNotWholeIsSeenByNobody(t *testing.T) {
	path := filepath.Join(t.TempDir(), "note.json")
	if err := local.WriteFile(path, []byte("old")); err != nil {
		t.Fatal(err)
	}
	write := func(fails error) error {
		return local.WriteStream(path, func(w io.Writer) error {
			for _, part := range []string{"one half", " and the other"} {
				if _, err := io.WriteString(w, part); err != nil {
					return err
				}
				if got, err := local.ReadFile(path, 1<<10); err != nil || string(got) != "old" {
					t.Errorf("meanwhile there is %q, %v", got, err)
				}
			}
			return fails
		})
	}
	full := errors.New("the disk is full")
	if err := write(full); !errors.Is(err, full) {
		t.Errorf("got %v", err)
	}
	if err := write(nil); err != nil { // still the old one before it
		t.Error(err)
	}
	if got, err := local.ReadFile(path, 1<<10); err != nil || string(got) != "one half and the other" {
		t.Errorf("afterwards there is %q, %v", got, err)
	}
}

func TestWhatACrashLeftIsSweptOnceItIsOld(t *testing.T) {
	dir := t.TempDir()
	old, young, other := filepath.Join(dir, "a.1"+".new"), filepath.Join(dir, "a.2"+".new"), filepath.Join(dir, "a")
	for _, path := range []string{old, young, other} {
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	past := time.Now().Add(-2 * time.Minute)
	for _, path := range []string{old, other} {
		if err := os.Chtimes(path, past, past); err != nil {
			t.Fatal(err)
		}
	}
	listed, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	local.Sweep(dir, listed)
	if left, err := os.ReadDir(dir); err != nil || len(left) != 2 || left[0].Name() != "a" {
		t.Errorf("left %v, %v", left, err)
	}
}

func TestOnlyOneIsAtWorkAtATime(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lock")
	inside, done := 0, 0
	var mu sync.Mutex
	var work sync.WaitGroup
	for range 8 {
		work.Go(func() {
			err := local.WithLock(path, func() error {
				mu.Lock()
				inside++
				alone := inside == 1
				mu.Unlock()
				if !alone {
					t.Error("two at once")
				}
				mu.Lock()
				inside--
				done++
				mu.Unlock()
				return nil
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	work.Wait()
	if done != 8 {
		t.Errorf("%d were", done)
	}
	bad := errors.New("bad")
	if err := local.WithLock(path, func() error { return bad }); !errors.Is(err, bad) {
		t.Errorf("got %v", err)
	}
}
