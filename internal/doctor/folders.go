package doctor

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"syscall"

	"github.com/supascale/supascale-tui/internal/local"
)

func (r *runner) folders() {
	for _, f := range r.Folders {
		r.add(f.check())
	}
}

// check tries to write into the folder, or into what it would be made in. The
// file it makes for that is removed again.
func (f Folder) check() Check {
	c := Check{Group: Folders, ID: "folders." + f.ID, Title: f.Title}
	if f.Problem != "" {
		return c.is(Fail, "%s", f.Problem).cure("Set " + f.Variable + " to a folder that is yours")
	}
	if c = f.look(c); c.State == OK && f.Doubt != "" {
		return c.is(Warn, "%s", f.Doubt).cure("Set " + f.Variable + " to a folder that is yours")
	}
	return c
}

func (f Folder) look(c Check) Check {
	info, err := os.Stat(f.Path)
	if errors.Is(err, fs.ErrNotExist) {
		above := existing(f.Path)
		if err := writable(above); err != nil {
			return f.closed(c, above, err)
		}
		return c.is(OK, "%s is not there yet and can be made", f.Path)
	}
	switch {
	case err != nil:
		return f.closed(c, f.Path, err)
	case !info.IsDir():
		return c.is(Fail, "%s is not a folder", f.Path).cure("Move it away, or set " + f.Variable + " to another folder")
	}
	if err := writable(f.Path); err != nil {
		return f.closed(c, f.Path, err)
	}
	if mode := info.Mode().Perm(); local.OpenToOthers(mode) {
		return c.is(Warn, "%s can be written, and others on this machine can look into it (mode %04o)", f.Path, mode).cure("chmod 700 " + f.Path)
	}
	if runtime.GOOS == "windows" {
		return c.is(OK, "%s can be written", f.Path)
	}
	return c.is(OK, "%s can be written and is yours alone (mode %04o)", f.Path, info.Mode().Perm())
}

func (f Folder) closed(c Check, path string, err error) Check {
	return c.is(Fail, "%s can't be written: %s", path, reason(err)).
		cure(fmt.Sprintf("See that it is yours (ls -ld %s), or set %s to another folder", path, f.Variable))
}

// existing is the nearest folder above a path that is there.
func existing(path string) string {
	for {
		above := filepath.Dir(path)
		if _, err := os.Stat(above); err == nil || above == path {
			return above
		}
		path = above
	}
}

func writable(dir string) error {
	f, err := os.CreateTemp(dir, ".supascale-tui-doctor-*")
	if err != nil {
		return err
	}
	return errors.Join(f.Close(), os.Remove(f.Name()))
}

// reason is why a file can't be used, without the call and path of a Go error.
func reason(err error) string {
	if errno, ok := errors.AsType[syscall.Errno](err); ok {
		return errno.Error()
	}
	return "the system refuses it"
}
