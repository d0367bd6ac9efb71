package keys

import (
	"fmt"
	"time"

	"github.com/supascale/supascale-tui/internal/text"
)

// Lifetime is how long a key was made for: a length of time, for ever, or not
// known. The zero value is not known, so that nobody makes a key for ever by
// leaving the lifetime out.
type Lifetime struct {
	forever bool
	span    time.Duration
}

// Forever is the lifetime of a key that never expires.
func Forever() Lifetime { return Lifetime{forever: true} }

// LastingFor is the lifetime of a key that lasts for d; it is not known where d
// is no length of time.
func LastingFor(d time.Duration) Lifetime { return Lifetime{span: max(d, 0)} }

// LifetimeOf is how long a key was made for that was created at a moment, zero
// where nobody tells it, and expires so. A key that expires only after
// ExpiryMaxYears has no lifetime that another key could be given.
func LifetimeOf(created time.Time, e Expiry) Lifetime {
	at, limited := e.At()
	switch {
	case e.IsNever():
		return Forever()
	case !limited || created.IsZero() || e.Outlasts(created):
		return Lifetime{}
	}
	return LastingFor(at.Sub(created))
}

// IsKnown reports whether the lifetime is known.
func (l Lifetime) IsKnown() bool { return l != Lifetime{} }

// IsForever reports whether the key was made never to expire.
func (l Lifetime) IsForever() bool { return l.forever }

// Span is the length of a lifetime that has one.
func (l Lifetime) Span() (d time.Duration, limited bool) { return l.span, l.span > 0 }

// From is the expiry, in whole seconds, of a key that is created at now for this
// lifetime. There is none where the lifetime is not known: somebody must choose.
func (l Lifetime) From(now time.Time) (e Expiry, known bool) {
	if l.span > 0 {
		e = ExpiresAt(now.Add(l.span).Truncate(time.Second))
	}
	return e, l.IsKnown()
}

// String words the lifetime: "90 days", "for ever", "not known".
func (l Lifetime) String() string {
	switch {
	case l.forever:
		return "for ever"
	case !l.IsKnown():
		return "not known"
	}
	return text.Lasting(l.span)
}

// MarshalText writes the lifetime for files: "for ever" or a length of time.
func (l Lifetime) MarshalText() ([]byte, error) {
	if l.span > 0 {
		return []byte(l.span.String()), nil
	}
	return []byte(l.String()), nil
}

// UnmarshalText reads what MarshalText wrote.
func (l *Lifetime) UnmarshalText(text []byte) error {
	for _, known := range []Lifetime{Forever(), {}} {
		if string(text) == known.String() {
			*l = known
			return nil
		}
	}
	d, err := time.ParseDuration(string(text))
	if err != nil || d <= 0 {
		return fmt.Errorf("a lifetime must be a length of time or %q", Forever())
	}
	*l = LastingFor(d)
	return nil
}
