package notes

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
)

// Kind is what an import does to the note about a key.
type Kind string

// The kinds.
const (
	Added    Kind = "added"
	Changed  Kind = "changed"
	Removed  Kind = "removed"  // the team has removed it, and nothing was changed here
	Same     Kind = "same"     // both say the same
	Kept     Kind = "kept"     // only this side has changed it: it stays
	Conflict Kind = "conflict" // both have, and not to the same
)

// Choice is whose word counts where both sides have changed the same.
type Choice string

// The choices. With Undecided an import with conflicts does nothing.
const (
	Undecided Choice = ""
	Mine      Choice = "mine"
	Theirs    Choice = "theirs"
)

// Words say what becomes of conflicts, "" where that is not decided.
func (c Choice) Words() string {
	switch c {
	case Mine:
		return "Where both sides have changed the same, yours stays."
	case Theirs:
		return "Where both sides have changed the same, theirs is taken."
	}
	return ""
}

// Change is what an import does to one note.
type Change struct {
	KeyID, KeyName string
	Kind           Kind
	Mine, Theirs   Text // before it, on both sides
	// Result is the note after it. Where a conflict is undecided its fields are mine.
	Result Text
	// Unknown says that the note came with the file and the instance lists no such
	// key. It is kept all the same.
	Unknown bool
}

// Difference is a field that two texts have differently.
type Difference struct{ Field, From, To string }

// Differences are the fields that an import changes, or in a conflict those that the
// sides have differently, from here to there.
func (c *Change) Differences() (list []Difference) {
	to := c.Result
	if c.Kind == Conflict {
		to = c.Theirs
	}
	for _, f := range fields {
		if a, b := *f.Of(&c.Mine), *f.Of(&to); a != b {
			list = append(list, Difference{f.Name, a, b})
		}
	}
	return list
}

// Named is what to call the note's key: its name, or its id where it has none.
func (c *Change) Named() string { return cmp.Or(c.KeyName, c.KeyID) }

// Words say what an import does to the note.
func (c *Change) Words() string {
	if c.Unknown {
		return string(c.Kind) + ", no such key here"
	}
	return string(c.Kind)
}

// Tells reports whether there is something to say: that it is added, changed, removed,
// or in conflict.
func (c *Change) Tells() bool { return c.Kind != Same && c.Kind != Kept }

// DifferenceWords say what happens to a field, or in a conflict what either side has.
func (c *Change) DifferenceWords(d Difference) string {
	if c.Kind == Conflict {
		return "yours " + quoted(d.From) + ", theirs " + quoted(d.To)
	}
	switch {
	case d.From == "":
		return d.To
	case d.To == "":
		return "“" + d.From + "” is removed"
	}
	return d.From + " → " + d.To
}

func quoted(text string) string {
	if text == "" {
		return "none"
	}
	return "“" + text + "”"
}

// Plan is what an import would do.
type Plan struct {
	Place   string   // the instance that the file was made on
	Other   bool     // it is another one than this
	Choice  Choice   // about conflicts
	Changes []Change // of all notes of both sides, in the order of lists
}

// Count is how many notes there are of a kind.
func (p *Plan) Count(kind Kind) int {
	n := 0
	for i := range p.Changes {
		if p.Changes[i].Kind == kind {
			n++
		}
	}
	return n
}

// Mark finds the notes of the file about keys that the instance does not list.
func (p *Plan) Mark(listed func(keyID string) bool) {
	for i := range p.Changes {
		c := &p.Changes[i]
		c.Unknown = !c.Theirs.IsZero() && !listed(c.KeyID)
	}
}

// Unknown is how many Mark has found.
func (p *Plan) Unknown() int {
	n := 0
	for i := range p.Changes {
		if p.Changes[i].Unknown {
			n++
		}
	}
	return n
}

// Undecided reports whether there is a conflict about which nothing is said.
func (p *Plan) Undecided() bool { return p.Choice == Undecided && p.Count(Conflict) > 0 }

// changesAny reports whether the import would change a note.
func (p *Plan) changesAny() bool {
	return slices.ContainsFunc(p.Changes, func(c Change) bool { return c.Mine != c.Result })
}

