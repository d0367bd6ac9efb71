package keys

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// NameMax is the greatest length of a key's name, in characters.
const NameMax = 100

// FieldError is a value refused, by the name of its field on the wire.
type FieldError struct{ Field, Reason string }

func (e *FieldError) Error() string { return e.Field + ": " + e.Reason }

// SanitizeName trims a key's name, composes its letters (NFC), so that one name has one
// spelling, and refuses, with a FieldError, one that is
// empty, too long, not UTF-8, or holds characters that do not show or what may be a
// key's value: names are shown to everybody and kept.
func SanitizeName(name string) (string, error) {
	name = norm.NFC.String(strings.TrimSpace(name))
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
			return refuse("must not contain control or invisible characters (has %s)", runeName(r))
		}
	}
	if HoldsKey(name) {
		return refuse("must not hold an API key: a name is shown and kept")
	}
	return name, nil
}

// runeName names a character that does not show.
func runeName(r rune) string {
	name := fmt.Sprintf("U+%04X", r)
	switch r {
	case 0xad:
		name += ", a soft hyphen"
	case 0x200b:
		name += ", a zero-width space"
	case 0x200c, 0x200d:
		name += ", a zero-width joiner"
	case 0xfeff:
		name += ", a byte order mark"
	}
	return name
}

// PastedName is a name as it was copied from somewhere: line breaks and other white
// space become spaces. An invisible character in it is a FieldError; a name that
// merely isn't complete yet is none.
func PastedName(pasted string) (string, error) {
	name := strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return ' '
		}
		return r
	}, strings.TrimSpace(strings.ReplaceAll(pasted, "\r\n", " ")))
	if i := strings.IndexFunc(name, func(r rune) bool { return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) }); i >= 0 {
		r, _ := utf8.DecodeRuneInString(name[i:])
		return "", &FieldError{"name", "the pasted text holds what does not show (" + runeName(r) + "): it was not taken"}
	}
	return name, nil
}

// FreeName is the next name after one that is taken: "CI (2)".
func FreeName(name string, taken func(string) bool) string {
	base := name
	if head, tail, found := strings.Cut(name, " ("); found && strings.HasSuffix(tail, ")") && strings.Trim(tail, "0123456789)") == "" {
		base = head
	}
	for n := 2; ; n++ {
		end := fmt.Sprintf(" (%d)", n)
		runes := []rune(base)
		free := strings.TrimSpace(string(runes[:min(len(runes), NameMax-len(end))])) + end
		if !taken(free) {
			return free
		}
	}
}
