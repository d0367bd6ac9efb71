package ui_test

import (
	"testing"

	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"github.com/supascale/supascale-tui/internal/ui"
)

var shownPieces = []string{
	"a", "Key ", "~", "·", "…", "●", "◐", "○", "▌", "│", "╭", "▁", "█", "▲", "→", "✓", "✗", "“", "—",
	"ä", "監", "e\u0301", "\u0301", "👩‍👩‍👧", "🇩🇪", "ﬁ",
	"\x1b[1m", "\x1b[38;2;1;2;3m", "\x1b[m",
}

func drawText(t *rapid.T, pieces []string) (s string) {
	for _, p := range rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 12).Draw(t, "pieces") {
		s += p
	}
	return s
}

// The short way must measure as the long one does, whatever characters meet.
func TestWidthMeasuresAsTheTerminalDoes(t *testing.T) {
	pieces := append([]string{"\x1b[2J", "\x1b", "\x1b]0;t\a", "\t", "\x7f", "\xff", "\ufe0f", "\u200d"}, shownPieces...)
	rapid.Check(t, func(t *rapid.T) {
		s := drawText(t, pieces)
		if got, want := ui.Width(s), ansi.StringWidth(s); got != want {
			t.Errorf("Width(%q) = %d, want %d", s, got, want)
		}
	})
}

func TestFitIsExactlyAsWideAsAsked(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, w := drawText(t, shownPieces), rapid.IntRange(0, 20).Draw(t, "width")
		if got := ui.Width(ui.Fit(s, w)); got != w {
			t.Errorf("Fit(%q, %d) is %d cells wide", s, w, got)
		}
		if got := ui.Width(ui.FitRight(s, w)); got != w {
			t.Errorf("FitRight(%q, %d) is %d cells wide", s, w, got)
		}
	})
}
