package rotation

import (
	"errors"
	"fmt"
	"time"

	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/text"
)

// End is when the old key of a rotation is to go. The zero End is when the new key is
// proven in use.
type End struct {
	// Now says that the old key goes as soon as somebody has the new one: somebody else
	// may have it.
	Now bool
	// At is the time at which the old key is to go; zero for none.
	At time.Time
}

const (
	endProven = "proven"
	endNow    = "now"
)

// EndForms are how an End is written.
const EndForms = "proven, now, or a time as 7d or 2027-01-19"

// ParseEnd reads an End as people type it.
func ParseEnd(words string, now time.Time, zone *time.Location) (End, error) {
	switch words {
	case endProven:
		return End{}, nil
	case endNow:
		return End{Now: true}, nil
	}
	e, err := ParseEndTime(words, now, zone)
	at, _ := e.At()
	return End{At: at}, err
}

// ParseEndTime reads the time at which an old key is to go.
func ParseEndTime(words string, now time.Time, zone *time.Location) (keys.Expiry, error) {
	e, err := keys.ParseExpiry(words, now, zone)
	if wrong, ok := errors.AsType[*keys.FieldError](err); ok {
		return e, errors.New(wrong.Reason)
	}
	if err == nil && e.IsNever() {
		return e, errors.New("the old key must end some time: to keep both keys, end the rotation once the new one is made")
	}
	return e, err
}

// String writes the End for commands and files: "proven", "now" or a time.
func (e End) String() string {
	switch {
	case e.Now:
		return endNow
	case !e.At.IsZero():
		return e.At.UTC().Format(time.RFC3339)
	}
	return endProven
}

// MarshalText writes what String does.
func (e End) MarshalText() ([]byte, error) { return []byte(e.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (e *End) UnmarshalText(raw []byte) (err error) {
	*e = End{Now: string(raw) == endNow}
	if e.Now || string(raw) == endProven {
		return nil
	}
	if e.At, err = time.Parse(time.RFC3339, string(raw)); err != nil || e.At.IsZero() {
		return fmt.Errorf("an old key ends %s", EndForms)
	}
	return nil
}

// Words say when the old key goes.
func (e End) Words(now time.Time, zone *time.Location) string {
	switch {
	case e.Now:
		return "as soon as you have the new one"
	case !e.At.IsZero():
		return text.When(e.At, now, zone, "")
	}
	return "when the new one is proven in use"
}

// Sentence says when the old key goes.
func (e End) Sentence(old Ref, now time.Time, zone *time.Location) string {
	return "“" + old.Shown() + "” goes " + e.Words(now, zone) + "."
}

// Is reports whether both are the same.
func (e End) Is(other End) bool { return e.Now == other.Now && e.At.Equal(other.At) }

// isDue reports whether the time has come at which the old key was to go.
func (e End) isDue(now time.Time) bool { return !e.At.IsZero() && !now.Before(e.At) }
