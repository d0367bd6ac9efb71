package output

import (
	"strings"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/notes"
	"github.com/supascale/supascale-tui/internal/text"
)

// Key is a key in JSON (assets/schema/key.json).
type Key struct {
	ID         string  `json:"id"`
	Name       string  `json:"name"`
	KeyPreview *string `json:"keyPreview"`
	// Permissions has every documented resource, and what the instance sent
	// beyond.
	Permissions map[string]string `json:"permissions"`
	State       string            `json:"state"`
	CreatedAt   *time.Time        `json:"createdAt"`
	ExpiresAt   keys.Expiry       `json:"expiresAt"`
	LastUsedAt  *time.Time        `json:"lastUsedAt"`
	// Instance is the one of several, absent where there is only one.
	Instance string `json:"instance,omitempty"`
}

// CreatedKey is a new key in JSON (assets/schema/created-key.json).
type CreatedKey struct {
	Key
	// Value is the key itself, null where it was handed over another way.
	Value *string `json:"key"`
}

// OfKey is the key as JSON has it.
func OfKey(k *api.Key, now time.Time) Key {
	permissions := k.Permissions.Wire()
	for _, other := range k.Permissions.Others() {
		permissions[other.Resource] = other.Level
	}
	return Key{
		ID: k.OwnID(), Name: k.Name, KeyPreview: textOrNull(k.Preview), Permissions: permissions, State: k.Expires.StatusAt(now).Word(),
		CreatedAt: timeOrNull(k.Created), ExpiresAt: k.Expires, LastUsedAt: timeOrNull(k.LastUsed),
		Instance: k.Instance,
	}
}

func textOrNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func timeOrNull(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}

// timestamp is a time in CSV, "" for none.
func timestamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// Noted are notes by the ids of their keys; nil where they are not asked for.
type Noted map[string]notes.Note

// NotedOf makes one of a list.
func NotedOf(list []notes.Note) Noted {
	noted := make(Noted, len(list))
	for _, n := range list {
		noted[n.KeyID] = n
	}
	return noted
}

// Keys is the shape of a list of keys, with times seen from now, and with what is noted
// about them.
func Keys(now time.Time, noted Noted) Shape[api.Key] {
	table := []Column[api.Key]{
		{"NAME", func(k api.Key) string { return k.Name }, nameMax},
		{"STATE", func(k api.Key) string { return k.Expires.StatusAt(now).Word() }, 0},
		{"PERMISSIONS", func(k api.Key) string { return k.Permissions.Summary() }, 60},
		{"EXPIRES", func(k api.Key) string { return k.Expires.Short(now) }, 0},
		{"LAST USED", func(k api.Key) string { return text.Relative(k.LastUsed, now, "never") }, 0},
	}
	fields := keyFields(now)
	for _, f := range notes.Fields() {
		cell := func(k api.Key) string {
			n := noted[k.ID]
			return *f.Of(&n.Text)
		}
		fields = append(fields, Column[api.Key]{f.Name, cell, 0})
		if len(noted) > 0 {
			table = append(table, Column[api.Key]{strings.ToUpper(f.Label), func(k api.Key) string { return or(cell(k)) }, 40})
		}
	}
	wire := func(k api.Key) any { return OfKey(&k, now) }
	if noted != nil {
		wire = func(k api.Key) any {
			n := noted[k.ID]
			return WithNote(OfKey(&k, now), &n)
		}
	}
	return Shape[api.Key]{
		Table: append(table,
			Column[api.Key]{"KEY", func(k api.Key) string { return or(keys.ShortPreview(k.Preview)) }, 0},
			Column[api.Key]{"ID", func(k api.Key) string { return k.OwnID() }, 0}),
		CSV:  fields,
		Wire: wire,
		Name: func(k api.Key) string { return k.Name },
		Say:  func(k api.Key) string { return SayKey(&k, now) },
	}
}

// nameMax is the most cells of a name in a table.
const nameMax = 48

func keyFields(now time.Time) []Column[api.Key] {
	fields := []Column[api.Key]{
		{"id", func(k api.Key) string { return k.OwnID() }, 0},
		{"name", func(k api.Key) string { return k.Name }, 0},
		{"keyPreview", func(k api.Key) string { return k.Preview }, 0},
		{"state", func(k api.Key) string { return k.Expires.StatusAt(now).Word() }, 0},
	}
	for _, r := range keys.Resources() {
		fields = append(fields, Column[api.Key]{string(r), func(k api.Key) string { return OfKey(&k, now).Permissions[string(r)] }, 0})
	}
	return append(fields,
		Column[api.Key]{"otherPermissions", others, 0},
		Column[api.Key]{"createdAt", func(k api.Key) string { return timestamp(k.Created) }, 0},
		Column[api.Key]{"expiresAt", func(k api.Key) string { return k.Expires.Stamp() }, 0},
		Column[api.Key]{"lastUsedAt", func(k api.Key) string { return timestamp(k.LastUsed) }, 0},
	)
}

// others are the permissions on resources that are not documented.
func others(k api.Key) string {
	var list []string
	for _, o := range k.Permissions.Others() {
		if !keys.Resource(o.Resource).Known() {
			list = append(list, o.Resource+"="+o.Level)
		}
	}
	return strings.Join(list, " ")
}

func or(text string) string {
	if text == "" {
		return "-"
	}
	return text
}

// KeyDetails is all that is known of a key, for people.
func KeyDetails(k *api.Key, now time.Time, zone *time.Location) [][2]string {
	moment := func(t time.Time, none string) string {
		if t.IsZero() {
			return none
		}
		return text.Moment(t, zone) + ", " + text.Relative(t, now, "")
	}
	lines := [][2]string{
		{"Name", k.Name}, {"ID", k.OwnID()}, {"Preview", or(k.Preview)},
		{"State", k.Expires.StatusAt(now).Word()}, {"Permissions", k.Permissions.Sentence()},
	}
	for _, r := range keys.Resources() {
		l := k.Permissions.Level(r)
		words := l.String() + " · " + r.Allows(l)
		if l == keys.Unknown {
			words = "can't be read: “" + k.Permissions.Told(r) + "”"
		}
		lines = append(lines, [2]string{"  " + r.Title(), words})
	}
	if why := k.CantName(); why != "" {
		lines = append(lines, [2]string{"Can't be named", why})
	}
	return append(lines,
		[2]string{"Created", moment(k.Created, "not told")},
		[2]string{"Expires", k.Expires.Words(now, zone)},
		[2]string{"Last used", moment(k.LastUsed, "never, or not told")},
	)
}
