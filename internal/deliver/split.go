package deliver

import "strings"

// SplitCommand splits a command line into words as a POSIX shell would: blanks
// separate, quotes and backslashes keep together (POSIX.1-2017, Shell Command
// Language, 2.2). What a shell would act on in another way is refused, and so is the
// placeholder of an example: a key must not end up where nobody meant it to. Trouble
// says why the line can't be used, in a sentence.
func SplitCommand(line string) (words []string, trouble string) {
	w := wordSplitter{rest: line}
	for w.rest != "" {
		if trouble := w.next(); trouble != "" {
			return nil, trouble
		}
	}
	w.end()
	if trouble := Unfilled(w.words); trouble != "" {
		return nil, trouble
	}
	return w.words, ""
}

type wordSplitter struct {
	rest  string
	words []string
	word  strings.Builder
	open  bool // a word has begun, if only with empty quotes
}

const (
	openQuote     = "A quote is not closed."
	lastBackslash = "There is nothing after the last backslash."
)

// noShell says that a character would mean something to a shell.
func noShell(c byte) string {
	return "No shell runs this, so “" + string(c) + "” does nothing here. Leave it out, or put it in single quotes if you mean the character."
}

func (w *wordSplitter) end() {
	if w.open {
		w.words = append(w.words, w.word.String())
		w.word.Reset()
		w.open = false
	}
}

// put moves a byte of the rest to the word.
func (w *wordSplitter) put() {
	w.open = true
	w.word.WriteByte(w.rest[0])
	w.rest = w.rest[1:]
}

func (w *wordSplitter) next() (trouble string) {
	c := w.rest[0]
	switch c {
	case ' ', '\t', '\n', '\r':
		w.end()
		w.rest = w.rest[1:]
	case '\'':
		return w.single()
	case '"':
		return w.double()
	case '\\':
		if len(w.rest) == 1 {
			return lastBackslash
		}
		w.rest = w.rest[1:]
		w.put()
	case '|', '&', ';', '<', '>', '(', ')', '`':
		return noShell(c)
	case '$':
		if expands(w.rest) {
			return noShell(c)
		}
		w.put()
	case '~':
		if !w.open {
			return noShell(c)
		}
		w.put()
	default:
		w.put()
	}
	return ""
}

func (w *wordSplitter) single() (trouble string) {
	text, rest, closed := strings.Cut(w.rest[1:], "'")
	if !closed {
		return openQuote
	}
	w.open = true
	w.word.WriteString(text)
	w.rest = rest
	return ""
}

func (w *wordSplitter) double() (trouble string) {
	w.open = true
	w.rest = w.rest[1:]
	for w.rest != "" {
		switch c := w.rest[0]; c {
		case '"':
			w.rest = w.rest[1:]
			return ""
		case '`':
			return noShell(c)
		case '$':
			if expands(w.rest) {
				return noShell(c)
			}
		case '\\':
			if len(w.rest) > 1 && strings.IndexByte("\\\"$`", w.rest[1]) >= 0 {
				w.rest = w.rest[1:]
			}
		}
		w.put()
	}
	return openQuote
}

// expands reports whether a shell would expand the dollar sign s begins with.
func expands(s string) bool {
	if len(s) < 2 {
		return false
	}
	c := s[1]
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("_{(@*#?$!-'\"", c) >= 0
}
