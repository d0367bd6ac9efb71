package query

import (
	"net/netip"
	"strings"
	"time"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// Filter is a query with its times worked out, ready to be applied: by Match
// here, and as SQL by an instance. Both must select the same.
type Filter struct {
	Since, Until time.Time // both inclusive; zero: no bound
	Outcome      string    // Failure, Success, or "" for any
	Groups       []Group   // all must hold
}

// Group holds when any of its values matches, or with Not, when none does.
type Group struct {
	Field  Field
	Not    bool
	Values []Value
}

// Value is compared with the text of a field. Text is folded, except for KeyID.
type Value struct {
	Mode Mode
	Text string
	Net  netip.Prefix // for Network
}

// Mode is how a value is compared.
type Mode uint8

// The modes. A Key value matches a key whose id is it, or whose name or preview
// contains it; a Word matches what contains it in any of name, preview, path,
// agent, address or reason. Both have the mode Contains.
const (
	Equal Mode = iota
	Prefix
	Contains
	Network // IP only: the address is in Net
)

// Fold makes texts equal that differ in case alone, or in how letters with accents are
// spelled (NFC).
func Fold(s string) string {
	for i := range len(s) {
		if c := s[i]; c >= 0x80 {
			return foldAny(s)
		} else if 'A' <= c && c <= 'Z' {
			return foldFrom(s)
		}
	}
	return s
}

func foldAny(s string) string { return norm.NFC.String(cases.Fold().String(s)) }

func foldFrom(s string) string {
	b := []byte(s)
	for i, c := range b {
		if c >= 0x80 {
			return foldAny(s)
		}
		if 'A' <= c && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
	return string(b)
}

// Bind works the query's times out. It fails, with an *Error, when the time
// between since and until is none.
func (q Query) Bind(now time.Time, zone *time.Location) (Filter, error) {
	var f Filter
	var outcomes []string
	group := map[Field]int{}
	for _, t := range q.Terms {
		switch t.Field {
		case Since:
			f.Since, _, _ = resolve(t.Value, now, zone)
		case Until:
			_, f.Until, _ = resolve(t.Value, now, zone)
			if !f.Since.IsZero() && f.Until.Before(f.Since) {
				return f, wrong(max(t.At, 1), "until: is before since:, so nothing can be between them")
			}
		case Outcome:
			outcomes = append(outcomes, t.outcomes()...)
		default:
			values := t.values()
			if i, found := group[t.Field]; found && !t.Not && t.Field != Word {
				f.Groups[i].Values = append(f.Groups[i].Values, values...)
				continue
			}
			if !t.Not {
				group[t.Field] = len(f.Groups)
			}
			f.Groups = append(f.Groups, Group{t.Field, t.Not, values})
		}
	}
	if !f.Since.IsZero() && !f.Until.IsZero() && f.Until.Before(f.Since) {
		return f, wrong(1, "until: is before since:, so nothing can be between them")
	}
	f.Outcome = oneOutcome(outcomes)
	return f, nil
}

// WithSince is the filter with a beginning: where it has none, it begins DefaultWindow
// before its end, or before now where it has no end either.
func (f Filter) WithSince(now time.Time) Filter {
	if f.Since.IsZero() {
		f.Since = now
		if !f.Until.IsZero() {
			f.Since = f.Until
		}
		f.Since = f.Since.Add(-DefaultWindow)
	}
	return f
}

// outcomes gives what the term lets through.
func (t Term) outcomes() []string {
	var list []string
	for _, c := range t.choices() {
		switch {
		case c == Any:
			list = append(list, Failure, Success)
		case t.Not && c == Failure:
			list = append(list, Success)
		case t.Not:
			list = append(list, Failure)
		default:
			list = append(list, c)
		}
	}
	return list
}

func oneOutcome(list []string) string {
	if len(list) == 0 {
		return ""
	}
	for _, o := range list {
		if o != list[0] {
			return ""
		}
	}
	return list[0]
}

// values gives what the term's value is compared as.
func (t Term) values() []Value {
	text := Fold(t.Value)
	switch t.Field {
	case Reason, Resource:
		var list []Value
		for _, c := range t.choices() {
			list = append(list, Value{Mode: Equal, Text: Fold(c)})
		}
		if len(list) == 0 { // one that is not documented
			list = []Value{{Mode: Equal, Text: text}}
		}
		return list
	case KeyID:
		return []Value{{Mode: Equal, Text: t.Value}}
	case IP:
		return []Value{addressValue(t.Value)}
	case Method, Status, Route:
		return []Value{{Mode: Equal, Text: text}}
	case Type:
		return []Value{{Mode: Prefix, Text: text}}
	case Path:
		if strings.HasPrefix(text, "/") {
			return []Value{{Mode: Prefix, Text: text}}
		}
	}
	return []Value{{Mode: Contains, Text: text}}
}

// checkAddress refuses what can't be an address, the beginning of one, or a
// network.
func checkAddress(value string, at int) error {
	if strings.Contains(value, "/") {
		if _, err := netip.ParsePrefix(value); err != nil {
			return wrong(at, "“%s” is no network; say one such as 10.0.0.0/8", value)
		}
		return nil
	}
	if strings.Trim(Fold(value), "0123456789abcdef.:") != "" {
		return wrong(at, "“%s” is no address, nor the beginning of one", value)
	}
	return nil
}

// addressValue takes a whole address as that address, and anything shorter as
// the beginning of one.
func addressValue(s string) Value {
	if p, err := netip.ParsePrefix(s); err == nil {
		return Value{Mode: Network, Text: p.Masked().String(), Net: p.Masked()}
	}
	if a, err := netip.ParseAddr(s); err == nil {
		return Value{Mode: Equal, Text: a.Unmap().String()}
	}
	return Value{Mode: Prefix, Text: Fold(s)}
}
