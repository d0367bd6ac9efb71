package keytest

import (
	"fmt"
	"strings"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/keys"
)

// State is what a step of the troubleshooting came to.
type State string

// The states.
const (
	Fine    State = "fine"
	Cause   State = "cause"
	Unclear State = "unclear" // it can't be told from outside
)

// Steps beyond those of the key's form (keys.FormStep), in the documentation's
// order.
const (
	StepExpired = "expired"
	StepRevoked = "revoked"
	StepLevel   = "level"
)

// Step is a step of the documentation's troubleshooting for a key that fails.
type Step struct {
	Name  string
	State State
	Words string
}

// Walk is the troubleshooting, as far as the first cause.
type Walk []Step

// Cause says in words why the key fails, "" where it was not found.
func (w Walk) Cause() string {
	for _, s := range w {
		if s.State == Cause {
			return s.Words
		}
	}
	return ""
}

// Words name the cause, or say that it can't be told.
func (w Walk) Words() string {
	if cause := w.Cause(); cause != "" {
		return cause
	}
	var open []string
	for _, s := range w {
		if s.State == Unclear {
			open = append(open, s.Words)
		}
	}
	if len(open) == 0 {
		return ""
	}
	return "Can't tell from outside: " + strings.Join(open, " ")
}

func (w Walk) with(name string, state State, words string) Walk {
	return append(w, Step{name, state, words})
}

// OfForm walks the steps that the text alone decides, up to the first that is
// wrong. Nothing was sent yet.
func OfForm(checks []keys.FormCheck) (w Walk) {
	for _, c := range checks {
		if !c.Fine {
			return w.with(string(c.Step), Cause, c.Words)
		}
		w = w.with(string(c.Step), Fine, c.Words)
	}
	return w
}

// Walk explains a key that fails: one that is refused, or reads less than it
// should. It is nil for a key that doesn't.
func (t *Test) Walk(value api.Secret, logged Logged, now time.Time, moment func(time.Time) string) Walk {
	short := t.short()
	if t.ended != refused && len(short) == 0 {
		return nil
	}
	_, checks := keys.CheckPasted(value.Reveal())
	w := OfForm(checks)
	if w.Cause() != "" {
		return w
	}
	w[len(w)-1].Words += " It was sent in the documented header."
	if t.ended != refused {
		w = w.with(StepExpired, Fine, "It has not expired: the instance takes it.").
			with(StepRevoked, Fine, "It was not revoked: the instance takes it.")
		return w.with(StepLevel, Cause, levelWords(short))
	}
	if logged.Reason != "" {
		return t.byLog(w, logged, moment)
	}
	return t.fromOutside(w, logged, now, moment)
}

// short lists what the key should read and may not.
func (t *Test) short() (list []*Cell) {
	for i := range t.Cells {
		if c := &t.Cells[i]; c.Actual == Denied && c.Expected == Allowed {
			list = append(list, c)
		}
	}
	return list
}

func levelWords(short []*Cell) string {
	c := short[0]
	said := fmt.Sprintf("The instance says that the key has no read on %s, while the list says that it has.", c.Resource.Noun())
	if c.Err.Required != "" && c.Err.Granted != "" {
		said = fmt.Sprintf("For %s the instance wants %s and finds %s, while the list says that the key has it.", c.Resource.Noun(), c.Err.Required, c.Err.Granted)
	}
	if n := len(short); n > 1 {
		said += fmt.Sprintf(" So it is with %d resources.", n)
	}
	return said
}

// byLog names the reason that the log has of this very attempt.
func (t *Test) byLog(w Walk, logged Logged, moment func(time.Time) string) Walk {
	by := "The log says so of this very attempt."
	if logged.Probable {
		by = "The log says so of an attempt at that time with such a key."
	}
	const notExpired, notRevoked = "It has not expired, by the log.", "It was not revoked, by the log."
	switch logged.Reason {
	case keys.ExpiredKey:
		return w.with(StepExpired, Cause, "The key has expired"+t.expired(moment)+". "+by)
	case keys.RevokedKey:
		return w.with(StepExpired, Fine, notExpired).with(StepRevoked, Cause, "The key was revoked"+t.since(t.Expect.Revoked, moment)+". "+by)
	case keys.UnknownKey:
		return w.with(StepExpired, Fine, notExpired).with(StepRevoked, Cause,
			"This instance never made this key: it is of another instance, or mistyped. "+by)
	case keys.PermissionDenied:
		return w.with(StepExpired, Fine, notExpired).with(StepRevoked, Fine, notRevoked).with(StepLevel, Cause, keys.PermissionDenied.Means()+" "+by)
	}
	// The form is right here: what arrived was something else.
	for i := range w {
		if w[i].Name == string(keys.StepHeader) {
			w[i].State = Cause
			w[i].Words = "The key left here in the documented header, and the instance says: " + logged.Reason.Words() + ". Does a proxy on the way change the header? " + by
			return w[:i+1]
		}
	}
	return w
}

func (t *Test) since(at time.Time, moment func(time.Time) string) string {
	if at.IsZero() || moment == nil {
		return ""
	}
	return " (" + moment(at) + ")"
}

func (t *Test) expired(moment func(time.Time) string) string {
	at, _ := t.Expect.Key.Expires.At()
	return t.since(at, moment)
}

// fromOutside names what the list tells. To the outside a refusal has one message
// whatever its reason.
func (t *Test) fromOutside(w Walk, logged Logged, now time.Time, moment func(time.Time) string) Walk {
	e := t.Expect
	log := "The log has no entry of this attempt."
	if logged.Err != nil || !logged.Asked {
		log = "The log, which has the reason, can't be read from here."
	}
	switch {
	case e.Refused == keys.ExpiredKey:
		return w.with(StepExpired, Cause, "The key has expired"+t.expired(moment)+", by the list.")
	case e.Refused == keys.RevokedKey:
		return w.with(StepExpired, Unclear, "Whether it expired does not matter any more.").
			with(StepRevoked, Cause, "The key was revoked"+t.since(e.Revoked, moment)+".")
	case e.Refused == keys.UnknownKey:
		return w.with(StepExpired, Unclear, "it is in no list, so its expiry is not known;").
			with(StepRevoked, Unclear, "it may have been revoked, or be of another instance. "+log)
	case !e.known:
		return w.with(StepExpired, Unclear, "it may have expired, or been revoked.").with(StepRevoked, Unclear, log)
	}
	if told, unreadable := e.Key.Expires.Unreadable(); unreadable {
		return w.with(StepExpired, Unclear, "the list tells an expiry that can't be read: “"+told+"”.").with(StepRevoked, Unclear, log)
	}
	fine := "It does not expire, by the list."
	if at, limited := e.Key.Expires.At(); limited {
		fine = "It has not expired, by the list and this machine's clock."
		if moment != nil {
			fine = "It expires " + moment(at) + ", by the list; this machine's clock says " + moment(now) + "."
		}
	}
	return w.with(StepExpired, Fine, fine).
		with(StepRevoked, Unclear, "the key is in the list and has not expired, and still the instance refuses it. It may have been revoked just now. "+log)
}