// Nothing reports whether the import would leave every note as it is.
func (p *Plan) Nothing() bool { return !p.Undecided() && !p.changesAny() }

// plan merges a file into what is kept. What both sides had in common last decides
// who has changed a field.
func (b *book) plan(in api.Instance, f File, choice Choice) Plan {
	p := Plan{Place: f.Place, Other: f.Place != "" && f.Place != Place(in), Choice: choice}
	theirs := make(map[string]Note, len(f.Notes))
	all := make(map[string]Note, len(f.Notes)+len(b.notes))
	for _, n := range f.Notes {
		theirs[n.KeyID], all[n.KeyID] = n, n
	}
	for id, n := range b.notes {
		all[id] = n // its name is the one known here
	}
	for _, n := range sorted(all) {
		c := Change{KeyID: n.KeyID, KeyName: n.KeyName, Mine: b.notes[n.KeyID].Text, Theirs: theirs[n.KeyID].Text}
		c.Kind, c.Result = merge(b.shared[n.KeyID], c.Mine, c.Theirs, choice)
		p.Changes = append(p.Changes, c)
	}
	return p
}

// merge is a three-way merge of one note, field by field. A note that one side has
// removed and the other changed is one conflict as a whole.
func merge(base, mine, theirs Text, choice Choice) (Kind, Text) {
	switch {
	case mine == theirs:
		return Same, mine
	case theirs == base:
		return Kept, mine
	case mine == base:
		return kindOf(mine, theirs), theirs
	case mine.IsZero() || theirs.IsZero():
		if choice == Theirs {
			return Conflict, theirs
		}
		return Conflict, mine
	}
	result, conflict := mine, false
	for _, f := range fields {
		b, m, t := *f.Of(&base), *f.Of(&mine), *f.Of(&theirs)
		switch {
		case m == t || t == b:
		case m == b:
			*f.Of(&result) = t
		default:
			conflict = true
			if choice == Theirs {
				*f.Of(&result) = t
			}
		}
	}
	switch {
	case conflict:
		return Conflict, result
	case result == mine:
		return Kept, mine
	}
	return kindOf(mine, result), result
}

func kindOf(from, to Text) Kind {
	switch {
	case from.IsZero():
		return Added
	case to.IsZero():
		return Removed
	}
	return Changed
}

// apply does what a plan says. What the file has is what both sides have in common
// from now on.
func (b *book) apply(p *Plan, now time.Time) {
	b.shared = make(map[string]Text)
	for _, c := range p.Changes {
		if !c.Theirs.IsZero() {
			b.shared[c.KeyID] = c.Theirs
		}
		if c.Result != c.Mine {
			b.put(Note{KeyID: c.KeyID, KeyName: c.KeyName, Text: c.Result, Changed: now})
		}
	}
}

func (b *book) put(n Note) {
	if n.IsZero() {
		delete(b.notes, n.KeyID)
		return
	}
	b.notes[n.KeyID] = n
}

// Remarks are what to know about the file before it is imported, in sentences.
func (p *Plan) Remarks() (list []string) {
	if p.Other {
		list = append(list, "The file was made on another instance: "+p.Place+".")
	}
	switch n := p.Unknown(); n {
	case 0:
	case 1:
		list = append(list, "1 note is about a key that this instance does not list. It is kept all the same.")
	default:
		list = append(list, fmt.Sprintf("%d notes are about keys that this instance does not list. They are kept all the same.", n))
	}
	return list
}

// Words counts what an import does: “2 added, 1 changed, 14 the same”.
func (p *Plan) Words() string {
	var said []string
	for _, k := range []struct {
		kind  Kind
		words string
	}{{Added, "added"}, {Changed, "changed"}, {Removed, "removed"}, {Conflict, "changed on both sides"}, {Kept, "changed or kept here alone"}, {Same, "the same"}} {
		if n := p.Count(k.kind); n > 0 {
			said = append(said, fmt.Sprintf("%d %s", n, k.words))
		}
	}
	if len(said) == 0 {
		return "there is no note on either side"
	}
	return strings.Join(said, ", ")
}
