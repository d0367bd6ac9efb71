package instance

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/supascale/supascale-tui/internal/instance/durable"
	"github.com/supascale/supascale-tui/internal/instance/store"
	"github.com/supascale/supascale-tui/internal/local"
)

// ErrLost is returned by Open for a data directory that was used and has lost its
// database, or the part of it that was written last.
var ErrLost = errors.New("the data directory has lost data")

// stateFile says that the directory was used, and how the last process left it.
const stateFile = "state"

// States of a data directory.
const (
	stateOpen    = "open"    // a process writes, or was killed: the write-ahead log must be there
	stateClosing = "closing" // the write-ahead log is being taken over
	stateClosed  = "closed"
)

// walFile is SQLite's write-ahead log.
const walFile = store.FileName + "-wal"

// ownFiles are all that an instance keeps in its directory.
var ownFiles = []string{store.FileName, walFile, store.FileName + "-shm", stateFile, lockFile, store.ReserveName}

// folder is a data directory that this process has for itself.
type folder struct {
	dir  string
	lock *dirLock
	used bool // it was used before

	touch func() error
}

// openFolder takes a data directory, makes it if there is none, and checks that
// nobody else can read it and that nothing is lost. With acceptLoss it goes on
// with what is left.
func openFolder(dir string, acceptLoss bool) (*folder, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make the data directory: %w", err)
	}
	if err := makePrivate(dir); err != nil {
		return nil, err
	}
	lock, err := lockDir(dir)
	if err != nil {
		return nil, err
	}
	f := &folder{dir: dir, lock: lock}
	if err := f.checkWhole(acceptLoss); err != nil {
		return nil, errors.Join(err, lock.release())
	}
	return f, nil
}

// makePrivate closes a directory that others can read. It leaves one with files of
// somebody else's alone: whoever named it may not have meant to close that.
func makePrivate(dir string) error {
	info, err := os.Stat(dir)
	if err != nil {
		return fmt.Errorf("look at the data directory: %w", err)
	}
	list, err := os.ReadDir(dir)
	if err != nil {
		return fmt.Errorf("look at the data directory: %w", err)
	}
	own := len(list) == 0
	for _, entry := range list {
		if !slices.Contains(ownFiles, entry.Name()) {
			continue
		}
		own = true
		if !entry.Type().IsRegular() {
			return fmt.Errorf("%s is not a plain file: somebody else may have put it there. Remove it, or use another data directory", filepath.Join(dir, entry.Name()))
		}
	}
	if !local.OpenToOthers(info.Mode()) {
		return nil
	}
	if !own || info.Mode()&fs.ModeSticky != 0 {
		return fmt.Errorf("others on this machine can read %s, which holds other files. Use a directory for the instance alone, or run: chmod 700 %s", dir, dir)
	}
	if err := os.Chmod(dir, 0o700); err != nil { //nolint:gosec // a directory needs the x
		return fmt.Errorf("others on this machine can read %s, and that can't be changed: %w. Use another data directory", dir, err)
	}
	return nil
}

// checkWhole refuses a directory that was used and has not all it had: an instance
// that starts anew there would hand out a new admin key as if nothing had been.
func (f *folder) checkWhole(acceptLoss bool) error {
	text, err := os.ReadFile(f.path(stateFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("look at the data directory: %w", err)
	}
	f.used = true
	lost := ""
	switch state := strings.TrimSpace(string(text)); {
	case f.size(store.FileName) <= 0:
		lost = "its database " + store.FileName + " is missing or empty"
	case state == stateOpen && !f.walIsThere():
		lost = "it was not closed, and what was written last (" + walFile + ") is missing or damaged"
	}
	switch {
	case lost == "":
		return nil
	case !acceptLoss:
		return lossError(f.dir, lost)
	}
	return f.setAside()
}

func lossError(dir, what string) error {
	return fmt.Errorf("%w: %s was used before, and %s. Put a backup there, or go on with what is left by --accept-loss: keys made or revoked last may then be unknown or valid again", ErrLost, dir, what)
}

// setAside renames what SQLite would mix up with a new database.
func (f *folder) setAside() error {
	names := []string{walFile}
	if f.size(store.FileName) <= 0 {
		names = append(names, store.FileName, store.FileName+"-shm")
	}
	f.used = false
	for _, name := range names {
		if err := os.Rename(f.path(name), f.path(name+".lost")); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("set aside what is left: %w", err)
		}
	}
	return nil
}

// openStore opens the store, and notes that the directory is in use.
func (f *folder) openStore(ctx context.Context) (*store.Store, error) {
	open := store.Open
	if f.used {
		open = store.Reopen
	}
	s, err := open(ctx, f.dir)
	if errors.Is(err, store.ErrEmpty) {
		return nil, lossError(f.dir, "its database "+store.FileName+" is empty")
	}
	if err != nil {
		return nil, err
	}
	if err := f.note(stateOpen); err != nil && !f.used {
		return nil, errors.Join(err, s.Close(ctx))
	}
	return s, nil
}

// close closes the store and gives the directory free. It does not wait for a disk
// that does not answer longer than ctx lasts; then the directory stays taken until what
// was begun has ended, or the process.
func (f *folder) close(ctx context.Context, s Store) error {
	_, err := durable.Read(ctx, func(context.Context) (struct{}, error) {
		err := f.note(stateClosing)
		closed := s.Close(context.WithoutCancel(ctx))
		if closed == nil { // the write-ahead log is gone: that must be noted even if the above could not be
			err = f.note(stateClosed)
		}
		return struct{}{}, errors.Join(err, closed, f.lock.release())
	})
	return err
}

func (f *folder) path(name string) string { return filepath.Join(f.dir, name) }

// size is that of a file, -1 where there is none.
func (f *folder) size(name string) int64 {
	info, err := os.Lstat(f.path(name))
	if err != nil {
		return -1
	}
	return info.Size()
}

// walIsThere reports whether the write-ahead log begins as SQLite writes it: it
// takes one that doesn't for an empty one, and says nothing.
func (f *folder) walIsThere() bool {
	file, err := os.Open(f.path(walFile))
	if err != nil {
		return false
	}
	defer func() { _ = file.Close() }() // it is only read
	var header [32]byte
	if n, err := file.ReadAt(header[:], 0); n < len(header) || err != nil {
		return false
	}
	var order binary.ByteOrder = binary.LittleEndian
	magic := binary.BigEndian.Uint32(header[:4])
	if magic&1 == 1 {
		order = binary.BigEndian
	}
	var a, b uint32
	for i := 0; i < 24; i += 8 {
		a += order.Uint32(header[i:]) + b
		b += order.Uint32(header[i+4:]) + a
	}
	return magic&^1 == 0x377f0682 && a == binary.BigEndian.Uint32(header[24:]) && b == binary.BigEndian.Uint32(header[28:])
}

// note writes the state, in place: that takes no room on a full disk. It is on the
// disk when note returns.
func (f *folder) note(state string) error {
	var file *os.File
	err := f.touch()
	if err == nil {
		file, err = os.OpenFile(f.path(stateFile), os.O_CREATE|os.O_WRONLY, 0o600)
	}
	if err == nil {
		_, err = fmt.Fprintf(file, "%-8s\n", state)
		err = errors.Join(err, file.Sync(), file.Close())
	}
	if err != nil {
		return fmt.Errorf("note the state of the data directory: %w", err)
	}
	return nil
}
