package fleet

import (
	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/lifecycle/revokemany"
)

// RevokeParts are the instances that the client works on, for a revocation of many keys.
func RevokeParts(client app.API) []revokemany.Part {
	parts := Parts(client)
	list := make([]revokemany.Part, len(parts))
	for i, p := range parts {
		list[i] = revokemany.Part{Name: p.Name, Client: p.API}
	}
	return list
}

// Places names the instances that keys are of, each with its environment where that is known,
// as questions about several do: "eu-1 (production)".
func Places(client app.API, list []string) []string {
	named := make([]string, len(list))
	for i, name := range list {
		named[i] = name
		if what := EnvironmentOf(client, name); what != "" && what != name {
			named[i] += " (" + what + ")"
		}
	}
	return named
}

// EnvironmentOf is what one of several instances is for, "" where nobody said.
func EnvironmentOf(client app.API, name string) string {
	if s, several := client.(*Source); several {
		if m := s.find(name); m != nil {
			return m.Environment
		}
	}
	return ""
}
