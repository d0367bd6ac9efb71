package keylist

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/history"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/views/screentest"
)

// However the pages come, with keys twice, changed or gone, the list is what
// sorting and filtering everything at once would give.
func TestPagesMergeIntoOrder(t *testing.T) {
	all := manyKeys(120)
	rapid.Check(t, func(t *rapid.T) {
		l := newListing()
		l.now = screentest.Now
		l.sortBy(sorting{order(rapid.IntRange(0, int(orderCount)-1).Draw(t, "order")), rapid.Bool().Draw(t, "reversed")})
		l.setQuery(parsed(t, rapid.SampledFrom([]string{"", "ci", "-state:active", "b p:w"}).Draw(t, "query")))
		want := map[string]api.Key{}
		for page := range rapid.IntRange(1, 6).Draw(t, "pages") {
			from := rapid.IntRange(0, len(all)-1).Draw(t, "from")
			part := slices.Clone(all[from:min(from+rapid.IntRange(1, 40).Draw(t, "size"), len(all))])
			if rapid.Bool().Draw(t, "changed") {
				part[0].Name = fmt.Sprint("renamed ", page)
				part[0].LastUsed = screentest.Now
			}
			for _, k := range part {
				want[k.ID] = k
			}
			l.take(pack(part), uint32(page+1), nil)
		}
		check(t, l, want)
		since := uint32(rapid.IntRange(1, 6).Draw(t, "seen since"))
		moved := l.dropPasses(func(pass uint32) bool { return pass < since })
		for id := range want {
			if _, found := l.find(id); !found {
				delete(want, id)
			}
		}
		if moved != nil && l.rows.len() != len(want) {
			t.Errorf("%d rows for %d keys", l.rows.len(), len(want))
		}
		check(t, l, want)
	})
}

func check(t *rapid.T, l *listing, want map[string]api.Key) {
	t.Helper()
	if l.live != len(want) {
		t.Fatalf("%d keys, want %d", l.live, len(want))
	}
	for id, k := range want {
		i, found := l.find(id)
		if !found || l.name(l.rows.at(i)) != k.Name || !history.Moment(l.rows.at(i).used).Equal(k.LastUsed) {
			t.Fatalf("%s: found %v", id, found)
		}
	}
	shown := slices.Clone(l.visible())
	l.sortRows(l.sorted, l.sorting, l.now)
	l.refilter()
	if !slices.Equal(shown, l.visible()) {
		t.Fatalf("shown %v, in order %v", shown, l.visible())
	}
	sum := 0
	for _, n := range l.counts {
		sum += n
	}
	if sum != l.live {
		t.Fatalf("the states count %v, %d keys", l.counts, l.live)
	}
}

func TestKeysWithoutIdsAreToldApart(t *testing.T) {
	l := newListing()
	page := []api.Key{{Name: "one"}, {Name: "two"}, {Name: "one"}}
	l.take(pack(page), 1, nil)
	l.take(pack(page), 2, nil)
	if l.live != 2 {
		t.Errorf("%d keys, want 2", l.live)
	}
}

// An instance that names a key twice in one page, differently, has the later
// believed; the texts of the keys beside it stay theirs.
func TestKeyTwiceInOnePage(t *testing.T) {
	l := newListing()
	l.take(pack([]api.Key{{ID: "a", Name: "known"}}), 1, nil)
	l.take(pack([]api.Key{
		{ID: "a", Name: "known"}, {ID: "b", Name: "first"}, {ID: "c", Name: "other"}, {ID: "b", Name: "second, longer"},
	}), 2, nil)
	for id, want := range map[string]string{"a": "known", "b": "second, longer", "c": "other"} {
		if i, found := l.find(id); !found || l.name(l.rows.at(i)) != want {
			t.Errorf("%s: found %v, named %q, want %q", id, found, l.name(l.rows.at(i)), want)
		}
	}
}

func TestTextsOfGoneKeysAreGivenBack(t *testing.T) {
	l := newListing()
	for pass := range 50 {
		list := manyKeys(100)
		for i := range list {
			list[i].ID = fmt.Sprintf("%d-%d", pass, i)
		}
		l.take(pack(list), uint32(pass+1), nil)
		l.dropPasses(func(before uint32) bool { return before <= uint32(pass) })
	}
	held := 0
	for _, text := range l.texts {
		held += len(text)
	}
	if l.live != 100 || held > 20_000 {
		t.Errorf("%d keys hold %d bytes of text", l.live, held)
	}
}

func TestStateOrderBeginsWithWhatIsExpired(t *testing.T) {
	l := newListing()
	l.now = screentest.Now
	l.sortBy(sorting{by: byState})
	l.take(pack(manyKeys(200)), 1, nil)
	last := keys.Expired
	for _, i := range l.visible() {
		status := l.rows.at(i).status(l.now)
		if status < last {
			t.Fatalf("%v after %v", status, last)
		}
		last = status
	}
}
