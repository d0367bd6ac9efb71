package ui_test

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/ui/press"
)

func pressed(name string) tea.KeyPressMsg {
	codes := map[string]rune{
		"up": tea.KeyUp, "down": tea.KeyDown, "left": tea.KeyLeft, "right": tea.KeyRight,
		"enter": tea.KeyEnter, "home": tea.KeyHome, "pgup": tea.KeyPgUp, "pgdown": tea.KeyPgDown,
	}
	if code, ok := codes[name]; ok {
		return tea.KeyPressMsg{Code: code}
	}
	if name == "space" {
		return tea.KeyPressMsg{Code: tea.KeySpace, Text: " "}
	}
	return tea.KeyPressMsg{Code: []rune(name)[0], Text: name}
}

func menu() *ui.Grid {
	cells := func(mild, hot string) []ui.GridCell {
		return []ui.GridCell{{Text: "nothing"}, {Text: mild, More: " (with bread)"}, {Text: hot, Warn: "burns"}}
	}
	return ui.NewGrid(ui.NewTheme(ui.Palette{}), "Dishes",
		[]ui.GridChoice{{"None", press.LevelHere[0], press.LevelAll[0]}, {"Mild", press.LevelHere[1], press.LevelAll[1]}, {"Hot", press.LevelHere[2], press.LevelAll[2]}},
		[]ui.GridRow{{"Soup", cells("leek", "chili")}, {"Curry", cells("korma", "vindaloo")}, {"Pie", cells("apple", "pepper")}})
}

func choices(g *ui.Grid) (list [3]int) {
	for i := range list {
		list[i] = g.Chosen(i)
	}
	return list
}

func TestGridIsSetByArrowsAndLetters(t *testing.T) {
	g := menu()
	for _, step := range []struct {
		key          string
		handled, set bool
		row, column  int
		chosen       [3]int
	}{
		{"up", false, false, 0, 0, [3]int{}}, // leaves the grid
		{"left", true, false, 0, 0, [3]int{}},
		{"right", true, false, 0, 1, [3]int{}},
		{"space", true, true, 0, 1, [3]int{1, 0, 0}},
		{"j", true, false, 1, 1, [3]int{1, 0, 0}},
		{"l", true, false, 1, 2, [3]int{1, 0, 0}},
		{"right", true, false, 1, 2, [3]int{1, 0, 0}},
		{"enter", true, true, 1, 2, [3]int{1, 2, 0}},
		{"down", true, false, 2, 2, [3]int{1, 2, 0}},
		{"down", false, false, 2, 2, [3]int{1, 2, 0}}, // leaves it below
		{"r", true, true, 2, 1, [3]int{1, 2, 1}},
		{"N", true, true, 2, 0, [3]int{}},
		{"R", true, true, 2, 1, [3]int{1, 1, 1}},
		{"k", true, false, 1, 1, [3]int{1, 1, 1}},
		{"z", false, false, 1, 1, [3]int{1, 1, 1}},
	} {
		handled, set := g.HandleKey(pressed(step.key))
		row, column := g.Cursor()
		if handled != step.handled || set != step.set || row != step.row || column != step.column || choices(g) != step.chosen {
			t.Fatalf("%s: handled %v, set %v, at %d,%d, chosen %v; want %+v", step.key, handled, set, row, column, choices(g), step)
		}
	}
}

func gridLines(g *ui.Grid, width int, focused bool) []string {
	var plain []string
	for _, l := range g.Lines(width, focused) {
		plain = append(plain, strings.TrimRight(ansi.Strip(l), " "))
	}
	return plain
}

func TestGridSaysInWordsWhatACellMeans(t *testing.T) {
	g := menu()
	g.Choose(0, 1)
	g.Choose(1, 2)
	g.SetCursor(2, 1)
	want := []string{
		"   Dishes  None    Mild    Hot",
		"   Soup    ○       ●       ○      leek (with bread)",
		"   Curry   ○       ○       ● !    ! vindaloo: burns",
		" ▌ Pie     ●      [○]      ○      Mild: apple (with bread)", // what it would allow
	}
	if got := gridLines(g, 70, true); strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s", strings.Join(got, "\n"))
	}
	if got := gridLines(g, 70, false)[3]; got != "   Pie     ●       ○       ○      nothing" {
		t.Errorf("without focus: %q", got)
	}
	narrow := gridLines(g, 46, true)
	if narrow[1] != "   Soup    ○       ●       ○      leek" {
		t.Errorf("what is only nice to have must go whole: %q", narrow[1])
	}
}

func TestGridKeepsToItsWidth(t *testing.T) {
	g := menu()
	g.Choose(0, 2)
	for width := range 80 {
		for _, l := range g.Lines(width, true) {
			if got := ui.Width(l); got > width {
				t.Errorf("width %d: %d cells: %q", width, got, l)
			}
		}
	}
}

func TestGridBindingsAreItsKeys(t *testing.T) {
	for _, b := range menu().Bindings() {
		for _, key := range b.Key.Names() {
			g := menu()
			g.SetCursor(1, 1)
			if handled, _ := g.HandleKey(pressed(key)); !handled {
				t.Errorf("%q is bound to “%s” and does nothing", key, b.Does)
			}
		}
	}
}
