// Package local keeps the program's files on this machine: written as a whole or
// not at all, private, with the owner, mode and links of what was there before.
// All stores, the configuration and the stored keys are written by it.
package local

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"time"
)

// draftEnd ends the names of files that are being written. One that stays is left
// over from a crash: Sweep removes it.
const draftEnd = ".new"

// WriteFile replaces the content of a file as a whole and puts it on the disk: a
// crash leaves the old content or the new one. A new file has mode 0600. A file
// that exists keeps its mode and owner; a link stays, and the file that it leads
// to is written, or created where it does not exist yet. The folder must exist.
func WriteFile(path string, text []byte) error {
	return WriteStream(path, func(w io.Writer) error {
		_, err := w.Write(text)
		return err
	})
}

// WriteStream is WriteFile for content that is not to be held in memory. An error
// of fill leaves the old content.
func WriteStream(path string, fill func(io.Writer) error) error {
	path, err := FollowLinks(path)
	if err != nil {
		return err
	}
	old, err := replaceable(path)
	if err != nil {
		return err
	}
	draft := path + "." + RandomName() + draftEnd
	err = create(draft, func(f *os.File) error { return fill(f) }, func(f *os.File) error {
		return inherit(f, old, filepath.Dir(path))
	})
	if err != nil {
		return err
	}
	if err := os.Rename(draft, path); err != nil {
		_ = os.Remove(draft) // the error before it is the one to tell
		return err
	}
	sweepDrafts(path)
	return syncDir(filepath.Dir(path))
}

// replaceable gives what is at path, nil for nothing. A device, pipe or folder is
// refused: a rename would put a file in its place.
func replaceable(path string) (fs.FileInfo, error) {
	info, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, ErrNotFile
	}
	return info, nil
}

// ErrNotFile says that a path leads to a folder, pipe or device.
var ErrNotFile = errors.New("it is not a regular file")

// CreateFile writes a file that must not exist yet, mode 0600, and puts it on the
// disk. A link is refused too, wherever it leads. What could not be written whole
// is removed. It gives the mode that the file system made of 0600. The file belongs
// to the user who runs the program, whoever owns the folder.
func CreateFile(path string, fill func(*os.File) error) (mode fs.FileMode, err error) {
	err = create(path, fill, func(f *os.File) error {
		info, err := f.Stat()
		if err == nil {
			mode = info.Mode().Perm()
		}
		return err
	})
	if err != nil {
		return mode, err
	}
	// Not every file system lets a folder be synced; the file is safe by then.
	_ = syncDir(filepath.Dir(path))
	return mode, nil
}

// create makes a new file, syncs it and closes it, or removes it.
func create(path string, fill, finish func(*os.File) error) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600) //nolint:gosec // named by the admin or the program
	if err != nil {
		return err
	}
	err = fill(f)
	if err == nil {
		err = finish(f)
	}
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		_ = os.Remove(path) // the error before it is the one to tell
	}
	return err
}

// OpenAppend opens a file to add to its end; it is created, mode 0600, if it does
// not exist. A link is refused.
func OpenAppend(path string) (*os.File, error) { return openOwn(path, os.O_WRONLY|os.O_APPEND) }

// openOwn opens a file of the program's own, never through a link. A file that it
// creates belongs to the owner of the folder (see inherit); one that exists is left
// as it is: it may be another name of a file that somebody else must not get.
func openOwn(path string, flags int) (*os.File, error) {
	for {
		if err := linkError(path, nil); err != nil {
			return nil, err
		}
		f, err := os.OpenFile(path, flags|noFollow, 0) //nolint:gosec // the path is the program's own
		if err == nil {
			return f, nil
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return nil, linkError(path, err)
		}
		f, err = os.OpenFile(path, flags|os.O_CREATE|os.O_EXCL|noFollow, 0o600) //nolint:gosec // the path is the program's own
		if errors.Is(err, fs.ErrExist) {
			continue // another process was faster
		}
		if err != nil {
			return nil, err
		}
		if err := inherit(f, nil, filepath.Dir(path)); err != nil {
			return nil, errors.Join(err, f.Close(), os.Remove(path))
		}
		return f, nil
	}
}

// ErrLink says that a link is in the place of a file of the program's own.
var ErrLink = errors.New("it is a link, which is not followed: remove it")

// linkError is ErrLink where path is a link, and otherwise err.
func linkError(path string, err error) error {
	if info, bad := os.Lstat(path); bad == nil && info.Mode()&fs.ModeSymlink != 0 {
		return ErrLink
	}
	return err
}

// linksMost bounds a chain of links, as the kernel does.
const linksMost = 40

