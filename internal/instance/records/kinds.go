package records

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/supascale/supascale-tui/internal/keys"
)

// Kind is a sort of record and what its fields may hold.
type Kind struct {
	Name   string // in the store
	Plural string // the name of a list on the wire
	Single string // the name of one on the wire
	// HasUpdated says whether updatedAt is part of the documented shape.
	HasUpdated bool
	prefix     string
	fields     []field
}

type field struct {
	name     string
	required bool
	max      int      // characters of a text
	oneOf    []string // nil: any text
	flag     bool     // true or false instead of text
	preset   any      // value where the request has none
}

// The kinds of the contract, "The other resources".
var (
	Projects = Kind{
		Name: "project", Plural: "projects", Single: "project", HasUpdated: true, prefix: "proj",
		fields: []field{
			{name: "name", required: true, max: keys.NameMax},
			{name: "description", max: 500, preset: ""},
			{name: "status", oneOf: []string{"stopped", "running", "paused", "error"}, preset: "stopped"},
		},
	}
	Backups = Kind{
		Name: "backup", Plural: "backups", Single: "backup", prefix: "backup",
		fields: []field{
			{name: "projectId", required: true, max: keys.NameMax},
			{name: "type", oneOf: []string{"full", "database", "storage", "functions", "config"}, preset: "full"},
			{name: "status", oneOf: []string{"pending", "running", "completed", "failed"}, preset: "pending"},
			{name: "destination", max: 200, preset: "local"},
		},
	}
	Tasks = Kind{
		Name: "task", Plural: "tasks", Single: "task", HasUpdated: true, prefix: "task",
		fields: []field{
			{name: "name", required: true, max: keys.NameMax},
			{name: "type", oneOf: []string{"backup", "cleanup", "restart", "update", "custom"}, preset: "custom"},
			{name: "schedule", required: true, max: keys.NameMax},
			{name: "projectId", max: keys.NameMax},
			{name: "enabled", flag: true, preset: true},
		},
	}
	CloudStorage = Kind{
		Name: "storage", Plural: "cloudStorage", Single: "cloudStorage", HasUpdated: true, prefix: "storage",
		fields: []field{
			{name: "name", required: true, max: keys.NameMax},
			{name: "provider", required: true, oneOf: []string{"s3", "gcs", "azure", "backblaze", "minio", "sftp"}},
			{name: "bucket", required: true, max: 200},
			{name: "region", max: keys.NameMax, preset: ""},
		},
	}
)

// KindOf is the kind of a resource's records, nil where it has none.
func KindOf(r keys.Resource) *Kind {
	return map[keys.Resource]*Kind{
		keys.Projects: &Projects, keys.Backups: &Backups, keys.Tasks: &Tasks, keys.CloudStorage: &CloudStorage,
	}[r]
}

// check reads the fields of a request. With old it is a change of a record,
// without a new one.
func (k *Kind) check(given, old map[string]any) (map[string]any, error) {
	for _, name := range slices.Sorted(maps.Keys(given)) {
		if !slices.ContainsFunc(k.fields, func(f field) bool { return f.name == name }) {
			return nil, &keys.FieldError{Field: name, Reason: "unknown field"}
		}
	}
	if old != nil && len(given) == 0 {
		return nil, &keys.FieldError{Field: "body", Reason: "changes nothing"}
	}
	result := maps.Clone(old)
	if result == nil {
		result = map[string]any{}
	}
	for _, f := range k.fields {
		value, present := given[f.name]
		switch {
		case present:
			v, err := f.read(value)
			if err != nil {
				return nil, err
			}
			result[f.name] = v
		case old != nil:
		case f.required:
			return nil, &keys.FieldError{Field: f.name, Reason: "is required"}
		case f.preset != nil:
			result[f.name] = f.preset
		}
	}
	return result, nil
}

func (f field) read(value any) (any, error) {
	refuse := func(format string, args ...any) (any, error) {
		return nil, &keys.FieldError{Field: f.name, Reason: fmt.Sprintf(format, args...)}
	}
	if f.flag {
		if v, ok := value.(bool); ok {
			return v, nil
		}
		return refuse("must be true or false")
	}
	text, ok := value.(string)
	if !ok {
		return refuse("must be text")
	}
	text = strings.TrimSpace(text)
	switch n := utf8.RuneCountInString(text); {
	case f.oneOf != nil && !slices.Contains(f.oneOf, text):
		return refuse("must be one of %s", strings.Join(f.oneOf, ", "))
	case f.required && n == 0:
		return refuse("must not be empty")
	case f.oneOf == nil && n > f.max:
		return refuse("must have at most %d characters, has %d", f.max, n)
	case strings.ContainsFunc(text, hidden):
		return refuse("must not contain control or invisible characters")
	}
	return text, nil
}

func hidden(r rune) bool {
	return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == '\u2028' || r == '\u2029'
}
