package keylist

import (
	"strings"
	"time"
	"unicode"

	"github.com/supascale/supascale-tui/internal/keys"
)

// query is a filter as typed. Its terms, parted by spaces, must all hold:
//
//	word            in the name, the id or the preview, or the start of the state
//	projects:write  exactly that level; the resource may be its letter, and the
//	                level its beginning: p:w
//	projects:       any level but none
//	state:expired   the state: expired, expiring (or soon), active
//	-term           the term does not hold
type query []term

type term struct {
	kind   termKind
	not    bool
	word   string // in small letters
	other  string // word as a preview is stored, where that differs
	ascii  bool
	plain  bool  // ASCII, and no other character has one of its letters as the small one
	states uint8 // bit set of keys.Status that fit
	// resource and levels, a bit set, for a permission
	resource keys.Resource
	levels   uint8
}

type termKind uint8

const (
	wordTerm termKind = iota
	stateTerm
	permissionTerm
)

func parseQuery(text string) query {
	var q query
	for field := range strings.FieldsSeq(text) {
		rest, not := strings.CutPrefix(field, "-")
		if rest == "" {
			continue // a minus to which nothing is typed yet
		}
		t := parseTerm(strings.Map(unicode.ToLower, rest))
		t.not = not
		q = append(q, t)
	}
	return q
}

func parseTerm(word string) term {
	if head, tail, found := strings.Cut(word, ":"); found {
		if head == "state" || head == "status" {
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
	t := term{kind: wordTerm, word: word, ascii: isASCII(word), states: statesNamed(word)}
	t.plain = t.ascii && !strings.ContainsAny(word, "ik") // of İ and the Kelvin sign
	if other := strings.Replace(word, "…", "...", 1); other != word {
		t.other = other
	}
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

// narrows reports whether every key that fits q also fits before: then only
// those need to be looked at. It holds where a word grew, or a term was added.
func (q query) narrows(before query) bool {
	if len(q) < len(before) {
		return false
	}
	for i, old := range before {
		if q[i] == old {
			continue
		}
		grown := q[i].kind == wordTerm && old.kind == wordTerm && !q[i].not && !old.not &&
			strings.HasPrefix(q[i].word, old.word) && old.other == "" && q[i].states&^old.states == 0
		if !grown {
			return false
		}
	}
	return true
}

// matches reports whether the row fits every term.
func (q query) matches(st *store, r *row, now time.Time) bool {
	for i := range q {
		if q[i].matches(st, r, now) == q[i].not {
			return false
		}
	}
	return true
}

func (t *term) matches(st *store, r *row, now time.Time) bool {
	switch t.kind {
	case permissionTerm:
		return t.levels&(1<<st.permissions(r).Level(t.resource)) != 0
	case stateTerm:
		return t.states&(1<<r.status(now)) != 0
	}
	if t.inText(st.text(r), r.flags&flagASCII != 0) {
		return true
	}
	return t.states != 0 && t.states&(1<<r.status(now)) != 0
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
