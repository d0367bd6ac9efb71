package filter

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/supascale/supascale-tui/internal/activity/query"
	"github.com/supascale/supascale-tui/internal/keys"
)

// anyValue is the value of a field that asks only whether there is one.
const anyValue = "any"

// Parse reads a filter. Its error is a *query.Error: a filter that isn't understood
// whole selects nothing, since what it selects may be revoked.
func Parse(text string) (Filter, error) {
	// Every colon outside quotes ends a field: a field with a typing mistake that was
	// taken for a word would, behind a minus, select every key.
	tokens, err := query.Tokens(text, func(string) bool { return true })
	if err != nil {
		return nil, err
	}
	var f Filter
	for _, tok := range tokens {
		t, err := parseTerm(tok)
		if err != nil {
			return nil, err
		}
		t.not = tok.Not
		f = append(f, t)
	}
	return f, nil
}

// OfName is a filter that fits the keys of a name.
func OfName(name string) string {
	switch {
	case name == "":
		return ""
	case statesNamed(lowered(name)) != 0:
		return `"` + name + `"`
	}
	return query.Quote(name, true)
}

// lowered gives a text as it is compared: names are kept composed (NFC).
func lowered(text string) string { return strings.Map(unicode.ToLower, norm.NFC.String(text)) }

func wrong(at int, format string, args ...any) error {
	return &query.Error{At: at, Text: fmt.Sprintf(format, args...)}
}

func parseTerm(tok query.Token) (term, error) {
	value := lowered(tok.Value)
	if !tok.Colon {
		return wordTermOf(tok, value)
	}
	head := lowered(tok.Field)
	fieldAt := tok.At
	if tok.Not {
		fieldAt++
	}
	if head == "" {
		return term{}, wrong(fieldAt, "there is no field before “:”. Put the word in quotes to look for it as it is")
	}
	parse, known := valueParser(head)
	switch {
	case !known:
		return term{}, wrong(fieldAt, "there is no field “%s”; fields are %s. Put the word in quotes to look for it as it is", tok.Field, strings.Join(Fields(), ", "))
	case value == "":
		return term{}, wrong(tok.Begin, "“%s:” needs a value: %s", tok.Field, valuesOf(head))
	}
	t, fits := parse(value, tok.Quoted)
	if !fits {
		return term{}, wrong(tok.Begin, "there is no %s “%s”; there is %s", head, tok.Value, valuesOf(head))
	}
	return t, nil
}

// wordTermOf reads a token without a field.
func wordTermOf(tok query.Token, word string) (term, error) {
	switch {
	case word == "":
		return term{}, wrong(tok.At, "there is nothing between the quotes")
	case !tok.Quoted && strings.HasPrefix(tok.Raw, "-"):
		return term{}, wrong(tok.At, "“-” needs one word behind it. Put the word in quotes to look for it as it is")
	}
	// A preview may be pasted whole; the list keeps it without the prefix.
	if cut := strings.TrimPrefix(word, keys.Prefix); cut != "" {
		word = cut
	}
	t := wordOf(word)
	if !tok.Quoted {
		t.states = statesNamed(word)
	}
	if other := strings.Replace(word, "…", "...", 1); other != word {
		t.other = other
	}
	return t, nil
}

// wordOf is a term that looks for a word.
func wordOf(word string) term {
	t := term{kind: wordTerm, word: word, ascii: IsASCII(word)}
	t.plain = t.ascii && !strings.ContainsAny(word, "ik") // of İ and the Kelvin sign
	return t
}

// valueParser gives what reads the values of a field, and whether there is one of
// that name. Quotes around a value say that it is meant as it stands.
func valueParser(head string) (parse func(value string, quoted bool) (term, bool), known bool) {
	if p, is := parts[head]; is {
		return func(value string, quoted bool) (term, bool) {
			if value == anyValue && !quoted {
				value = ""
			}
			t := wordOf(value)
			t.kind, t.part = noteTerm, p
			return t, true
		}, true
	}
	if head == instanceField {
		return func(value string, _ bool) (term, bool) {
			t := wordOf(value)
			t.kind = instanceTerm
			return t, true
		}, true
	}
	if head == stateField || head == "status" {
		return func(value string, _ bool) (term, bool) {
			states := statesNamed(value)
			return term{kind: stateTerm, states: states}, states != 0
		}, true
	}
	r, is := resourceNamed(head)
	return func(value string, _ bool) (term, bool) {
		levels := levelsNamed(value)
		return term{kind: permissionTerm, resource: r, levels: levels}, levels != 0
	}, is
}

const (
	stateField    = "state"    // looks at a key's state
	instanceField = "instance" // and at the instance that it is of
)

// Fields lists the fields as they are offered.
func Fields() []string {
	list := []string{stateField, instanceField, "owner", "purpose", "ticket"}
	for _, r := range keys.Resources() {
		list = append(list, string(r))
	}
	return list
}

// Values lists the values that a field can have whatever the keys are, none for one
// that is searched.
func Values(field string) []string {
	head := lowered(field)
	if _, note := parts[head]; note {
		return []string{anyValue}
	}
	var list []string
	if head == instanceField {
		return nil
	}
	if head == stateField {
		for _, named := range stateWords {
			list = append(list, named.words[0])
		}
		return list
	}
	for _, l := range keys.Levels() {
		list = append(list, l.String())
	}
	return append(list, anyValue)
}

// valuesOf says what can stand behind the colon of a field.
func valuesOf(head string) string {
	if head == "status" {
		head = stateField
	}
	if head == instanceField {
		return "part of an instance's name"
	}
	list := Values(head)
	if _, note := parts[head]; note {
		list = append([]string{"words of your note"}, list...)
	}
	last := len(list) - 1
	return strings.Join(list[:last], ", ") + " or " + list[last]
}

// stateWords are what a state may be called in a filter, whole.
var stateWords = []struct {
	status keys.Status
	words  []string
}{
	{keys.Active, []string{"active"}},
	{keys.Expiring, []string{"expiring", "expires", "soon"}},
	{keys.Expired, []string{"expired"}},
	{keys.Untold, []string{"unknown"}},
}

func statesNamed(word string) uint8 {
	for _, named := range stateWords {
		if slices.Contains(named.words, word) {
			return 1 << named.status
		}
	}
	return 0
}

func resourceNamed(word string) (keys.Resource, bool) {
	for _, r := range keys.Resources() {
		title := lowered(r.Title())
		if word == lowered(string(r)) || word == lowered(r.Letter()) ||
			word == strings.ReplaceAll(title, " ", "-") || r == keys.CloudStorage && word == "storage" {
			return r, true
		}
	}
	return "", false
}

func levelsNamed(word string) uint8 {
	if word == anyValue {
		return 1<<keys.Read | 1<<keys.Write
	}
	for _, l := range keys.Levels() {
		if name := l.String(); word == name || word == name[:1] {
			return 1 << l
		}
	}
	return 0
}
