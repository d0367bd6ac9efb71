package keys

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Permissions says which level a key has on each resource. The zero value has
// none anywhere. Values are comparable and small, so that a hundred thousand
// keys can be held.
type Permissions struct {
	known [ResourceCount]Level
	// other holds what an instance sent and this program does not know, as
	// "resource=level" pairs split by line feeds: shown as it is, never used.
	other string
}

// Other is a permission from an instance that speaks of a resource or level
// this program does not know.
type Other struct{ Resource, Level string }

// Grant returns permissions with one entry.
func Grant(r Resource, l Level) Permissions { return Permissions{}.With(r, l) }

// AllWrite returns write on every known resource.
func AllWrite() Permissions {
	var p Permissions
	for i := range p.known {
		p.known[i] = Write
	}
	return p
}

// With returns p with level l on r. An unknown resource changes nothing.
func (p Permissions) With(r Resource, l Level) Permissions {
	if i := r.index(); i >= 0 {
		p.known[i] = l
	}
	return p
}

// Level is the level on r, None for a resource that is unknown or absent.
func (p Permissions) Level(r Resource) Level {
	if i := r.index(); i >= 0 {
		return p.known[i]
	}
	return None
}

// Allows reports whether p includes level need on r.
func (p Permissions) Allows(r Resource, need Level) bool { return p.Level(r).Includes(need) }

// IsNone reports whether p grants nothing at all.
func (p Permissions) IsNone() bool { return p.known == [ResourceCount]Level{} && p.other == "" }

// IsAllWrite reports whether p grants write on every known resource.
func (p Permissions) IsAllWrite() bool { return p.known == AllWrite().known }

// Exceeding lists the resources on which p has a higher level than limit.
func (p Permissions) Exceeding(limit Permissions) []Resource {
	var over []Resource
	for i := range p.known {
		if p.known[i] > limit.known[i] {
			over = append(over, resourceTable[i].resource)
		}
	}
	return over
}

// Known is p without what this program does not know: none in its place.
func (p Permissions) Known() Permissions {
	for i, l := range p.known {
		if l == Unknown {
			p.known[i] = None
		}
	}
	p.other = ""
	return p
}

// whole stands in the place of a resource for permissions of which nothing can be
// read.
const whole = "permissions"

// UnreadablePermissions are those of which an instance told, if anything, what
// can't be read.
func UnreadablePermissions(told string) Permissions {
	var p Permissions
	for i := range p.known {
		p.known[i] = Unknown
	}
	return p.withOthers(map[string]string{whole: cmp.Or(told, "not told")})
}

// Told is what the instance told of a level that can't be read.
func (p Permissions) Told(r Resource) string {
	for _, o := range p.Others() {
		if o.Resource == string(r) || o.Resource == whole {
			return o.Level
		}
	}
	return ""
}

// Others lists the entries this program does not know, as the instance sent
// them.
func (p Permissions) Others() []Other {
	if p.other == "" {
		return nil
	}
	var list []Other
	for line := range strings.SplitSeq(p.other, "\n") {
		resource, level, _ := strings.Cut(line, "=")
		list = append(list, Other{resource, level})
	}
	return list
}

// Wire gives every known resource and its level by wire name.
func (p Permissions) Wire() map[string]string {
	names := make(map[string]string, ResourceCount)
	for i, facts := range resourceTable {
		names[string(facts.resource)] = p.known[i].String()
	}
	return names
}

// ParsePermissions reads wire names strictly, as a request must be read: an
// unknown resource or level is a FieldError (contract, "Permissions").
func ParsePermissions(names map[string]string) (Permissions, error) {
	var p Permissions
	for name, level := range names {
		r := Resource(name)
		if !r.Known() {
			return Permissions{}, &FieldError{"permissions." + name, "unknown resource"}
		}
		l, err := ParseLevel(level)
		if err != nil {
			return Permissions{}, &FieldError{"permissions." + name, err.Error()}
		}
		p = p.With(r, l)
	}
	return p, nil
}

