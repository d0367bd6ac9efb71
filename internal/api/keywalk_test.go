package api

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
)

// listing is an instance's list, and how the instance gives it.
type listing struct {
	keys         []Key
	most         int // keys of a page; 0 for as many as are asked for
	total        int // -1 for not told
	ignoresLimit bool
	stuck        bool // ignores the offset
	clamps       bool // gives the last page again behind the end
	unreadable   int
	moves        func(l *listing, request int) // before the answer
	requests     int
}

func (l *listing) ListKeys(_ context.Context, offset, limit int) (KeyPage, error) {
	l.requests++
	if l.moves != nil {
		l.moves(l, l.requests)
	}
	if l.requests > 1000 {
		return KeyPage{}, errors.New("it is asked for ever")
	}
	n := len(l.keys)
	if limit == 0 || l.ignoresLimit {
		limit = n
	}
	if l.most > 0 {
		limit = min(limit, l.most)
	}
	if l.stuck {
		offset = 0
	}
	if l.clamps && offset >= n {
		offset = max(n-limit, 0)
	}
	from := min(offset, n)
	return KeyPage{Keys: slices.Clone(l.keys[from:min(from+limit, n)]), Total: l.total, Unreadable: l.unreadable}, nil
}

func numbered(n int) []Key {
	list := make([]Key, n)
	for i := range list {
		list[i] = Key{ID: fmt.Sprintf("key-%d", n-i), Name: fmt.Sprintf("Key %d", n-i)}
	}
	return list
}

func TestTheListOfKeysIsReadToItsEnd(t *testing.T) {
	for name, c := range map[string]struct {
		list    listing
		want    int
		partial string
		most    int // requests
	}{
		"none":                               {listing{total: -1}, 0, "", 1},
		"as documented, without pages":       {listing{keys: numbered(45), total: -1, ignoresLimit: true, stuck: true}, 45, "", 2},
		"one key, without pages":             {listing{keys: numbered(1), total: -1, ignoresLimit: true, stuck: true}, 1, "", 2},
		"many, without pages":                {listing{keys: numbered(1500), total: -1, ignoresLimit: true, stuck: true}, 1500, "", 1},
		"ours":                               {listing{keys: numbered(2345), total: 2345}, 2345, "", 4},
		"capped, with a total":               {listing{keys: numbered(451), most: 100, total: 451}, 451, "", 7},
		"capped, without a total":            {listing{keys: numbered(451), most: 100, total: -1}, 451, "", 7},
		"capped, the last page is full":      {listing{keys: numbered(400), most: 100, total: -1}, 400, "", 7},
		"capped, whatever limit is asked":    {listing{keys: numbered(451), most: 100, total: -1, ignoresLimit: true}, 451, "", 7},
		"capped, and the last page again":    {listing{keys: numbered(451), most: 100, total: -1, clamps: true}, 451, "", 7},
		"the last page again, and just one":  {listing{keys: numbered(45), total: -1, clamps: true}, 45, "", 2},
		"stuck, with a total":                {listing{keys: numbered(451), most: 50, total: 451, stuck: true}, 50, "50 of 451: this instance gives no more", 4},
		"stuck, without a total":             {listing{keys: numbered(451), most: 50, total: -1, stuck: true}, 50, "50 keys: this instance gives no more, and doesn't tell how many there are", 4},
		"stuck, with all there is":           {listing{keys: numbered(45), total: 45, stuck: true}, 45, "", 2},
		"a total of the page":                {listing{keys: numbered(451), most: 100, total: 100}, 451, "", 7},
		"a total of nothing":                 {listing{keys: numbered(45), total: 0}, 45, "", 2},
		"a total of more":                    {listing{keys: numbered(451), most: 100, total: 500}, 451, "451 of 500: this instance gives no more", 14},
		"entries that are no keys":           {listing{keys: numbered(3), total: 5, unreadable: 2}, 3, "2 entries of the list can't be read as keys", 6},
		"entries that are no keys, no total": {listing{keys: numbered(3), total: -1, unreadable: 1}, 3, "1 entry of the list can't be read as a key", 6},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := Keys(t.Context(), &c.list)
			if len(got) != c.want || c.want == len(c.list.keys) && !slices.Equal(got, c.list.keys) {
				t.Errorf("%d keys, want %d", len(got), c.want)
			}
			if partial := PartOf(err); partial == nil && (err != nil || c.partial != "") || partial != nil && partial.Short() != c.partial {
				t.Errorf("it says %v, want %q", err, c.partial)
			}
			if c.list.requests > c.most {
				t.Errorf("%d requests, want at most %d", c.list.requests, c.most)
			}
		})
	}
}

