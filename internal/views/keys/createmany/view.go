package createmany

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/lifecycle"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// Column names of the list.
const (
	colFor    = "environment"
	colResult = "result"
)

func columns() []ui.Column {
	return []ui.Column{
		screen.InstanceColumn, {ID: colFor, Title: "ENVIRONMENT", Min: 13, Max: 18},
		{ID: colResult, Title: "RESULT", Min: 20, Max: 60, Weight: 1},
	}
}

// SetSize gives the area.
func (s *Screen) SetSize(width, height int) {
	s.Base.SetSize(width, height)
	s.Layout(len(s.above().Lines))
}

// View draws the page.
func (s *Screen) View() (string, *tea.Cursor) { return s.Draw(s.above(), nil) }

// above says what is created, and how.
func (s *Screen) above() *ui.Paper {
	p := ui.NewPaper(s.env.Theme, s.Width-1)
	p.Text(ui.Strong, " ", fmt.Sprintf("“%s” · %s", s.ask.Key.Name, lifecycle.Summary(s.ask.Key.Permissions, s.ask.Key.Expires, s.env.Zone)))
	p.Text(ui.Muted, " ", "Each instance makes a key of its own, which is shown there once. The next is made when you come back from it.")
	p.Blank()
	return p
}

type rows struct{ *Screen }

// Len implements ui.Rows.
func (r rows) Len() int { return len(r.places) }

// Marked implements ui.Marker.
func (r rows) Marked(row int) bool { return r.places[row].marked }

var signs = map[lifecycle.Outcome]ui.Cell{
	lifecycle.OutcomeCreated: {Mark: "✓", Tone: ui.Good}, lifecycle.OutcomeNotCreated: {Mark: "✗", Tone: ui.Danger},
	lifecycle.OutcomeUndelivered: {Mark: "▲", Tone: ui.Warn}, lifecycle.OutcomeUnknown: {Mark: "?", Tone: ui.Warn},
}

// Cell implements ui.Rows.
func (r rows) Cell(row int, column string) ui.Cell {
	p := &r.places[row]
	switch column {
	case screen.ColInstance:
		return ui.Cell{Text: p.Name}
	case colFor:
		e := screen.Environment(p.Environment)
		switch {
		case e == "":
			return ui.Cell{Text: "·", Tone: ui.Faint}
		case e.IsProduction():
			return ui.Cell{Text: p.Environment, Mark: "!", Tone: ui.Danger}
		}
		return ui.Cell{Text: p.Environment, Tone: e.Tone()}
	}
	switch {
	case p.sameAs != "":
		return ui.Cell{Text: "the same instance as " + p.sameAs, Tone: ui.Faint}
	case p.outcome == "":
		return ui.Cell{Text: "·", Tone: ui.Faint}
	}
	c := signs[p.outcome]
	if c.Text = p.outcome.Words(); p.outcome == lifecycle.OutcomeUndelivered || p.outcome == lifecycle.OutcomeUnknown {
		c.Text += "; see P"
	}
	return c
}
