// Package press is the one table of the console's keys. A letter has one meaning
// everywhere; text fields and the modes, where letters are something else, are the
// exceptions. Bindings are made of these keys alone, so that no screen can give a letter
// a meaning of its own.
package press

import "slices"

// Mode is where a letter has its meaning.
type Mode string

// The modes. A question has no letters: one that moves or refreshes elsewhere would be
// pressed by habit.
const (
	Anywhere Mode = ""
	Form     Mode = "form"
	Reveal   Mode = "reveal"
)

// Key is what is pressed for one purpose, by one or several keys of the keyboard.
type Key struct {
	show    string
	names   []string // as tea.KeyPressMsg.String gives them
	letters []Letter // those among the names
}

// Letter is one of the table's.
type Letter struct {
	Name  string
	Means string
	Mode  Mode
}

// Show is the key as help and footer show it: "↑↓".
func (k Key) Show() string { return k.show }

// Names are those of the keyboard's keys.
func (k Key) Names() []string { return k.names }

// Letters are those among the keys.
func (k Key) Letters() []Letter { return k.letters }

// Has reports whether one of the keys has the name.
func (k Key) Has(name string) bool { return slices.Contains(k.names, name) }

// Or is pressed by more keys, and shown as it is.
func (k Key) Or(more ...Key) Key {
	k.names, k.letters = slices.Clone(k.names), slices.Clone(k.letters)
	for _, m := range more {
		k.names = append(k.names, m.names...)
		k.letters = append(k.letters, m.letters...)
	}
	return k
}

// Except is not pressed by the keys with these names.
func (k Key) Except(taken map[string]bool) Key {
	k.names = slices.DeleteFunc(slices.Clone(k.names), func(name string) bool { return taken[name] })
	k.letters = slices.DeleteFunc(slices.Clone(k.letters), func(l Letter) bool { return taken[l.Name] })
	return k
}

// IsTaken reports that Except has left nothing of the key.
func (k Key) IsTaken() bool { return k.names != nil && len(k.names) == 0 }

// Join is one of several keys, all of which are shown.
func Join(between string, keys ...Key) Key {
	joined := keys[0].Or(keys[1:]...)
	for _, k := range keys[1:] {
		joined.show += between + k.show
	}
	return joined
}

var table []Letter

// Table lists all letters.
func Table() []Letter { return slices.Clone(table) }

func letter(name, means string) Key { return letterIn(Anywhere, name, means) }

func letterIn(mode Mode, name, means string) Key {
	l := Letter{name, means, mode}
	table = append(table, l)
	return Key{name, []string{name}, []Letter{l}}
}

// named is a key that is no letter.
func named(show string, names ...string) Key { return Key{show: show, names: names} }

// shown is a key by another name.
func (k Key) shown(as string) Key { k.show = as; return k }
