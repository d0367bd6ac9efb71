package instances

import (
	"fmt"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/fleet"
	"github.com/supascale/supascale-tui/internal/text"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// aboutLines is how many lines below the list tell of the instance under the cursor.
const aboutLines = 6

// Column names of the list.
const (
	colName     = "name"
	colFor      = "environment"
	colState    = "state"
	colKeys     = "keys"
	colExpired  = "expired"
	colExpiring = "expiring"
	colFindings = "findings"
	colFailures = "failures"
	colHours    = "hours"
	colTrip     = "trip"
	colAge      = "age"
)

func columns() []ui.Column {
	return []ui.Column{
		{ID: colName, Title: "INSTANCE", Min: 13, Max: 30, Weight: 2}, {ID: colFor, Title: "ENVIRONMENT", Min: 11, Max: 16, Rank: 2},
		{ID: colState, Title: "STATE", Min: 16}, {ID: colKeys, Title: "KEYS", Min: 6, Right: true},
		{ID: colExpired, Title: "EXPIRED", Min: 7, Rank: 4, Right: true}, {ID: colExpiring, Title: "EXPIRING", Min: 8, Rank: 5, Right: true},
		{ID: colFindings, Title: "FINDINGS", Min: 8, Right: true}, {ID: colFailures, Title: "FAILED 24 H", Min: 11, Rank: 1, Right: true},
		{ID: colHours, Title: "BY HOUR", Min: fleet.Hours, Rank: 3}, {ID: colTrip, Title: "ANSWERS IN", Min: 10, Rank: 7, Right: true},
		{ID: colAge, Title: "ASKED", Min: 10, Rank: 6},
	}
}

func (s *Screen) layout() { s.Layout(len(s.above().Lines)) }

// View draws the page.
func (s *Screen) View() (string, *tea.Cursor) {
	head := s.above()
	if len(s.shown) == 0 {
		head.Add("   " + head.Theme.Paint(ui.Muted, s.nothing()))
		return head.View(s.Width, s.Height)
	}
	return s.Draw(head, s.about())
}

func (s *Screen) nothing() string {
	if s.filter.Value() != "" {
		return "No instance fits the filter."
	}
	return "There is no profile yet."
}

// above gives the lines before the list: how many answered, and the filter.
func (s *Screen) above() *ui.Paper {
	t := s.env.Theme
	p := ui.NewPaper(t, s.Width-1)
	asOf := s.asOf()
	lines := ui.Wrap(s.summary(), max(s.Width-ui.Width(asOf)-4, 1))
	for i, l := range lines {
		if l = " " + t.Paint(ui.Strong, l); i == 0 {
			l = ui.Aside(l, asOf, s.Width-1)
		}
		p.Add(l)
	}
	s.filter.Line(p, s.Width, ui.Shown(len(s.shown), len(s.list)))
	p.Add(screen.Mistake(t, s.filter.Wrong(), s.Width)...)
	return p
}

// summary says how many answered, and since when the others have not.
func (s *Screen) summary() string {
	var heard []fleet.Row
	var since time.Time
	for i := range s.list {
		k := &s.list[i]
		if !k.asked {
			continue
		}
		heard = append(heard, k.Row)
		if !k.since.IsZero() && (since.IsZero() || k.since.Before(since)) {
			since = k.since
		}
	}
	if len(heard) == 0 {
		return text.Plural(len(s.list), "instance", "instances")
	}
	words := fleet.Words(heard)
	if !since.IsZero() {
		words += " since " + since.In(s.env.Zone).Format("15:04")
	}
	if left := len(s.list) - len(heard); left > 0 {
		words += "; " + text.Number(left) + " not asked yet"
	}
	return words
}

// asOf says how old the figures are, at most.
func (s *Screen) asOf() string {
	t := s.env.Theme
	if s.ask.Running() {
		return strings.TrimSpace(s.spinner.View() + " " + t.Paint(ui.Muted, "asking"))
	}
	var oldest time.Time
	for i := range s.list {
		if told := s.list[i].told; !told.IsZero() && (oldest.IsZero() || told.Before(oldest)) {
			oldest = told
		}
	}
	if oldest.IsZero() {
		return ""
	}
	return t.Paint(ui.Muted, "as of "+oldest.In(s.env.Zone).Format("15:04:05"))
}

// about tells of the instance under the cursor.
func (s *Screen) about() *ui.Paper {
	k := s.selected()
	p := ui.NewPaper(s.env.Theme, s.Width-1)
	if k == nil {
		return p
	}
	p.Blank()
	here := ""
	if k.Name == s.source.Here() {
		here = " · you are here"
	}
	p.Text(ui.Muted, " ", k.Name+" · "+k.URL+here)
	if k.Err != nil {
		p.Text(ui.Warn, " ", k.Why())
	}
	if !k.told.IsZero() && !k.since.IsZero() {
		p.Text(ui.Muted, " ", "It has not answered since "+text.Moment(k.since, s.env.Zone)+"; the figures are of "+text.Moment(k.told, s.env.Zone)+".")
	}
	return p
}

type rows struct{ *Screen }

// Len implements ui.Rows.
func (r rows) Len() int { return len(r.shown) }

// Cell implements ui.Rows.
func (r rows) Cell(row int, column string) ui.Cell {
	k := &r.list[r.shown[row]]
	switch column {
	case colName:
		if k.Name == r.source.Here() {
			return ui.Cell{Text: k.Name + " (here)", Tone: ui.Accent}
		}
		return ui.Cell{Text: k.Name}
	case colFor:
		if k.Environment == "" {
			return ui.Cell{Text: "·", Tone: ui.Faint}
		}
		return ui.Cell{Text: k.Environment, Tone: screen.Environment(k.Environment).Tone()}
	case colState:
		return k.state()
	case colHours:
		return ui.Cell{Text: ui.Spark(k.PerHour), Tone: ui.Muted}
	case colTrip:
		if k.RoundTrip <= 0 {
			return ui.Cell{Text: "·", Tone: ui.Faint}
		}
		return ui.Cell{Text: fmt.Sprintf("%d ms", k.RoundTrip.Milliseconds()), Tone: ui.Muted}
	case colAge:
		if k.told.IsZero() {
			return ui.Cell{Text: "·", Tone: ui.Faint}
		}
		return ui.Cell{Text: text.Relative(k.told, r.env.Now(), ""), Tone: ui.Muted}
	}
	return k.figure(column)
}

var signs = map[fleet.State]ui.Cell{
	fleet.Unreachable: {Mark: "✗", Tone: ui.Danger}, fleet.NotAuthorised: {Mark: "✗", Tone: ui.Danger}, fleet.Failed: {Mark: "✗", Tone: ui.Danger},
	fleet.NoCredential: {Mark: "▲", Tone: ui.Warn}, fleet.Partial: {Mark: "◐", Tone: ui.Warn}, fleet.Slow: {Mark: "◐", Tone: ui.Warn},
	fleet.OK: {Mark: "●", Tone: ui.Good},
}

func (k *instance) state() ui.Cell {
	if !k.asked {
		return ui.Cell{Text: "not asked yet", Mark: "○", Tone: ui.Muted}
	}
	c := signs[k.State]
	c.Text = k.State.Words()
	return c
}

// figure is a number of a column; one that is old is faint.
func (k *instance) figure(column string) ui.Cell {
	f, tone := k.Keys, ui.Normal
	switch column {
	case colExpired:
		f, tone = k.Expired, ui.Danger
	case colExpiring:
		f, tone = k.Expiring, ui.Warn
	case colFindings:
		f, tone = k.Findings, ui.Warn
	case colFailures:
		f = k.Failures
	}
	switch {
	case !f.Known:
		return ui.Cell{Text: "·", Tone: ui.Faint}
	case !k.since.IsZero(), f.N == 0:
		tone = ui.Muted
	}
	return ui.Cell{Text: text.Number(f.N), Tone: tone}
}
