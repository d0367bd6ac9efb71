package config

import "slices"

// SetInProfile writes a setting of a profile that exists: its value is replaced
// where it has one, else a line is added below the profile's header. All else in
// the file stays as it is. The path is for the errors, as in Parse. A profile that
// is written as an inline table gives ErrByHand.
func SetInProfile(path string, text []byte, name string, f Field) ([]byte, error) {
	_, entries, err := openAt(path, text, name)
	if err != nil {
		return nil, err
	}
	mark, rest := splitMark(text)
	at, end, written := -1, -1, ""
	for _, e := range entries {
		switch {
		case slices.Equal(e.path, []string{"profiles", name, f.Name}) && !e.table:
			at, end, written = e.valueAt, e.valueEnd, Literal(f.Value)
		case slices.Equal(e.path, []string{"profiles", name}) && e.table && !e.inline && at < 0:
			at = lineAfter(rest, e.keyAt)
			end, written = at, f.Name+" = "+Literal(f.Value)+lineEnd(text)
			if at > 0 && rest[at-1] != '\n' { // the header is the last line
				written = lineEnd(text) + written
			}
		}
	}
	if at < 0 {
		return nil, ErrByHand
	}
	after := slices.Concat(mark, rest[:at], []byte(written), rest[end:])
	if _, err := Parse(path, after); err != nil {
		return nil, ErrByHand
	}
	return after, nil
}
