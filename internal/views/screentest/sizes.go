package screentest

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/ui"
)

// Sized is what Sizes needs of a screen.
type Sized interface {
	SetSize(width, height int)
	View() string
	Cursor() *tea.Cursor
}

// SizedDialog is what DialogSizes needs of a dialog.
type SizedDialog interface {
	View(width, height int) string
	Cursor() *tea.Cursor
}

// Sizes draws the screen at sizes from 0×0 to 200×60 and fails when it panics,
// when the frame is not exactly as large as given, or when the cursor is
// outside it. The screen is left at 80×21.
func Sizes(t testing.TB, s Sized) {
	t.Helper()
	each(func(w, h int) {
		s.SetSize(w, h)
		view := s.View()
		if lines := strings.Split(view, "\n"); h > 0 && len(lines) != h {
			t.Errorf("%d×%d: %d lines", w, h, len(lines))
		}
		within(t, view, w, h)
		cursorWithin(t, s.Cursor(), w, h)
	})
	s.SetSize(80, 21)
}

// DialogSizes is Sizes for a dialog, whose frame may be smaller than given.
func DialogSizes(t testing.TB, d SizedDialog) {
	t.Helper()
	each(func(w, h int) {
		view := d.View(w, h)
		within(t, view, w, h)
		cursorWithin(t, d.Cursor(), w, h)
	})
}

func each(try func(w, h int)) {
	widths := []int{0, 1, 2, 3, 7, 12, 20, 33, 40, 59, 60, 61, 79, 80, 81, 95, 109, 110, 111, 120, 134, 135, 136, 160, 200}
	heights := []int{0, 1, 2, 3, 4, 5, 8, 12, 13, 14, 20, 21, 22, 37, 60}
	for _, w := range widths {
		for _, h := range heights {
			try(w, h)
		}
	}
}

func within(t testing.TB, view string, w, h int) {
	t.Helper()
	if view == "" {
		return
	}
	lines := strings.Split(view, "\n")
	if len(lines) > max(h, 1) {
		t.Errorf("%d×%d: %d lines", w, h, len(lines))
	}
	for i, line := range lines {
		if got := ui.Width(line); got > w {
			t.Errorf("%d×%d: line %d is %d cells wide: %q", w, h, i, got, line)
		}
	}
}

func cursorWithin(t testing.TB, c *tea.Cursor, w, h int) {
	t.Helper()
	if c != nil && w > 0 && h > 0 && (c.X < 0 || c.X >= w || c.Y < 0 || c.Y >= h) {
		t.Errorf("%d×%d: the cursor is at %d,%d", w, h, c.X, c.Y)
	}
}
