package audit

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/activity"
	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/ui/press"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

const (
	tall      = 30 // height from which on the bars have three lines
	small     = 10 // height below which the bars give way to rows
	listLeast = 6  // rows of a cause's entries, where there is room for them
	offersMax = 6  // completions shown at once
)

// barHeight is the number of lines for the bars.
func (s *Screen) barHeight() int {
	switch {
	case s.Height >= tall:
		return 3
	case s.Height < small:
		return 0
	}
	return 1
}

// headHeight is the number of lines above the list: gist, bars, coverage, query
// line, and what is offered for that.
func (s *Screen) headHeight() int { return 1 + s.barHeight() + 1 + 1 + s.offersHeight() }

func (s *Screen) offersHeight() int {
	if !s.line.typing {
		return 0
	}
	return min(len(s.line.offers), offersMax, max(s.Height-listLeast-4, 0))
}

// factsHeight is the number of lines for what is said about what is opened; the
// rest is for its entries.
func (s *Screen) factsHeight() int {
	lines := len(s.openedLines(s.Width-2)) + 1
	if s.opened.list != nil {
		lines++ // a blank one before the table
	}
	if s.opened.list == nil || s.opened.inside && s.Height < lines+listLeast {
		lines = min(lines, s.Height)
	}
	if s.opened.list == nil {
		return s.Height
	}
	if s.opened.inside {
		return min(lines, max(s.Height-listLeast-1, 0))
	}
	if s.Height-lines < listLeast {
		return s.Height // the entries are a tab away
	}
	return lines
}

func (s *Screen) layout() {
	s.causes.table.SetColumns(s.causeColumns(s.Width))
	s.list.table.SetColumns(s.attemptColumns(s.Width))
	rows := max(s.Height-s.headHeight(), 0)
	s.causes.table.SetSize(s.Width, rows)
	s.list.table.SetSize(s.Width, rows)
	if o := s.opened; o != nil && o.list != nil {
		o.list.table.SetColumns(s.attemptColumns(s.Width))
		o.list.table.SetSize(s.Width, max(s.Height-s.factsHeight(), 0))
	}
}

// View implements screen.Screen.
func (s *Screen) View() (string, *tea.Cursor) {
	if m, whole := s.message(); whole {
		return s.Message(s.env.Theme, m)
	}
	if s.opened != nil {
		return ui.Box(strings.Join(s.openedView(), "\n"), s.Width, s.Height), nil
	}
	p := s.head(s.Width - 2)
	rest := max(s.Height-len(p.Lines), 0)
	switch m, empty := s.empty(); {
	case empty:
		p.Add(m.View(s.env.Theme, s.Width, rest))
	case s.attempts:
		p.Add(ui.Box(s.rows(s.list.table), s.Width, rest))
	default:
		p.Add(ui.Box(s.rows(s.causes.table), s.Width, rest))
	}
	return p.View(s.Width, s.Height)
}

// rows draws a list, whose rows can't be clicked while the keys are the query's or the bars'.
func (s *Screen) rows(l *ui.List) string {
	if s.line.typing || s.brush.on {
		return ui.Unzoned(l.View())
	}
	return l.View()
}

// message is what fills the whole area, where there is nothing else to show.
func (s *Screen) message() (ui.Message, bool) {
	retry := ui.Bind(press.Refresh, "try again")
	for _, err := range []error{s.figures.err, s.list.err} {
		if err != nil && (!s.figures.have || api.KindOf(err) == api.Forbidden) {
			return screen.Trouble(err, retry), true
		}
	}
	if !s.figures.have {
		return ui.Message{Mark: s.spinner.View(), Title: "Loading failed attempts…"}, true
	}
	return ui.Message{}, false
}

// empty is what stands in place of rows.
func (s *Screen) empty() (ui.Message, bool) {
	n := s.causes.Len()
	if s.attempts {
		n = len(s.list.rows)
	}
	if n > 0 {
		return ui.Message{}, false
	}
	longer := ui.Bind(press.Window, "another window")
	times := s.line.times.words(s.env.Zone)
	switch {
	case s.busy():
		return ui.Message{Mark: s.spinner.View(), Title: "Loading…"}, true
	case !s.line.query.Empty() || s.line.typing:
		m := ui.Message{Title: "Nothing " + times + " matches.", Keys: []ui.Binding{longer}}
		if s.clearable() && !s.line.typing {
			m.Keys = append(m.Keys, ui.Bind(press.Esc, "take the last term away"))
		}
		return m, true
	}
	return ui.Message{Tone: ui.Good, Mark: "✓", Title: "No failed attempts " + times + ".", Keys: []ui.Binding{longer}}, true
}

