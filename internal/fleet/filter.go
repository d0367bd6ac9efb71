package fleet

import (
	"fmt"
	"slices"
	"strings"

	"github.com/supascale/supascale-tui/internal/activity/query"
)

// Filter selects instances by words: env:production, state:unreachable, and the name of
// a profile or a part of it. Words of one kind are alternatives, different kinds must all
// hold, and "-" leaves out, as in the query line of the log.
type Filter struct{ terms []term }

type term struct {
	kind string // envField, stateField or "" for a name
	text string
	not  bool
	at   int
}

// The fields of a filter of instances.
const (
	envField   = "env"
	stateField = "state"
)

// ParseFilter reads a filter. Its error is a *query.Error.
func ParseFilter(text string) (Filter, error) {
	tokens, err := query.Tokens(text, func(string) bool { return true })
	if err != nil {
		return Filter{}, err
	}
	var f Filter
	for _, tok := range tokens {
		t, err := parseTerm(tok)
		if err != nil {
			return Filter{}, err
		}
		f.terms = append(f.terms, t)
	}
	return f, nil
}

func wrong(at int, format string, args ...any) error {
	return &query.Error{At: at, Text: fmt.Sprintf(format, args...)}
}

func parseTerm(tok query.Token) (term, error) {
	t := term{text: query.Fold(tok.Value), not: tok.Not, at: tok.Begin}
	if tok.Colon {
		t.kind = query.Fold(tok.Field)
	}
	switch {
	case !tok.Colon && t.text == "":
		return t, wrong(tok.At, "there is nothing between the quotes")
	case !tok.Colon:
		return t, nil
	case t.kind == "environment":
		t.kind = envField
	case t.kind != envField && t.kind != stateField:
		at := tok.At
		if tok.Not {
			at++
		}
		return t, wrong(at, "there is no field “%s”; fields are %s, %s", tok.Field, envField, stateField)
	}
	if t.text == "" {
		return t, wrong(tok.Begin, "“%s:” needs a value, as env:production or state:unreachable", tok.Field)
	}
	if t.kind == stateField {
		t.text = strings.ReplaceAll(t.text, " ", "-")
		var known []string
		for _, s := range States() {
			known = append(known, s.Word())
		}
		if !slices.Contains(known, t.text) {
			return t, wrong(tok.Begin, "there is no state “%s”; there is %s", tok.Value, strings.Join(known, ", "))
		}
	}
	return t, nil
}

// Empty reports whether the filter selects every instance.
func (f Filter) Empty() bool { return len(f.terms) == 0 }

// NeedsState reports whether the filter can only be applied to instances that were
// surveyed.
func (f Filter) NeedsState() bool {
	return slices.ContainsFunc(f.terms, func(t term) bool { return t.kind == stateField })
}

// Select gives the members that fit, as far as that can be told before they are asked. A
// word that fits none is a mistake: what is selected may be changed.
func (f Filter) Select(members []Member) ([]Member, error) {
	for _, t := range f.terms {
		if t.kind == stateField || slices.ContainsFunc(members, func(m Member) bool { return t.fits(m, members) }) {
			continue
		}
		if t.kind == envField {
			return nil, wrong(t.at, "no profile is of the environment “%s”", t.text)
		}
		return nil, wrong(t.at, "no profile has “%s” in its name", t.text)
	}
	var list []Member
	for _, m := range members {
		if f.Fits(m, members) {
			list = append(list, m)
		}
	}
	return list, nil
}

// Fits reports whether a member fits, as far as that can be told before it is asked.
func (f Filter) Fits(m Member, among []Member) bool {
	return f.matches(func(t term) bool { return t.fits(m, among) }, stateField)
}

// OfState reports whether a state fits what the filter says of it.
func (f Filter) OfState(s State) bool {
	return f.matches(func(t term) bool { return t.text == s.Word() }, envField, "")
}

// matches reports whether what holds of the terms makes a whole; terms of some kinds are
// left aside.
func (f Filter) matches(holds func(term) bool, aside ...string) bool {
	wanted, met := map[string]bool{}, map[string]bool{}
	for _, t := range f.terms {
		if slices.Contains(aside, t.kind) {
			continue
		}
		switch is := holds(t); {
		case t.not && is:
			return false
		case !t.not:
			wanted[t.kind] = true
			met[t.kind] = met[t.kind] || is
		}
	}
	for kind := range wanted {
		if !met[kind] {
			return false
		}
	}
	return true
}

// fits reports whether the term holds for a member, whatever its minus says. A name that
// is whole means that profile alone.
func (t term) fits(m Member, members []Member) bool {
	if t.kind == envField {
		return query.Fold(m.Environment) == t.text
	}
	if slices.ContainsFunc(members, func(m Member) bool { return query.Fold(m.Name) == t.text }) {
		return query.Fold(m.Name) == t.text
	}
	return strings.Contains(query.Fold(m.Name), t.text)
}
