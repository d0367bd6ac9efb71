package keys

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// NameMax is the greatest length of a key's name, in characters.
const NameMax = 100

// FieldError is a value refused, by the name of its field on the wire.
type FieldError struct{ Field, Reason string }

func (e *FieldError) Error() string { return e.Field + ": " + e.Reason }

// CleanName trims a key's name and refuses, with a FieldError, one that is
// empty, too long, not UTF-8, or holds characters that do not show or what may be a
// key's value: names are shown to everybody and kept.
func CleanName(name string) (string, error) {
	name = strings.TrimSpace(name)
	refuse := func(format string, args ...any) (string, error) {
		return "", &FieldError{"name", fmt.Sprintf(format, args...)}
	}
	if !utf8.ValidString(name) {
		return refuse("must be valid UTF-8")
	}
	n := utf8.RuneCountInString(name)
	switch {
	case n == 0:
		return refuse("must not be empty")
	case n > NameMax:
		return refuse("must have at most %d characters, has %d", NameMax, n)
	}
	for _, r := range name {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == '\u2028' || r == '\u2029' {
			return refuse("must not contain control or invisible characters (has U+%04X)", r)
		}
	}
	if HoldsKey(name) {
		return refuse("must not hold an API key: a name is shown and kept")
	}
	return name, nil
}
