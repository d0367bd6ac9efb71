// Package keyfilter picks keys by the words of a filter, which are the same on
// the screen and on the command line, and orders names as people do.
package keyfilter

import (
	"strings"
	"unicode"

	"github.com/supascale/supascale-tui/internal/keys"
)

// Filter is a filter as typed. Its terms, parted by spaces, must all hold:
//
//	word            in the name, the id, the preview or the note, or the start of
//	                the state
//	projects:write  exactly that level; the resource may be its letter, and the
//	                level its beginning: p:w
//	projects:       any level but none
//	state:expired   the state: expired, expiring (or soon), active
//	owner:anna      in that part of the note about the key; also purpose: and
//	                ticket:, and with nothing behind it: there is one
//	-term           the term does not hold
type Filter []term

type term struct {
	kind   termKind
	not    bool
	word   string // in small letters
	other  string // word as a preview is stored, where that differs
	ascii  bool
	plain  bool  // ASCII, and no other character has one of its letters as the small one
	states uint8 // bit set of keys.Status that fit
	part   part  // of the note
	// resource and levels, a bit set, for a permission
	resource keys.Resource
	levels   uint8
}

type termKind uint8

const (
	wordTerm termKind = iota
	stateTerm
	permissionTerm
	noteTerm
)

// Parse reads a filter. There is no wrong one: what is no field is a word.
func Parse(text string) Filter {
	var f Filter
	for field := range strings.FieldsSeq(text) {
		rest, not := strings.CutPrefix(field, "-")
		if rest == "" {
			continue // a minus to which nothing is typed yet
		}
		t := parseTerm(strings.Map(unicode.ToLower, rest))
		t.not = not
		f = append(f, t)
	}
	return f
}

// OfName is a filter that fits the keys of a name: its words, without those that a
// filter takes for something else.
func OfName(name string) string {
	var words []string
	for word := range strings.FieldsSeq(name) {
		if !strings.HasPrefix(word, "-") && !strings.Contains(word, ":") {
			words = append(words, word)
		}
	}
	return strings.Join(words, " ")
}

func parseTerm(word string) term {
	if head, tail, found := strings.Cut(word, ":"); found {
		if p, known := parts[head]; known {
			t := wordOf(tail)
			t.kind, t.part = noteTerm, p
			return t
		} else if head == "state" || head == "status" {
			if states := statesNamed(tail); states != 0 {
				return term{kind: stateTerm, states: states}
			}
		} else if r, known := resourceNamed(head); known {
			if levels := levelsNamed(tail); levels != 0 {
				return term{kind: permissionTerm, resource: r, levels: levels}
			}
		}
	}
	// A preview may be pasted whole; the list keeps it without the prefix.
	if cut := strings.TrimPrefix(word, keys.Prefix); cut != "" {
		word = cut
	}
	t := wordOf(word)
	t.states = statesNamed(word)
	if other := strings.Replace(word, "…", "...", 1); other != word {
		t.other = other
	}
	return t
}

// wordOf is a term that looks for a word.
func wordOf(word string) term {
	t := term{kind: wordTerm, word: word, ascii: IsASCII(word)}
	t.plain = t.ascii && !strings.ContainsAny(word, "ik") // of İ and the Kelvin sign
	return t
}

// stateWords are what a state may be called in a filter.
var stateWords = map[keys.Status][]string{
	keys.Active:   {"active"},
	keys.Expiring: {"expiring", "expires", "soon"},
	keys.Expired:  {"expired"},
}

func statesNamed(word string) uint8 {
	var states uint8
	for status, names := range stateWords {
		for _, name := range names {
			if strings.HasPrefix(name, word) {
				states |= 1 << status
			}
		}
	}
	return states
}

func resourceNamed(word string) (keys.Resource, bool) {
	for _, r := range keys.Resources() {
		title := strings.ToLower(r.Title())
		if word == strings.ToLower(string(r)) || word == strings.ToLower(r.Letter()) ||
			word == strings.ReplaceAll(title, " ", "-") || r == keys.CloudStorage && word == "storage" {
			return r, true
		}
	}
	return "", false
}

func levelsNamed(word string) uint8 {
	if word == "" {
		return 1<<keys.Read | 1<<keys.Write
	}
	var levels uint8
	for _, l := range keys.Levels() {
		if strings.HasPrefix(l.String(), word) {
			levels |= 1 << l
		}
	}
	return levels
}

// Narrows reports whether every key that fits f also fits before: then only
// those need to be looked at. It holds where a word grew, or a term was added.
func (f Filter) Narrows(before Filter) bool {
	if len(f) < len(before) {
		return false
	}
	for i, old := range before {
		if f[i] == old {
			continue
		}
		grown := (old.kind == wordTerm || old.kind == noteTerm) && f[i].kind == old.kind && f[i].part == old.part && !f[i].not && !old.not &&
			strings.HasPrefix(f[i].word, old.word) && old.other == "" && f[i].states&^old.states == 0
		if !grown {
			return false
		}
	}
	return true
}

// Key is what a filter looks at of a key.
type Key struct {
	// Text is the name, the id and the preview without keys.Prefix, with a NUL
	// between them, which cleaned text never holds. ASCII says that it has no
	// character beyond.
	Text        string
	ASCII       bool
	Permissions keys.Permissions
	Status      keys.Status
	Note        *Note // what is noted about it here, nil for nothing
}

// Of makes a Key of its parts.
func Of(name, id, preview string, p keys.Permissions, status keys.Status) Key {
	text := name + "\x00" + id + "\x00" + strings.TrimPrefix(preview, keys.Prefix)
	return Key{Text: text, ASCII: IsASCII(text), Permissions: p, Status: status}
}

// Matches reports whether the key fits every term. It allocates nothing.
func (f Filter) Matches(k *Key) bool {
	for i := range f {
		if f[i].matches(k) == f[i].not {
			return false
		}
	}
	return true
}

func (t *term) matches(k *Key) bool {
	switch t.kind {
	case permissionTerm:
		return t.levels&(1<<k.Permissions.Level(t.resource)) != 0
	case stateTerm:
		return t.states&(1<<k.Status) != 0
	case noteTerm:
		return t.inPart(k.Note)
	}
	if t.inText(k.Text, k.ASCII) || k.Note != nil && t.inText(k.Note.text, k.Note.ascii) {
		return true
	}
	return t.states != 0 && t.states&(1<<k.Status) != 0
}

func (t *term) inText(text string, ascii bool) bool {
	if t.other != "" && containsFold(text, t.other) {
		return true
	}
	switch {
	case t.plain, ascii && t.ascii:
		return containsASCII(text, t.word)
	case ascii:
		return false
	default:
		return containsFold(text, t.word)
	}
}
