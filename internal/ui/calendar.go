package ui

import (
	"fmt"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/ui/press"
)

// CalendarWidth and CalendarHeight are the cells a Calendar takes.
const (
	CalendarWidth  = 7 * 4
	CalendarHeight = 8
)

// Calendar is one month to pick a day from, weeks from Monday. Its days are
// midnights in UTC that stand for a day anywhere.
type Calendar struct {
	theme    *Theme
	today    time.Time
	earliest time.Time
	latest   time.Time
	day      time.Time
	wished   int // day of the month to come back to after a shorter one, or 0
}

// NewCalendar returns a calendar; Open it before use.
func NewCalendar(theme *Theme) *Calendar { return &Calendar{theme: theme} }

// Day makes a calendar day of the date that t shows in its own zone.
func Day(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
}

// Open puts the cursor on day. Days before earliest and after latest can't be
// picked.
func (c *Calendar) Open(day, today, earliest, latest time.Time) {
	c.today, c.earliest, c.latest = Day(today), Day(earliest), Day(latest)
	c.move(Day(day))
}

// Day is the day under the cursor.
func (c *Calendar) Day() time.Time { return c.day }

func (c *Calendar) move(day time.Time) {
	switch {
	case day.Before(c.earliest):
		day = c.earliest
	case day.After(c.latest):
		day = c.latest
	}
	c.day = day
	c.wished = 0
}

// moveMonths keeps the day of the month where the month has it, and comes back
// to it after a shorter one.
func (c *Calendar) moveMonths(n int) {
	wished := max(c.wished, c.day.Day())
	first := time.Date(c.day.Year(), c.day.Month()+time.Month(n), 1, 0, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1).Day()
	c.move(first.AddDate(0, 0, min(wished, last)-1))
	c.wished = wished
}

// HandleKey moves the cursor and reports whether the key was one for it.
func (c *Calendar) HandleKey(msg tea.KeyPressMsg) bool {
	switch name := msg.String(); {
	case press.GoLeft.Has(name):
		c.move(c.day.AddDate(0, 0, -1))
	case press.GoRight.Has(name):
		c.move(c.day.AddDate(0, 0, 1))
	case press.Up.Has(name):
		c.move(c.day.AddDate(0, 0, -7))
	case press.Down.Has(name):
		c.move(c.day.AddDate(0, 0, 7))
	case press.LastMonth.Has(name):
		c.moveMonths(-1)
	case press.NextMonth.Has(name):
		c.moveMonths(1)
	case press.LastYear.Has(name):
		c.moveMonths(-12)
	case press.NextYear.Has(name):
		c.moveMonths(12)
	case press.Home.Has(name):
		c.move(c.today)
	default:
		return false
	}
	return true
}

// CalendarBindings describes HandleKey's keys.
func CalendarBindings() []Binding {
	return []Binding{
		Bind(press.Around, "day and week"),
		Bind(press.Join(" ", press.LastMonth, press.NextMonth), "month"),
		Bind(press.Join(" ", press.LastYear, press.NextYear), "year"),
		Bind(press.Home, "today").HelpOnly(),
	}
}

// Lines draws the month, always CalendarHeight lines of CalendarWidth cells, so
// that nothing jumps from month to month.
func (c *Calendar) Lines() []string {
	t := c.theme
	title := fmt.Sprintf(" %s %s %d %s", t.Zone("‹", "["), c.day.Month(), c.day.Year(), t.Zone("›", "]"))
	lines := []string{
		t.Paint(Strong, Fit(title, CalendarWidth)),
		t.Paint(Muted, " Mo  Tu  We  Th  Fr  Sa  Su "),
	}
	first := c.day.AddDate(0, 0, 1-c.day.Day())
	monday := first.AddDate(0, 0, -(int(first.Weekday())+6)%7)
	for week := range CalendarHeight - 2 {
		line := ""
		for weekday := range 7 {
			line += c.cell(monday.AddDate(0, 0, 7*week+weekday))
		}
		lines = append(lines, line)
	}
	return lines
}

// cell draws a day in four cells: in brackets under the cursor, with a dot when
// it is today, blank when it belongs to another month.
func (c *Calendar) cell(day time.Time) string {
	if day.Before(c.earliest) || day.After(c.latest) || day.Month() != c.day.Month() {
		return c.paint(day)
	}
	days := int(day.Sub(c.day) / (24 * time.Hour))
	keys := append(toward(days/7, "up", "down"), toward(days%7, "left", "right")...)
	if days == 0 {
		keys = []string{"enter"}
	}
	return c.theme.Zone(c.paint(day), keys...)
}

func (c *Calendar) paint(day time.Time) string {
	t := c.theme
	number := fmt.Sprintf("%2d", day.Day())
	switch {
	case day.Month() != c.day.Month():
		return "    "
	case day.Equal(c.day):
		return t.Paint(Marked, "["+number+"]")
	case day.Equal(c.today):
		return t.Paint(Accent, " "+number+"·")
	case day.Before(c.earliest), day.After(c.latest):
		return t.Paint(Faint, " "+number+" ")
	}
	return " " + number + " "
}
