package pending

import (
	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/lifecycle/pending"
	"github.com/supascale/supascale-tui/internal/text"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/ui/press"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// aboutLines is how many lines below the list say how the item under the cursor stands
// and what to do.
const aboutLines = 6

// SetSize gives the area.
func (s *Screen) SetSize(width, height int) {
	s.Base.SetSize(width, height)
	s.layout()
}

func (s *Screen) layout() { s.Layout(2) }

// View draws the page.
func (s *Screen) View() (string, *tea.Cursor) {
	t := s.env.Theme
	switch {
	case s.err != nil:
		return s.Message(t, screen.Trouble(s.err, ui.Bind(press.Refresh, "try again")))
	case !s.have:
		return s.Message(t, ui.Message{Tone: ui.Muted, Title: "Loading the keys…"})
	case len(s.seen.Items) == 0 && s.seen.Partial != nil:
		return s.Message(t, ui.Message{
			Tone: ui.Warn, Mark: "▲", Title: "Nothing is pending, as far as can be told.",
			Lines: []string{text.Sentence(s.seen.Partial.Error())}, Keys: []ui.Binding{ui.Bind(press.Refresh, "refresh")},
		})
	case len(s.seen.Items) == 0:
		return s.Message(t, ui.Message{
			Tone: ui.Good, Mark: "✓", Title: pending.NoneWords,
			Lines: []string{"Undelivered keys, rotations and revocations that are not finished are listed here."},
			Keys:  []ui.Binding{ui.Bind(press.Esc, "back")},
		})
	}
	p := ui.NewPaper(t, s.Width-1)
	p.Add(" " + t.Paint(ui.Strong, text.Plural(len(s.seen.Items), "thing is", "things are")+" not finished"))
	if s.seen.Partial != nil {
		p.Add(" " + t.Paint(ui.Warn, ui.Cut("▲ "+text.Sentence(s.seen.Partial.Error()), s.Width-2)))
	} else {
		p.Blank()
	}
	item := &s.seen.Items[s.List.Cursor()]
	about := ui.NewPaper(t, s.Width-1)
	about.Blank()
	about.Text(ui.Normal, " ", item.Reason(s.env.Now()))
	about.Text(ui.Accent, " → ", item.Remedy())
	return s.Draw(p, about)
}

// Column names of the list.
const (
	colKind  = "kind"
	colKey   = "key"
	colState = "state"
	colSince = "since"
)

func columns() []ui.Column {
	return []ui.Column{
		{ID: colKind, Title: "WHAT", Min: 15},
		{ID: colKey, Title: "KEY", Min: 16, Max: 60, Weight: 1},
		{ID: colState, Title: "STATE", Min: 26},
		{ID: colSince, Title: "SINCE", Min: 11, Rank: 1},
	}
}

type rows struct{ *Screen }

func (r rows) Len() int { return len(r.seen.Items) }

func (r rows) Cell(row int, column string) ui.Cell {
	i := &r.seen.Items[row]
	switch column {
	case screen.ColInstance:
		return ui.Cell{Text: i.Instance}
	case colKind:
		return ui.Cell{Text: i.Kind.Words()}
	case colKey:
		return ui.Cell{Text: i.Name()}
	case colState:
		mark, tone := "▲", ui.Warn
		if i.Kind == pending.Rotation {
			mark, tone = screen.RotationSign(i.Rotation.Step)
		}
		return ui.Cell{Text: i.State(), Mark: mark, Tone: tone}
	}
	return ui.Cell{Text: text.Relative(i.Since, r.env.Now(), ""), Tone: ui.Muted}
}
