package ui_test

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/supascale/supascale-tui/internal/ui"
)

// TestFormShowsTheFocus draws forms of any number of parts in windows of any size.
func TestFormShowsTheFocus(t *testing.T) {
	theme := ui.NewTheme(ui.Palette{})
	rapid.Check(t, func(t *rapid.T) {
		parts := rapid.IntRange(1, 12).Draw(t, "parts")
		focus := rapid.IntRange(0, parts-1).Draw(t, "focus")
		below := rapid.IntRange(0, 6).Draw(t, "notes below a field")
		width, height := rapid.IntRange(30, 120).Draw(t, "width"), rapid.IntRange(1, 40).Draw(t, "height")
		f := ui.FitForm(theme, width, height, 12, parts, func(f *ui.Form) {
			for i := range parts {
				f.Space(i)
				f.Part(i == focus, func() {
					field := ui.NewField(theme, "", 40)
					if i == focus {
						field.Focus()
					}
					field.SetValue(fmt.Sprintf("value %02d", i))
					f.Field(fmt.Sprintf("Label %d", i), field)
					for range below {
						f.Note(ui.Muted, "", "a note")
					}
				})
			}
		})
		view, c := f.View(height)
		lines := strings.Split(view, "\n")
		if len(lines) != height {
			t.Fatalf("%d lines for %d", len(lines), height)
		}
		for _, l := range lines {
			if ui.Width(l) > width {
				t.Fatalf("%d cells for %d: %q", ui.Width(l), width, l)
			}
		}
		if c == nil || !strings.Contains(lines[c.Y], fmt.Sprintf("value %02d", focus)) {
			t.Fatalf("the focus is not seen, cursor %v:\n%s", c, strings.Join(lines, "\n"))
		}
		all := parts * (1 + below)
		if height >= all+parts && strings.Contains(view, "▼") || height < all && !strings.ContainsAny(view, "▲▼") {
			t.Errorf("the marks are wrong:\n%s", view)
		}
	})
}
