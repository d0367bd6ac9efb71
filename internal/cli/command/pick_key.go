package command

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/lifecycle"
	"github.com/supascale/supascale-tui/internal/text/sanitize"
)

// Pick finds the key that a word means. That a list which is not whole lacks it is no
// sign that there is none.
func (l Listing) Pick(word string) (api.Key, error) {
	shown := sanitize.Limit(word, 200)
	found := lifecycle.Pick(l.Keys, word)
	switch {
	case len(found) == 1:
		return found[0], nil
	case len(found) > 1:
		return api.Key{}, SeveralFit(shown, "keys", found, func(*api.Key) string { return "" })
	}
	return api.Key{}, l.none(shown)
}

// SeveralFit refuses a word that may be any of several keys, and lists their ids. Noun is
// what they are, more what is said of one besides, "" for nothing.
func SeveralFit(word, noun string, found []api.Key, more func(*api.Key) string) error {
	var b strings.Builder
	for i := range found {
		k := &found[i]
		_, _ = fmt.Fprintf(&b, "\n  %s", strings.TrimRight(fmt.Sprintf("%s  %s  %s  %s", k.ID, k.Name, keys.ShortPreview(k.Preview), more(k)), " "))
	}
	return Usagef("“%s” may be any of %d %s. Name one by its id:%s", word, len(found), noun, b.String())
}

// PickEach finds the keys that a word means on each of the instances that the list is of.
func (l Listing) PickEach(word string) (found []api.Key, err error) {
	of := map[string][]api.Key{}
	for _, k := range l.Keys {
		of[k.Instance] = append(of[k.Instance], k)
	}
	for _, instance := range slices.Sorted(maps.Keys(of)) {
		found = append(found, lifecycle.Pick(of[instance], word)...)
	}
	if len(found) == 0 {
		return nil, l.none(sanitize.Limit(word, 200))
	}
	return found, nil
}

// none says that there is no such key, as far as the list tells.
func (l Listing) none(word string) error {
	err := fmt.Errorf("no key has the name, the id or the preview “%s”. See what there is: supascale-tui keys list", word)
	if l.Part != nil {
		return Exit{ExitPartial, fmt.Errorf("%w. It may be one of the keys that aren't listed: %w", err, l.Part)}
	}
	return Exit{ExitNotFound, err}
}
