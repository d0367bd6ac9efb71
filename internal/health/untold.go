package health

import (
	"slices"
	"strings"
)

// Untold is what the data can't tell, for one reason: the gaps of several rules.
type Untold struct {
	Rules []Rule
	Keys  int // at most, by one of the rules
	Why   string
}

// NotFine is said about what can't be told.
const NotFine = "That is not the same as fine."

// Gathered folds gaps of one reason.
func Gathered(gaps []Gap) (list []Untold) {
	for _, g := range gaps {
		i := slices.IndexFunc(list, func(u Untold) bool { return u.Why == g.Why })
		if i < 0 {
			i = len(list)
			list = append(list, Untold{Why: g.Why})
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
