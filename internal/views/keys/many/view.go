package many

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/lifecycle"
	"github.com/supascale/supascale-tui/internal/lifecycle/many"
	"github.com/supascale/supascale-tui/internal/text"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// prompt stands before what is typed.
const prompt = " > "

// rows is what the table lists.
func (s *Screen) rows() ui.Rows {
	switch s.stage {
	case told:
		return receiptRows{s}
	case choosing:
		return choiceRows{s}
	}
	return planRows{s}
}

// SetSize gives the area.
func (s *Screen) SetSize(width, height int) {
	s.width, s.height = max(width, 0), max(height, 0)
	s.layout()
}

func (s *Screen) layout() {
	switch s.stage {
	case told:
		s.table.SetColumns(receiptColumns())
	case choosing:
		s.table.SetColumns(choiceColumns())
	default:
		s.table.SetColumns(planColumns())
	}
	above, below := s.parts()
	s.table.SetSize(s.width, max(s.height-len(above)-len(below), 0))
	s.table.SetCursor(s.table.Cursor(), s.rows().Len())
	s.field.SetWidth(max(s.width-ui.Width(prompt)-1, 1))
}

// parts gives the lines above the table and below it. Where there is little room those
// above give way to what is typed.
func (s *Screen) parts() (above, below []string) {
	above, below = s.above(), s.below()
	const table = 3 // lines of it that are wanted
	if over := len(above) + len(below) + table - s.height; over > 0 {
		above = above[:max(len(above)-over, min(1, len(above)))]
	}
	if over := len(above) + len(below) - s.height; over > 0 {
		below = below[min(over, len(below)):]
	}
	return above, below
}

// View draws the page.
func (s *Screen) View() string {
	t := s.env.Theme
	switch {
	case s.err != nil:
		return screen.Trouble(s.err, ui.Bind("r", "try again", "r")).View(t, s.width, s.height)
	case s.stage == loading:
		return ui.Message{Tone: ui.Muted, Title: strings.TrimSpace(s.spinner.View() + " Looking…")}.View(t, s.width, s.height)
	case s.stage == running:
		return ui.Box(strings.Join(s.underWay(), "\n"), s.width, s.height)
	case s.stage == choosing && len(s.others) == 0:
		return s.none().View(t, s.width, s.height)
	case s.stage == planning && len(s.plan.Keys) == 0:
		return ui.Message{Tone: ui.Strong, Title: "There is nothing to revoke.", Lines: s.chosenWords(), Keys: []ui.Binding{ui.Bind("esc", "back", "esc")}}.View(t, s.width, s.height)
	}
	above, below := s.parts()
	top := ui.Box(strings.Join(append(above, s.table.View(s.rows())), "\n"), s.width, max(s.height-len(below), 0))
	if len(below) == 0 {
		return top
	}
	if s.height <= len(below) {
		return ui.Box(strings.Join(below, "\n"), s.width, s.height)
	}
	return top + "\n" + ui.Box(strings.Join(below, "\n"), s.width, len(below))
}

// none is said where nothing is unfinished.
func (s *Screen) none() ui.Message {
	m := ui.Message{
		Tone: ui.Strong, Title: "No revocation is unfinished.", Lines: []string{"space in the list marks keys, and x revokes them together."},
		Keys: []ui.Binding{ui.Bind("esc", "back", "esc")},
	}
	if s.said != "" {
		m.Lines = []string{s.said}
	}
	return m
}

// paper is what the words below the list are drawn on.
type paper struct{ ui.Paper }

// most keeps the first lines.
func (p *paper) most(n int) {
	if len(p.Lines) > n {
		p.Lines = p.Lines[:n]
		p.Lines[n-1] = ui.Cut(p.Lines[n-1]+" …", max(p.Width-1, 0))
	}
}

// where names the instance. Production stands out.
func (s *Screen) where() string {
	if s.env.Environment.IsProduction() {
		return s.env.Theme.Paint(ui.Danger, s.env.Where())
	}
	return s.env.Theme.Paint(ui.Muted, s.env.Where())
}

func (s *Screen) above() []string {
	t := s.env.Theme
	p := &paper{ui.Paper{Theme: t, Width: s.width}}
	switch s.stage {
	case planning:
		of := ""
		if n := len(s.plan.Keys); s.plan.Goes < n {
			of = " of " + text.Number(n)
		}
		head := " " + t.Paint(ui.Strong, "Revoke "+text.Number(s.plan.Goes)+of+map[bool]string{true: " key", false: " keys"}[s.plan.Goes == 1 && of == ""]) + t.Paint(ui.Muted, " on ") + s.where()
		p.Lines = append(p.Lines, ui.Cut(head, s.width))
		for _, n := range s.chosenWords() {
			p.Text(ui.Muted, " ", n)
		}
		if words := s.plan.EveryWords(); words != "" {
			p.Text(ui.Danger, " ! ", words)
		}
		if words := s.plan.LatelyWords(); words != "" {
			p.Text(ui.Warn, " ▲ ", words)
		}
		switch {
		case s.plan.OwnIn():
			p.Text(ui.Danger, " ! ", many.OwnInWords)
		case s.plan.Own >= 0:
			p.Text(ui.Warn, " ! ", many.OwnOutWords+" space on it takes it in, as the last to go.")
		}
	case told:
		p.Lines = append(p.Lines, ui.Cut(" "+s.tally()+t.Paint(ui.Muted, " on ")+s.where(), s.width))
		if words := many.Halted(s.stopped); words != "" {
			p.Text(ui.Warn, " ▲ ", words)
		}
		if b := &s.batch; s.reopened && s.stopped == nil && b.Tally().Left() > 0 {
			p.Text(ui.Muted, " ", "Begun "+text.Relative(b.Begun, s.env.Now(), "")+", "+text.Moment(b.Begun, s.env.Zone)+". "+many.ResumeWords)
		}
		p.most(5)
	case choosing:
		p.Text(ui.Strong, " ", text.Plural(len(s.others), "revocation of many keys is", "revocations of many keys are")+" not finished")
	}
	return append(p.Lines, "")
}

