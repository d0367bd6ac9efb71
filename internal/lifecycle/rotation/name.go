package rotation

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/text"
)

// suffix is what a new key's name ends in: the day it was made, and a number from
// the second of a day on.
var suffix = text.Pattern(`^(.*) \(rotated (\d{4}-\d{2}-\d{2})(?:, (\d{1,4}))?\)$`)

const cutMark = "…" // ends a name that had to be cut to make room for the suffix

// parsed is a name taken apart.
type parsed struct {
	base   string // without suffix, and without cutMark where it was cut
	cut    bool
	day    string // "" for a name without suffix
	number int    // 1 for the first of a day
}

func parse(name string) parsed {
	if !strings.HasSuffix(name, ")") || !strings.Contains(name, " (rotated ") {
		return parsed{base: name}
	}
	m := suffix().FindStringSubmatch(name)
	if m == nil {
		return parsed{base: name}
	}
	if _, err := time.Parse(time.DateOnly, m[2]); err != nil {
		return parsed{base: name}
	}
	p := parsed{day: m[2], number: 1}
	if m[3] != "" {
		p.number, _ = strconv.Atoi(m[3])
	}
	p.base, p.cut = strings.CutSuffix(m[1], cutMark)
	p.cut = p.cut && utf8.RuneCountInString(name) > keys.NameMax-10 // the number may have got shorter
	if !p.cut {
		p.base = m[1]
	}
	return p
}

// compare orders the names of one base by when their keys were made.
func (p parsed) compare(q parsed) int {
	return cmp.Or(strings.Compare(p.day, q.day), cmp.Compare(p.number, q.number))
}

// of reports whether p and q may be names of one key's generations. A base that
// was cut is the beginning of the whole one.
func (p parsed) of(q parsed) bool {
	switch {
	case p.cut && q.cut:
		return strings.HasPrefix(p.base, q.base) || strings.HasPrefix(q.base, p.base)
	case p.cut:
		return strings.HasPrefix(q.base, p.base)
	case q.cut:
		return strings.HasPrefix(p.base, q.base)
	}
	return p.base == q.base
}

// IsRotatedName reports whether a name says that its key was made by a rotation.
func IsRotatedName(name string) bool { return parse(name).day != "" }

// NewKeyName names the new key of a rotation on the day of now: "CI (rotated
// 2026-11-26)". A suffix that is there already is replaced, a name too long for it
// is cut, and one that is taken gets a number.
func NewKeyName(old Ref, now time.Time, taken func(name string) bool) string {
	p := parse(strings.TrimSpace(old.Name))
	base := p.base
	if base == "" {
		base = strings.TrimSpace("Key " + cmp.Or(keys.ShortPreview(old.Preview), old.ID))
	}
	for n := 1; ; n++ {
		end := " (rotated " + now.Format(time.DateOnly)
		if n > 1 {
			end += ", " + strconv.Itoa(n)
		}
		end += ")"
		name := base + end
		if room := keys.NameMax - utf8.RuneCountInString(end); p.cut || utf8.RuneCountInString(base) > room {
			name = string([]rune(base)[:min(utf8.RuneCountInString(base), room-1)]) + cutMark + end
		}
		if n == 9999 || !taken(name) {
			return name
		}
	}
}

// SameGrants reports whether two keys may do the same, as far as this program
// knows: a level it doesn't know can't be asked for.
func SameGrants(a, b keys.Permissions) bool {
	return a.Known() == b.Known()
}

// Candidates are the positions, in a list of n names, of those that Guess can make
// something of: new keys of rotations and what may be their old keys. It spares a long list
// from being unpacked.
func Candidates(n int, name func(i int) string) (list []int) {
	newKeys := make(map[string]bool)
	var cut []parsed
	for i := range n {
		if s := name(i); strings.HasSuffix(s, ")") {
			if p := parse(s); p.cut {
				cut = append(cut, p)
			} else if p.day != "" {
				newKeys[p.base] = true
			}
		}
	}
	if len(newKeys) == 0 && len(cut) == 0 {
		return nil
	}
	for i := range n {
		p := parse(name(i))
		if newKeys[p.base] || slices.ContainsFunc(cut, p.of) {
			list = append(list, i)
		}
	}
	return list
}

// generationsMost bounds how many keys with one base are compared with each
// other: where more have it the name tells nothing.
const generationsMost = 100

// named is a key with its name taken apart.
type named struct {
	parsed
	key *api.Key
}

// older reports whether a was made before b: by the times the instance tells, or
// by the names.
func (a named) older(b named) bool {
	if a.key.Created.IsZero() || b.key.Created.IsZero() {
		return a.compare(b.parsed) < 0
	}
	return a.key.Created.Before(b.key.Created)
}

// precedes reports whether b may be the new key of a.
func (a named) precedes(newKey named) bool {
	return a.key.ID != newKey.key.ID && a.of(newKey.parsed) && a.compare(newKey.parsed) < 0 && a.older(newKey) &&
		nested(a.key.Permissions.Known(), newKey.key.Permissions.Known())
}

// nested reports whether one of two permissions includes the other: a rotation may
// take levels away or add some.
func nested(a, b keys.Permissions) bool { return len(a.Exceeding(b)) == 0 || len(b.Exceeding(a)) == 0 }

// Guess recognises rotations by the names, permissions and times of keys, for one
// whose note is lost or lies on another machine. Each new key goes with the key made
// last before it.
func Guess(list []api.Key) []Rotation {
	whole := make(map[string][]named) // by base
	var cut, newKeys []named
	for _, i := range Candidates(len(list), func(i int) string { return list[i].Name }) {
		n := named{parse(list[i].Name), &list[i]}
		if n.day != "" {
			newKeys = append(newKeys, n)
		}
		if n.cut {
			cut = append(cut, n)
		} else {
			whole[n.base] = append(whole[n.base], n)
		}
	}
	var found []Rotation
	for _, newKey := range newKeys {
		group := whole[newKey.base]
		if newKey.cut {
			group = cut
			for base, others := range whole {
				if strings.HasPrefix(base, newKey.base) {
					group = append(slices.Clip(group), others...)
				}
			}
		}
		if len(group) > generationsMost {
			continue
		}
		var best *named
		for i := range group {
			if old := &group[i]; old.precedes(newKey) && (best == nil || best.older(*old)) {
				best = old
			}
		}
		if best != nil {
			found = append(found, guessed(best.key, newKey.key, newKey.day))
		}
	}
	slices.SortStableFunc(found, func(a, b Rotation) int {
		return cmp.Or(a.Begun.Compare(b.Begun), strings.Compare(a.Old.ID, b.Old.ID))
	})
	return found
}

func guessed(old, newKey *api.Key, day string) Rotation {
	begun := newKey.Created
	if begun.IsZero() {
		begun, _ = time.Parse(time.DateOnly, day) // parse has looked at it
	}
	return Rotation{
		Old: RefOf(old), New: RefOf(newKey), Begun: begun, Guessed: true, Lifetime: newKey.Lifetime(),
		Asked: api.NewKey{Name: newKey.Name, Permissions: newKey.Permissions, Expires: newKey.Expires},
	}
}
