package views

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/clean"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// Themes finds the themes there are. Look may read a file.
type Themes interface {
	Names() []string
	Look(name string) (ui.Look, error)
}

// colours is what the console is painted in.
type colours struct {
	now   ui.Look
	light bool // the terminal said that its background is light
	asked bool // it answers once; its background rarely changes
}

// ThemeFound brings what :theme asked for.
type ThemeFound struct {
	Look ui.Look
	Err  error
}

func (r *Root) themeNames() []string {
	if r.options.Themes == nil {
		return nil
	}
	return r.options.Themes.Names()
}

// setTheme looks for a theme, every time anew: whoever writes one sees it grow.
func (r *Root) setTheme(name string) tea.Cmd {
	themes := r.options.Themes
	if themes == nil {
		return screen.Say(ui.Warn, "There are no themes here.")
	}
	if name == "" {
		return screen.Say(ui.Warn, "Say :theme and one of "+strings.Join(themes.Names(), ", "))
	}
	return func() tea.Msg {
		look, err := themes.Look(name)
		return ThemeFound{look, err}
	}
}

func (r *Root) useTheme(found ThemeFound) tea.Cmd {
	if found.Err != nil {
		return screen.Say(ui.Warn, "The theme stays. "+clean.Text(found.Err.Error()))
	}
	r.colours.now = found.Look
	r.paint()
	return r.askBackground()
}

func (r *Root) paint() { r.env.Theme.Use(r.colours.now.On(r.colours.light)) }

// askBackground asks the terminal for its background, once, where it matters.
func (r *Root) askBackground() tea.Cmd {
	if !r.options.AskBackground || r.colours.asked || !r.colours.now.Asks() {
		return nil
	}
	r.colours.asked = true
	return tea.RequestBackgroundColor
}

func (r *Root) useBackground(msg tea.BackgroundColorMsg) {
	r.colours.light = !msg.IsDark()
	r.paint()
}
