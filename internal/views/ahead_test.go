package views_test

import (
	"testing"
	"time"

	"github.com/supascale/supascale-tui/internal/views/screentest"
)

// What is typed behind a key that would open a field, had the page been loaded, is no key
// of that page: here it would refresh, open the form for a new key, and quit.
func TestLettersTypedAheadAreDropped(t *testing.T) {
	for name, way := range map[string][]string{"the log's filter": {"2", "/"}, "the file of a review": {":", "text:review", "enter", "E"}} {
		w := arrive(t, 80, 24)
		w.run(w.root.Init())
		w.press(way[:len(way)-2]...)
		// The answers are not there yet.
		if _, cmd := w.root.Update(screentest.Key(way[len(way)-2])); cmd != nil && name != "the log's filter" {
			for _, msg := range screentest.Messages(cmd) {
				w.root.Update(msg)
			}
		}
		w.root.Update(screentest.Key(way[len(way)-1]))
		before, at := w.frame(), w.root.Place()
		for _, key := range []string{"r", "n", "1", "q"} {
			w.clock.At = w.clock.At.Add(200 * time.Millisecond)
			if w.press(key); w.quit || w.root.Place() != at || w.frame() != before {
				t.Fatalf("%s: %s acts:\n%s\n--- before\n%s", name, key, w.frame(), before)
			}
		}
		w.clock.At = w.clock.At.Add(time.Second)
		if w.press("n"); w.root.Place() == at {
			t.Errorf("%s: no key acts any more", name)
		}
	}
}
