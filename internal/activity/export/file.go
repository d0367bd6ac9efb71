package export

import (
	"context"
	"errors"
	"io/fs"
	"os"

	"github.com/supascale/supascale-tui/internal/local"
)

// ErrExists is returned for a file that is there already.
var ErrExists = errors.New("there is a file of that name, which is left as it is")

// File writes what the job selects to a new file that its owner alone can read.
// One that the instance cut short is kept: it says so at its end.
// A file that is there is left alone; one that could not be finished is
// removed.
func (j *Job) File(ctx context.Context, path string) (done Written, err error) {
	_, err = local.CreateFile(path, func(f *os.File) (err error) {
		done, err = j.Write(ctx, f)
		return err
	})
	switch {
	case errors.Is(err, fs.ErrExist):
		return Written{}, ErrExists
	case err != nil:
		return Written{}, reason(err)
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
