package ui_test

import (
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"github.com/supascale/supascale-tui/internal/ui"
)

func calendar(day string) *ui.Calendar {
	at := func(s string) time.Time {
		d, err := time.Parse(time.DateOnly, s)
		if err != nil {
			panic(err)
		}
		return d
	}
	c := ui.NewCalendar(ui.NewTheme(ui.Palette{}))
	c.Open(at(day), at("2026-01-19"), at("2026-01-20"), at("2126-01-19"))
	return c
}

func TestCalendarMoves(t *testing.T) {
	for _, c := range []struct{ from, keys, want string }{
		{"2026-04-19", "right", "2026-04-20"},
		{"2026-04-19", "h", "2026-04-18"},
		{"2026-04-19", "down down", "2026-05-03"},
		{"2026-05-03", "k", "2026-04-26"},
		{"2026-04-30", "l", "2026-05-01"},
		{"2026-03-31", "]", "2026-04-30"},
		{"2026-03-31", "] ]", "2026-05-31"}, // the 31st comes back
		{"2026-03-31", "] left ]", "2026-05-29"},
		{"2026-05-31", "pgup pgdown", "2026-05-31"},
		{"2028-02-29", ">", "2029-02-28"},
		{"2028-02-29", "> > > >", "2032-02-29"},
		{"2028-02-29", "<", "2027-02-28"},
		{"2026-12-24", "]", "2027-01-24"},
		{"2026-04-19", "home", "2026-01-20"}, // today has begun
		{"2026-01-25", "up", "2026-01-20"},   // not into the past
		{"2026-01-20", "left", "2026-01-20"},
		{"2026-02-10", "[", "2026-01-20"},
		{"2026-01-20", "<", "2026-01-20"},
		{"2126-01-01", "]", "2126-01-19"},
		{"2020-01-01", "", "2026-01-20"},
	} {
		cal := calendar(c.from)
		for key := range strings.FieldsSeq(c.keys) {
			if !cal.HandleKey(pressed(key)) {
				t.Errorf("%s does nothing", key)
			}
		}
		if got := cal.Day().Format(time.DateOnly); got != c.want {
			t.Errorf("%s %s: %s, want %s", c.from, c.keys, got, c.want)
		}
	}
	if calendar("2026-04-19").HandleKey(pressed("x")) {
		t.Error("x is no key of a calendar")
	}
}

func TestCalendarDrawsAMonth(t *testing.T) {
	plain := func(c *ui.Calendar) string {
		lines := c.Lines()
		if len(lines) != ui.CalendarHeight {
			t.Errorf("%d lines", len(lines))
		}
		for i, l := range lines {
			if w := ui.Width(l); w != ui.CalendarWidth {
				t.Errorf("line %d is %d cells wide", i, w)
			}
			lines[i] = strings.TrimRight(ansi.Strip(l), " ")
		}
		return strings.Join(lines, "\n")
	}
	want := ` ‹ January 2026 ›
 Mo  Tu  We  Th  Fr  Sa  Su
              1   2   3   4
  5   6   7   8   9  10  11
 12  13  14  15  16  17  18
 19· 20  21  22 [23] 24  25
 26  27  28  29  30  31
`
	if got := plain(calendar("2026-01-23")); got != want {
		t.Errorf("got\n%s", got)
	}
	// A month of six weeks, and one that begins on a Monday.
	if got := plain(calendar("2026-08-31")); !strings.HasSuffix(got, "\n[31]") {
		t.Errorf("got\n%s", got)
	}
	if got := plain(calendar("2026-06-02")); !strings.Contains(got, "\n  1 [ 2]  3") {
		t.Errorf("got\n%s", got)
	}
}

func TestCalendarBindingsAreItsKeys(t *testing.T) {
	for _, b := range ui.CalendarBindings() {
		for _, key := range b.Key.Names() {
			c := calendar("2026-06-15")
			if before := c.Day(); !c.HandleKey(pressed(key)) || c.Day().Equal(before) {
				t.Errorf("%q is bound to “%s” and does nothing", key, b.Does)
			}
		}
	}
}
