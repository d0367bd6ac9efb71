package ui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/text"
)

// filterPrompt stands before a filter.
const filterPrompt = " / "

// Filter is the line that says what a list shows.
type Filter struct {
	theme   *Theme
	field   *Field
	take    func(text string) error
	editing bool
	wrong   string
}

// NewFilter returns an empty filter. Take applies what is typed; its error says what is
// wrong with that.
func NewFilter(theme *Theme, placeholder string, take func(text string) error) *Filter {
	return &Filter{theme: theme, field: NewField(theme, placeholder, 200), take: take}
}

// Value is what is typed.
func (f *Filter) Value() string { return f.field.Value() }

// Editing reports whether it is being typed.
func (f *Filter) Editing() bool { return f.editing }

// Wrong says what is wrong with what is typed, "" for nothing.
func (f *Filter) Wrong() string { return f.wrong }

// Set puts a text in, as if it had been typed.
func (f *Filter) Set(text string) {
	f.field.SetValue(text)
	f.apply()
}

func (f *Filter) apply() {
	f.wrong = ""
	if err := f.take(f.field.Value()); err != nil {
		f.wrong = err.Error()
	}
}

// Start has it typed.
func (f *Filter) Start() {
	f.editing = true
	f.field.Focus()
}

// Keep ends the typing. Blanks alone are no filter.
func (f *Filter) Keep() {
	if strings.TrimSpace(f.Value()) == "" {
		f.field.SetValue("")
	}
	f.editing = false
	f.field.Blur()
}

// Clear takes it away.
func (f *Filter) Clear() {
	f.Set("")
	f.Keep()
}

// Update takes a key press or a paste while it is being typed.
func (f *Filter) Update(msg tea.Msg) {
	if f.editing {
		f.field.Update(msg)
		f.apply()
	}
}

// Line adds the line to a paper of so many cells, with what is shown of how many; an
// empty one where there is no filter.
func (f *Filter) Line(p *Paper, width int, count string) {
	start, behind := f.theme.Paint(Accent, filterPrompt), "   "+f.theme.Paint(Muted, count)
	switch {
	case f.editing:
		view, cursor := f.field.View(min(44, max(width/2, 1)))
		p.Typed(start, strings.TrimRight(view, " ")+behind, cursor)
	case f.Value() != "":
		p.Add(start + f.theme.Paint(Normal, Cut(f.Value(), width/2)) + behind)
	default:
		p.Blank()
	}
}

// Shown says how many of how many are shown.
func Shown(n, of int) string { return text.Number(n) + " of " + text.Number(of) }
