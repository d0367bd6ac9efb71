package audit

import (
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

const (
	tall       = 30 // height from which on the list stays beside the details
	detailMost = 18 // lines for the details beside the list
	listLeast  = 8
	small      = 10 // height below which the bars give way to rows
	wheelRows  = 3
)

// barHeight is the number of lines for the bars.
func (s *Screen) barHeight() int {
	switch {
	case s.height >= tall:
		return 3
	case s.height < small:
		return 0
	}
	return 1
}

// headHeight is the number of lines above the list: gist, bars, coverage, and
// one for filters.
func (s *Screen) headHeight() int { return 1 + s.barHeight() + 1 + 1 }

// detailHeight is the number of lines for the details, their rule included.
func (s *Screen) detailHeight() int {
	switch {
	case !s.detail:
		return 0
	case s.height < tall:
		return s.height
	}
	return min(detailMost, s.height-s.headHeight()-listLeast)
}

func (s *Screen) layout() {
	s.table.SetColumns(columns(s.width))
	s.table.SetSize(s.width, max(s.height-s.headHeight()-s.detailHeight(), 0))
	s.table.SetCursor(s.table.Cursor(), len(s.listing.rows))
	s.field.SetWidth(max(s.width-fieldIndent-1, 1))
}

// View implements screen.Screen.
func (s *Screen) View() string {
	if m, whole := s.message(); whole {
		return m.View(s.env.Theme, s.width, s.height)
	}
	if s.detail && s.height < tall {
		return ui.Box(strings.Join(s.detailView(s.height), "\n"), s.width, s.height)
	}
	lines := s.head(s.width - 2)
	for i := range lines {
		lines[i] = " " + lines[i]
	}
	rest := s.height - len(lines) - s.detailHeight()
	if m, empty := s.empty(); empty {
		lines = append(lines, m.View(s.env.Theme, s.width, max(rest, 0)))
	} else {
		lines = append(lines, ui.Box(s.table.View(s), s.width, max(rest, 0)))
	}
	if s.detail {
		lines = append(lines, s.detailView(s.detailHeight())...)
	}
	return ui.Box(strings.Join(lines, "\n"), s.width, s.height)
}

// message is what fills the whole area, where there is nothing else to show.
func (s *Screen) message() (ui.Message, bool) {
	retry := ui.Bind("r", "try again", "r")
	err := s.scope.trouble
	switch {
	case err != nil && (!s.scope.fetched || api.KindOf(err) == api.Forbidden):
		return screen.Trouble(err, retry), true
	case !s.scope.fetched:
		return ui.Message{Mark: s.spinner.View(), Title: "Loading failed attempts…"}, true
	}
	return ui.Message{}, false
}

// empty is what stands in place of rows.
func (s *Screen) empty() (ui.Message, bool) {
	if len(s.listing.rows) > 0 {
		return ui.Message{}, false
	}
	w := windowOf(s.filter)
	longer := ui.Bind("w", "another window", "w")
	switch {
	case s.load.Running():
		return ui.Message{Mark: s.spinner.View(), Title: "Loading failed attempts…"}, true
	case filterWords(s.filter) != "":
		m := ui.Message{Title: "No failed attempt in the last " + w.words + " matches.", Keys: []ui.Binding{longer}}
		if s.clearable() {
			m.Keys = append(m.Keys, ui.Bind("esc", "clear filter", "esc"))
		}
		return m, true
	}
	return ui.Message{Tone: ui.Good, Mark: "✓", Title: "No failed attempts in the last " + w.words + ".", Keys: []ui.Binding{longer}}, true
}

// head draws the lines above the list.
func (s *Screen) head(width int) []string {
	t := s.env.Theme
	lines := []string{s.gist(width)}
	if h := s.barHeight(); h > 0 {
		lines = append(lines, s.chart(width, h)...)
	}
	news := s.newWords()
	room := width
	if news != "" {
		room -= ui.Width(news) + 2
	}
	reach := s.coverage(room)
	if spin := s.spinner.View(); spin != "" {
		reach = s.coverage(room - 2)
		lines = append(lines, ui.Between(spin+" "+t.Paint(ui.Muted, reach), t.Paint(ui.Accent, news), width))
	} else {
		lines = append(lines, ui.Between(t.Paint(ui.Muted, reach), t.Paint(ui.Accent, news), width))
	}
	return append(lines, s.filterLine(width))
}

// fieldIndent is the room of "/ " and the area's own indent.
const fieldIndent = 3

// filterLine says which filters are on, or that what is shown grows old.
func (s *Screen) filterLine(width int) string {
	t := s.env.Theme
	if s.typing {
		return t.Paint(ui.Accent, "/") + " " + s.field.View()
	}
	words, hint := filterWords(s.filter), ""
	if words != "" && s.clearable() && !s.detail {
		hint = "   esc clears"
	}
	late := s.lateWords()
	if late == "" {
		return t.Paint(ui.Strong, ui.Cut(words, width-ui.Width(hint))) + t.Paint(ui.Muted, hint)
	}
	if words != "" {
		words += "   "
	}
	words, hint = ui.Cut(words, width/2), "   r retry"
	return t.Paint(ui.Strong, words) +
		t.Paint(ui.Warn, ui.Cut(late, width-ui.Width(words+hint))) + t.Paint(ui.Muted, hint)
}

// lateWords says that what is shown is not the newest or not all, and why.
func (s *Screen) lateWords() string {
	switch {
	case s.scope.trouble != nil:
		return "▲ " + screen.TroubleLine(s.scope.trouble)
	case s.live.behind != nil:
		return "▲ Not updated since " + s.live.good.In(s.env.Zone).Format("15:04:05") + ". " + screen.TroubleLine(s.live.behind)
	}
	return ""
}

// Cursor implements screen.Screen.
func (s *Screen) Cursor() *tea.Cursor {
	y := s.headHeight() - 1
	if _, whole := s.message(); !s.typing || whole || y >= s.height || s.width <= fieldIndent {
		return nil
	}
	c := s.field.Cursor()
	if c != nil {
		c.X, c.Y = min(c.X+fieldIndent, s.width-1), y
	}
	return c
}

// click puts the cursor on a row; a click on the row under the cursor opens it.
func (s *Screen) click(msg tea.MouseClickMsg) tea.Cmd {
	if msg.Button != tea.MouseLeft || s.typing || s.detailHeight() == s.height {
		return nil
	}
	row, hit := s.table.RowAt(msg.Y-s.headHeight(), len(s.listing.rows))
	if !hit {
		return nil
	}
	s.touch()
	if row == s.table.Cursor() && !s.detail {
		return s.openDetail()
	}
	s.scroll = 0
	s.table.SetCursor(row, len(s.listing.rows))
	return nil
}

func (s *Screen) wheel(msg tea.MouseWheelMsg) tea.Cmd {
	step := wheelRows
	switch msg.Button {
	case tea.MouseWheelUp:
		step = -wheelRows
	case tea.MouseWheelDown:
	default:
		return nil
	}
	if s.detail && (s.height < tall || msg.Y >= s.height-s.detailHeight()) {
		s.scroll = min(max(s.scroll+step, 0), s.detailOverflow())
		return nil
	}
	s.touch()
	s.scroll = 0
	s.table.Scroll(step, len(s.listing.rows))
	return nil
}

// earlier keeps a time that is ahead, because clocks differ, from showing as
// one to come.
func earlier(t, now time.Time) time.Time {
	if t.After(now) {
		return now
	}
	return t
}