// chosenWords says how the keys were chosen, and which of those are not here.
func (s *Screen) chosenWords() []string {
	why := "They are " + s.ask.Why + "."
	if s.ask.Why == "" {
		why = ""
	}
	why += " " + s.plan.Missing()
	if why = strings.TrimSpace(why); why == "" {
		return nil
	}
	return []string{why}
}

// tally counts what became of the keys.
func (s *Screen) tally() string {
	t, n := s.env.Theme, s.batch.Tally()
	mark, tone := "✓ ", ui.Good
	if n.Left() > 0 {
		mark, tone = "▲ ", ui.Warn
	}
	said := n.Words()
	words := t.Paint(tone, mark) + t.Paint(ui.Strong, said[0])
	for _, part := range said[1:] {
		words += t.Paint(ui.Faint, " · ") + part
	}
	return words
}

// below is what stands under the table: what is typed, or what the row is about.
func (s *Screen) below() []string {
	t := s.env.Theme
	p := &paper{ui.Paper{Theme: t, Width: s.width, Lines: []string{" " + t.Paint(ui.Faint, strings.Repeat("─", max(s.width-2, 0)))}}}
	switch {
	case s.asking == phrase:
		p.Text(ui.Normal, " ", s.phrase().Question())
		p.Lines = append(p.Lines, t.Paint(ui.Accent, prompt)+s.field.View())
	case s.asking == path:
		p.Text(ui.Normal, " ", "The file for the receipts, .csv or .json. You alone can read it, and a file that is there is never written over.")
		p.Lines = append(p.Lines, t.Paint(ui.Accent, prompt)+s.field.View())
	case s.stage == planning:
		p.Text(ui.Muted, " ", "Nothing is revoked yet. "+ui.Mark+" stands before what goes.")
	case s.stage == told:
		if r := s.receipt(); r != nil {
			p.Text(ui.Muted, " ", lifecycle.Shown(&r.Key)+": "+many.Why(r))
			p.most(3)
		}
	}
	if s.said != "" {
		p.Text(s.tone, " ", s.said)
	}
	return p.Lines
}

// Cursor is in the field while something is typed.
func (s *Screen) Cursor() *tea.Cursor {
	c := s.field.Cursor()
	if s.asking == nothing || c == nil {
		return nil
	}
	_, below := s.parts()
	at := len(below) - 1
	if s.said != "" {
		at -= len(ui.Wrap(s.said, max(s.width-2, 1)))
	}
	c.X = min(c.X+ui.Width(prompt), s.width-1)
	c.Y = s.height - len(below) + at
	if at < 0 || c.Y < 0 || c.Y >= s.height || c.X < 0 {
		return nil
	}
	return c
}

// barCells is how long the bar of the progress is.
const barCells = 40

// underWay says how far it is.
func (s *Screen) underWay() []string {
	t, at := s.env.Theme, s.progress.get()
	p := &paper{ui.Paper{Theme: t, Width: s.width}}
	p.Lines = append(p.Lines, ui.Cut(" "+s.spinner.View()+t.Paint(ui.Strong, " Revoking")+t.Paint(ui.Muted, " on ")+s.where(), s.width), "")
	full := 0
	if at.Of > 0 {
		full = at.Tried * barCells / at.Of
	}
	count := text.Number(at.Tried) + " of " + text.Plural(at.Of, "key", "keys")
	p.Lines = append(p.Lines, ui.Cut(" "+t.Paint(ui.Accent, strings.Repeat("█", full))+t.Paint(ui.Faint, strings.Repeat("░", barCells-full))+"  "+count, s.width))
	switch at.Stage {
	case lifecycle.Looking:
		p.Text(ui.Muted, " ", "reading the list…")
	case lifecycle.Confirming:
		p.Text(ui.Muted, " ", "reading the list to confirm…")
	case lifecycle.Waiting:
		p.Text(ui.Warn, " ", "The instance asks for a pause: it goes on "+text.Relative(at.WaitEnds, s.env.Now(), "now")+".")
	default:
		p.Text(ui.Muted, " ", lifecycle.Shown(&at.Key))
	}
	p.Lines = append(p.Lines, "")
	if s.stopping {
		p.Text(ui.Warn, " ", "Stopping after the key under way…")
		return p.Lines
	}
	p.Text(ui.Muted, " ", "Each key is noted on this machine before it is asked for. Whatever happens, :unfinished finds out what became of it and goes on.")
	return p.Lines
}
