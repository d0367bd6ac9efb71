package views_test

import (
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/screentest"
)

var writesFiles = regexp.MustCompile("file|import|export")

type cell struct{ x, y int }

// zones are the cells of the frame by the keys for which they stand.
func (w *world) zones() map[string][]cell {
	found := map[string][]cell{}
	keysAt := w.root.Clickable()
	for y := range 24 {
		for x := range 80 {
			keys := strings.Join(keysAt(x, y), " ")
			found[keys] = append(found[keys], cell{x, y})
		}
	}
	return found
}

func (w *world) click(c cell) { w.send(tea.MouseClickMsg{X: c.x, Y: c.y, Button: tea.MouseLeft}) }

// moves reports whether keys only lead somewhere.
func moves(keys string) bool {
	return !slices.ContainsFunc(strings.Fields(keys), func(k string) bool {
		return !slices.Contains([]string{"up", "down", "left", "right", "tab"}, k)
	})
}

// What is clicked does what its keys do, and what has none does nothing. What only leads
// somewhere leads there.
func TestAClickIsItsKeys(t *testing.T) {
	t.Chdir(t.TempDir())
	r := rand.New(rand.NewPCG(1, 2))
	for _, m := range moments {
		w := at(t, m)
		shown, zoned := w.root.Drawn()
		if screentest.Plain(ui.Unzoned(zoned)) != screentest.Plain(shown) {
			t.Errorf("%s: a frame to be clicked on is another one:\n%s", m.name, ui.Unzoned(zoned))
		}
		zones := w.zones()
		before := w.state()
		for _, c := range sample(r, zones[""], 10) {
			if w.click(c); w.state() != before {
				t.Fatalf("%s: a click on nothing, at %v, does something:\n%s", m.name, c, w.frame())
			}
		}
		delete(zones, "")
		if w.root.View().MouseMode == tea.MouseModeNone {
			if w.root.Place() != "reveal" {
				t.Errorf("%s: the mouse is off", m.name)
			}
			for _, keys := range sorted(zones) {
				if w.click(zones[keys][0]); w.state() != before {
					t.Fatalf("%s: a click does something where the mouse is off:\n%s", m.name, w.frame())
				}
			}
			continue
		}
		if len(zones) == 0 && !strings.HasSuffix(m.name, "command") {
			t.Errorf("%s: nothing can be clicked", m.name)
		}
		for _, keys := range sample(r, sorted(zones), 2) {
			c := zones[keys][r.IntN(len(zones[keys]))]
			if writesFiles.MatchString(m.name) {
				continue // two consoles have two files
			}
			one, other := at(t, m), at(t, m)
			one.click(c)
			other.press(strings.Fields(keys)...)
			if one.state() != other.state() {
				t.Errorf("%s: a click at %v is not %s:\n%s\n--- but\n%s", m.name, c, keys, one.frame(), other.frame())
			}
			if c.y < 23 && moves(keys) && one.state() == before {
				t.Errorf("%s: a click at %v, which is %s, leads nowhere:\n%s", m.name, c, keys, one.frame())
			}
			if first := strings.Fields(keys); len(first) > 1 && !moves(keys) && first[0] != "esc" && !strings.HasSuffix(keys, " space") && keys != "tab e" && keys != "tab enter" {
				t.Errorf("%s: a click is %s", m.name, keys)
			}
		}
	}
}

func sorted(zones map[string][]cell) (list []string) {
	for keys := range zones {
		list = append(list, keys)
	}
	slices.Sort(list)
	return list
}

func sample[T any](r *rand.Rand, list []T, n int) []T {
	list = slices.Clone(list)
	r.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	return list[:min(n, len(list))]
}
