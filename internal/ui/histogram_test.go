package ui

import (
	"math"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"
)

func plain(lines []string) string { return ansi.Strip(strings.Join(lines, "\n")) }

func TestHistogramShowsSmallCountsBesideLargeOnes(t *testing.T) {
	h := Histogram{Values: []int{0, 1, 1000000, 500000, 0}}
	if got := plain(h.View(NewTheme(Palette{}))); got != "·▁█▄·" {
		t.Errorf("got %q", got)
	}
}

func TestHistogramOfNothing(t *testing.T) {
	theme := NewTheme(Palette{})
	if got := plain(Histogram{}.View(theme)); got != "" {
		t.Errorf("no values drew %q", got)
	}
	if got := plain(Histogram{Values: []int{0, 0, 0}}.View(theme)); got != "···" {
		t.Errorf("zeros drew %q", got)
	}
}

func TestHistogramStacksLines(t *testing.T) {
	h := Histogram{Values: []int{0, 1, 8, 16}, Slot: 3, Height: 2}
	want := "         ██\n·  ▁▁ ██ ██"
	if got := plain(h.View(NewTheme(Palette{}))); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestHistogramSurvivesTheGreatestCount(t *testing.T) {
	h := Histogram{Values: []int{math.MaxInt, 1}, Height: 3}
	if got := plain(h.View(NewTheme(Palette{}))); got != "█ \n█ \n█▁" {
		t.Errorf("got %q", got)
	}
}

// A count never looks like none, a greater one never lower than a smaller one,
// and every line is as wide as Width says.
func TestHistogramIsHonest(t *testing.T) {
	theme := NewTheme(Palette{})
	rapid.Check(t, func(t *rapid.T) {
		h := Histogram{
			Values: rapid.SliceOfN(rapid.IntRange(0, 5000), 1, 60).Draw(t, "values"),
			Slot:   rapid.IntRange(0, 5).Draw(t, "slot"),
			Height: rapid.IntRange(0, 4).Draw(t, "height"),
		}
		lines := h.View(theme)
		for _, line := range lines {
			if Width(line) != widthOf(h) {
				t.Fatalf("line %q is %d cells, want %d", line, Width(line), widthOf(h))
			}
		}
		last := []rune(ansi.Strip(lines[len(lines)-1]))
		levels := h.levels(len(lines))
		for i, v := range h.Values {
			if shown := last[i*h.slot()]; (shown == '·') != (v == 0) {
				t.Fatalf("value %d is drawn as %q", v, shown)
			}
			for j, w := range h.Values {
				if v < w && levels[i] > levels[j] {
					t.Fatalf("%d is drawn higher than %d", v, w)
				}
			}
		}
	})
}

func TestMarkedBarsNeedNoColour(t *testing.T) {
	h := Histogram{Values: []int{1, 2, 0, 3}, Slot: 2, Marked: true, MarkFrom: 1, MarkTo: 2}
	line := h.View(NewTheme(Palette{Marked: {Reverse: true}}))[0]
	if !strings.Contains(line, "\x1b[") || Width(line) != widthOf(h) {
		t.Errorf("got %q, %d cells", line, Width(line))
	}
}

// widthOf is the number of cells that each line takes.
func widthOf(h Histogram) int {
	if len(h.Values) == 0 {
		return 0
	}
	return len(h.Values)*h.slot() - h.gap()
}
