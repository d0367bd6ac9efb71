package keys

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
)

// sendableMax bounds the length of a key, in bytes.
const sendableMax = 4 << 10

// ReadPasted reads a key out of what somebody pasted, keeps in a file or a variable,
// or had a command print. Text with one key of a known form in it is understood,
// whatever stands around it: quotes, “Bearer ”, “export SUPASCALE_API_KEY=”, a whole
// file of variables. Of other text quotes and well-known words before it are taken
// off. An error says in words what is wrong, and repeats nothing of the text.
func ReadPasted(text string) (string, error) {
	text = strings.TrimPrefix(text, "\uFEFF") // editors on Windows put it there
	if at := strings.IndexFunc(text, isControl); at >= 0 {
		return "", fmt.Errorf("the key has a control character in it (U+%04X): copy it again", text[at])
	}
	switch found := keysIn(text); {
	case len(found) == 1:
		return found[0], nil
	case len(found) > 1:
		return "", errors.New("there is more than one key in it: give one alone")
	}
	value := unwrap(text)
	return value, CheckSendable(value)
}

// CheckSendable refuses a key that can't be sent in a header: one is printable ASCII
// without spaces, on one line. Other forms than the documented one are let through:
// an earlier version had another. The words repeat nothing of it.
func CheckSendable(key string) error {
	switch {
	case key == "":
		return errors.New("there is no key in it")
	case len(key) > sendableMax:
		return errors.New("it is far too long for a key: give the key alone")
	case strings.ContainsAny(key, "\r\n"):
		return errors.New("the key has a line break in it: copy it again, on one line")
	}
	for _, r := range key {
		switch {
		case r == ' ' || r == '\t':
			return errors.New("the key has a space in it: copy it again, whole and without spaces")
		case isControl(r):
			return fmt.Errorf("the key has a control character in it (U+%04X): copy it again", r)
		case unicode.Is(unicode.Cf, r) || unicode.IsSpace(r):
			return fmt.Errorf("the key has an invisible character in it (U+%04X%s): copy it again from where it was shown first", r, invisible[r])
		case r > '~':
			return errors.New("the key has a character in it that no key has: copy it again")
		}
	}
	return nil
}

// invisible names what text processors and chats put into what is copied.
var invisible = map[rune]string{
	0x00A0: ", a no-break space", 0x00AD: ", a soft hyphen", 0x200B: ", a zero-width space", 0x200C: ", a zero-width non-joiner",
	0x200D: ", a zero-width joiner", 0x2060: ", a word joiner", 0xFEFF: ", a byte order mark",
}

func isControl(r rune) bool {
	return r != '\n' && r != '\r' && r != '\t' && unicode.IsControl(r)
}

// keysIn gives the different keys of a known form in a text, each standing alone: a
// longer word that begins like a key is none.
func keysIn(text string) []string {
	var found []string
	for _, form := range []struct {
		prefix string
		size   int
	}{{Prefix, BodyLen}, {earlierPrefix, earlierLen}} {
		for from := 0; ; {
			at := strings.Index(text[from:], form.prefix)
			if at < 0 {
				break
			}
			at += from
			from = at + len(form.prefix)
			end := from + form.size
			if end > len(text) || CheckKnownFormat(text[at:end]) != nil || joins(lastRune(text[:at])) || joins(firstRune(text[end:])) {
				continue
			}
			if key := text[at:end]; len(found) == 0 || found[0] != key {
				found = append(found, key)
			}
		}
	}
	return found
}

// joins reports whether a character beside a key belongs to the same word.
func joins(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("_-+/%", r)
}

func lastRune(s string) rune {
	var last rune
	for _, r := range s[max(0, len(s)-4):] {
		last = r
	}
	return last
}

func firstRune(s string) rune {
	for _, r := range s {
		return r
	}
	return 0
}

// unwrap takes off what is known to stand around a key.
func unwrap(text string) string {
	for {
		before := text
		text = strings.TrimSpace(text)
		for _, word := range []string{"export ", EnvKey + "=", "Authorization:", "X-API-Key:", "Bearer "} {
			if len(text) >= len(word) && strings.EqualFold(text[:len(word)], word) {
				text = text[len(word):]
			}
		}
		for _, pair := range []string{`""`, "''", "``", "“”", "‘’"} {
			r := []rune(pair)
			open, shut := string(r[0]), string(r[1])
			if rest, ok := strings.CutPrefix(text, open); ok {
				if inner, ok := strings.CutSuffix(rest, shut); ok {
					text = inner
				}
			}
		}
		if text == before {
			return text
		}
	}
}
