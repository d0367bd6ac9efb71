package ui_test

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/supascale/supascale-tui/internal/ui"
)

// The cursor must stand before the character it edits, also behind wide
// characters and where long text is scrolled.
func TestFieldCursorStandsWhereTextGoes(t *testing.T) {
	for _, c := range []struct {
		value string
		left  int
		want  string // what is drawn from the cursor on
	}{
		{"", 0, ""},
		{"abc", 0, ""},
		{"abc", 2, "bc"},
		{"abc", 3, "abc"},
		{"監視 key", 0, ""},
		{"監視 key", 4, " key"},
		{"監視 key", 6, "監視 key"},
		{strings.Repeat("x", 30) + "abc", 0, ""},
		{strings.Repeat("x", 30) + "abc", 3, "abc"},
		{strings.Repeat("監", 30) + "abc", 3, "abc"},
	} {
		f := ui.NewField(ui.NewTheme(ui.Palette{}), "", 100)
		f.Focus()
		f.SetValue(c.value)
		for range c.left {
			f.Update(tea.KeyPressMsg{Code: tea.KeyLeft})
		}
		view, cursor := f.View(21)
		drawn := strings.TrimRight(ansi.Strip(ansi.Cut(view, cursor.X, 100)), " ")
		if drawn != c.want || cursor.X > 20 {
			t.Errorf("%q, %d from the end: the cursor is at %d, before %q, want %q", c.value, c.left, cursor.X, drawn, c.want)
		}
	}
}
