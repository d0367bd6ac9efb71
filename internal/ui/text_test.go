package ui_test

import (
	"strings"
	"testing"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/ui/press"
)

func TestFitIsExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringOf(rapid.RuneFrom([]rune("aZ0 é東🔑·…"))).Draw(t, "s")
		width := rapid.IntRange(0, 30).Draw(t, "width")
		if got := ui.Width(ui.Fit(s, width)); got != width {
			t.Fatalf("Fit(%q, %d) is %d wide", s, width, got)
		}
		if got := ui.Width(ui.FitRight(s, width)); got != width {
			t.Fatalf("FitRight(%q, %d) is %d wide", s, width, got)
		}
		if got := ui.Width(ui.Between(s, "right", width)); got > width {
			t.Fatalf("Between(%q, right, %d) is %d wide", s, width, got)
		}
	})
}

func TestBoxIsExact(t *testing.T) {
	box := ui.Box("one\ntwo is long\nthree\nfour", 5, 3)
	if want := "one  \ntwo …\nthree"; box != want {
		t.Errorf("got %q, want %q", box, want)
	}
	if got := ui.Box("x", 2, 0); got != "" {
		t.Errorf("no height: %q", got)
	}
}

func TestFloatKeepsTheSizeAndTheBase(t *testing.T) {
	theme := ui.NewTheme(ui.Palette{})
	base := ui.Box(strings.Repeat(strings.Repeat("·", 40)+"\n", 9)+strings.Repeat("·", 40), 40, 10)
	view, x, y := ui.Float(base, theme.Frame(ui.Warn, "Sure?", []string{"yes or no"}, 20), 40, 10)
	lines := strings.Split(view, "\n")
	if len(lines) != 10 || x != 8 || y != 3 {
		t.Fatalf("%d lines, corner %d,%d:\n%s", len(lines), x, y, view)
	}
	if !strings.HasPrefix(lines[y], "········╭─ ") || !strings.HasSuffix(lines[y], "╮········") {
		t.Errorf("the frame's first line: %q", lines[y])
	}
	if !strings.Contains(lines[4], "│ yes or no            │") {
		t.Errorf("the frame's second line: %q", lines[4])
	}
	for i, l := range lines {
		if ui.Width(l) != 40 {
			t.Errorf("line %d is %d wide: %q", i, ui.Width(l), l)
		}
	}
}

func TestFooterLeavesOutWhatDoesNotFitAndWhatIsDisabled(t *testing.T) {
	theme := ui.NewTheme(ui.Palette{})
	list := []ui.Binding{
		ui.Bind(press.New, "new"),
		ui.Bind(press.Revoke, "revoke").DisabledIf(true, "no key"),
		ui.Bind(press.History, "hidden").HelpOnly(),
		ui.Bind(press.Refresh, "refresh"),
	}
	list = append(list, ui.Bind(press.Esc, "back"))
	for width, want := range map[int]string{40: "n new   r refresh   esc back", 27: "n new   esc back", 8: "esc back", 7: "n new"} {
		if got := ansi.Strip(theme.Footer(list, width)); got != want {
			t.Errorf("%d: got %q, want %q", width, got, want)
		}
	}
}

func TestKeysAreBoldWhereThereIsNoColour(t *testing.T) {
	coloured := ui.Palette{}
	coloured[ui.Accent].Foreground = lipgloss.Color("2")
	const bold = "\x1b[1"
	for name, c := range map[string]struct {
		palette ui.Palette
		without bool
		want    bool
	}{"a palette without colours": {ui.Palette{}, false, true}, "colours": {coloured, false, false}, "a terminal without": {coloured, true, true}} {
		theme := ui.NewTheme(c.palette)
		theme.WithoutColours(c.without)
		theme.Use(c.palette)
		if got := theme.Footer([]ui.Binding{ui.Bind(press.New, "new")}, 40); strings.HasPrefix(got, bold) != c.want {
			t.Errorf("%s: %q", name, got)
		}
	}
}
