package screentest

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/ui"
)

// Sized is a screen or a dialog to draw.
type Sized interface {
	SetSize(width, height int)
	View() (string, *tea.Cursor)
}

// View is what a screen or a dialog draws.
func View(s Sized) string {
	view, _ := s.View()
	return view
}

// ViewAt is View at a size.
func ViewAt(s Sized, width, height int) string {
	s.SetSize(width, height)
	return View(s)
}

// Cursor is the terminal cursor's place, nil for none.
func Cursor(s Sized) *tea.Cursor {
	_, cursor := s.View()
	return cursor
}

// isDialog tells dialogs from screens: they have a name, and draw as much as they need.
func isDialog(s Sized) bool {
	_, named := s.(interface{ Name() string })
	return named
}

// size is what a terminal of 80×24 leaves for it.
func size(s Sized) [2]int {
	if isDialog(s) {
		return dialog
	}
	return bodies[0]
}

// Sizes draws a screen or a dialog at sizes from 0×0 to 200×60 and fails when it
// panics, when the frame is larger than given or, of a screen, smaller, or when the
// cursor is outside it. It is left as large as in a terminal of 80×24.
func Sizes(t testing.TB, s Sized) {
	t.Helper()
	each(func(w, h int) {
		s.SetSize(w, h)
		view, cursor := s.View()
		if lines := strings.Split(view, "\n"); h > 0 && len(lines) != h && !isDialog(s) {
			t.Errorf("%d×%d: %d lines", w, h, len(lines))
		}
		within(t, view, w, h)
		cursorWithin(t, cursor, w, h)
	})
	s.SetSize(size(s)[0], size(s)[1])
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
