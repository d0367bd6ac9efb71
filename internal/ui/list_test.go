package ui_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"github.com/supascale/supascale-tui/internal/ui"
)

// letters is a list of n rows; it counts the cells it was asked for.
type letters struct {
	n     int
	text  string
	asked map[int]bool
}

func (l *letters) Len() int { return l.n }

func (l *letters) Cell(row int, column string) ui.Cell {
	if l.asked != nil {
		l.asked[row] = true
	}
	if column == "state" {
		return ui.Cell{Mark: "●", Text: "on", Tone: ui.Good}
	}
	return ui.Cell{Text: fmt.Sprint(l.text, column, row)}
}

func list(rows *letters, width, height int, columns ...ui.Column) *ui.List {
	l := ui.NewList(ui.NewTheme(ui.Palette{}), rows, columns...)
	l.SetSize(width, height)
	return l
}

func lines(view string) []string {
	list := strings.Split(ansi.Strip(view), "\n")
	for i := range list {
		list[i] = strings.TrimRight(list[i], " ")
	}
	return list
}

func TestListDrawsHeadingCursorAndColumns(t *testing.T) {
	tb := list(&letters{n: 3}, 30, 4, ui.Column{ID: "a", Title: "NAME", Min: 6, Weight: 1}, ui.Column{ID: "state", Title: "STATE", Min: 5}, ui.Column{ID: "n", Title: "N", Min: 4, Right: true})
	tb.SetCursor(1)
	got := lines(tb.View())
	want := []string{
		"   NAME           STATE     N",
		"   a0             ● on     n0",
		" ▌ a1             ● on     n1",
		"   a2             ● on     n2",
	}
	if !slices.Equal(got, want) {
		t.Errorf("\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	tb.HideCursor()
	if view := tb.View(); strings.Contains(view, "▌") {
		t.Errorf("a hidden cursor is drawn:\n%s", view)
	}
}

func TestListAlignsWideCharacters(t *testing.T) {
	for _, text := range []string{"監視東京大阪", "e\u0301e\u0301", "plain", "👩‍👩‍👧 x", ""} {
		tb := list(&letters{n: 2, text: text}, 60, 3, ui.Column{ID: "a", Title: "NAME", Min: 9}, ui.Column{ID: "state", Title: "STATE", Min: 5})
		for _, l := range lines(tb.View())[1:] {
			before, _, _ := strings.Cut(l, "●")
			if got := ui.Width(before); got != 14 {
				t.Errorf("%q: the second column begins at %d, want 14", text, got)
			}
		}
	}
}

func TestListAsksForVisibleRowsAlone(t *testing.T) {
	rows := &letters{n: 1_000_000, asked: map[int]bool{}}
	tb := list(rows, 40, 11, ui.Column{ID: "a", Title: "A", Min: 5})
	tb.SetCursor(500)
	tb.View()
	if len(rows.asked) != 10 || !rows.asked[491] || !rows.asked[500] {
		t.Errorf("asked for %d rows, 491: %v, 500: %v", len(rows.asked), rows.asked[491], rows.asked[500])
	}
}

func TestListDropsColumnsByRank(t *testing.T) {
	columns := []ui.Column{
		{ID: "name", Title: "NAME", Min: 10}, {ID: "state", Title: "STATE", Min: 10, Rank: 1},
		{ID: "used", Title: "USED", Min: 10, Rank: 2}, {ID: "key", Title: "KEY", Min: 10, Rank: 3},
	}
	for _, c := range []struct {
		width int
		shown string
	}{{50, "name state used key"}, {49, "name state used"}, {37, "name state"}, {25, "name"}, {5, "name"}} {
		tb := list(&letters{}, c.width, 5, columns...)
		var shown []string
		for _, col := range columns {
			if tb.Shows(col.ID) {
				shown = append(shown, col.ID)
			}
		}
		if got := strings.Join(shown, " "); got != c.shown {
			t.Errorf("at %d: %s, want %s", c.width, got, c.shown)
		}
	}
}

func TestListSharesOutRoomByWeightUpToTheMost(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		columns := make([]ui.Column, rapid.IntRange(1, 6).Draw(t, "columns"))
		for i := range columns {
			columns[i] = ui.Column{ID: fmt.Sprint(i), Title: "T", Min: rapid.IntRange(1, 12).Draw(t, "min"), Weight: rapid.IntRange(0, 3).Draw(t, "weight"), Rank: rapid.IntRange(0, 3).Draw(t, "rank")}
			if rapid.Bool().Draw(t, "limited") {
				columns[i].Max = columns[i].Min + rapid.IntRange(0, 9).Draw(t, "max")
			}
		}
		width := rapid.IntRange(0, 120).Draw(t, "width")
		tb := list(&letters{n: 3, text: "some longer text "}, width, 4, columns...)
		least := 4
		for i, c := range columns {
			if i > 0 {
				least += 2
			}
			if c.Rank == 0 {
				least += c.Min
			}
		}
		for _, l := range strings.Split(tb.View(), "\n") {
			if got := ui.Width(l); width >= least && got > width {
				t.Fatalf("a line of %d cells at %d", got, width)
			}
		}
	})
}

