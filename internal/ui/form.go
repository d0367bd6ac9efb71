package ui

import (
	"strings"

	tea "charm.land/bubbletea/v2"
)

// Form is the drawing of a form: parts below each other, each with a label, one of
// them with the focus. It is made anew for every frame; a window shows as much of
// it as there is room for, and the focus.
type Form struct {
	Width int // of the window, in cells
	// LabelEnd is where labels end and fields begin, in cells.
	LabelEnd int
	Busy     bool // nothing can be changed now: no bar is drawn
	Inside   bool // something within the part has the keys: its row can't be clicked
	// Take is the key for the chosen one of a row's choices, "" where it has none.
	Take string

	theme    *Theme
	gaps     int // how many of the things that can be left out there is room for
	lines    []string
	focused  bool // the part that is drawn has the focus
	from, to int  // lines of the one that has
	areas    []area
	stops    int // how many parts there are
	stop     int // the one that has the focus
	at       int // the one of them that must be seen
	cursor   *tea.Cursor
}

// FitForm draws a form so that it fits into height lines, if leaving out what is of
// least use makes it fit. Draw is called with forms in which more or less is to be
// left out: of so many gaps, numbered from the most useful on (Form.Room).
func FitForm(theme *Theme, width, height, labelEnd, gaps int, draw func(*Form)) *Form {
	try := func(n int) *Form {
		f := &Form{Width: width, LabelEnd: labelEnd, theme: theme, gaps: n}
		draw(f)
		return f
	}
	f := try(gaps)
	if len(f.lines) <= height {
		return f
	}
	least := try(0)
	for n := gaps - 1; n > 0 && len(least.lines) < height; n-- {
		if f = try(n); len(f.lines) <= height {
			return f
		}
	}
	return least
}

// Theme is what the form is drawn with.
func (f *Form) Theme() *Theme { return f.theme }

// Room reports whether there is room for something that can be left out.
func (f *Form) Room(gap int) bool { return gap < f.gaps }

// Space adds an empty line where there is room for it.
func (f *Form) Space(gap int) {
	if f.Room(gap) {
		f.Add("")
	}
}

// Add adds lines as they are.
func (f *Form) Add(lines ...string) { f.lines = append(f.lines, lines...) }

// Append lengthens the last line, if that leaves it within the width, and reports
// whether it did.
func (f *Form) Append(text string) bool {
	last := &f.lines[len(f.lines)-1]
	if Width(*last)+Width(text) >= f.Width {
		return false
	}
	*last += text
	return true
}

// Part draws a part, which tab leads to. The window shows the one that has the focus.
func (f *Form) Part(focused bool, draw func()) {
	f.areas = append(f.areas, f.area(focused, draw))
	if focused {
		f.stop = f.stops
	}
	f.stops++
}

// Within draws one of the fields of the part that has the focus, so many below that which
// is typed in.
func (f *Form) Within(n int, draw func()) {
	if n == 0 {
		f.Part(true, draw)
		return
	}
	a := f.area(false, draw)
	a.keys = toward(n, "up", "down")
	f.areas = append(f.areas, a)
}

func (f *Form) area(focused bool, draw func()) area {
	from := len(f.lines)
	if focused {
		f.at = from
	}
	f.focused = focused
	draw()
	f.focused = false
	if focused {
		f.from, f.to = from, len(f.lines)-1
	}
	return area{from: from, end: len(f.lines), stop: f.stops}
}

// area are lines of a form that lead to it when they are clicked on.
type area struct {
	from, end int // its first line, and that behind its last
	stop      int // which of the parts it is, in the order of tab
	keys      []string
}

// reach makes what has no focus zones that lead to it. Tab goes round: the way back may be
// another one, since it can stop where the way on does not.
func (f *Form) reach() {
	for _, a := range f.areas {
		keys := a.keys
		if keys == nil {
			keys = toward((a.stop-f.stop+f.stops)%f.stops, "", "tab")
		}
		for at := a.from; at < a.end; at++ {
			f.lines[at] = f.theme.Zone(f.lines[at], keys...)
		}
	}
}

// See says which of the lines to come must be seen while the part has the focus,
// counted from here.
func (f *Form) See(line int) {
	if f.focused {
		f.at = len(f.lines) + line
	}
}

// Label begins a line, with a bar where the part has the focus.
func (f *Form) Label(text string, width int) string {
	if f.focused && !f.Busy {
		return " " + f.theme.Paint(Accent, "▌") + " " + f.theme.Paint(Strong, Fit(text, width-3))
	}
	return "   " + f.theme.Paint(Muted, Fit(text, width-3))
}

