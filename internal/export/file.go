package export

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// ErrExists is returned for a file that is there already.
var ErrExists = errors.New("there is a file of that name, which is left as it is")

// File writes what the job selects to a new file that its owner alone can read.
// One that the instance cut short is kept: it says so at its end.
// A file that is there is left alone; one that could not be finished is
// removed.
func (j *Job) File(ctx context.Context, path string) (done Written, err error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600) //nolint:gosec // the admin named the file
	if errors.Is(err, fs.ErrExist) {
		return done, ErrExists
	}
	if err != nil {
		return done, fmt.Errorf("make the file: %w", reason(err))
	}
	done, err = j.Write(ctx, f)
	if err == nil {
		err = reason(f.Sync())
	}
	if err = errors.Join(err, reason(f.Close())); err != nil {
		return Written{}, errors.Join(err, reason(os.Remove(path)))
	}
	return done, nil
}

// reason takes the path out of an error: who reads it named the file.
func reason(err error) error {
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		return e.Err
	}
	return err
}
