package keys

import (
	"strings"
	"time"
)

// Template is what a new key begins with that is made from an old one: to replace
// it, to be like it, or to stand in for one that is gone.
type Template struct {
	Name string
	Old  string // the old key's id, "" for none
	// Permissions are the old key's, as far as they are known here.
	Permissions Permissions
	Lifetime    Lifetime
	Why         string // what the key is for, in sentences: "Replaces …"
	// Again says that the old key is gone, so that a living one of its name is
	// another key.
	Again bool
	// Drops says that the old key has levels that are unknown here and can't be
	// asked for.
	Drops bool
}

// TemplateOf is a new key like an old one, which was created at a moment, zero
// where nobody tells it, and expires so.
func TemplateOf(name string, p Permissions, created time.Time, e Expiry) Template {
	return Template{Name: name, Permissions: p.Known(), Lifetime: LifetimeOf(created, e), Drops: len(p.Others()) > 0}
}

// Takes words what the new key takes over: "permissions and lifetime".
func (t Template) Takes() string {
	if !t.Lifetime.IsKnown() {
		return "permissions"
	}
	return "permissions and lifetime"
}

// Because gives the template its Why, and adds what can't be taken over.
func (t Template) Because(why string) Template {
	t.Why = strings.Join(append([]string{why}, t.Notes()...), " ")
	return t
}

// Notes are sentences about what the new key can't take over.
func (t Template) Notes() (list []string) {
	if !t.Lifetime.IsKnown() {
		list = append(list, UnknownLifetimeWords)
	}
	if t.Drops {
		list = append(list, "The old key has levels that are unknown here and can't be asked for: the new one goes without them.")
	}
	return list
}

// UnknownLifetimeWords say why somebody must choose when a new key expires.
const UnknownLifetimeWords = "How long the old key was made for isn't known: choose when the new one expires."