// Field adds a labelled field.
func (f *Form) Field(label string, field *Field) {
	start := Spaces(f.LabelEnd)
	if label != "" || f.focused {
		start = f.Label(label, f.LabelEnd)
	}
	view, cursor := field.View(max(f.Width-f.LabelEnd-1, 1))
	f.Typed(start, view, cursor)
}

// Typed adds a line in which something is typed: its start, LabelEnd cells wide, and
// what was typed so far. Cursor is the terminal's, relative to that; nil for none.
func (f *Form) Typed(start, view string, cursor *tea.Cursor) {
	if cursor != nil && f.focused {
		cursor.X += f.LabelEnd
		cursor.Y = len(f.lines)
		f.cursor = cursor
	}
	f.Add(start + view)
}

// Note adds wrapped text below a field.
func (f *Form) Note(tone Tone, mark, text string) { f.NoteAt(f.LabelEnd, tone, mark, text) }

// NoteAt is Note with another indent.
func (f *Form) NoteAt(indent int, tone Tone, mark, text string) {
	for i, l := range Wrap(text, max(f.Width-indent-Width(mark)-1, 8)) {
		if i > 0 {
			mark = Spaces(Width(mark))
		}
		f.Add(Spaces(indent) + f.theme.Paint(tone, mark+l))
	}
}

// Row lays choices out in as many lines as they need, the chosen one in brackets.
// The brackets stand out to the left, so that the words align.
func (f *Form) Row(label string, choices []string, chosen int, open, shut string) {
	t, start := f.theme, f.LabelEnd-1
	line, used := f.Label(label, start), start
	for i, c := range choices {
		c = Cut(c, max(f.Width-start-3, 1))
		if used+Width(c)+2 > f.Width && used > start {
			f.Add(line)
			line, used = Spaces(start), start
		}
		shown := " " + t.Paint(Muted, c) + " "
		switch {
		case i == chosen && f.focused:
			shown = t.Paint(Marked, open+c+shut)
		case i == chosen:
			shown = t.Paint(Strong, open+c+shut)
		}
		switch {
		case f.Inside:
		case i == chosen && f.focused && f.Take != "":
			shown = t.Zone(shown, f.Take)
		default:
			shown = t.Zone(shown, toward(i-chosen, "left", "right")...)
		}
		line += shown
		used += Width(c) + 2
	}
	f.Add(line)
}

// Buttons adds a line of buttons that begins at a cell.
func (f *Form) Buttons(list []Button, chosen Buttons, start int) {
	line := f.Label("", start)
	for i, b := range list {
		n := i - min(chosen.at, len(list)-1)
		switch {
		case n != 0:
			line += f.theme.Zone(f.theme.Paint(Muted, "  "+b.Label+"  "), toward(n, "left", "right")...)
		case f.focused:
			line += f.theme.Zone(f.theme.Paint(Marked, "[ "+b.Label+" ]"), "enter")
		default:
			line += f.theme.Paint(Accent, "[ "+b.Label+" ]")
		}
		line += " "
	}
	f.Add(strings.TrimSuffix(line, " "))
}

// top is the first line of a window of height lines.
func (f *Form) top(height int) int {
	top := min(max(f.to-height+1, 0), f.from)
	return max(top, f.at-height+1, 0)
}

// View is what a window of height lines shows: the part of the form that has the
// focus, with marks where there is more. The cursor is nil where it is not seen.
func (f *Form) View(height int) (string, *tea.Cursor) {
	if f.Width <= 0 || height <= 0 {
		return Box("", max(f.Width, 0), max(height, 0)), nil
	}
	f.reach()
	top := f.top(height)
	end := min(top+height, len(f.lines))
	shown := append([]string(nil), f.lines[top:end]...)
	more := func(line, mark string) string { return Fit(line, f.Width-1) + f.theme.Paint(Muted, mark) }
	if top > 0 {
		shown[0] = more(shown[0], "▲")
	}
	if end < len(f.lines) {
		shown[len(shown)-1] = more(shown[len(shown)-1], "▼")
	}
	cursor := f.cursor
	if cursor != nil && cursor.X >= f.Width {
		cursor = nil
	}
	return Box(strings.Join(shown, "\n"), f.Width, height), MoveCursor(cursor, 0, -top, f.Width, height)
}
