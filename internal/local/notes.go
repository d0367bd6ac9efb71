package local

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
)

// ErrForeign says of a file that this program did not write it, or that it is damaged.
var ErrForeign = errors.New("it is not a note of this program")

// Digest makes a part of a file's name of a text, which the name doesn't show.
func Digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:10])
}

// ReadNotes reads those files of a folder whose names are mine, and removes half-written
// ones. About says what they are about. A folder that is absent has none, and a file that is
// gone by then is passed over; one that can't be read is an error beside the others. Listed
// is all that is in the folder.
func ReadNotes[T any](dir, about string, mine func(name string) bool, read func(path string) (T, error)) (list []T, listed []fs.DirEntry, err error) {
	listed, err = ReadDir(dir)
	switch {
	case IsAbsent(err):
		return nil, nil, nil
	case err != nil:
		return nil, nil, fmt.Errorf("the notes about %s in %s can't be read (%s)", about, dir, Reason(err))
	}
	var wrong []error
	for _, f := range listed {
		if !mine(f.Name()) {
			continue
		}
		path := filepath.Join(dir, f.Name())
		switch note, err := read(path); {
		case IsAbsent(err):
		case err != nil:
			wrong = append(wrong, Unreadable(path, about, err))
		default:
			list = append(list, note)
		}
	}
	Sweep(dir, listed)
	return list, listed, errors.Join(wrong...)
}

// Unreadable says that a note can't be read, and what to do about one that is damaged.
func Unreadable(path, about string, err error) error {
	next := ""
	if errors.Is(err, ErrForeign) {
		next = ": look into it, then remove it"
	}
	return fmt.Errorf("the note %s about %s can't be read (%s)%s", path, about, Reason(err), next)
}
