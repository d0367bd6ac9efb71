package health

import (
	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/text"
)

// CountKeys is how many keys the findings are about.
func CountKeys(findings []Finding) int {
	ids := make(map[string]bool, len(findings))
	for i := range findings {
		ids[findings[i].Key.ID] = true
	}
	return len(ids)
}

// Tally says how many findings there are and on how many keys: one key may have several.
func Tally(findings []Finding) string {
	return text.Plural(len(findings), "finding", "findings") + " on " + text.Plural(CountKeys(findings), "key", "keys")
}

// KeysOf are the keys with a finding of a rule, in the order of the findings.
func KeysOf(findings []Finding, rule Rule) (list []api.Key) {
	for i := range findings {
		if f := &findings[i]; f.Rule == rule {
			list = append(list, f.Key)
		}
	}
	return list
}
