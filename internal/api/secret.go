package api

import (
	"crypto/subtle"
	"fmt"
	"io"
	"log/slog"
)

const redacted = "[redacted]"

// Secret is a key's value. It redacts itself wherever it is printed, logged or
// marshalled; only Reveal gives it out.
//
// The value stands behind a pointer because fmt does not call the methods of
// an unexported field: a struct that holds a Secret in one prints an address.
// Two Secrets are compared with Equal, not with ==.
type Secret struct{ value *string }

// NewSecret wraps a value. An empty value gives the zero Secret.
func NewSecret(value string) Secret {
	if value == "" {
		return Secret{}
	}
	return Secret{&value}
}

// Reveal gives the value. Call it only at the place that must have it: the
// request header, the reveal screen, the clipboard.
func (s Secret) Reveal() string {
	if s.value == nil {
		return ""
	}
	return *s.value
}

// IsZero reports whether there is no value.
func (s Secret) IsZero() bool { return s.value == nil }

// Equal compares with text in a time that does not tell where they differ.
func (s Secret) Equal(text string) bool {
	return subtle.ConstantTimeCompare([]byte(s.Reveal()), []byte(text)) == 1
}

// String redacts where text is asked for.
func (s Secret) String() string { return redacted }

// GoString redacts under %#v.
func (s Secret) GoString() string { return redacted }

// Format redacts under every verb, %x and %q included.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, redacted) }

// LogValue redacts in structured logs.
func (s Secret) LogValue() slog.Value { return slog.StringValue(redacted) }

// MarshalJSON redacts in JSON.
func (s Secret) MarshalJSON() ([]byte, error) { return []byte(`"` + redacted + `"`), nil }

// MarshalText redacts in every other encoding.
func (s Secret) MarshalText() ([]byte, error) { return []byte(redacted), nil }
