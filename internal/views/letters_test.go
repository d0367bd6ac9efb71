package views_test

import (
	"regexp"
	"slices"
	"testing"

	"github.com/supascale/supascale-tui/internal/ui/press"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// meant are the words in which screens say what a letter of the table does.
var meant = map[string]string{
	"0": `instances$`, "1": `^keys$`, "2": `^audit$`, "3": `^health$`, "P": `pending`, "H": `^history$`, "I": `find which key a value is|^identify`,
	"/": `^filter`, ":": `^command$`, "?": `^help$|^close$`, "q": `^quit$`, "r": `^refresh$|again$`,
	"j": `scroll|move|day|below|next`, "k": `scroll|move|day|above`, "g": `scroll|move|top`, "G": `scroll|move|end`,
	"o": `open (its|the) key|^what is left`, "n": `^new|^create`, "x": `^revoke`, "X": `^revoke all`, "R": `^rotate`,
	"t": `^test`, "e": `note|^edit`, "u": `^use$|used for$`, "l": `log|failures alone`, "z": `^snooze$|^take back$`, "Z": `snoozed$`, "*": `^mark all|^the keys of all`,
	"s": `^sort`, "S": `^reverse the sort`, "E": `^export`, "m": `^merge a file`, "a": `^add an instance`, "D": `seen$`, "F": `^forget`,
	"f": `follow$|watch`, "w": `window|days$|another time`, "W": `^why checks can't tell$|^back to the findings$`, "c": `only this cause`, "i": `only this address`, "A": `^all keys that`, "T": `^times`, ">": `^next failure`, "<": `^previous failure`,
	"y": `have it|taken`, "b": `end|keep`, "d": `^when the old key goes$`,
}

// modes are the screens on which the letters of a mode are pressed.
var modes = map[press.Mode][]string{
	press.Form:   {"new", "connect", "rotate", "reveal"},
	press.Reveal: {"reveal"},
}

func TestALetterMeansTheSameOnEveryScreen(t *testing.T) {
	told := map[string]bool{}
	for _, m := range moments {
		w := at(t, m)
		for _, a := range w.root.Listed() {
			for _, l := range a.Key.Letters() {
				if l.Mode != press.Anywhere {
					if !slices.Contains(modes[l.Mode], w.root.Place()) {
						t.Errorf("%s: %q is pressed, which is one of a %s", m.name, l.Name, l.Mode)
					}
					continue
				}
				told[l.Name] = true
				if words := meant[l.Name]; words == "" || !regexp.MustCompile(words).MatchString(a.Does) {
					t.Errorf("%s: %s does %q, which is not %q (%s)", m.name, l.Name, a.Does, l.Means, words)
				}
			}
		}
	}
	for _, l := range press.Table() {
		if l.Mode == press.Anywhere && !told[l.Name] {
			t.Errorf("no moment has %q: %s", l.Name, l.Means)
		}
	}
}

// isQuestion reports whether what is in front is a question: one of several answers is
// highlighted.
func isQuestion(front []screen.Action) bool {
	return slices.ContainsFunc(front, func(a screen.Action) bool { return a.Does == "other answers" })
}

// A letter that moves or refreshes elsewhere is pressed by habit.
func TestNoLetterActsInAQuestion(t *testing.T) {
	questions := 0
	for _, m := range moments {
		w := at(t, m)
		if !isQuestion(w.root.Front()) {
			continue
		}
		questions++
		before, instance := w.frame(), w.behind["eu-1"].Requests()
		for _, l := range press.Table() {
			w.press(l.Name)
			if w.quit || w.frame() != before || w.behind["eu-1"].Requests() != instance {
				t.Fatalf("%s: %s does something:\n%s\n--- before\n%s", m.name, l.Name, w.frame(), before)
			}
		}
	}
	if questions < 7 {
		t.Errorf("there are only %d questions", questions)
	}
}
