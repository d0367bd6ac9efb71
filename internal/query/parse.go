package query

import (
	"strings"
	"unicode"
)

// Most is the greatest length of a line, in characters.
const Most = 500

// Parse reads a line. "@name" stands for the saved query of that name. Its
// error is an *Error.
func Parse(line string, saved ...Saved) (Query, error) {
	var q Query
	tokens, err := split(line)
	if err != nil {
		return q, err
	}
	for _, tok := range tokens {
		if tok.name != "" {
			terms, err := expand(tok, saved)
			if err != nil {
				return Query{}, err
			}
			q.Terms = append(q.Terms, terms...)
			continue
		}
		t, err := tok.term()
		if err != nil {
			return Query{}, err
		}
		if (t.Field == Since || t.Field == Until) && q.Has(t.Field) {
			return Query{}, wrong(t.At, "%s: is there twice", t.Field)
		}
		q.Terms = append(q.Terms, t)
	}
	return q, nil
}

// token is a piece of a line between spaces.
type token struct {
	at     int // in characters, from 1
	not    bool
	name   string // of a saved query: "@name"
	field  string // before the first ":" outside quotes, as typed
	colon  bool
	value  string // without quotes
	begin  int    // place of the value
	quoted bool   // the value, or part of it, was in quotes
}

func isSpace(r rune) bool { return unicode.IsSpace(r) }

// split cuts a line into tokens.
func split(line string) ([]token, error) {
	text := []rune(line)
	if len(text) > Most {
		return nil, wrong(Most+1, "a query has at most %d characters", Most)
	}
	var tokens []token
	for i := 0; i < len(text); {
		if isSpace(text[i]) {
			i++
			continue
		}
		tok, end, err := scan(text, i)
		if err != nil {
			return nil, err
		}
		tokens = append(tokens, tok)
		i = end
	}
	return tokens, nil
}

// scan reads the token that begins at i, and gives its end.
func scan(text []rune, i int) (token, int, error) {
	tok := token{at: i + 1}
	if text[i] == '-' && i+1 < len(text) && !isSpace(text[i+1]) {
		tok.not = true
		i++
	}
	tok.begin = i + 1
	if text[i] == '@' {
		end := i + 1
		for end < len(text) && !isSpace(text[end]) {
			end++
		}
		tok.name = string(text[i:end])
		return tok, end, nil
	}
	var value strings.Builder
	for i < len(text) && !isSpace(text[i]) {
		switch r := text[i]; {
		case r == '"':
			end, err := unquote(text, i, &value)
			if err != nil {
				return tok, 0, err
			}
			tok.quoted = true
			i = end
		case r == ':' && !tok.colon && !tok.quoted && isName(value.String()):
			tok.colon, tok.field = true, value.String()
			value.Reset()
			i++
			tok.begin = i + 1
		default:
			value.WriteRune(r)
			i++
		}
	}
	tok.value = value.String()
	return tok, i, nil
}

// unquote reads the quoted text that begins at i. Within quotes \ takes the
// next character as it is.
func unquote(text []rune, i int, to *strings.Builder) (end int, err error) {
	for j := i + 1; j < len(text); j++ {
		switch {
		case text[j] == '"':
			return j + 1, nil
		case text[j] == '\\' && j+1 < len(text):
			j++
		}
		to.WriteRune(text[j])
	}
	return 0, wrong(i+1, "the quote is not closed")
}

// isName reports whether text before a colon is meant as a field: an address
// such as 2001:db8::1 is not.
func isName(s string) bool {
	return s != "" && strings.Trim(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_") == ""
}

func (tok token) term() (Term, error) {
	t := Term{Field: Field(strings.ToLower(tok.field)), Value: tok.value, Not: tok.not, At: tok.at}
	if !tok.colon {
		if t.Value == "" {
			return t, wrong(tok.at, "there is nothing between the quotes")
		}
		return t, nil
	}
	if !t.Field.known() {
		at := tok.at
		if tok.not {
			at++
		}
		return t, wrong(at, "there is no field “%s”; fields are %s. Put the words in quotes to look for them as they are", tok.field, fieldNames())
	}
	return t, t.check(tok.quoted, tok.begin)
}
