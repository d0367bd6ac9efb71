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

// Attention words how many keys want attention, and of how many findings that is:
// one key may have several.
func Attention(findings []Finding) string {
	keys := CountKeys(findings)
	words := text.Plural(keys, "key wants attention", "keys want attention")
	if n := len(findings); n != keys {
		words += ", " + text.Plural(n, "finding", "findings")
	}
	return words
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
