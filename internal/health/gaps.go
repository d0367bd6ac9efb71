package health

import (
	"slices"
	"strings"

	"github.com/supascale/supascale-tui/internal/text"
)

// Untold is what the data can't tell, for one reason: the gaps of several rules.
type Untold struct {
	Rules []Rule
	Keys  int // at most, by one of the rules
	Why   string
	// Instance is that of the gaps.
	Instance string
}

// NotFine is said about what can't be told.
const NotFine = "That is not the same as fine."

// Gathered folds gaps of one reason and instance.
func Gathered(gaps []Gap) (list []Untold) {
	for _, g := range gaps {
		i := slices.IndexFunc(list, func(u Untold) bool { return u.Why == g.Why && u.Instance == g.Instance })
		if i < 0 {
			i = len(list)
			list = append(list, Untold{Why: g.Why, Instance: g.Instance})
		}
		list[i].Rules = append(list[i].Rules, g.Rule)
		list[i].Keys = max(list[i].Keys, g.Keys)
	}
	return list
}

// Named names the rules that can't be answered.
func (u *Untold) Named() string {
	words := make([]string, len(u.Rules))
	for i, r := range u.Rules {
		words[i] = "“" + r.Words() + "”"
	}
	return strings.Join(words, ", ")
}

// Counted says how many keys it is about, and of which of several instances.
func (u *Untold) Counted() string { return counted(u.Keys, u.Instance) }

// Counted says how many keys it is about, and of which of several instances.
func (g *Gap) Counted() string { return counted(g.Keys, g.Instance) }

func counted(keys int, instance string) string {
	words := text.Plural(keys, "key", "keys")
	if instance != "" {
		words += " of " + instance
	}
	return words
}
