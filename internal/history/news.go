package history

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// News is what changed on an instance.
type News struct {
	// Since is the last moment at which the admin had seen all there was to see.
	Since time.Time
	// Looked is when the list was last looked at: what Dismiss takes.
	Looked time.Time
	// First says that there was nothing to compare with.
	First bool
	// The counts are exact; List is cut to ListMost.
	Added, Gone, Altered int
	List                 []Change
}

// ListMost is how many changes News lists.
const ListMost = 5000

// Count is how many keys changed.
func (n *News) Count() int { return n.Added + n.Gone + n.Altered }

// Count is how many keys something happened to.
type Count struct {
	Kind Kind
	Keys int
}

// Counts are those that are not zero, in the order in which they are told.
func (n *News) Counts() (list []Count) {
	for _, c := range []Count{{Added, n.Added}, {Gone, n.Gone}, {Altered, n.Altered}} {
		if c.Keys > 0 {
			list = append(list, c)
		}
	}
	return list
}

func (n *News) add(c Change) {
	switch c.Kind {
	case Added:
		n.Added++
	case Gone:
		n.Gone++
	default:
		n.Altered++
	}
	if len(n.List) < ListMost {
		n.List = append(n.List, c)
	}
}

// order puts what is gone first, since it is nowhere else to be seen, and then by
// name.
func (n *News) order() {
	rank := [...]int{Added: 1, Gone: 0, Altered: 2}
	slices.SortStableFunc(n.List, func(a, b Change) int {
		return cmp.Or(rank[a.Kind]-rank[b.Kind], strings.Compare(a.Key.Name, b.Key.Name), strings.Compare(a.Key.ID, b.Key.ID))
	})
}
