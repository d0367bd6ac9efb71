package api

import (
	"errors"
	"fmt"
	"time"
)

// Kind classes what went wrong with a request; the screens and the exit codes
// decide by it.
type Kind uint8

// The kinds of an Error.
const (
	Unexpected   Kind = iota // an answer that is not of this API
	Unreachable              // no connection
	Timeout                  // no answer in time
	Unauthorized             // 401
	Forbidden                // 403
	NotFound                 // 404, 405
	Conflict                 // 409
	Invalid                  // 400, 413, 422
	RateLimited              // 429
	Internal                 // 5xx
	Canceled                 // the caller gave up
)

// The Op of an Error, one for each call of the Client.
const (
	OpListKeys  = "list keys"
	OpCreateKey = "create the key"
	OpRevokeKey = "revoke the key"
	OpActivity  = "read the activity log"
	OpStats     = "read the log's figures"
	OpRevoked   = "list revoked keys"
	OpSignIn    = "sign in"
	OpSignOut   = "sign out"
)

// What came of a sign-in that failed: the Cause of its Error, for errors.Is.
var (
	// ErrCodeNeeded asks for the second factor: name and password were right.
	ErrCodeNeeded = errors.New("a second factor is needed")
	// ErrBadCredentials refuses name, password or code, without telling which.
	ErrBadCredentials = errors.New("bad credentials")
	// ErrLocked refuses this address for a while, RetryAfter where it is told,
	// whatever the password.
	ErrLocked = errors.New("locked")
	// ErrNoSignin is an instance where nobody can sign in with a password.
	ErrNoSignin = errors.New("no sign-in")
	// ErrSessionEnded refuses a request of a session that has expired, or that
	// somebody signed out.
	ErrSessionEnded = errors.New("the session has ended")
)

// Error is a failed request. Its texts are safe to show: cleaned, without
// secrets. Cause is for errors.Is only and is never shown.
type Error struct {
	Op         string // what was tried, in words: "list keys"
	Kind       Kind
	Status     int               // HTTP status, 0 without an answer
	Code       string            // the instance's own code, "" without one
	Message    string            // why, in words
	Fields     map[string]string // refused fields by wire name, for Invalid
	Resource   string            // the resource and the levels, for Forbidden,
	Required   string            // where the instance names them
	Granted    string
	RetryAfter time.Duration // how long to wait, for RateLimited; 0 unknown
	RequestID  string        // the instance's id of the request, if it sent one
	// ClockAhead is how far this machine's clock is ahead of the instance's, negative
	// for behind; 0 where both agree, or where it isn't known.
	ClockAhead time.Duration
	// Location is the URL to set instead, where the instance redirected the
	// request to an address the key is not sent to.
	Location string
	// MaybeDone says that a request which changes something broke off after it
	// was sent: it may have taken effect. Message says so, Next what to do.
	MaybeDone bool
	Cause     error
	// WebPage says that the answer was a web page: the instance's own, or that of
	// something in front of it.
	WebPage bool
	// wordless says that the answer gave no reason, so that Message is only the
	// status.
	wordless bool
}

func (e *Error) Error() string { return fmt.Sprintf("%s: %s", e.Op, e.Message) }
func (e *Error) Unwrap() error { return e.Cause }

// KindOf gives the kind of err: Unexpected for one that is not an Error.
func KindOf(err error) Kind {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	return Unexpected
}
