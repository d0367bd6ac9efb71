package ui

import (
	"strings"

	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"github.com/supascale/supascale-tui/internal/text/sanitize"
)

// Field is a line of text to type into, with the terminal's own cursor, so that
// an idle field writes nothing.
type Field struct {
	theme *Theme
	input textinput.Model
}

// NewField returns an empty field that takes at most limit characters.
func NewField(theme *Theme, placeholder string, limit int) *Field {
	input := textinput.New()
	input.Prompt = ""
	input.Placeholder = placeholder
	input.CharLimit = limit
	input.SetVirtualCursor(false)
	// ctrl+v would read the clipboard of the machine the program runs on, which
	// over SSH is not the admin's. The terminal's own paste works.
	input.KeyMap.Paste.Unbind()
	return &Field{theme: theme, input: input}
}

// Value is what was typed.
func (f *Field) Value() string { return f.input.Value() }

// SetValue replaces what was typed and puts the cursor behind it.
func (f *Field) SetValue(s string) { f.input.SetValue(s); f.input.CursorEnd() }

// Position is where the cursor is, in characters.
func (f *Field) Position() int { return f.input.Position() }

// SetPosition puts the cursor there.
func (f *Field) SetPosition(n int) { f.input.SetCursor(n) }

// Focus makes the field take keys.
func (f *Field) Focus() { f.input.Focus() }

// Blur ends that.
func (f *Field) Blur() { f.input.Blur() }

// Focused reports whether the field takes keys.
func (f *Field) Focused() bool { return f.input.Focused() }

// Update takes a key press or a paste. A pasted line end at the end is dropped;
// control and invisible characters become visible.
func (f *Field) Update(msg tea.Msg) {
	if paste, ok := msg.(tea.PasteMsg); ok {
		paste.Content = sanitize.Text(strings.TrimRight(paste.Content, "\r\n"))
		msg = paste
	}
	f.input, _ = f.input.Update(msg)
}

// Insert puts text in where the cursor is. The caller has looked at it: nothing of it
// is made visible.
func (f *Field) Insert(s string) { f.input, _ = f.input.Update(tea.PasteMsg{Content: s}) }

// View draws the field into so many cells, the cursor's own included, and gives the
// terminal cursor's place in it, nil without focus. It shows the end of what is typed,
// or what the cursor is in.
func (f *Field) View(width int) (string, *tea.Cursor) {
	input := f.input
	input.SetWidth(max(width-1, 1))
	input.CursorEnd()
	input.SetCursor(f.input.Position())
	cursor := f.cursor(input)
	styles := input.Styles()
	for _, s := range []*textinput.StyleState{&styles.Focused, &styles.Blurred} {
		s.Text = f.theme.Style(Normal)
		s.Placeholder = f.theme.Style(Faint)
		s.Prompt = f.theme.Style(Accent)
	}
	input.SetStyles(styles)
	return input.View(), cursor
}

func (f *Field) cursor(input textinput.Model) *tea.Cursor {
	c := input.Cursor()
	if c == nil || !input.Focused() {
		return nil
	}
	c.X = column(input)
	c.Shape = tea.CursorBar
	c.Color = nil
	return c
}

// column is the cursor's place in cells. The input's own counts characters, so
// it is wrong behind wide ones and in text that is scrolled. The input draws
// what is before the cursor as a segment of its own: its width is the place.
func column(input textinput.Model) int {
	const begin, end = "\x1b[1m", "\x1b[m"
	if input.Value() == "" {
		return 0
	}
	styles := input.Styles()
	styles.Focused = textinput.StyleState{Text: lipgloss.NewStyle().Bold(true)}
	input.SetStyles(styles)
	before, found := strings.CutPrefix(input.View(), begin)
	if !found {
		return 0
	}
	before, _, _ = strings.Cut(before, end)
	return min(Width(before), input.Width())
}
