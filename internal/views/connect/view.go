package connect

import (
	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// compose draws the whole form with the first n gaps.
func (s *Screen) compose(n gap) *page {
	p := &page{gaps: n}
	p.space(atTop)
	if intro < n {
		for _, l := range ui.Wrap(s.intro(), max(s.width-4, 8)) {
			p.add("   " + s.env.Theme.Paint(ui.Normal, l))
		}
	}
	p.space(belowIntro)
	for _, f := range s.fields() {
		s.gapAbove(p, f)
		from := len(p.lines)
		s.draw(p, f)
		if why := s.refused[f]; why != "" {
			s.note(p, ui.Danger, "✗ ", why)
		}
		if f == s.focus {
			p.from, p.to = from, len(p.lines)-1
		}
	}
	return p
}

func (s *Screen) intro() string {
	if s.canBack {
		return "Another instance, beside those you have."
	}
	return "supascale-tui manages the API keys of a Supascale instance. Say which one."
}

func (s *Screen) gapAbove(p *page, f Field) {
	switch f {
	case Address, Sample:
		p.space(belowWay)
	case Name:
		p.space(aboveKeeping)
	case Buttons:
		p.space(aboveButtons)
	}
}

func (s *Screen) draw(p *page, f Field) {
	switch f {
	case Way:
		s.drawWay(p)
	case Address:
		s.drawText(p, f, "Address", s.address)
		s.drawFound(p)
	case Key:
		s.drawKey(p)
	case User:
		s.drawText(p, f, "User", s.user)
	case Password:
		s.drawHidden(p, f, "Password", &s.password, "it is not shown and not kept")
	case Code:
		s.drawHidden(p, f, "Code", &s.code, "from your authenticator app, or a backup code")
	case Sample:
		s.drawRow(p, f, "Begin with", []string{"sample keys", "nothing"}, s.sample)
		said := "keys, and a week of activity, to look around in"
		if s.sample == 1 {
			said = "an empty instance"
		}
		s.note(p, ui.Muted, "", said+"; what an earlier start left stays as it is")
	case Name:
		s.drawText(p, f, "Name", s.name)
	case Environment:
		s.drawRow(p, f, "Environment", environmentLabels(), s.environment)
	case Word:
		s.drawText(p, f, "", s.word)
	case Kept:
		s.drawKept(p)
	case Buttons:
		s.drawButtons(p)
	}
}

func environmentLabels() []string {
	list := []string{"not said"}
	for _, e := range environments[1:] {
		list = append(list, string(e))
	}
	return append(list, "other…")
}

func (s *Screen) drawWay(p *page) {
	var labels []string
	for _, w := range s.ways {
		labels = append(labels, wayLabels[w])
	}
	s.drawRow(p, Way, "Connect with", labels, s.way)
	if saysWay >= p.gaps {
		return
	}
	switch s.by() {
	case withKey:
		s.note(p, ui.Muted, "", "one with write on system, to create and revoke keys")
	case signIn:
		s.note(p, ui.Muted, "", "as in the web interface, for the first key of an instance; until you quit")
	case local:
		s.note(p, ui.Muted, "", "to try everything out: it runs here, for as long as the console is open")
	}
}

// drawKey draws the key's length, and what it looks like: beside it if there is
// room, else below.
func (s *Screen) drawKey(p *page) {
	s.drawHidden(p, Key, "API key", &s.key, "paste it here: it is not shown")
	tone, said := judge(&s.key)
	if said == "" || s.refused[Key] != "" {
		return
	}
	line := &p.lines[len(p.lines)-1]
	if ui.Width(*line)+2+ui.Width(said) < s.width {
		*line += "  " + s.env.Theme.Paint(tone, said)
		return
	}
	s.note(p, tone, "", said)
}

// drawFound says what is known of the address.
func (s *Screen) drawFound(p *page) {
	switch {
	case s.refused[Address] != "":
	case s.probe.Running():
		s.note(p, ui.Muted, "", "looking whether an instance answers there…")
	case s.lost != nil:
		s.note(p, ui.Warn, "▲ ", screen.TroubleLine(s.lost))
	case s.found.Says != "":
		s.note(p, ui.Good, "✓ ", s.found.Says)
	}
}

func (s *Screen) drawKept(p *page) {
	var labels []string
	for _, k := range s.do.Keeps {
		labels = append(labels, k.Label)
	}
	s.drawRow(p, Kept, "Keep the key", labels, s.keep)
	if says := s.do.Keeps[s.keep].Says; says != "" && saysKept < p.gaps {
		s.note(p, ui.Muted, "", says)
	}
}

func (s *Screen) drawButtons(p *page) {
	t := s.env.Theme
	if why := s.refused[Aside]; why != "" {
		s.note(p, ui.Danger, "✗ ", why)
	}
	if s.spinner.On() {
		p.add(ui.Spaces(labelEnd) + s.spinner.View() + t.Paint(ui.Muted, " "+s.doing()))
		return
	}
	line := s.label(Buttons, "", labelEnd)
	for i, b := range s.buttons() {
		switch {
		case i == s.button && s.focus == Buttons:
			line += t.Paint(ui.Marked, "[ "+b.label+" ]")
		case i == s.button:
			line += t.Paint(ui.Accent, "[ "+b.label+" ]")
		default:
			line += t.Paint(ui.Muted, "  "+b.label+"  ")
		}
		line += " "
	}
	p.add(line)
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

// label starts a field's first line, with the bar when it has the focus.
func (s *Screen) label(f Field, text string, width int) string {
	t := s.env.Theme
	if s.focus == f && !s.spinner.On() {
		return " " + t.Paint(ui.Accent, "▌") + " " + t.Paint(ui.Strong, ui.Fit(text, width-3))
	}
	return "   " + t.Paint(ui.Muted, ui.Fit(text, width-3))
}

// note adds wrapped text below a field.
func (s *Screen) note(p *page, tone ui.Tone, mark, text string) {
	for i, l := range ui.Wrap(text, max(s.width-labelEnd-ui.Width(mark)-1, 8)) {
		if i > 0 {
			mark = ui.Spaces(ui.Width(mark))
		}
		p.add(ui.Spaces(labelEnd) + s.env.Theme.Paint(tone, mark+l))
	}
}

func (s *Screen) drawText(p *page, f Field, label string, field *ui.Field) {
	if c := field.Cursor(); c != nil && s.focus == f {
		c.X += labelEnd
		c.Y = len(p.lines)
		p.cursor = c
	}
	p.add(s.label(f, label, labelEnd) + field.View())
}

func (s *Screen) drawHidden(p *page, f Field, label string, h *hidden, placeholder string) {
	if s.focus == f {
		p.cursor = tea.NewCursor(labelEnd+ui.Width(h.dots()), len(p.lines))
		p.cursor.Shape = tea.CursorBar
	}
	p.add(s.label(f, label, labelEnd) + h.view(s.env.Theme, placeholder))
	if s.tracing() {
		s.note(p, ui.Danger, "✗ ", traceWords)
	}
}

// drawRow lays choices out in as many lines as they need, the chosen one in
// brackets that stand out to the left, so that the words align.
func (s *Screen) drawRow(p *page, f Field, label string, choices []string, chosen int) {
	t := s.env.Theme
	const start = labelEnd - 1
	line, used := s.label(f, label, start), start
	for i, c := range choices {
		c = ui.Cut(c, max(s.width-start-3, 1))
		if used+ui.Width(c)+2 > s.width && used > start {
			p.add(line)
			line, used = ui.Spaces(start), start
		}
		switch {
		case i != chosen:
			line += " " + t.Paint(ui.Muted, c) + " "
		case s.focus == f:
			line += t.Paint(ui.Marked, "["+c+"]")
		default:
			line += t.Paint(ui.Strong, "["+c+"]")
		}
		used += ui.Width(c) + 2
	}
	p.add(line)
}
