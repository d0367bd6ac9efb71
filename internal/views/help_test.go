package views_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/supascale/supascale-tui/internal/ui/press"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// state is everything that a key press could change: the frame, what was asked of an
// instance, and whether the console is there.
func (w *world) state() string {
	view := w.root.View()
	w.mu.Lock()
	defer w.mu.Unlock()
	all := fmt.Sprint(view.Content, view.Cursor, w.quit, slices.Sorted(slices.Values(w.asked)), slices.Sorted(slices.Values(w.closed)), w.told, w.surveys)
	for _, p := range profiles {
		all += w.behind[p.Name].Requests()
	}
	return all
}

// At 80 columns the footer has what the moment is about: what enter does, and the way out.
func TestTheFooterHasWhatTheMomentNeeds(t *testing.T) {
	for _, m := range moments {
		w := at(t, m)
		lines := strings.Split(w.frame(), "\n")
		if strings.HasPrefix(lines[len(lines)-1], " :") {
			continue // a command is typed there
		}
		for _, b := range w.root.Listed() {
			if says := b.Show + " " + b.Does; b.Hint && b.Enabled() && (b.Key.Has("enter") || b.Key.Has("esc")) && !strings.Contains(lines[len(lines)-1], says) {
				t.Errorf("%s: the footer leaves out %q: %s", m.name, says, lines[len(lines)-1])
			}
		}
	}
	at(t, moment{"a cause", []string{"2", "down", "down", "down", "enter"}, false}).shows("esc back   R rotate it   o open the key")
}

// Every key that help lists has an effect, or says why it has none now; it is listed once.
func TestHelpListsWhatWorks(t *testing.T) {
	t.Chdir(t.TempDir()) // some of the keys write a file
	for _, m := range moments {
		times := map[string]int{}
		for i, b := range at(t, m).root.Listed() {
			works := len(b.Key.Names()) == 0
			for _, name := range b.Key.Names() {
				if times[name]++; works {
					continue
				}
				w := at(t, m)
				before := w.state()
				w.press(name)
				works = w.state() != before
			}
			if !works {
				t.Errorf("%s: %s %q does nothing (%d)", m.name, b.Show, b.Does, i)
			}
		}
		for name, n := range times {
			if n > 1 {
				t.Errorf("%s: %s is listed %d times", m.name, name, n)
			}
		}
	}
}

// others are keys that are no letters.
var others = strings.Fields("enter esc space tab shift+tab backspace delete up down left right home end pgup pgdown shift+left shift+right ctrl+u")

// A key that help doesn't list does nothing.
func TestHelpLeavesNothingOut(t *testing.T) {
	t.Chdir(t.TempDir()) // some of the keys write a file
	for _, m := range moments {
		if m.text {
			continue
		}
		w := at(t, m)
		listed := map[string]bool{}
		for _, b := range w.root.Listed() {
			for _, name := range b.Key.Names() {
				listed[name] = true
			}
		}
		names := others
		for _, l := range press.Table() {
			names = append(names, l.Name)
		}
		before := w.state()
		for _, name := range names {
			if listed[name] {
				continue
			}
			if w.press(name); w.state() != before {
				t.Errorf("%s: %s is not listed, and does something:\n%s", m.name, name, w.frame())
				w = at(t, m)
				before = w.state()
			}
		}
	}
}

// A notice that is longer than a line is said whole.
func TestALongNoticeIsWrapped(t *testing.T) {
	const clock = "This machine's clock is 2 hours ahead of the instance's, so what has expired here and there differs: set the clock that is wrong."
	for _, width := range []int{60, 80, 200} {
		c := open(t, width, 16)
		c.send(screen.Notice{Text: clock})
		within(t, c.root.View(), width, 16)
		if said := strings.Join(strings.Fields(c.frame()), " "); !strings.Contains(said, clock) {
			t.Errorf("%d: it is cut:\n%s", width, c.frame())
		}
		c.send(screen.Notice{Text: strings.Repeat(clock, 9)})
		within(t, c.root.View(), width, 16)
	}
}
