package health

import (
	"slices"

	"github.com/supascale/supascale-tui/internal/health"
	"github.com/supascale/supascale-tui/internal/text"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/ui/press"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// why opens the page of what can't be told.
func (s *Screen) why() ui.Binding {
	return ui.Bind(press.Why, "why checks can't tell").HelpOnly().DisabledIf(len(s.gaps) == 0, "All checks could tell.")
}

// gapLine says which checks can't tell, and the reason where it is the only one.
func (s *Screen) gapLine() string {
	t, width := s.env.Theme, max(s.Width-2, 0)
	right := t.Key(press.Why.Show()) + " " + t.Paint(ui.Muted, "why")
	left := ui.Cut(s.gapWords(), max(width-ui.Width(right)-3, 0))
	return s.why().Zone(t, " "+ui.Aside(t.Paint(ui.Muted, left), right, width))
}

func (s *Screen) gapWords() string {
	if len(s.gaps) == 1 {
		return "? Can't tell " + s.gaps[0].Named() + ": " + s.gaps[0].Why
	}
	all := health.Untold{}
	for _, g := range s.gaps {
		for _, r := range g.Rules {
			if !slices.Contains(all.Rules, r) {
				all.Rules = append(all.Rules, r)
			}
		}
	}
	return "? " + text.Plural(len(all.Rules), "check", "checks") + " can't tell: " + all.Named()
}

// reasons is everything that can't be told, each reason whole.
func (s *Screen) reasons() *ui.Paper {
	p := ui.NewPaper(s.env.Theme, max(s.Width-2, 1))
	p.Text(ui.Strong, " ", "What the checks can't tell")
	for i := range s.gaps {
		g := &s.gaps[i]
		p.Blank()
		p.Text(ui.Normal, " ? ", g.Named()+", "+g.Counted())
		p.Text(ui.Muted, "   ", g.Why)
		if s.logErr != nil && g.Rules[0].NeedsLog() {
			p.Text(ui.Muted, "   ", screen.TroubleLine(s.logErr))
		}
	}
	p.Blank()
	p.Text(ui.Muted, " ", health.NotFine)
	return p
}

// readActions are what can be done while the reasons are read.
func (s *Screen) readActions() []screen.Action {
	return []screen.Action{
		screen.Scroll(&s.page, len(s.reasons().Lines), s.Height),
		screen.Set(ui.Bind(press.Esc.Or(press.Why), "back to the findings"), func() { s.reading = false }),
		screen.Do(ui.Bind(press.Refresh, "refresh"), s.Refresh),
	}
}

func (s *Screen) read() { s.reading, s.page = true, ui.Page{} }
