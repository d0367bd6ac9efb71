package deliver

import (
	"crypto/subtle"
	"fmt"
	"strings"
)

// Match compares a paste with every form the key can be copied in, and names
// the one it is, with what was around it: whoever pastes the key elsewhere
// pastes that too. Spaces and line ends around it don't count.
func Match(pasted, value, url string) (f Form, around string, found bool) {
	trimmed := strings.TrimSpace(pasted)
	for _, f := range []Form{Bare, Curl, Export} {
		if sameText(f.Write(value, url), trimmed) {
			return f, surroundings(pasted, trimmed), true
		}
	}
	return Bare, "", false
}

// sameText compares in a time that doesn't tell where two texts differ. Texts of
// different lengths are not copied to be compared: a paste can be large.
func sameText(a, b string) bool {
	return len(a) == len(b) && subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1
}

// surroundings says what was left out at the ends before comparing.
func surroundings(text, trimmed string) string {
	spaces := strings.ContainsAny(text[:strings.Index(text, trimmed)], " \t") ||
		strings.HasSuffix(strings.TrimRight(text, "\r\n"), " ") || strings.HasSuffix(strings.TrimRight(text, "\r\n"), "\t")
	lineEnd := strings.ContainsAny(text, "\r\n")
	switch {
	case spaces && lineEnd:
		return ", with spaces and a line end around it"
	case spaces:
		return ", with spaces around it"
	case lineEnd:
		return ", with a line end at its end"
	}
	return ""
}

// Matched says that a paste is the key in a form, with what was around it.
func Matched(f Form, around string) string {
	if f == Bare {
		return "Your clipboard holds the key" + around + "."
	}
	subject := f.Subject()
	return "Your clipboard holds " + strings.ToLower(subject[:1]) + subject[1:] + ", with the key in it" + around + "."
}

// Mismatch says what was wrong with a paste that is not the key, by the lengths
// alone, in characters; counted is pasted in words.
func Mismatch(pasted, key int, counted string) string {
	switch pasted {
	case 0:
		return "What you pasted is empty: your clipboard doesn't hold the key."
	case key:
		return fmt.Sprintf("That is not the key, though it is as long (%d characters).", key)
	}
	return fmt.Sprintf("That is not the key: you pasted %s, the key has %d.", counted, key)
}
