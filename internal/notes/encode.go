package notes

import (
	"fmt"
	"strings"
)

// FileMax is the greatest size of a file of notes for a team, in bytes. What is
// kept on this machine is held to it too, so that it can always be exported.
const FileMax = 8 << 20

const fileVersion = 1

// fileHead begins the file. It says what the file is to somebody who meets it in a
// repository.
const fileHead = `# Notes about the API keys of a Supascale instance: who owns a key, what it is for,
# and the ticket behind it. "supascale-tui keys notes import" reads this file and
# "supascale-tui keys notes export" writes it. No key's value belongs in here.

`

// Encode writes notes as a team's file: TOML, since there every field is a line of
// its own, which JSON's commas are not, and people may put remarks beside it. The
// order depends on the notes alone, what is empty is left out and there is no time
// in it, so that a change of one field is a change of one line. Remarks are not
// kept.
func Encode(place string, list []Note) []byte {
	by := make(map[string]Note, len(list))
	for _, n := range list {
		by[n.KeyID] = n
	}
	var b strings.Builder
	b.WriteString(fileHead)
	_, _ = fmt.Fprintf(&b, "version = %d\ninstance = %s\n", fileVersion, quote(place))
	for _, n := range sorted(by) {
		b.WriteString("\n[[note]]\n")
		line := func(name, text string) {
			if text != "" {
				b.WriteString(name + " = " + quote(text) + "\n")
			}
		}
		line("id", n.KeyID)
		line("name", n.KeyName)
		for _, f := range fields {
			line(f.Name, *f.Of(&n.Text))
		}
	}
	return []byte(b.String())
}

// quote writes a basic string of TOML 1.0.
func quote(text string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range text {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r < 0x20 || r == 0x7f:
			_, _ = fmt.Fprintf(&b, `\u%04X`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}
