package connect

import (
	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// labelEnd is where the labels end and the fields begin, in cells.
const labelEnd = 17

// What is left out where there is little room, the most useful first.
const (
	aboveButtons = iota
	aboveKeeping
	belowWay
	saysWay
	saysKept
	intro
	atTop
	belowIntro
	gaps
)

// View draws the part of the form that fits and has the focus in it; where there is
// little room, what is least useful goes.
func (s *Screen) View() (string, *tea.Cursor) {
	return s.Form(s.env.Theme, labelEnd, gaps, s.Capturing(), s.draw)
}

func (s *Screen) draw(p *ui.Form) {
	p.Busy = s.spinner.On()
	p.Space(atTop)
	if p.Room(intro) {
		for _, l := range ui.Wrap(s.intro(), max(s.Width-4, 8)) {
			p.Add("   " + s.env.Theme.Paint(ui.Normal, l))
		}
	}
	p.Space(belowIntro)
	for _, f := range s.fields() {
		s.gapAbove(p, f)
		p.Part(f == s.focus, func() {
			s.drawField(p, f)
			if why := s.refused[f]; why != "" {
				p.Note(ui.Danger, "✗ ", why)
			}
		})
	}
}

func (s *Screen) intro() string {
	if s.canBack {
		return "Another instance, beside those you have."
	}
	return "supascale-tui manages the API keys of a Supascale instance. Which one?"
}

func (s *Screen) gapAbove(p *ui.Form, f Field) {
	switch f {
	case Address, Sample:
		p.Space(belowWay)
	case Name:
		p.Space(aboveKeeping)
	case Buttons:
		p.Space(aboveButtons)
	}
}

func (s *Screen) drawField(p *ui.Form, f Field) {
	switch f {
	case Way:
		s.drawWay(p)
	case Address:
		p.Field("Address", s.address)
		s.drawFound(p)
	case Key:
		s.drawKey(p)
	case User:
		p.Field("User", s.user)
	case Password:
		s.drawHidden(p, "Password", &s.password, "it is not shown and not kept")
	case Code:
		s.drawHidden(p, "Code", &s.code, "from your authenticator app, or a backup code")
	case Sample:
		p.Row("Begin with", []string{"sample keys", "nothing"}, s.sample, "[", "]")
		said := "keys, and a week of activity, to look around in"
		if s.sample == 1 {
			said = "an empty instance"
		}
		p.Note(ui.Muted, "", said+"; what an earlier start left stays as it is")
	case Name:
		p.Field("Name", s.name)
	case Environment:
		p.Row("Environment", environmentLabels(), s.environment, "[", "]")
	case Word:
		p.Field("", s.word)
	case Kept:
		s.drawKept(p)
	case Buttons:
		s.drawButtons(p)
	}
}

func environmentLabels() []string {
	return append(append([]string{"none"}, environments[1:]...), "other…")
}

func (s *Screen) drawWay(p *ui.Form) {
	var labels []string
	for _, w := range s.ways {
		labels = append(labels, wayLabels[w])
	}
	p.Row("Connect with", labels, s.way, "[", "]")
	if !p.Room(saysWay) {
		return
	}
	switch s.by() {
	case withKey:
		p.Note(ui.Muted, "", "one with write on system, to create and revoke keys")
	case signIn:
		p.Note(ui.Muted, "", "as in the web interface, for the first key of an instance; until you quit")
	case local:
		p.Note(ui.Muted, "", "to try everything out: it runs here, for as long as the console is open")
	}
}

// drawKey draws the key's length, and what it looks like: beside it if there is
// room, else below.
func (s *Screen) drawKey(p *ui.Form) {
	s.drawHidden(p, "API key", &s.key, "paste it here: it is not shown")
	tone, said := judge(&s.key)
	if said == "" || s.refused[Key] != "" {
		return
	}
	if !p.Append("  " + s.env.Theme.Paint(tone, said)) {
		p.Note(tone, "", said)
	}
}

// drawFound says what is known of the address.
func (s *Screen) drawFound(p *ui.Form) {
	switch {
	case s.refused[Address] != "":
	case s.probe.Running():
		p.Note(ui.Muted, "", "looking whether an instance answers there…")
	case s.lost != nil:
		p.Note(ui.Warn, "▲ ", screen.TroubleLine(s.lost))
	case s.found != "":
		p.Note(ui.Good, "✓ ", s.found)
	}
}

func (s *Screen) drawKept(p *ui.Form) {
	var labels []string
	for _, k := range s.do.Keeps {
		labels = append(labels, k.Label)
	}
	p.Row("Keep the key", labels, s.keep, "[", "]")
	if says := s.do.Keeps[s.keep].Says; says != "" && p.Room(saysKept) {
		p.Note(ui.Muted, "", says)
	}
}

func (s *Screen) drawButtons(p *ui.Form) {
	t := s.env.Theme
	if why := s.refused[Aside]; why != "" {
		p.Note(ui.Danger, "✗ ", why)
	}
	if s.spinner.On() {
		p.Add(ui.Spaces(labelEnd) + s.spinner.View() + t.Paint(ui.Muted, " "+s.doing()))
		return
	}
	p.Buttons(s.buttons(), s.button, labelEnd)
}

func (s *Screen) doing() string {
	switch s.by() {
	case local:
		return "starting a local instance…   esc stops"
	case signIn:
		return "signing in…   esc stops"
	}
	return "connecting…   esc stops"
}

func (s *Screen) drawHidden(p *ui.Form, label string, h *hidden, placeholder string) {
	cursor := tea.NewCursor(ui.Width(h.dots()), 0)
	cursor.Shape = tea.CursorBar
	p.Typed(p.Label(label, labelEnd), h.view(s.env.Theme, placeholder), cursor)
	if s.env.Tracing() {
		p.Note(ui.Danger, "✗ ", s.env.Traced(screen.PastedText))
	}
}
