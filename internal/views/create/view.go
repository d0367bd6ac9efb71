package create

import (
	"strings"
	"time"

	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/lifecycle"
	"github.com/supascale/supascale-tui/internal/ui"
)

// labelEnd is where the labels end and the fields begin, in cells.
const labelEnd = 16

// label starts a part's first line, with the bar when it has the focus.
func (s *Screen) label(p part, text string, width int) string {
	t := s.env.Theme
	if s.focus == p {
		return " " + t.Paint(ui.Accent, "▌") + " " + t.Paint(ui.Strong, ui.Fit(text, width-3))
	}
	return "   " + t.Paint(ui.Muted, ui.Fit(text, width-3))
}

// note adds wrapped text below the fields.
func (s *Screen) note(p *page, tone ui.Tone, mark, text string) {
	s.noteAt(p, labelEnd, tone, mark, text)
}

func (s *Screen) noteAt(p *page, indent int, tone ui.Tone, mark, text string) {
	for i, l := range ui.Wrap(text, max(s.width-indent-ui.Width(mark)-1, 8)) {
		if i > 0 {
			mark = ui.Spaces(ui.Width(mark))
		}
		p.add(ui.Spaces(indent) + s.env.Theme.Paint(tone, mark+l))
	}
}

// row lays choices out in as many lines as they need, the chosen one in
// brackets.
func (s *Screen) row(p *page, of part, label string, choices []string, chosen int, open, shut string) {
	t := s.env.Theme
	// The brackets stand out to the left, so that the words align.
	const start = labelEnd - 1
	line, used := s.label(of, label, start), start
	for i, c := range choices {
		c = ui.Cut(c, max(s.width-start-3, 1))
		if used+ui.Width(c)+2 > s.width && used > start {
			p.add(line)
			line, used = ui.Spaces(start), start
		}
		switch {
		case i != chosen:
			line += " " + t.Paint(ui.Muted, c) + " "
		case s.focus == of:
			line += t.Paint(ui.Marked, open+c+shut)
		default:
			line += t.Paint(ui.Strong, open+c+shut)
		}
		used += ui.Width(c) + 2
	}
	p.add(line)
}

func (s *Screen) drawStartFrom(p *page) {
	if s.why != "" {
		s.noteAt(p, 3, ui.Accent, "", s.why)
		p.add("")
	}
	if s.begun.says != "" && s.why == "" {
		s.noteAt(p, 3, ui.Muted, "", s.begun.says)
		p.space(belowStart)
	}
	var choices []string
	for _, preset := range s.presets {
		choices = append(choices, preset.Name)
	}
	s.row(p, startFrom, "Start from", append(choices, "Custom"), s.preset, "‹", "›")
	if s.preset < len(s.presets) {
		s.note(p, ui.Faint, "", s.presets[s.preset].Description)
	}
}

func (s *Screen) drawName(p *page) {
	if s.focus == name {
		p.field, p.fieldAt = s.name, len(p.lines)
	}
	p.add(s.label(name, "Name", labelEnd) + s.name.View())
	why := s.refused[name]
	if why == "" && s.named {
		if _, err := keys.CleanName(s.name.Value()); err != nil {
			why = reasonOf(err)
		}
	}
	if why != "" {
		s.note(p, ui.Danger, "✗ ", why)
	}
}

const dayWords = "  the key ends as this day begins"

func (s *Screen) drawExpires(p *page) {
	e := s.expiry
	s.row(p, expires, "Expires", e.labels(), e.at, "[", "]")
	switch e.mode {
	case picking:
		for i, l := range e.calendar.Lines() {
			if i == 0 && s.width >= labelEnd+ui.CalendarWidth+ui.Width(dayWords) {
				l += s.env.Theme.Paint(ui.Muted, dayWords)
			}
			p.add(ui.Spaces(labelEnd-1) + l)
		}
	case typing:
		p.field, p.fieldAt = e.field, len(p.lines)
		p.add(ui.Spaces(labelEnd) + e.field.View())
	}
	at, err := e.when(s.now)
	switch {
	case s.refused[expires] != "":
		s.note(p, ui.Danger, "✗ ", s.refused[expires])
	case err != nil && e.pending():
		s.note(p, ui.Muted, "", err.Error())
	case err != nil:
		s.note(p, ui.Danger, "✗ ", err.Error())
	case at.IsZero():
		s.note(p, ui.Muted, "", "the key works until it is revoked")
	default:
		s.note(p, ui.Normal, "", lifecycle.Until(at, s.now, s.env.Zone))
	}
}

func (s *Screen) drawPermissions(p *page) {
	first := len(p.lines)
	p.add(s.grid.Lines(s.width, s.focus == permissions)...)
	if s.focus == permissions {
		row, _ := s.grid.Cursor()
		p.at = first + 1 + row
	}
	if why := s.refused[permissions]; why != "" {
		s.noteAt(p, 5, ui.Danger, "✗ ", why)
	}
}

// drawButtons draws what is to be known before the key is made, and the
// buttons.
func (s *Screen) drawButtons(p *page) {
	at, err := s.expiry.when(s.now)
	granted := s.permissions()
	s.noteAt(p, 3, ui.Normal, "", s.summary(granted, at, err))
	for _, w := range granted.Warnings(err != nil || !at.IsZero()) {
		s.noteAt(p, 3, ui.Warn, "! ", w)
	}
	if s.tracing() {
		s.noteAt(p, 3, ui.Danger, "✗ ", traceWords)
	}
	if why := s.refused[aside]; why != "" {
		s.noteAt(p, 3, ui.Danger, "✗ ", why)
	}
	p.space(aboveButtons)
	if s.focus == buttons {
		p.at = len(p.lines)
	}
	p.add(s.buttonLine())
}

func (s *Screen) summary(p keys.Permissions, at time.Time, wrong error) string {
	if wrong != nil && !p.IsNone() {
		return "This key " + p.Sentence() + "."
	}
	return lifecycle.Summary(p, at, s.env.Zone)
}

func (s *Screen) buttonLine() string {
	t := s.env.Theme
	if s.busy() != "" {
		return "   " + ui.Spaces(labelEnd-3) + s.spinner.View() + t.Paint(ui.Muted, " "+s.doing())
	}
	room := labelEnd
	if s.lost != nil {
		room = 3 // there are more buttons, and longer ones
	}
	line := s.label(buttons, "", room)
	for i, b := range s.buttons() {
		switch {
		case i == s.button && s.focus == buttons:
			line += t.Paint(ui.Marked, "[ "+b.label+" ]")
		case i == s.button:
			line += t.Paint(ui.Accent, "[ "+b.label+" ]")
		default:
			line += t.Paint(ui.Muted, "  "+b.label+"  ")
		}
		line += " "
	}
	return strings.TrimSuffix(line, " ")
}
