package lifecycle

import (
	"strings"

	"golang.org/x/text/unicode/norm"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/keys"
)

// Pick gives the keys that a word may mean. An id comes first, in whatever case: no
// name that looks like one can stand before it. Then come those with exactly that
// name or with that preview, whole or short, together: a key may be named like the
// preview of another. Last come those with that name in another case. More than one
// is ambiguous.
func Pick(list []api.Key, word string) []api.Key {
	word = norm.NFC.String(word) // as names are read
	if word == "" {
		return nil
	}
	for _, fits := range []func(k *api.Key) bool{
		func(k *api.Key) bool { return k.OwnID() == word || k.ID == word },
		func(k *api.Key) bool { return strings.EqualFold(k.OwnID(), word) },
		func(k *api.Key) bool { return k.Name == word || hasPreview(k, word) },
		func(k *api.Key) bool { return strings.EqualFold(k.Name, word) },
	} {
		var found []api.Key
		for i := range list {
			if fits(&list[i]) {
				found = append(found, list[i])
			}
		}
		if len(found) > 0 {
			return found
		}
	}
	return nil
}

// hasPreview reports whether a word is the key's preview, whole or short.
func hasPreview(k *api.Key, word string) bool {
	return keys.SamePreview(k.Preview, word)
}