// head draws the lines above the list.
func (s *Screen) head(width int) *ui.Paper {
	t := s.env.Theme
	p := ui.NewPaper(t, s.Width)
	add := func(lines ...string) {
		for _, l := range lines {
			p.Add(" " + l)
		}
	}
	add(s.gist(width))
	if h := s.barHeight(); h > 0 {
		add(s.chart(width, h)...)
	}
	news := s.newWords()
	room := width
	if news != "" {
		room -= ui.Width(news) + 2
	}
	left := ""
	if spin := s.spinner.View(); spin != "" {
		left = spin + " "
		room -= 2
	}
	switch {
	case s.line.typing && s.line.wrong != "":
		left += t.Paint(ui.Danger, ui.Cut("✗ "+s.line.wrong, room))
	case s.brush.on:
		left += t.Paint(ui.Accent, ui.Cut(s.brushWords(), room))
	default:
		left += t.Paint(ui.Muted, s.coverage(room))
	}
	add(ui.Between(left, t.Paint(ui.Accent, news), width))
	if s.line.typing {
		p.Field(" "+t.Paint(ui.Accent, "/")+" ", s.line.field)
	} else {
		add(s.queryLine(width))
	}
	add(s.offerLines(width)...)
	return p
}

// queryLine shows what is asked for, or that what is shown grows old.
func (s *Screen) queryLine(width int) string {
	t := s.env.Theme
	words, hint := s.line.query.String(), ""
	if words == "" {
		words = t.Paint(ui.Faint, "/ everything that failed")
		if late := s.lateWords(); late != "" {
			return t.Paint(ui.Warn, ui.Cut(late, width-11)) + t.Paint(ui.Muted, "   r retry")
		}
		return ui.Cut(words, width)
	}
	if s.clearable() {
		hint = "   esc clears"
	}
	if late := s.lateWords(); late != "" {
		words, hint = ui.Cut("/ "+words, width/2)+"   ", "   r retry"
		return t.Paint(ui.Strong, words) + t.Paint(ui.Warn, ui.Cut(late, width-ui.Width(words+hint))) + t.Paint(ui.Muted, hint)
	}
	return t.Paint(ui.Muted, "/ ") + t.Paint(ui.Strong, ui.Cut(words, width-2-ui.Width(hint))) + t.Paint(ui.Muted, hint)
}

// offerLines are what the word under the cursor can become, or what is wrong.
func (s *Screen) offerLines(width int) []string {
	t := s.env.Theme
	if !s.line.typing {
		return nil
	}
	var lines []string
	n := s.offersHeight()
	from := max(s.line.offered-n+1, 0)
	for i := from; i < from+n && i < len(s.line.offers); i++ {
		o := s.line.offers[i]
		mark, tone := "  ", ui.Normal
		if i == s.line.offered {
			mark, tone = "▌ ", ui.Strong
		}
		text := ui.Fit(strings.TrimSpace(o.Text), min(32, width/2))
		line := ui.Cut(mark+t.Paint(tone, text)+"  "+t.Paint(ui.Muted, o.Hint), width)
		lines = append(lines, t.Zone(line, ui.Pointer(i-s.line.offered, "up", "down", "tab")...))
	}
	return lines
}

// openedView draws what is opened: a rule with its cause, what is said of it, and
// its entries.
func (s *Screen) openedView() []string {
	o, t := s.opened, s.env.Theme
	height := s.factsHeight()
	lines := s.openedLines(s.Width - 2)
	from := o.page.Top(len(lines), height-1)
	title := " " + activity.Cause(&o.cluster, " · ") + " "
	if len(lines)-from > height-1 {
		title += "(more below) "
	}
	title = ui.Cut(title, s.Width-4)
	out := []string{t.Paint(ui.Faint, " ──") + t.Paint(ui.Strong, title) +
		t.Paint(ui.Faint, strings.Repeat("─", max(s.Width-4-ui.Width(title), 0)))}
	for _, l := range lines[from:min(from+max(height-1, 0), len(lines))] {
		out = append(out, " "+l)
	}
	if o.list == nil || height >= s.Height {
		return out
	}
	for len(out) < height {
		out = append(out, "")
	}
	rest := s.Height - height
	switch {
	case o.list.err != nil:
		return append(out, ui.Box(" "+t.Paint(ui.Warn, ui.Cut(screen.TroubleLine(o.list.err), s.Width-2)), s.Width, rest))
	case !o.list.have:
		return append(out, ui.Box(" "+t.Paint(ui.Muted, "loading its attempts…"), s.Width, rest))
	case len(o.list.rows) == 0:
		return append(out, ui.Box(" "+t.Paint(ui.Muted, "The instance lists no attempt that belongs to this."), s.Width, rest))
	}
	rows := strings.Split(ui.Box(o.list.table.View(), s.Width, rest), "\n")
	if !o.inside {
		for i, l := range rows[:min(len(o.list.rows)+1, len(rows))] {
			rows[i] = t.Zone(l, press.Tab.Show())
		}
	}
	return append(out, rows...)
}
