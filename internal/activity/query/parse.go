package query

import (
	"strings"
	"unicode"
)

// Most is the greatest length of a line, in characters.
const Most = 500

// savedMark begins the name of a saved query.
const savedMark = "@"

// Parse reads a line. "@name" stands for the saved query of that name. Its
// error is an *Error.
func Parse(line string, saved ...Saved) (Query, error) {
	var q Query
	tokens, err := Tokens(line, isName)
	if err != nil {
		return q, err
	}
	for _, tok := range tokens {
		if strings.HasPrefix(tok.Raw, savedMark) {
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

// Token is a piece of a line between spaces.
type Token struct {
	At     int // in characters, from 1
	Not    bool
	Raw    string // as typed, behind the minus
	Field  string // before the first ":" outside quotes, as typed
	Colon  bool
	Value  string // without quotes
	Begin  int    // place of the value
	Quoted bool   // the value, or part of it, was in quotes
}

func isSpace(r rune) bool { return unicode.IsSpace(r) }

// Tokens cuts a line at its spaces, minding quotes. isField tells which text before
// a colon is meant as a field. Its error is an *Error.
func Tokens(line string, isField func(text string) bool) ([]Token, error) {
	text := []rune(line)
	if len(text) > Most {
		return nil, wrong(Most+1, "a query has at most %d characters", Most)
	}
	var tokens []Token
	for i := 0; i < len(text); {
		if isSpace(text[i]) {
			i++
			continue
		}
		tok, end, err := scan(text, i, isField)
		if err != nil {
			return nil, err
		}
		tokens = append(tokens, tok)
		i = end
	}
	return tokens, nil
}

// scan reads the token that begins at i, and gives its end.
func scan(text []rune, i int, isField func(text string) bool) (Token, int, error) {
	tok := Token{At: i + 1}
	if text[i] == '-' && i+1 < len(text) && !isSpace(text[i+1]) {
		tok.Not = true
		i++
	}
	start := i
	tok.Begin = i + 1
	var value strings.Builder
	for i < len(text) && !isSpace(text[i]) {
		switch r := text[i]; {
		case r == '"':
			end, err := unquote(text, i, &value)
			if err != nil {
				return tok, 0, err
			}
			tok.Quoted = true
			i = end
		case r == ':' && !tok.Colon && !tok.Quoted && isField(value.String()):
			tok.Colon, tok.Field = true, value.String()
			value.Reset()
			i++
			tok.Begin = i + 1
		default:
			value.WriteRune(r)
			i++
		}
	}
	tok.Value, tok.Raw = value.String(), string(text[start:i])
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

func (tok Token) term() (Term, error) {
	t := Term{Field: Field(strings.ToLower(tok.Field)), Value: tok.Value, Not: tok.Not, At: tok.At}
	if !tok.Colon {
		if t.Value == "" {
			return t, wrong(tok.At, "there is nothing between the quotes")
		}
		return t, nil
	}
	if !t.Field.known() {
		at := tok.At
		if tok.Not {
			at++
		}
		return t, wrong(at, "there is no field “%s”; fields are %s. Put the words in quotes to look for them as they are", tok.Field, fieldNames())
	}
	return t, t.check(tok.Quoted, tok.Begin)
}
