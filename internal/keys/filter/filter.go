// Package filter picks keys by the words of a filter, which are the same on
// the screen and on the command line, and orders names as people do.
package filter

import (
	"strings"

	"golang.org/x/text/unicode/norm"

	"github.com/supascale/supascale-tui/internal/keys"
)

// Filter is a filter as typed. Its terms, parted by spaces, must all hold:
//
//	word            in the name, the id, the preview or the note, or the name of a
//	                state
//	"two words"     in the same places, and nothing but that
//	projects:write  exactly that level; the resource and the level may be their
//	                letters: p:w
//	projects:any    any level but none
//	state:expired   the state: expired, expiring (or soon; see keys.ExpiringWithin), active
//	instance:eu     in the name of the instance, where the keys are of several
//	owner:anna      in that part of the note about the key; also purpose: and
//	                ticket:, and with any behind it: there is one
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
	instanceTerm
)

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
		grown := old.kind.isSearch() && f[i].kind == old.kind && f[i].part == old.part && !f[i].not && !old.not &&
			strings.HasPrefix(f[i].word, old.word) && old.other == "" && f[i].states&^old.states == 0
		if !grown {
			return false
		}
	}
	return true
}

// isSearch reports whether terms of the kind look for a part of a text.
func (k termKind) isSearch() bool { return k == wordTerm || k == noteTerm || k == instanceTerm }

// Key is what a filter looks at of a key.
type Key struct {
	// Text is the name, the id and the preview without keys.Prefix, with a NUL
	// between them, which cleaned text never holds. ASCII says that it has no
	// character beyond.
	Text        string
	ASCII       bool
	Permissions keys.Permissions
	Status      keys.Status
	Note        *Note  // what is noted about it here, nil for nothing
	Instance    string // which of several it is of, "" where there is one
}

// Of makes a Key of its parts.
func Of(name, id, preview string, p keys.Permissions, status keys.Status) Key {
	text := norm.NFC.String(name) + "\x00" + id + "\x00" + strings.TrimPrefix(preview, keys.Prefix)
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
	case instanceTerm:
		return t.inText(k.Instance, false)
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
