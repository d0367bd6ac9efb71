package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/supascale/supascale-tui/internal/keys"
)

// Greatest lengths of texts from the wire, in characters.
const (
	nameMax  = 200
	idMax    = 200
	wordMax  = 60 // a level, a resource, a method, a type
	agentMax = 512
	pathMax  = 512
)

// answerError is an answer that is JSON and still not what was asked for.
type answerError struct{ message string }

func (e *answerError) Error() string { return e.message }

// text is a string that may have been sent as a number, a boolean or null.
// What can't be one is "".
type text string

func (t *text) UnmarshalJSON(raw []byte) error {
	*t = text(textOf(raw))
	return nil
}

func textOf(raw []byte) string {
	raw = bytes.TrimSpace(raw)
	if len(raw) == 0 || raw[0] == '"' && len(raw) < 2 {
		return ""
	}
	switch raw[0] {
	case '"':
		if plain := raw[1 : len(raw)-1]; isPlainASCII(plain) {
			return string(plain)
		}
		var s string
		if json.Unmarshal(raw, &s) != nil {
			return ""
		}
		return s
	case '{', '[', 'n':
		return ""
	}
	return string(raw)
}

// isPlainASCII reports whether a JSON string stands for itself. Nearly all do,
// and a list has a million of them.
func isPlainASCII(s []byte) bool {
	for _, c := range s {
		if c < 0x20 || c >= 0x7f || c == '\\' || c == '"' {
			return false
		}
	}
	return true
}

// moment is a time in any of the tolerated forms: RFC 3339 with or without a
// fraction or a zone, a date, seconds or milliseconds since 1970. null, "" and
// what can't be read are the zero time; unread is the latter.
type moment struct {
	time.Time
	unread string
}

func (m *moment) UnmarshalJSON(raw []byte) error {
	said := textOf(raw)
	m.Time = parseMoment(said)
	none := said == "" && raw[0] != '{' && raw[0] != '[' || said == "0" || said == "false" || strings.EqualFold(said, "never")
	m.unread = ""
	if m.IsZero() && !none {
		m.unread = inert(string(bytes.Trim(raw, `"`)), wordMax)
	}
	return nil
}

// expiry is the moment as that at which a key expires.
func (m *moment) expiry() keys.Expiry {
	if m.unread != "" {
		return keys.UnreadableExpiry(m.unread)
	}
	return keys.ExpiresAt(m.Time)
}

var layouts = []string{time.RFC3339, "2006-01-02T15:04:05", "2006-01-02 15:04:05", time.DateOnly}

func parseMoment(s string) time.Time {
	if s == "" {
		return time.Time{}
	}
	for _, layout := range layouts {
		if t, err := time.Parse(layout, s); err == nil {
			return sane(t)
		}
	}
	n, err := strconv.ParseFloat(s, 64)
	if err != nil || !(n > 0 && n < 1e15) {
		return time.Time{}
	}
	const milliseconds = 1e11 // as seconds this is the year 5138
	if n < milliseconds {
		n *= 1000
	}
	return sane(time.UnixMilli(int64(n)))
}

// sane drops years that no screen and no JSON can write.
func sane(t time.Time) time.Time {
	t = t.UTC()
	if t.Year() < 1 || t.Year() > 9999 {
		return time.Time{}
	}
	return t
}

const permissionsMax = 40 // entries of one key

// parsePermissions reads {"projects":"write"} and tolerates ["projects:write"].
// Anything else can't be read; sent is false where there is nothing.
func parsePermissions(raw []byte) (p keys.Permissions, sent bool) {
	levels := make(map[string]string, keys.ResourceCount)
	add := func(resource, level string) {
		if len(levels) < permissionsMax {
			levels[inert(resource, wordMax)] = inert(level, wordMax)
		}
	}
	var named map[string]text
	var pairs []text
	switch {
	case bytes.HasPrefix(raw, []byte("{")) && json.Unmarshal(raw, &named) == nil:
		for resource, level := range named {
			add(resource, string(level))
		}
	case bytes.HasPrefix(raw, []byte("[")) && json.Unmarshal(raw, &pairs) == nil:
		for _, pair := range pairs {
			resource, level, found := strings.Cut(string(pair), ":")
			if !found {
				return keys.UnreadablePermissions(inert(string(raw), wordMax)), true
			}
			add(resource, level)
		}
	case len(raw) == 0, string(raw) == "null":
		return keys.Permissions{}, false
	default:
		return keys.UnreadablePermissions(inert(string(raw), wordMax)), true
	}
	return keys.TolerantPermissions(levels), true
}

// object splits a JSON object into its fields; nil for anything else.
func object(raw []byte) map[string]json.RawMessage {
	if !bytes.HasPrefix(bytes.TrimLeft(raw, " \t\r\n"), []byte("{")) {
		return nil
	}
	var fields map[string]json.RawMessage
	if json.Unmarshal(raw, &fields) != nil {
		return nil
	}
	return fields
}

// firstText is the first of the named fields that has a text.
func firstText(fields map[string]json.RawMessage, names ...string) string {
	for _, name := range names {
		if s := textOf(fields[name]); s != "" {
			return s
		}
	}
	return ""
}

// wrongType reports an element that has another JSON type than expected, which
// the decoder has stepped over.
func wrongType(err error) bool {
	_, ok := errors.AsType[*json.UnmarshalTypeError](err)
	return ok
}

// number reads a count that is not negative.
func number(s string) (int, bool) {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 0 || n > 1e12 {
		return 0, false
	}
	return int(n), true
}
