package config

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/supascale/supascale-tui/internal/baseurl"
)

// Field is a setting of a profile that is written: the Value is a string, a
// bool or a []string.
type Field struct {
	Name  string
	Value any
}

// ErrByHand is returned for a file that is written in a way only an editor can
// change.
var ErrByHand = errors.New(`the file is written in a way that can't be changed from here: use "supascale-tui config edit"`)

// AddProfile appends the table of a new profile. All that is there stays as it
// is. The path is for the errors, as in Parse.
func AddProfile(path string, text []byte, name string, fields []Field) ([]byte, error) {
	before, err := Parse(path, text)
	if err != nil {
		return nil, err
	}
	if err := CheckProfileName(name); err != nil {
		return nil, err
	}
	if _, ok := before.FindProfile(name); ok {
		return nil, fmt.Errorf("there is a profile %s already: choose another name, or change it with \"supascale-tui config edit\"", name)
	}
	newline := lineEnd(text)
	b := bytes.NewBuffer(slices.Clone(text))
	if rest := bytes.TrimPrefix(text, byteOrderMark); len(rest) > 0 {
		if rest[len(rest)-1] != '\n' {
			b.WriteString(newline)
		}
		b.WriteString(newline)
	}
	b.WriteString("[profiles." + name + "]" + newline)
	var check Profile
	for _, f := range fields {
		row, ok := find(profileSettings, f.Name)
		if !ok || !assign(row, &check, f.Value, path) {
			return nil, fmt.Errorf("%s %s", f.Name, wantsOf(row))
		}
		b.WriteString(f.Name + " = " + Literal(f.Value) + newline)
	}
	if _, err := baseurl.Parse(check.URL); err != nil {
		return nil, fmt.Errorf("the URL %w", err)
	}
	if _, err := scan(path, bytes.TrimPrefix(b.Bytes(), byteOrderMark)); err != nil {
		return nil, ErrByHand // profiles = { … } takes no table below it
	}
	_, err = Parse(path, b.Bytes())
	return b.Bytes(), err
}

func wantsOf(row *setting[Profile]) string {
	if row == nil {
		return "is not a setting of a profile"
	}
	return row.wants
}

// openAt reads a file that must have a profile of that name. The entries' places are
// counted from behind the byte order mark.
func openAt(path string, text []byte, name string) (Settings, []entry, error) {
	s, err := Parse(path, text)
	if err != nil {
		return s, nil, err
	}
	if _, ok := s.FindProfile(name); !ok {
		return s, nil, fmt.Errorf("there is no profile %s. %s", cutQuoted(name), there(s))
	}
	_, rest := splitMark(text)
	entries, err := scan(path, rest)
	return s, entries, err
}

// UseProfile sets which profile is used when none is named.
func UseProfile(path string, text []byte, name string) ([]byte, error) {
	_, entries, err := openAt(path, text, name)
	if err != nil {
		return nil, err
	}
	mark, rest := splitMark(text)
	at, end, line := 0, 0, "profile = "+Literal(name)
	last := -1
	for _, e := range entries {
		if e.table && !e.inline {
			break
		}
		if len(e.path) == 1 && e.path[0] == "profile" {
			at, end, line = e.valueAt, e.valueEnd, Literal(name)
			last = -1
			break
		}
		if !e.inline || e.table {
			last = e.valueEnd
		}
	}
	newline := lineEnd(text)
	switch {
	case end > 0: // the value alone is replaced
	case last >= 0:
		at = lineAfter(rest, last)
		if at > 0 && rest[at-1] != '\n' {
			line = newline + line
		}
		line += newline
		end = at
	case len(rest) > 0:
		line += newline + newline
	default:
		line += newline
	}
	after := slices.Concat(mark, rest[:at], []byte(line), rest[end:])
	_, err = Parse(path, after)
	return after, err
}

// RemoveProfile takes out the table of a profile, and the line that says it is
// the one to use. Every other line stays, comments too.
func RemoveProfile(path string, text []byte, name string) ([]byte, error) {
	before, entries, err := openAt(path, text, name)
	if err != nil {
		return nil, err
	}
	mark, rest := splitMark(text)
	begin, end := -1, 0
	for _, e := range entries {
		if len(e.path) < 2 || e.path[0] != "profiles" || e.path[1] != name {
			continue
		}
		if e.table && !e.inline && len(e.path) == 2 && begin < 0 {
			begin = lineOf(rest, e.keyAt)
		}
		end = max(end, lineAfter(rest, e.valueEnd))
	}
	if begin < 0 {
		return nil, ErrByHand
	}
	begin = withoutBlank(rest, begin, end)
	rest = slices.Concat(rest[:begin], rest[end:])
	if before.Profile == name {
		if rest, err = removeCurrent(path, rest); err != nil {
			return nil, err
		}
	}
	after := slices.Concat(mark, rest)
	s, err := Parse(path, after)
	if err != nil {
		return nil, ErrByHand
	}
	if _, still := s.FindProfile(name); still {
		return nil, ErrByHand
	}
	return after, nil
}

// removeCurrent takes out the line of the setting profile.
func removeCurrent(path string, text []byte) ([]byte, error) {
	entries, err := scan(path, text)
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		if len(e.path) == 1 && e.path[0] == "profile" && !e.table {
			begin, end := lineOf(text, e.keyAt), lineAfter(text, e.valueEnd)
			if begin == 0 && end < len(text) && blankLine(text, end) {
				end = lineAfter(text, end) // UseProfile put it there
			}
			return slices.Concat(text[:begin], text[end:]), nil
		}
	}
	return text, nil
}

// withoutBlank takes the blank line in front of what is cut along, unless the
// lines around would then stand together.
func withoutBlank(text []byte, begin, end int) int {
	if begin == 0 || end < len(text) && !blankLine(text, end) {
		return begin
	}
	if above := lineOf(text, begin-1); blankLine(text, above) {
		return above
	}
	return begin
}

// blankLine reports whether the line that begins at an offset is blank.
func blankLine(text []byte, at int) bool {
	return len(bytes.TrimSpace(text[at:lineAfter(text, at)])) == 0
}

// lineOf is where the line of an offset begins, lineAfter where the next does.
func lineOf(text []byte, at int) int { return bytes.LastIndexByte(text[:at], '\n') + 1 }

func lineAfter(text []byte, at int) int {
	if i := bytes.IndexByte(text[at:], '\n'); i >= 0 {
		return at + i + 1
	}
	return len(text)
}

func lineEnd(text []byte) string {
	if i := bytes.IndexByte(text, '\n'); i > 0 && text[i-1] == '\r' {
		return "\r\n"
	}
	return "\n"
}

func splitMark(text []byte) (mark, rest []byte) {
	rest = bytes.TrimPrefix(text, byteOrderMark)
	return text[:len(text)-len(rest)], rest
}

// Literal writes a string, bool or []string as TOML.
func Literal(value any) string {
	switch v := value.(type) {
	case bool:
		return strconv.FormatBool(v)
	case []string:
		parts := make([]string, len(v))
		for i, text := range v {
			parts[i] = Literal(text)
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case string:
		var b strings.Builder
		b.WriteByte('"')
		for _, r := range v {
			switch {
			case r == '"' || r == '\\':
				b.WriteString(`\` + string(r))
			case hidden(r):
				fmt.Fprintf(&b, `\U%08X`, r)
			default:
				b.WriteRune(r)
			}
		}
		return b.String() + `"`
	}
	return ""
}
