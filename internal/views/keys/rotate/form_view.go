package rotate

import (
	"github.com/supascale/supascale-tui/internal/lifecycle/rotation"
	"github.com/supascale/supascale-tui/internal/text"
	"github.com/supascale/supascale-tui/internal/ui"
)

// labelEnd is where the labels end and the fields begin, in cells.
const labelEnd = 17

// White space between parts, the most useful first.
const (
	aboveForm = iota
	aboveButtons
	belowPermissions
	belowExpiry
	atTop
	gaps
)

// drawForm shows what would be made, and what can be chosen of it.
func (s *Screen) drawForm(f *ui.Form) {
	now, plan, form := s.env.Now(), s.plan, s.form
	f.Busy = s.busy() != ""
	f.Space(atTop)
	f.NoteAt(1, ui.Strong, "", "Rotate “"+rotation.RefOf(&plan.Old).Shown()+"”")
	f.NoteAt(1, ui.Muted, "", plan.Words(now))
	if s.own(&plan.Old) {
		f.NoteAt(1, ui.Warn, "! ", rotation.OwnPlanWords)
	}
	f.Space(aboveForm)
	f.Add(f.Label("Old key", labelEnd) + f.Theme().Paint(ui.Muted, ui.Cut(s.oldFacts(), max(f.Width-labelEnd, 1))))
	f.Add(f.Label("New key", labelEnd) + f.Theme().Paint(ui.Strong, ui.Cut(plan.Name, max(f.Width-labelEnd, 1))))
	f.Part(form.focus == grantPart, func() { s.drawGrants(f) })
	if form.chosen() == edited {
		f.Part(form.focus == gridPart, func() {
			row, _ := form.grid.Cursor()
			f.See(1 + row)
			f.Add(form.grid.Lines(f.Width, form.focus == gridPart)...)
		})
	}
	f.Space(belowPermissions)
	f.Part(form.focus == expiryPart, func() { form.expiry.Draw(f, "Expires", "", now) })
	f.Space(belowExpiry)
	f.Part(form.focus == endPart, func() { form.end.Draw(f, "Old key ends", "", now) })
	f.Part(form.focus == buttonPart, func() { s.drawButtons(f) })
}

// oldFacts says what there is.
func (s *Screen) oldFacts() string {
	old, now := &s.plan.Old, s.env.Now()
	return preview(old) + " · last used " + text.Relative(old.LastUsed, now, "never, or not told") + " · expires " + old.Expires.Short(now)
}

// drawGrants shows the ways to choose the permissions, and what comes of the one chosen.
func (s *Screen) drawGrants(f *ui.Form) {
	form, plan := s.form, s.plan
	labels := make([]string, len(form.grants))
	for i, g := range form.grants {
		labels[i] = map[grant]string{same: "the same", narrower: "only what it uses", wider: "with " + form.wish.Lack.Words(), edited: "edit…"}[g]
	}
	f.Row("Permissions", labels, form.grant, "[", "]")
	if why := form.narrow.why(); form.chosen() == narrower && why != "" {
		f.Note(ui.Warn, "", why)
		return
	}
	words := plan.Permissions.Summary()
	if !plan.IsSame() {
		words += " · " + rotation.Change(plan.Old.Permissions, plan.Permissions)
	}
	f.Note(ui.Normal, "", words)
	if doubt := form.narrow.Doubt; form.chosen() == narrower && doubt != "" {
		f.Note(ui.Warn, "! ", doubt)
	}
}

// drawButtons draws what is to be known before the key is made, and the buttons.
func (s *Screen) drawButtons(f *ui.Form) {
	f.Space(aboveButtons)
	for _, n := range s.plan.Notes(s.env.Now()) {
		f.NoteAt(3, ui.Warn, "! ", n)
	}
	if why := s.unfit(); why != "" {
		f.NoteAt(3, ui.Danger, "✗ ", why)
	}
	if s.said != "" {
		f.NoteAt(3, s.tone, "", s.said)
	}
	f.See(0)
	if s.spinner.On() {
		f.Add(ui.Spaces(labelEnd) + s.spinner.View() + " " + f.Theme().Paint(ui.Muted, s.doing()))
		return
	}
	f.Buttons(s.buttons(), s.form.button, labelEnd)
}
