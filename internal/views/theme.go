package views

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/text/sanitize"
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
	own   ui.Look  // the console's own, for instances without one
	said  bool     // :theme said it, for as long as the console runs
	light bool     // the terminal said that its background is light
	asked bool     // it answers once; its background rarely changes
	names []string // of the themes there were at the start, for completion
}

func newColours(o Options) colours {
	c := colours{now: o.Look, own: o.Look}
	if o.OwnLook != nil {
		c.own = *o.OwnLook
	}
	if o.Themes != nil {
		c.names = o.Themes.Names()
	}
	return c
}

// ThemeFound brings what :theme asked for.
type ThemeFound struct {
	Look ui.Look
	Err  error
}

func (r *Root) themeNames() []string { return r.colours.names }

// setTheme looks for a theme, every time anew: whoever writes one sees it grow.
func (r *Root) setTheme(name string) tea.Cmd {
	themes := r.options.Themes
	if themes == nil {
		return screen.Say(ui.Warn, "There are no themes here.")
	}
	return func() tea.Msg {
		if name == "" {
			return screen.Notice{Tone: ui.Warn, Text: "Say :theme and one of " + strings.Join(themes.Names(), ", ")}
		}
		look, err := themes.Look(name)
		return ThemeFound{look, err}
	}
}

func (r *Root) useTheme(found ThemeFound) tea.Cmd {
	if found.Err != nil {
		return screen.Say(ui.Warn, "The theme stays. "+sanitize.Text(found.Err.Error()))
	}
	r.colours.now, r.colours.said = found.Look, true
	r.paint()
	return r.askBackground()
}

// lookOf is a profile's theme, nil for the console's own.
func (r *Root) lookOf(theme string) *ui.Look {
	if look, ok := r.options.Looks[theme]; ok {
		return &look
	}
	return nil
}

// wear puts on what goes with an instance, nil for the console's own. What the
// admin said with :theme stays.
func (r *Root) wear(look *ui.Look) tea.Cmd {
	if r.colours.said {
		return nil
	}
	if look == nil {
		look = &r.colours.own
	}
	r.colours.now = *look
	r.paint()
	return r.askBackground()
}

func (r *Root) paint() { r.env.Theme.Use(r.colours.now.On(r.colours.light)) }