func TestAListThatMovesIsReadAgain(t *testing.T) {
	for name, change := range map[string]func(*listing){
		"revoked": func(l *listing) { l.keys = slices.Delete(l.keys, 10, 15) },
		"created": func(l *listing) {
			l.keys = append([]Key{{ID: "new-1", Name: "n"}, {ID: "new-2", Name: "n"}}, l.keys...)
		},
		"both": func(l *listing) { l.keys = append([]Key{{ID: "new-1", Name: "n"}}, slices.Delete(l.keys, 3, 7)...) },
	} {
		t.Run(name, func(t *testing.T) {
			l := &listing{keys: numbered(250), most: 100}
			l.moves = func(l *listing, request int) {
				if request == 2 {
					change(l)
				}
				l.total = len(l.keys)
			}
			got, err := Keys(t.Context(), l)
			if err != nil || !slices.Equal(got, l.keys) {
				t.Errorf("%d keys of %d, %v", len(got), len(l.keys), err)
			}
		})
	}
	t.Run("for ever", func(t *testing.T) {
		l := &listing{keys: numbered(250), most: 100}
		first := l.keys[0]
		l.moves = func(l *listing, request int) {
			l.keys = append([]Key{{ID: fmt.Sprintf("new-%d", request), Name: "n"}}, l.keys...)
			l.total = len(l.keys)
		}
		got, err := Keys(t.Context(), l)
		partial := PartOf(err)
		if partial == nil || !partial.Changed || !slices.Contains(got, first) {
			t.Errorf("%d keys, %v", len(got), err)
		}
	})
}

func TestKeysThatAreListedTwice(t *testing.T) {
	key := func(id, name, preview string) Key { return Key{ID: id, Name: name, Preview: preview} }
	same := key("same", "One", "a")
	l := &listing{total: -1, ignoresLimit: true, stuck: true, keys: []Key{
		same, key("b", "B", ""), same, key("same", "Another", "c"), key("", "No id", "d"), key("", "No id", "e"), key("", "No id", "d"),
	}}
	got, err := Keys(t.Context(), l)
	if err != nil || len(got) != 5 {
		t.Fatalf("%+v, %v", got, err)
	}
	for _, k := range got {
		if cant := k.CantName() != ""; cant != (k.ID != "b") {
			t.Errorf("%+v: %q", k, k.CantName())
		}
	}
}

func TestAnErrorIsNoPartOfTheList(t *testing.T) {
	broken := errors.New("broken")
	l := &listing{keys: numbered(250), most: 100, total: -1}
	w := NewKeyWalk(lister(func(offset, limit int) (KeyPage, error) {
		if l.requests == 1 {
			l.requests++
			return KeyPage{}, broken
		}
		return l.ListKeys(t.Context(), offset, limit)
	}), 100)
	var seen int
	for failed := 0; ; {
		step, err := w.Next(t.Context())
		if err != nil {
			if failed++; failed > 1 || !errors.Is(err, broken) || PartOf(err) != nil {
				t.Fatal(err)
			}
			continue
		}
		if seen = step.Seen; step.Done {
			break
		}
	}
	if seen != 250 {
		t.Errorf("%d keys after a failure in between", seen)
	}
}

type lister func(offset, limit int) (KeyPage, error)

func (l lister) ListKeys(_ context.Context, offset, limit int) (KeyPage, error) {
	return l(offset, limit)
}
