package query

import (
	"slices"
	"strconv"
	"strings"

	"github.com/supascale/supascale-tui/internal/keys"
)

// fieldFacts is a field as people see it.
type fieldFacts struct {
	field Field
	help  string
}

// fieldTable lists the fields in the order in which they are offered.
var fieldTable = []fieldFacts{
	{Reason, "why it was refused"},
	{Key, "name, id or preview of the key"},
	{IP, "address, its beginning, or a network"},
	{Resource, "what it was about"},
	{Method, "HTTP method"},
	{Path, "path, or part of it"},
	{Agent, "part of the user agent"},
	{Route, "exact path, ids as {id}"},
	{Status, "HTTP status"},
	{Outcome, "failure, success, unknown or any"},
	{Since, "24h, 7d, 2027-01-19, 10:30"},
	{Until, "24h, 7d, 2027-01-19, 10:30"},
	{Type, "kind of event"},
	{KeyID, "exact id of the key"},
	{Instance, "of several, part of the instance's name"},
}

// Fields lists the fields of the grammar.
func Fields() []Field {
	list := make([]Field, len(fieldTable))
	for i, f := range fieldTable {
		list[i] = f.field
	}
	return list
}

// Help says in a few words what values the field takes.
func (f Field) Help() string {
	for _, facts := range fieldTable {
		if facts.field == f {
			return facts.help
		}
	}
	return ""
}

func (f Field) known() bool { return slices.Contains(Fields(), f) }

func fieldNames() string {
	names := make([]string, len(fieldTable))
	for i, f := range fieldTable {
		names[i] = string(f.field)
	}
	return strings.Join(names, ", ")
}

// Values of the field outcome.
const (
	Failure = "failure"
	Success = "success"
	Any     = "any"
	// Unknown is an outcome, and a reason, that the log doesn't tell.
	Unknown = "unknown"
)

// Known gives the values that a field can have whatever the log holds.
func (f Field) Known() []string {
	var list []string
	switch f {
	case Reason:
		for _, r := range keys.Reasons() {
			list = append(list, string(r))
		}
		list = append(list, Unknown)
	case Resource:
		for _, r := range keys.Resources() {
			list = append(list, string(r))
		}
	case Method:
		list = []string{"GET", "POST", "PUT", "PATCH", "DELETE"}
	case Outcome:
		list = []string{Failure, Success, Unknown, Any}
	case Type:
		list = []string{"api_key.request", "api_key.created", "api_key.revoked", "session.signin", "session.signout"}
	case Since, Until:
		list = []string{"1h", "24h", "7d", "30d", "today", "yesterday"}
	}
	return list
}

// check refuses a value that the field can't have. Quotes say that the value is
// meant as it stands: an instance may give reasons that are not documented.
func (t Term) check(quoted bool, at int) error {
	if t.Value == "" {
		return wrong(at, "“%s:” needs a value: %s", t.Field, t.Field.Help())
	}
	switch t.Field {
	case Reason, Resource, Outcome:
		if !quoted && len(t.choices()) == 0 {
			return wrong(at, "there is no %s “%s”; there is %s", t.Field, t.Value, strings.Join(t.Field.Known(), ", "))
		}
		if t.Field == Outcome && t.Not && slices.Contains(t.choices(), Unknown) {
			return wrong(t.At, "“-” has no meaning before outcome:unknown; say outcome:failure or outcome:success")
		}
	case Status:
		if n, err := strconv.Atoi(t.Value); err != nil || n < 100 || n > 599 {
			return wrong(at, "a status is a number such as 403, not “%s”", t.Value)
		}
	case IP:
		return checkAddress(t.Value, at)
	case Since, Until:
		if t.Not {
			return wrong(t.At, "“-” has no meaning before %s:; use since: for later and until: for earlier", t.Field)
		}
		return checkTime(t.Value, at)
	}
	return nil
}

// choices gives the known values that a value stands for: those it is, or if it
// is none, those that begin with it. Spaces count as "_", and a resource's title
// is as good as its name.
func (t Term) choices() []string {
	typed := strings.ReplaceAll(Fold(t.Value), " ", "_")
	var begun []string
	for _, known := range t.Field.Known() {
		names := []string{Fold(known)}
		if t.Field == Resource {
			r := keys.Resource(known)
			names = append(names, strings.ReplaceAll(Fold(r.Title()), " ", "_"), r.Paths()[0])
		}
		if t.Field == Outcome && (known == Failure || known == Success) {
			names = append(names, map[string]string{Failure: "failed", Success: "succeeded"}[known])
		}
		for _, name := range names {
			if name == typed {
				return []string{known}
			}
		}
		if slices.ContainsFunc(names, func(name string) bool { return strings.HasPrefix(name, typed) }) {
			begun = append(begun, known)
		}
	}
	return begun
}
