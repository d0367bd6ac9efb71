package create

import (
	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/lifecycle"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// labelEnd is where the labels end and the fields begin, in cells.
const labelEnd = 16

// White space between parts, the most useful first.
const (
	abovePermissions = iota
	aboveSummary
	aboveButtons
	belowStart
	belowName
	aboveNotes
	atTop
	gaps
)

// View draws the part of the form that fits and has the focus in it.
func (s *Screen) View() (string, *tea.Cursor) {
	return s.Form(s.env.Theme, labelEnd, gaps, s.Capturing(), s.draw)
}

// draw draws the whole form; where there is little room, white space goes first.
func (s *Screen) draw(f *ui.Form) {
	f.Space(atTop)
	f.Part(s.focus == startFrom, func() { s.drawStartFrom(f) })
	f.Space(belowStart)
	f.Part(s.focus == name, func() { s.drawName(f) })
	f.Space(belowName)
	f.Part(s.focus == expires, func() { s.expiry.Draw(f, "Expires", s.refused[expires], s.now) })
	f.Space(abovePermissions)
	f.Part(s.focus == permissions, func() { s.drawPermissions(f) })
	if s.env.Notes != nil {
		f.Space(aboveNotes)
		if s.focus != noted && s.asksForNote() {
			f.Part(false, func() { s.drawNote(f) })
		} else {
			s.drawNote(f)
		}
	}
	f.Space(aboveSummary)
	f.Part(s.focus == buttons, func() { s.drawButtons(f) })
}

func (s *Screen) drawStartFrom(f *ui.Form) {
	if s.why != "" {
		f.NoteAt(3, ui.Accent, "", s.why)
		f.Add("")
	}
	if s.begun.says != "" && s.why == "" {
		f.NoteAt(3, ui.Muted, "", s.begun.says)
		f.Space(belowStart)
	}
	var choices []string
	for _, preset := range s.presets {
		choices = append(choices, preset.Name)
	}
	f.Row("Start from", append(choices, "Custom"), s.preset, "‹", "›")
	if s.preset < len(s.presets) {
		f.Note(ui.Faint, "", s.presets[s.preset].Description)
	}
}

func (s *Screen) drawName(f *ui.Form) {
	f.Field("Name", s.name)
	why := s.refused[name]
	if why == "" && s.named {
		if _, err := keys.SanitizeName(s.name.Value()); err != nil {
			why = reasonOf(err)
		}
	}
	if why != "" {
		f.Note(ui.Danger, "✗ ", why)
	} else if free := s.taken(); free != "" {
		f.Note(ui.Warn, "! ", "A key of this name exists. → takes “"+free+"”")
	}
}

func (s *Screen) drawPermissions(f *ui.Form) {
	row, _ := s.grid.Cursor()
	f.See(1 + row)
	f.Add(s.grid.Lines(s.Width, s.focus == permissions)...)
	if why := s.refused[permissions]; why != "" {
		f.NoteAt(5, ui.Danger, "✗ ", why)
	}
}

// drawButtons draws what is to be known before the key is made, and the
// buttons.
func (s *Screen) drawButtons(f *ui.Form) {
	at, err := s.expiry.When(s.now)
	granted := s.grid.Permissions()
	f.NoteAt(3, ui.Normal, "", s.summary(granted, at, err))
	for _, w := range granted.Warnings(err == nil && at.Outlasts(s.now)) {
		f.NoteAt(3, ui.Warn, "! ", w)
	}
	if s.env.Tracing() {
		f.NoteAt(3, ui.Danger, "✗ ", s.env.Traced(screen.TheNewKey))
	}
	if why := s.refused[aside]; why != "" {
		f.NoteAt(3, ui.Danger, "✗ ", why)
	}
	f.Space(aboveButtons)
	f.See(0)
	s.drawButtonLine(f)
}

func (s *Screen) summary(p keys.Permissions, at keys.Expiry, wrong error) string {
	if wrong != nil && !p.IsNone() {
		return "This key " + p.Sentence() + "."
	}
	return lifecycle.Summary(p, at, s.env.Zone)
}

func (s *Screen) drawButtonLine(f *ui.Form) {
	if s.busy() != "" {
		f.Add(ui.Spaces(labelEnd) + s.spinner.View() + s.env.Theme.Paint(ui.Muted, " "+s.doing()))
		return
	}
	room := labelEnd
	if s.lost != nil {
		room = 3 // there are more buttons, and longer ones
	}
	f.Buttons(s.buttons(), s.button, room)
}
