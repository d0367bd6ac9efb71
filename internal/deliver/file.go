// Package deliver gives a new key's value to where it will live: a file that
// its owner alone can read, or a command's standard input.
package deliver

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/supascale/supascale-tui/internal/local"
	"github.com/supascale/supascale-tui/internal/text/sanitize"
)

// FileTimeout is how long writing a file may take: a network disk can hang.
const FileTimeout = 10 * time.Second

// File is the file that was written.
type File struct {
	Path string
	Mode fs.FileMode // what the file system made of 0600
}

// Exposure warns where the file system keeps no modes, "" where only the owner can read the
// file.
func (f File) Exposure() string {
	if !local.OpenToOthers(f.Mode) {
		return ""
	}
	return "The disk there keeps no file modes: others may be able to read it."
}

var errHangs = errors.New("the disk does not answer")

// ToFile writes a new file that only its owner can read, and makes sure it is
// on the disk. A file, folder or link that exists is never touched. FileTrouble
// words its errors.
func ToFile(ctx context.Context, path, text string) (File, error) {
	return await(ctx, path, func() (File, error) { return writeNew(path, text) })
}

// await gives up on a disk that doesn't answer by ctx's end. The write can't be
// stopped and may still succeed.
func await(ctx context.Context, path string, write func() (File, error)) (File, error) {
	type outcome struct {
		file File
		err  error
	}
	done := make(chan outcome, 1)
	go func() {
		file, err := write()
		done <- outcome{file, err}
	}()
	select {
	case o := <-done:
		return o.file, o.err
	case <-ctx.Done():
		return File{Path: path}, errHangs
	}
}

func writeNew(path, text string) (result File, err error) {
	path, err = filepath.Abs(path)
	if err != nil {
		return File{Path: path}, err
	}
	result.Path = path
	result.Mode, err = local.CreateFile(path, func(f *os.File) error {
		_, err := f.WriteString(text)
		return err
	})
	return result, err
}

// ExpandHome puts the home folder in the place of a leading ~. It gives "" for
// another user's home, which only a shell could find.
func ExpandHome(path, home string) string {
	rest, tilde := strings.CutPrefix(path, "~")
	switch {
	case !tilde:
		return path
	case home == "" || rest != "" && !os.IsPathSeparator(rest[0]):
		return ""
	}
	return filepath.Join(home, rest)
}

// FileTrouble says why a file was not written and what to do.
func FileTrouble(path string, err error) string {
	shown := sanitize.Text(path)
	switch {
	case errors.Is(err, errHangs):
		return shown + " was not written within 10 s. It may still be: look there before you try again."
	case errors.Is(err, fs.ErrExist):
		return shown + " exists, and nothing is overwritten. Choose another name."
	case errors.Is(err, fs.ErrNotExist):
		return "There is no folder " + sanitize.Text(filepath.Dir(path)) + ". Create it, or choose another."
	case errors.Is(err, fs.ErrPermission):
		return "You may not write in " + sanitize.Text(filepath.Dir(path)) + ". Choose another folder."
	}
	return shown + " was not written" + errnoWords(err) + ". Choose another place."
}

// errnoWords is the system's word for a failure, in brackets, or nothing.
func errnoWords(err error) string {
	if errno, ok := errors.AsType[syscall.Errno](err); ok {
		return " (" + errno.Error() + ")"
	}
	return ""
}