// FollowLinks gives the path at the end of a chain of links, whether something is
// there or not. A link that another user may have placed in the way is refused.
func FollowLinks(path string) (string, error) {
	for range linksMost {
		info, err := os.Lstat(path)
		if err != nil || info.Mode()&fs.ModeSymlink == 0 {
			return path, nil // writing tells what is wrong
		}
		to, err := os.Readlink(path)
		if err != nil {
			return "", err
		}
		if !filepath.IsAbs(to) {
			to = filepath.Join(filepath.Dir(path), to)
		}
		if !trustedLink(path, info, to) {
			return "", fmt.Errorf("%w: %s", ErrForeignLink, path)
		}
		path = to
	}
	return "", syscall.ELOOP
}

// ErrForeignLink says that a link belongs to somebody who could make the program
// write where that person could not.
var ErrForeignLink = errors.New("the link belongs to another user and is not followed")

// ReadFile reads a regular file of at most so many bytes. It gives ErrTooLarge for
// a larger one, and waits for nobody: a pipe is ErrNotFile.
func ReadFile(path string, most int64) ([]byte, error) {
	f, err := os.OpenFile(path, os.O_RDONLY|noWait, 0) //nolint:gosec // named by the admin or the program
	if err != nil {
		return nil, absent(err)
	}
	defer f.Close() //nolint:errcheck // nothing was written
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		if null, err := os.Stat(os.DevNull); err != nil || !os.SameFile(info, null) {
			return nil, ErrNotFile
		}
	}
	text, err := io.ReadAll(io.LimitReader(f, most+1))
	if err == nil && int64(len(text)) > most {
		return nil, ErrTooLarge
	}
	return text, err
}

// ErrTooLarge says that a file is larger than anything that belongs there.
var ErrTooLarge = errors.New("it is too large")

// Remove removes a file for good. One that does not exist is no error.
func Remove(path string) error {
	err := os.Remove(path)
	switch {
	case IsAbsent(err):
		return nil
	case err != nil:
		return err
	}
	return syncDir(filepath.Dir(path))
}

// ReadDir lists a folder. One that does not exist is fs.ErrNotExist, as for ReadFile.
func ReadDir(dir string) ([]fs.DirEntry, error) {
	listed, err := os.ReadDir(dir)
	return listed, absent(err)
}

// absent words an error so that what IsAbsent is fs.ErrNotExist.
func absent(err error) error {
	if e, ok := errors.AsType[*fs.PathError](err); ok && IsAbsent(err) {
		return &fs.PathError{Op: e.Op, Path: e.Path, Err: syscall.ENOENT}
	}
	return err
}

// IsAbsent reports whether err says that a file or folder does not exist. That is
// also so where a part of its path is no folder, as below HOME=/dev/null.
func IsAbsent(err error) bool {
	return errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR)
}

// syncDir makes a rename or removal survive a failure of the machine. Windows can't
// sync a folder and does not need to.
func syncDir(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := os.Open(dir) //nolint:gosec // the folder of the file just written
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// sweepAfter is how old a file is that belongs to nobody: another process may be
// between making it and what comes next.
const sweepAfter = time.Minute

// Sweep removes the half-written files among those listed of a folder.
func Sweep(dir string, listed []fs.DirEntry) {
	for _, f := range listed {
		if strings.HasSuffix(f.Name(), draftEnd) && IsOld(f) {
			_ = os.Remove(filepath.Join(dir, f.Name())) // it is only tidying
		}
	}
}

// sweepDrafts removes the half-written drafts of one file, whose folder holds files
// of others too.
func sweepDrafts(path string) {
	drafts, _ := filepath.Glob(globQuote(path) + ".????????????" + draftEnd) // a bad pattern finds nothing
	for _, draft := range drafts {
		if info, err := os.Lstat(draft); err == nil && time.Since(info.ModTime()) >= sweepAfter {
			_ = os.Remove(draft) // it is only tidying
		}
	}
}

// globQuote makes a path stand for itself in filepath.Glob. On Windows, where it
// can't be quoted, the special characters match any one character.
func globQuote(path string) string {
	if runtime.GOOS == "windows" {
		return strings.NewReplacer("[", "?").Replace(path)
	}
	return strings.NewReplacer(`\`, `\\`, "*", `\*`, "?", `\?`, "[", `\[`).Replace(path)
}

// IsOld reports whether the file was last written so long ago that no other process
// is at work on it.
func IsOld(f fs.DirEntry) bool {
	info, err := f.Info()
	return err == nil && time.Since(info.ModTime()) >= sweepAfter
}

// Reason is what an error says, without the call and the path of a Go error.
func Reason(err error) string {
	if errno, ok := errors.AsType[syscall.Errno](err); ok {
		return errno.Error()
	}
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		err = e.Err
	}
	return err.Error()
}

// RandomName is a part of a file's name that no other process takes.
func RandomName() string { return strings.ToLower(rand.Text()[:12]) }
