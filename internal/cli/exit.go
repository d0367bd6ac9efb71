package cli

import (
	"errors"
	"syscall"
)

// codedError ends the program with an exit code of its own. Without an error
// inside the command has said all there is to say.
type codedError struct {
	code int
	error
}

func (e codedError) Unwrap() error { return e.error }

func (e codedError) Error() string {
	if e.error == nil {
		return ""
	}
	return e.error.Error()
}

// readerGone reports that whoever read the output has stopped, as head does:
// nobody is left to tell.
func readerGone(err error) bool { return errors.Is(err, syscall.EPIPE) }
