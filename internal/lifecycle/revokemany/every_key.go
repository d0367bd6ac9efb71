package revokemany

import (
	"slices"
	"strings"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
)

// Emptied are the names of the instances that keep no key, or the console's own key alone, once
// the plan is carried out.
func (p *Plan) Emptied() []string {
	var names []string
	for name, n := range p.goes {
		if n > 0 && n == p.others[name] {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// Emptied are the names of the instances that keep no key, or the console's own key alone, once
// the chosen of all keys are revoked.
func Emptied(chosen, all []api.Key, own Owns) []string {
	p := NewPlan(chosen, FoundIn(all, nil, chosen, own), own, time.Time{})
	return p.Emptied()
}

// EveryWords warn where no other key stays, "" for nothing.
func (p *Plan) EveryWords() string {
	emptied := p.Emptied()
	if len(emptied) == 0 {
		return ""
	}
	words := "Every key of " + NameEmptied(emptied) + " goes"
	switch {
	case p.OwnIn():
		return words + "."
	case len(emptied) > 1:
		return words + ", except those that this console uses."
	}
	return words + ", except the one that this console uses."
}

// NameEmptied names the instances that are emptied; one without a name is the only one.
func NameEmptied(names []string) string {
	if names[0] == "" {
		return "this instance"
	}
	return strings.Join(names, ", ")
}
