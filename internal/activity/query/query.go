// Package query is the line by which the activity log is searched, on the
// screen, on the command line and on the wire alike:
//
//	reason:expired key:ci -agent:curl since:24h "free words"
//
// Terms of one field are alternatives; different fields, and free words, must
// all hold; "-" negates. Text is compared without regard to case.
package query

import (
	"fmt"
	"strings"
)

// Field is what a term is about. The empty field is a free word.
type Field string

// The fields of the grammar.
const (
	Word     Field = ""
	Reason   Field = "reason"
	Key      Field = "key"
	KeyID    Field = "keyid"
	IP       Field = "ip"
	Method   Field = "method"
	Path     Field = "path"
	Route    Field = "route"
	Resource Field = "resource"
	Agent    Field = "agent"
	Type     Field = "type"
	Status   Field = "status"
	Outcome  Field = "outcome"
	Since    Field = "since"
	Until    Field = "until"
	Instance Field = "instance" // which of several logs; no instance is asked for it
)

// Term is one word of a query, or field and value.
type Term struct {
	Field Field
	Value string
	Not   bool
	// At is the place of its first character in the line, from 1; 0 for a term
	// that was not typed.
	At int
}

// Query is a parsed line. The zero value selects everything.
type Query struct{ Terms []Term }

// Error is a mistake in a line.
type Error struct {
	At   int    // place of the mistake, in characters from 1
	Text string // what is wrong and what would be right, as a sentence without its stop
}

func (e *Error) Error() string { return fmt.Sprintf("position %d: %s", e.At, e.Text) }

func wrong(at int, format string, args ...any) error {
	return &Error{at, fmt.Sprintf(format, args...)}
}

// String is the query as a line that parses to the same terms.
func (q Query) String() string {
	words := make([]string, len(q.Terms))
	for i, t := range q.Terms {
		words[i] = t.String()
	}
	return strings.Join(words, " ")
}

// String is the term as it is typed.
func (t Term) String() string {
	s := ""
	if t.Not {
		s = "-"
	}
	if t.Field != Word {
		s += string(t.Field) + ":"
	}
	return s + Quote(t.Value, t.Field == Word)
}

// Quote puts a value into quotes where it would not be read as one without. A
// free word needs them more often than the value of a field.
func Quote(value string, word bool) string {
	plain := value != "" && !strings.ContainsFunc(value, needsQuotes)
	if word {
		plain = plain && !strings.HasPrefix(value, "-") && !strings.HasPrefix(value, "@") && !strings.Contains(value, ":")
	}
	if plain {
		return value
	}
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(value) + `"`
}

func needsQuotes(r rune) bool { return r == '"' || r == '\\' || isSpace(r) }

// Empty reports whether the query selects everything.
func (q Query) Empty() bool { return len(q.Terms) == 0 }

// Has reports whether a term is about the field.
func (q Query) Has(f Field) bool {
	for _, t := range q.Terms {
		if t.Field == f {
			return true
		}
	}
	return false
}

// Values gives the values asked for in the field, not those left out by "-".
func (q Query) Values(f Field) []string {
	var list []string
	for _, t := range q.Terms {
		if t.Field == f && !t.Not {
			list = append(list, t.Value)
		}
	}
	return list
}

// Without is the query less all terms about the fields.
func (q Query) Without(fields ...Field) Query {
	var rest Query
	for _, t := range q.Terms {
		keep := true
		for _, f := range fields {
			keep = keep && t.Field != f
		}
		if keep {
			rest.Terms = append(rest.Terms, t)
		}
	}
	return rest
}

// With is the query with one more term. It shares nothing with q.
func (q Query) With(f Field, value string) Query {
	terms := make([]Term, len(q.Terms), len(q.Terms)+1)
	copy(terms, q.Terms)
	return Query{append(terms, Term{Field: f, Value: value})}
}

// Default is the query with the term if it says nothing about the field.
func (q Query) Default(f Field, value string) Query {
	if q.Has(f) {
		return q
	}
	return q.With(f, value)
}

// OnOne refuses what has a meaning only where the logs of several instances are searched. Its
// error is an *Error.
func (q Query) OnOne() error {
	for _, t := range q.Terms {
		if t.Field == Instance {
			return wrong(max(t.At, 1), "“instance:” tells the logs of several instances apart, and this is the log of one")
		}
	}
	return nil
}

// OnInstance is the query less its terms about the instance, and whether these let an
// instance's log be searched at all.
func (q Query) OnInstance(name string) (rest Query, about bool) {
	wanted, met := false, false
	for _, t := range q.Terms {
		if t.Field != Instance {
			continue
		}
		switch is := strings.Contains(Fold(name), Fold(t.Value)); {
		case t.Not && is:
			return rest, false
		case !t.Not:
			wanted, met = true, met || is
		}
	}
	return q.Without(Instance), met || !wanted
}

// Failures is the query as it is asked where nobody says which outcomes are
// meant: only failures are. Who looks for reasons that the log doesn't tell also
// means what may have failed.
func (q Query) Failures() Query {
	for _, t := range q.Terms {
		if t.Field == Reason && !t.Not && Fold(t.Value) == Unknown {
			return q
		}
	}
	return q.Default(Outcome, Failure)
}

// And is both queries as one.
func (q Query) And(other Query) Query {
	terms := make([]Term, 0, len(q.Terms)+len(other.Terms))
	return Query{append(append(terms, q.Terms...), other.Terms...)}
}