// The cursor is always on a row and in the window, whatever is done.
func TestListCursorStaysInSight(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows := &letters{n: 30}
		tb := list(rows, 40, 8, ui.Column{ID: "a", Title: "A", Min: 5})
		for range rapid.IntRange(1, 40).Draw(t, "steps") {
			switch rapid.IntRange(0, 4).Draw(t, "what") {
			case 0:
				tb.SetSize(40, rapid.IntRange(0, 20).Draw(t, "height"))
			case 1:
				rows.n = rapid.IntRange(0, 60).Draw(t, "rows")
				tb.SetCursor(tb.Cursor())
			case 2:
				tb.Place(rapid.IntRange(-3, 70).Draw(t, "row"), rapid.IntRange(-3, 70).Draw(t, "top"))
			default:
				tb.HandleKey(rapid.SampledFrom(moves).Draw(t, "key"))
			}
			if c := tb.Cursor(); c < 0 || c >= max(rows.n, 1) {
				t.Fatalf("on row %d of %d", c, rows.n)
			}
			if h := tb.Height(); h > 0 && (tb.Cursor() < tb.Top() || tb.Cursor() >= tb.Top()+h) || tb.Top() < 0 {
				t.Fatalf("row %d, window %d to %d", tb.Cursor(), tb.Top(), tb.Top()+h)
			}
		}
	})
}

var moves = []tea.KeyPressMsg{
	{Code: tea.KeyUp}, {Code: tea.KeyDown}, {Code: tea.KeyPgUp}, {Code: tea.KeyPgDown}, {Code: tea.KeyHome}, {Code: tea.KeyEnd},
	{Code: 'j', Text: "j"}, {Code: 'k', Text: "k"}, {Code: 'g', Text: "g"}, {Code: 'g', ShiftedCode: 'G', Mod: tea.ModShift, Text: "G"},
}

func TestListKeys(t *testing.T) {
	tb := list(&letters{n: 100}, 40, 11, ui.Column{ID: "a", Title: "A", Min: 5})
	for i, want := range []int{0, 1, 0, 10, 0, 99, 99, 98, 0, 99} {
		if !tb.HandleKey(moves[i]) {
			t.Errorf("%s is no key of the list", moves[i])
		}
		if tb.Cursor() != want {
			t.Errorf("%s leads to %d, want %d", moves[i], tb.Cursor(), want)
		}
	}
	if tb.HandleKey(tea.KeyPressMsg{Code: 'x', Text: "x"}) {
		t.Error("x moves the cursor")
	}
}

func TestListPlaceKeepsTheLine(t *testing.T) {
	rows := &letters{n: 100}
	tb := list(rows, 40, 11, ui.Column{ID: "a", Title: "A", Min: 5})
	tb.SetCursor(25)
	line := tb.Cursor() - tb.Top()
	rows.n = 110
	tb.Place(40, 40-line) // fifteen rows came above
	if tb.Cursor() != 40 || tb.Cursor()-tb.Top() != line {
		t.Errorf("row %d on line %d, want 40 on %d", tb.Cursor(), tb.Cursor()-tb.Top(), line)
	}
}
