package ui_test

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/ui"
)

func typeInto(c *ui.CommandLine, text string) {
	for _, r := range text {
		c.Update(tea.KeyPressMsg{Code: r, Text: string(r)})
	}
}

func TestCommandLineCompletes(t *testing.T) {
	c := ui.NewCommandLine(ui.NewTheme(ui.Palette{}), []string{"keys", "theme dark", "theme light", "quit"})
	c.Start()
	typeInto(c, "t")
	if view, _ := c.View(80); !strings.Contains(view, " theme   tab") || strings.Contains(view, "quit") {
		t.Errorf("candidates: %q", view)
	}
	c.Update(tea.KeyPressMsg{Code: tea.KeyTab})
	if c.Value() != "theme " {
		t.Errorf("after tab: %q, want what both have in common", c.Value())
	}
	if view, _ := c.View(80); !strings.Contains(view, " dark  light   tab") {
		t.Errorf("arguments: %q", view)
	}
	typeInto(c, "l")
	c.Update(tea.KeyPressMsg{Code: tea.KeyTab})
	if c.Value() != "theme light" {
		t.Errorf("after the second tab: %q", c.Value())
	}
	c.Stop()
	c.Start()
	if c.Value() != "" {
		t.Errorf("opened again with %q", c.Value())
	}
}

func TestFieldMakesPastedTextVisible(t *testing.T) {
	f := ui.NewField(ui.NewTheme(ui.Palette{}), "", 100)
	f.Focus()
	f.Update(tea.PasteMsg{Content: "CI\x1b[31m\u202e key\r\n"})
	if want := "CI␛[31m⟨U+202E⟩ key"; f.Value() != want {
		t.Errorf("got %q, want %q", f.Value(), want)
	}
	// ctrl+v would read the clipboard of the machine this runs on.
	f.Update(tea.KeyPressMsg{Code: 'v', Mod: tea.ModCtrl})
	if want := "CI␛[31m⟨U+202E⟩ key"; f.Value() != want {
		t.Errorf("ctrl+v changed the value to %q", f.Value())
	}
}
