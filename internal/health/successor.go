package health

import (
	"cmp"
	"slices"
	"sort"
	"strings"

	"github.com/supascale/supascale-tui/internal/api"
)

// successors are, for each name that a key has, the keys that may replace it:
// those with the same name, or that name and more. The oldest come first.
type successors map[string][]*api.Key

// successorsOf looks at every name once, and at every place where a shorter one
// may end in it, so that many keys of one name cost no more than others.
func successorsOf(list []named) successors {
	s := make(successors, len(list))
	for i := range list {
		s[list[i].name] = nil
	}
	delete(s, "")
	for i := range list {
		n := &list[i]
		for end := 1; end <= len(n.name); end++ {
			if end < len(n.name) && strings.IndexByte(" (-_2", n.name[end]) < 0 {
				continue
			}
			if others, known := s[n.name[:end]]; known {
				s[n.name[:end]] = append(others, n.key)
			}
		}
	}
	for _, others := range s {
		slices.SortFunc(others, func(a, b *api.Key) int { return cmp.Or(a.Created.Compare(b.Created), strings.Compare(a.ID, b.ID)) })
	}
	return s
}

// of gives the first key that was made after k and may replace it, nil for none.
// It is unsure where the instance does not tell when they were made.
func (s successors) of(k *api.Key) (next *api.Key, unsure bool) {
	others := s[strings.ToLower(strings.TrimSpace(k.Name))]
	if len(others) < 2 {
		return nil, false
	}
	if k.Created.IsZero() || others[0].Created.IsZero() {
		return nil, true
	}
	if i := sort.Search(len(others), func(i int) bool { return others[i].Created.After(k.Created) }); i < len(others) {
		return others[i], false
	}
	return nil, false
}