// TolerantPermissions reads wire names as an answer must be read: what is
// unknown is kept for showing and grants nothing (contract, "Permissions").
func TolerantPermissions(names map[string]string) Permissions {
	if told, is := names[whole]; is {
		return UnreadablePermissions(told)
	}
	var p Permissions
	others := make(map[string]string)
	for name, level := range names {
		l, err := ParseLevel(strings.ToLower(level))
		if err != nil {
			l = Unknown
		}
		if r := Resource(name); r.Known() {
			p = p.With(r, l)
		}
		if !Resource(name).Known() || err != nil {
			others[name] = level
		}
	}
	return p.withOthers(others)
}

// withOthers is p with what this program does not know.
func (p Permissions) withOthers(names map[string]string) Permissions {
	keep := strings.NewReplacer("\n", " ", "=", " ")
	var other []string
	for name, level := range names {
		other = append(other, keep.Replace(name)+"="+keep.Replace(level))
	}
	slices.Sort(other)
	p.other = strings.Join(other, "\n")
	return p
}

// Summary is the compact form for narrow lists: "P:w B:r T:- C:- S:r".
func (p Permissions) Summary() string {
	var b strings.Builder
	for i, facts := range resourceTable {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(facts.letter)
		b.WriteByte(':')
		b.WriteByte(p.known[i].Mark())
	}
	for _, o := range p.Others() {
		if Resource(o.Resource).Known() || o.Resource == whole {
			continue // a ? stands for it
		}
		fmt.Fprintf(&b, " %s:%s", o.Resource, o.Level)
	}
	return b.String()
}

// Spoken lists what p permits for who listens: "projects write, backups read".
func (p Permissions) Spoken() string {
	var parts []string
	for _, r := range Resources() {
		switch l := p.Level(r); l {
		case None:
		case Unknown:
			parts = append(parts, strings.ToLower(r.Title())+" can't be read: “"+p.Told(r)+"”")
		default:
			parts = append(parts, strings.ToLower(r.Title())+" "+l.String())
		}
	}
	for _, o := range p.Others() {
		if !Resource(o.Resource).Known() {
			parts = append(parts, o.Resource+" “"+o.Level+"”")
		}
	}
	if len(parts) == 0 {
		return "no permissions"
	}
	return strings.Join(parts, ", ")
}

// Sentence says what p permits: "may change projects and view backups".
func (p Permissions) Sentence() string {
	if p.IsNone() {
		return "may do nothing"
	}
	var parts []string
	for _, level := range []struct {
		level Level
		verb  string
	}{{Write, "change"}, {Read, "view"}} {
		var nouns []string
		for i, facts := range resourceTable {
			if p.known[i] == level.level {
				nouns = append(nouns, facts.noun)
			}
		}
		if len(nouns) > 0 {
			parts = append(parts, level.verb+" "+enumerate(nouns))
		}
	}
	for _, o := range p.Others() {
		if o.Resource == whole {
			parts = append(parts, fmt.Sprintf("do what can't be read (“%s”)", o.Level))
			continue
		}
		parts = append(parts, fmt.Sprintf("do “%s” with %s, which is unknown here", o.Level, Resource(o.Resource).Noun()))
	}
	return "may " + joinClauses(parts)
}

// joinClauses joins with a comma before the last "and" where a clause holds an
// "and" itself, so that the sentence can be read one way only.
func joinClauses(parts []string) string {
	if len(parts) > 1 && slices.ContainsFunc(parts, func(s string) bool { return strings.Contains(s, " and ") }) {
		last := len(parts) - 1
		return strings.Join(parts[:last], ", ") + ", and " + parts[last]
	}
	return enumerate(parts)
}

func enumerate(words []string) string {
	if len(words) <= 1 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " and " + words[last]
}
