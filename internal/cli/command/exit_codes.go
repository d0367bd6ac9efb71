package command

import (
	"errors"
	"syscall"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/app"
)

// Exit codes. Scripts depend on them: docs/command-line.md lists them.
const (
	ExitOK            = 0
	ExitFailed        = 1
	ExitUsage         = 2
	ExitNotAuthorised = 3
	ExitNotFound      = 4
	ExitUnreachable   = 5
	ExitFound         = 6
	ExitPartial       = 7
)

// ExitMeanings are what the codes mean, in the order of the codes.
var ExitMeanings = [...]string{
	ExitOK:            "All went well.",
	ExitFailed:        "Something failed; stderr says what and what to do.",
	ExitUsage:         "Wrong usage, or a mistake in the configuration.",
	ExitNotAuthorised: "The instance refuses the credential, or its level is too low.",
	ExitNotFound:      "There is no such key.",
	ExitUnreachable:   "The instance can't be reached, or doesn't answer in time.",
	ExitFound:         "A check found something.",
	ExitPartial:       "The instance gave only a part of its list of keys or of its log: what is printed is that part. Of several instances, some did not answer or did not do what was asked.",
}

// Exit ends the program with an exit code of its own. Without an error inside the
// command has said all there is to say.
type Exit struct {
	Code int
	Err  error
}

func (e Exit) Unwrap() error { return e.Err }

func (e Exit) Error() string {
	if e.Err == nil {
		return ""
	}
	return e.Err.Error()
}

// IsExit reports whether an error ends the program with a code of its own, that one.
func IsExit(err error, code int) bool {
	exit, ok := errors.AsType[Exit](err)
	return ok && exit.Code == code
}

// ReaderGone reports that whoever read the output has stopped, as head does:
// nobody is left to tell.
func ReaderGone(err error) bool { return errors.Is(err, syscall.EPIPE) }

// ExitCode is the code that the program ends with.
func ExitCode(err error) int {
	if err == nil {
		return ExitOK
	}
	if _, ok := errors.AsType[app.UsageError](err); ok {
		return ExitUsage
	}
	if exit, ok := errors.AsType[Exit](err); ok {
		return exit.Code
	}
	if api.PartOf(err) != nil {
		return ExitPartial
	}
	switch api.KindOf(err) {
	case api.Unauthorized, api.Forbidden:
		return ExitNotAuthorised
	case api.NotFound:
		return ExitNotFound
	case api.Unreachable, api.Timeout:
		return ExitUnreachable
	}
	return ExitFailed
}
