package health

import "github.com/supascale/supascale-tui/internal/api"

// KeysOf are the keys with a finding of a rule, in the order of the findings.
func KeysOf(findings []Finding, rule Rule) (list []api.Key) {
	for i := range findings {
		if f := &findings[i]; f.Rule == rule {
			list = append(list, f.Key)
		}
	}
	return list
}
