package health

import (
	"strings"
	"unicode"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/health"
	"github.com/supascale/supascale-tui/internal/text"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/ui/press"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

const (
	detailLines = 5  // below the table: a rule, the reason, what to do
	detailFrom  = 10 // lines of the area, from which on there is room for them
)

// SetSize implements screen.Screen.
func (s *Screen) SetSize(width, height int) {
	s.Base.SetSize(width, height)
	s.layout()
}

func (s *Screen) layout() {
	s.list.SetSize(s.Width, max(s.Height-len(s.above())-s.below(), 0))
}

// below is how many lines the words about the row under the cursor have.
func (s *Screen) below() int {
	if s.Height < detailFrom {
		return 0
	}
	return detailLines
}

// View implements screen.Screen.
func (s *Screen) View() (string, *tea.Cursor) {
	t := s.env.Theme
	switch {
	case !s.have && s.err != nil:
		return s.Message(t, screen.Trouble(s.err, ui.Bind(press.Refresh, "try again")))
	case !s.have:
		return s.Message(t, ui.Message{Tone: ui.Muted, Title: strings.TrimSpace(s.spinner.View() + " Looking at the keys and the log…")})
	}
	if s.reading {
		return s.page.View(s.reasons(), s.Width, s.Height)
	}
	p := ui.NewPaper(t, s.Width)
	p.Add(s.above()...)
	if s.Len() == 0 {
		p.Add(s.nothing().View(t, s.Width, max(s.Height-len(p.Lines), 0)))
		return p.View(s.Width, s.Height)
	}
	for _, l := range s.list.Lines() {
		if s.asking {
			l = ui.Unzoned(l)
		}
		p.Add(l)
	}
	if s.below() > 0 {
		p.Lines = p.Lines[:min(len(p.Lines), s.Height-s.below())]
		p.Add(s.detail()...)
	}
	return p.View(s.Width, s.Height)
}

// nothing is said where nothing is found.
func (s *Screen) nothing() ui.Message {
	looked := text.Plural(s.report.Keys, "key was", "keys were") + " looked at"
	if !s.report.LogFrom.IsZero() {
		looked += ", and the log since " + s.report.LogFrom.In(s.env.Zone).Format("2 Jan 2006")
	}
	m := ui.Message{Tone: ui.Good, Mark: "✓", Title: "Nothing wants attention.", Lines: []string{looked + "."}, Keys: []ui.Binding{ui.Bind(press.Refresh, "refresh")}}
	if s.report.Partial != nil || len(s.gaps) > 0 {
		m.Tone, m.Mark, m.Title = ui.Warn, "▲", "Nothing wants attention, as far as can be told."
	}
	if n := len(s.away); n > 0 {
		m.Lines = append(m.Lines, text.Plural(n, "finding is", "findings are")+" snoozed.")
		m.Keys = append(m.Keys, ui.Bind(press.Snoozed, "show"))
	}
	return m
}

// above gives the lines before the table: the counts, which checks can't tell, and what
// went wrong.
func (s *Screen) above() []string {
	left, right := s.summary(), s.asOf()
	if s.err != nil { // that it is stale must be seen
		left = ui.Cut(left, max(s.Width-ui.Width(right)-4, 0))
	}
	lines := []string{ui.Aside(left, right, max(s.Width-1, 0))}
	if len(s.gaps) > 0 {
		lines = append(lines, s.gapLine())
	}
	return append(lines, s.warning())
}

// warning is what went wrong, "" for nothing.
func (s *Screen) warning() string {
	t := s.env.Theme
	line := func(tone ui.Tone, said string) string { return " " + t.Paint(tone, ui.Cut(said, max(s.Width-2, 0))) }
	switch {
	case s.err != nil && s.have:
		return line(ui.Danger, "✗ "+screen.TroubleAgain(s.err))
	case s.have && s.report.Partial != nil:
		return line(ui.Warn, "▲ "+sentence(s.report.Partial))
	case s.notesErr != nil:
		return line(ui.Warn, "▲ "+sentence(s.notesErr))
	}
	return ""
}

func (s *Screen) summary() string {
	t := s.env.Theme
	part := func(n int, words string) string {
		if n == 0 {
			return ""
		}
		return t.Paint(ui.Faint, " · ") + t.Paint(ui.Muted, words)
	}
	found := health.Tally(s.shown)
	switch {
	case len(s.shown) > 0:
	case len(s.gaps) > 0, s.report.Partial != nil:
		found = "Nothing wants attention, as far as can be told"
	default:
		found = "Nothing wants attention"
	}
	return " " + t.Paint(ui.Strong, found) + part(len(s.away), text.Number(len(s.away))+" snoozed")
}

// asOf says what was looked at, and when.
func (s *Screen) asOf() string {
	t := s.env.Theme
	when := s.at.In(s.env.Zone).Format("15:04:05")
	switch {
	case s.look.Running():
		return s.spinner.View() + " " + t.Paint(ui.Muted, "looking")
	case s.err != nil:
		return t.Paint(ui.Danger, "stale since "+when)
	}
	return t.Paint(ui.Muted, text.Plural(s.report.Keys, "key", "keys")+", as of "+when)
}

// detail says in full what the row under the cursor is about, and what to do.
func (s *Screen) detail() []string {
	t := s.env.Theme
	lines := []string{" " + t.Paint(ui.Faint, strings.Repeat("─", max(s.Width-2, 0)))}
	about, tone, then := s.words(s.list.Cursor())
	width := max(s.Width-2, 1)
	next := ui.Wrap(then, width)
	room := detailLines - 1 - min(len(next), 2)
	for _, l := range atMost(ui.Wrap(about, width), room, width) {
		lines = append(lines, " "+l)
	}
	for _, l := range atMost(next, detailLines-len(lines), width) {
		lines = append(lines, " "+t.Paint(tone, l))
	}
	if s.asking {
		lines = append(lines[:min(len(lines), detailLines-1)], " "+s.choices.Line(t, s.answers()))
	}
	return lines
}

// atMost leaves out lines from the end, and says so.
func atMost(lines []string, most, width int) []string {
	if len(lines) <= most {
		return lines
	}
	lines = lines[:max(most, 0)]
	if n := len(lines); n > 0 {
		lines[n-1] = ui.Cut(lines[n-1]+" …", width)
	}
	return lines
}

// words are what a row is about, and what follows from it.
func (s *Screen) words(row int) (about string, tone ui.Tone, then string) {
	f := s.finding(row)
	if f == nil {
		return "", ui.Muted, ""
	}
	about = name(f) + ": " + f.Reason
	if s.asking {
		return about, ui.Accent, "Snooze this? It comes back at once when something changes about it."
	}
	if a := s.awayAt(row); a != nil {
		return about, ui.Muted, "Snoozed " + a.Note.Words(s.env.Zone) + ", since " + text.Moment(a.Note.At, s.env.Zone) + ". " + press.Snooze.Show() + " takes it back."
	}
	return about, ui.Muted, f.Remedy + " enter: " + s.remedy(f).does + "."
}

// sentence makes one of an error that is only words.
func sentence(err error) string {
	said := strings.ReplaceAll(err.Error(), "\n", " ")
	first, size := utf8.DecodeRuneInString(said)
	return string(unicode.ToUpper(first)) + strings.TrimSuffix(said[size:], ".") + "."
}
