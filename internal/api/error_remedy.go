package api

import (
	"errors"
	"fmt"
	"time"

	"github.com/supascale/supascale-tui/internal/keys"
	words "github.com/supascale/supascale-tui/internal/text"
)

// neededFor is the level of system that each call needs (contract,
// "Permissions"), for instances that do not name it when they refuse.
var neededFor = map[string]keys.Level{
	OpListKeys:  keys.Read,
	OpActivity:  keys.Read,
	OpStats:     keys.Read,
	OpRevoked:   keys.Read,
	OpCreateKey: keys.Write,
	OpRevokeKey: keys.Write,
}

// optional are the parts of the API that an instance may lack: that one of them
// is not found says nothing about the URL.
var optional = map[string]string{
	OpActivity: "an activity log",
	OpStats:    "figures of its log",
	OpRevoked:  "a list of revoked keys",
}

// Next says in a sentence or two what to do about the error.
func (e *Error) Next() string {
	if e.MaybeDone {
		return e.nextInDoubt()
	}
	if e.Location != "" {
		return "If that is the instance, set the URL to " + e.Location + "."
	}
	if next := e.nextSignIn(); next != "" {
		return next
	}
	if next := e.nextOnWay(); next != "" {
		return next
	}
	if refused, ok := errors.AsType[*certificateError](e); ok && refused.next != "" {
		return refused.next
	}
	switch e.Kind {
	case Unreachable:
		return "Check the address, or that the instance is running."
	case Timeout:
		return "The instance may be busy or the way there blocked. Try again."
	case Unauthorized:
		if e.WebPage {
			return nextPage("the key")
		}
		return "Check the key: copied whole, not expired, not revoked." + e.nextClock()
	case Forbidden:
		return e.nextForbidden()
	case NotFound:
		return e.nextNotFound()
	case Conflict:
		return "Refresh: something changed meanwhile."
	case Invalid:
		return e.nextInvalid() + e.nextClock()
	case RateLimited:
		if e.RetryAfter > 0 {
			return "Wait " + waitWords(e.RetryAfter) + ", then try again."
		}
		return "Wait a minute, then try again."
	case Internal:
		return "The fault is on the instance's side: try again, then look at its logs" + e.withID() + "."
	case Canceled:
		return "Try again when you like."
	default:
		return "Check that the URL is the instance's own, with its path if it has one."
	}
}

// nextSignIn is about what goes wrong with sign-ins alone.
func (e *Error) nextSignIn() string {
	switch {
	case errors.Is(e.Cause, ErrCodeNeeded):
		return "Give the code of your authenticator app, or one of your backup codes."
	case errors.Is(e.Cause, ErrBadCredentials):
		return "Check user name, password and code, and try again; five failures lock this address for 15 minutes, further ones for longer."
	case errors.Is(e.Cause, ErrLocked) && e.RetryAfter > 0:
		return "Wait " + waitWords(e.RetryAfter) + ", then try again. Trying earlier does not help, even with the right password."
	case errors.Is(e.Cause, ErrLocked):
		return "Wait 15 minutes, then try again. Trying earlier does not help, even with the right password."
	case errors.Is(e.Cause, ErrNoSignin):
		return "Use an API key instead, or check the URL."
	case errors.Is(e.Cause, ErrSessionEnded):
		return "Sign in again."
	}
	return ""
}

// waitWords rounds a wait up: who comes back a second early waits again.
func waitWords(d time.Duration) string {
	unit := time.Second
	switch {
	case d > 2*time.Hour:
		unit = time.Hour
	case d > 2*time.Minute:
		unit = time.Minute
	}
	return words.Length((d + unit - 1).Truncate(unit))
}

func (e *Error) withID() string {
	if e.RequestID == "" {
		return ""
	}
	return " for request " + e.RequestID
}

func (e *Error) nextInDoubt() string {
	if e.Op == OpRevokeKey {
		return "List the keys again: if it is still there, revoke it once more."
	}
	return "List the keys: if the new one is there, revoke it, since its value is lost, and create another."
}

func (e *Error) nextInvalid() string {
	if e.wordless && len(e.Fields) == 0 {
		return "The answer doesn't say what is wrong: check what was entered, then look at the instance's logs" + e.withID() + "."
	}
	return "Correct what is named and send again."
}

// nextPage is about a refusal that is a web page; whatKey is what else may be wrong.
func nextPage(whatKey string) string {
	return "A web page comes from no API: a proxy, a firewall or a sign-in page in front of the instance may have refused this. Check the URL and the way there, then " + whatKey + "."
}

func (e *Error) nextForbidden() string {
	if e.WebPage {
		return nextPage("the key's level")
	}
	resource, level := keys.Resource(e.Resource), e.Required
	if resource == "" || level == "" {
		need, known := neededFor[e.Op]
		if !known {
			return "Use a key with the level this needs."
		}
		resource, level = keys.System, need.String()
	}
	return fmt.Sprintf("This key needs %s: %s. Use a key with that level.", resource, level)
}

func (e *Error) nextNotFound() string {
	if e.Op == OpRevokeKey && e.Status == 405 {
		return "This instance takes revocations in another form: try revoke_style = \"query\" in its profile."
	}
	if e.Op == OpRevokeKey {
		return "Refresh the list: it may be gone already. If it is still there, try revoke_style = \"query\" in the profile."
	}
	if what, ok := optional[e.Op]; ok {
		return "This instance may not have " + what + ". Only if its keys can't be listed either is the URL wrong."
	}
	return "Check the URL: this API is not below it."
}
