package lifecycle

import (
	"strings"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/keys"
)

// Pick gives the keys that a word may mean: the one with that id, else those with
// exactly that name, else with that preview, whole or short, else with that name
// whatever its case. More than one is ambiguous.
func Pick(list []api.Key, word string) []api.Key {
	folded := strings.ToLower(word)
	for _, fits := range []func(k *api.Key) bool{
		func(k *api.Key) bool { return k.ID == word },
		func(k *api.Key) bool { return k.Name == word },
		func(k *api.Key) bool {
			return k.Preview != "" && (k.Preview == word || keys.ShortPreview(k.Preview) == keys.ShortPreview(word))
		},
		func(k *api.Key) bool { return strings.ToLower(k.Name) == folded },
	} {
		var found []api.Key
		for i := range list {
			if word != "" && fits(&list[i]) {
				found = append(found, list[i])
			}
		}
		if len(found) > 0 {
			return found
		}
	}
	return nil
}
