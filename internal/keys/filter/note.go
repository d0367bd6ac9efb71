package filter

import "golang.org/x/text/unicode/norm"

// Note is what a filter looks at of the note about a key.
type Note struct {
	text  string // the parts, with a NUL behind each, which cleaned text never holds
	ends  [partCount]int
	ascii bool
}

type part uint8

const (
	owner part = iota
	purpose
	ticket
	partCount
)

var parts = map[string]part{"owner": owner, "purpose": purpose, "ticket": ticket}

// NoteOf makes a Note of its parts.
func NoteOf(owner, purpose, ticket string) *Note {
	var n Note
	for i, text := range [partCount]string{owner, purpose, ticket} {
		n.text += norm.NFC.String(text)
		n.ends[i] = len(n.text)
		n.text += "\x00"
	}
	n.ascii = IsASCII(n.text)
	return &n
}

// Of is the part of a name: "owner", "purpose" or "ticket".
func (n *Note) Of(name string) string { return n.part(parts[name]) }

func (n *Note) part(p part) string {
	from := 0
	if p > 0 {
		from = n.ends[p-1] + 1
	}
	return n.text[from:n.ends[p]]
}

func (t *term) inPart(n *Note) bool {
	if n == nil {
		return false
	}
	text := n.part(t.part)
	return text != "" && t.inText(text, n.ascii)
}
