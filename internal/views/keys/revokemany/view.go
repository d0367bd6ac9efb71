package revokemany

import (
	"cmp"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/fleet"
	"github.com/supascale/supascale-tui/internal/lifecycle"
	"github.com/supascale/supascale-tui/internal/lifecycle/revokemany"
	"github.com/supascale/supascale-tui/internal/text"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/ui/press"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// prompt stands before what is typed.
const prompt = " > "

// SetSize gives the area.
func (s *Screen) SetSize(width, height int) {
	s.Base.SetSize(width, height)
	s.layout()
}

func (s *Screen) layout() {
	above, below := s.parts()
	s.list.SetSize(s.Width, max(s.Height-len(above.Lines)-len(below.Lines), 0))
}

// parts gives what stands above the list and below it. Where there is little room the
// lines above give way to what is typed.
func (s *Screen) parts() (above, below *ui.Paper) {
	above, below = s.above(), s.below()
	const list = 3 // lines of it that are wanted
	if over := len(above.Lines) + len(below.Lines) + list - s.Height; over > 0 {
		above.Lines = above.Lines[:max(len(above.Lines)-over, min(1, len(above.Lines)))]
	}
	if over := len(above.Lines) + len(below.Lines) - s.Height; over > 0 {
		below.Drop(over)
	}
	return above, below
}

// View draws the page.
func (s *Screen) View() (string, *tea.Cursor) {
	t := s.env.Theme
	switch {
	case s.err != nil:
		return s.Message(t, screen.Trouble(s.err, ui.Bind(press.Refresh, "try again")))
	case s.stage == loading:
		return s.Message(t, ui.Message{Tone: ui.Muted, Title: strings.TrimSpace(s.spinner.View() + " Looking…")})
	case s.stage == running:
		return s.underWay().View(s.Width, s.Height)
	case s.stage == planning && len(s.plan.Keys) == 0:
		return s.Message(t, ui.Message{Tone: ui.Strong, Title: "There is nothing to revoke.", Lines: s.chosenWords(), Keys: []ui.Binding{ui.Bind(press.Esc, "back")}})
	}
	above, below := s.parts()
	above.Add(strings.Split(ui.Box(s.list.View(), s.Width, max(s.Height-len(above.Lines)-len(below.Lines), 0)), "\n")...)
	if s.Height <= len(below.Lines) {
		above.Lines = nil
	}
	above.Join(below)
	return above.View(s.Width, s.Height)
}

// where names the instance, or counts them. Production stands out.
func (s *Screen) where() string {
	if s.env.Several {
		return s.env.Theme.Paint(ui.Strong, text.Plural(len(s.instances()), "instance", "instances"))
	}
	if s.env.Environment.IsProduction() {
		return s.env.Theme.Paint(ui.Danger, s.env.Where())
	}
	return s.env.Theme.Paint(ui.Muted, s.env.Where())
}

// instances are those on which keys are revoked, or were.
func (s *Screen) instances() (names []string) {
	add := func(name string) {
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	for i := range s.plan.Keys {
		if s.plan.In[i] {
			add(s.plan.Keys[i].Instance)
		}
	}
	for _, run := range s.revocations.Runs {
		add(run.Name)
	}
	return names
}

// nameInstances names several, those of production by themselves.
func (s *Screen) nameInstances(p *ui.Paper) {
	if !s.env.Several {
		return
	}
	var production, others []string
	for _, name := range s.instances() {
		if screen.Environment(fleet.EnvironmentOf(s.env.API, name)).IsProduction() {
			production = append(production, name)
		} else {
			others = append(others, name)
		}
	}
	if len(production) > 0 {
		p.Text(ui.Danger, " ! ", "Production: "+strings.Join(production, ", ")+".")
	}
	if len(others) > 0 {
		p.Text(ui.Muted, " ", "On "+strings.Join(fleet.Places(s.env.API, others), ", ")+".")
	}
}

func (s *Screen) above() *ui.Paper {
	t := s.env.Theme
	p := ui.NewPaper(t, s.Width-1)
	switch s.stage {
	case planning:
		of := ""
		if n := len(s.plan.Keys); s.plan.Goes < n {
			of = " of " + text.Number(n)
		}
		head := " " + t.Paint(ui.Strong, "Revoke "+text.Number(s.plan.Goes)+of+map[bool]string{true: " key", false: " keys"}[s.plan.Goes == 1 && of == ""]) + t.Paint(ui.Muted, " on ") + s.where()
		p.Add(ui.Cut(head, s.Width))
		s.nameInstances(p)
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
			p.Text(ui.Danger, " ! ", s.plan.OwnWords())
		case s.plan.HasOwn():
			p.Text(ui.Warn, " ! ", s.plan.OwnWords()+" space on such a key takes it in, as the last to go.")
		}
	case told:
		p.Add(ui.Cut(" "+s.tally()+t.Paint(ui.Muted, " on ")+s.where(), s.Width))
		halted := s.revocations.Halted()
		for _, words := range halted {
			p.Text(ui.Warn, " ▲ ", words)
		}
		if b := &s.revocations.Runs[0]; s.reopened && len(halted) == 0 && b.Tally().Left() > 0 {
			p.Text(ui.Muted, " ", "Begun "+text.Relative(b.Begun, s.env.Now(), "")+", "+text.Moment(b.Begun, s.env.Zone)+". "+revokemany.ResumeWords)
		}
		p.Most(5)
	}
	p.Blank()
	return p
}

// chosenWords says how the keys were chosen, and which of those are not here.
func (s *Screen) chosenWords() []string {
	why := "Chosen: " + s.ask.Why + "."
	if s.ask.Why == "" {
		why = ""
	}
	why += " " + s.plan.Missing()
	if why = strings.TrimSpace(why); why == "" {
		return nil
	}
	return []string{why}
}

// tally counts the results.
func (s *Screen) tally() string {
	t, n := s.env.Theme, s.revocations.Tally()
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

// below is what stands under the list: what is typed, or what the row is about.
func (s *Screen) below() *ui.Paper {
	t := s.env.Theme
	p := ui.NewPaper(t, s.Width-1)
	p.Add(" " + t.Paint(ui.Faint, strings.Repeat("─", max(s.Width-2, 0))))
	switch {
	case s.asking == phrase:
		p.Text(ui.Normal, " ", s.phrase().Question())
		p.Field(t.Paint(ui.Accent, prompt), s.field)
	case s.asking == path:
		p.Text(ui.Normal, " ", "The file for the receipts, .csv or .json. You alone can read it, and a file that is there is never written over.")
		p.Field(t.Paint(ui.Accent, prompt), s.field)
	case s.stage == planning:
		p.Text(ui.Muted, " ", "Nothing is revoked yet. "+ui.Mark+" will be revoked.")
	case s.stage == told:
		if r := s.receipt(); r != nil {
			p.Text(ui.Muted, " ", s.named(&r.Key)+": "+revokemany.Why(r))
			p.Most(3)
		}
	}
	if s.said != "" {
		p.Text(s.tone, " ", s.said)
	}
	return p
}

// named names a key, with its instance where there are several.
func (s *Screen) named(k *api.Key) string {
	if k.Instance == "" {
		return lifecycle.Shown(k)
	}
	return k.Instance + ": " + lifecycle.Shown(k)
}

// barCells is how long the bar of the progress is.
const barCells = 40

// underWay says how far it is.
func (s *Screen) underWay() *ui.Paper {
	t, at := s.env.Theme, s.progress.get()
	p := ui.NewPaper(t, s.Width-1)
	p.Add(ui.Cut(" "+s.spinner.View()+t.Paint(ui.Strong, " Revoking")+t.Paint(ui.Muted, " on ")+s.where(), s.Width), "")
	full := 0
	if at.Of > 0 {
		full = at.Tried * barCells / at.Of
	}
	count := text.Number(at.Tried) + " of " + text.Plural(at.Of, "key", "keys")
	if s.env.Several {
		done := text.Number(at.Ended) + " of " + text.Plural(at.Instances, "instance", "instances") + " done"
		if at.Stopped > 0 {
			done += ", " + text.Number(at.Stopped) + " stopped before the end"
		}
		count += " · " + done
	}
	p.Add(ui.Cut(" "+t.Paint(ui.Accent, strings.Repeat("█", full))+t.Paint(ui.Faint, strings.Repeat("░", barCells-full))+"  "+count, s.Width))
	switch at.Stage {
	case lifecycle.Looking:
		p.Text(ui.Muted, " ", "reading the list…")
	case lifecycle.Confirming:
		p.Text(ui.Muted, " ", "reading the list to confirm…")
	case lifecycle.Waiting:
		p.Text(ui.Warn, " ", cmp.Or(at.Key.Instance, "The instance")+" asks for a pause: it goes on "+text.Relative(at.WaitEnds, s.env.Now(), "now")+".")
	default:
		p.Text(ui.Muted, " ", s.named(&at.Key))
	}
	p.Blank()
	if s.stopping {
		p.Text(ui.Warn, " ", "Stopping after the key under way…")
		return p
	}
	p.Text(ui.Muted, " ", "Each key is noted on this machine before it is revoked. If this stops, :pending finds out which keys are gone and goes on.")
	return p
}
