package health

import (
	"github.com/supascale/supascale-tui/internal/health"
	"github.com/supascale/supascale-tui/internal/health/snooze"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// Columns.
const (
	colWhy  = "why"
	colKey  = "key"
	colText = "text"
)

// Len is the number of rows: findings, and those that were snoozed where they are
// listed.
func (s *Screen) Len() int { return len(s.shown) + s.lenAway() }

func (s *Screen) lenAway() int {
	if s.withAway {
		return len(s.away)
	}
	return 0
}

// finding is that of a row, nil where there is none.
func (s *Screen) finding(row int) *health.Finding {
	if row < 0 || row >= s.Len() {
		return nil
	}
	if row < len(s.shown) {
		return &s.shown[row]
	}
	return &s.away[row-len(s.shown)].Finding
}

// awayAt is what was snoozed and stands in a row, nil for any other.
func (s *Screen) awayAt(row int) *snooze.Snoozed {
	if row -= len(s.shown); row < 0 || row >= s.lenAway() {
		return nil
	}
	return &s.away[row]
}

// current is the finding under the cursor, nil for none.
func (s *Screen) current() *health.Finding {
	f := s.finding(s.list.Cursor())
	if f == nil {
		return nil
	}
	own := *f // the lists are made anew meanwhile
	return &own
}

// Cell implements ui.Rows.
func (s *Screen) Cell(row int, column string) ui.Cell {
	f, tone := s.finding(row), ui.Muted
	mark := "–"
	if s.awayAt(row) == nil {
		mark, tone = sign(f.Rule)
	}
	switch column {
	case colWhy:
		return ui.Cell{Text: f.Rule.Words(), Mark: mark, Tone: tone}
	case colKey:
		return ui.Cell{Text: name(f)}
	case screen.ColInstance:
		return ui.Cell{Text: f.Key.Instance}
	}
	if a := s.awayAt(row); a != nil {
		return ui.Cell{Text: "Snoozed " + a.Note.Words(s.env.Zone) + ". " + f.Reason, Tone: ui.Muted}
	}
	return ui.Cell{Text: f.Reason, Tone: ui.Muted}
}

func name(f *health.Finding) string {
	if f.Key.Name == "" {
		return f.Key.ID
	}
	return f.Key.Name
}

// sign is the glyph and the tone of how much a rule matters.
func sign(r health.Rule) (mark string, tone ui.Tone) {
	switch r.Severity() {
	case health.Critical:
		return "▲", ui.Danger
	case health.Warning:
		return "●", ui.Warn
	}
	return "·", ui.Normal
}
