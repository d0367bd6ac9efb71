package console

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/charmbracelet/colorprofile"
	"github.com/spf13/cobra"

	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/cli/command"
	"github.com/supascale/supascale-tui/internal/config"
	"github.com/supascale/supascale-tui/internal/output"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/ui/theme"
)

// looks are themes by name, as they were when the program started.
type looks map[string]ui.Look

// of is the theme of a name that was read; "" is that of a file without one.
func (l looks) of(name string) *ui.Look {
	look := l[cmp.Or(name, theme.Auto)]
	return &look
}

// read adds a theme that is named at a place. An error about its file says
// where in that file.
func (l looks) read(themes theme.Set, name, place string) error {
	if _, known := l[name]; known {
		return nil
	}
	look, err := themes.Look(name)
	switch {
	case errors.Is(err, theme.ErrUnknown):
		return fmt.Errorf("%s: %w", place, err)
	case err != nil:
		return err
	}
	l[name] = look
	return nil
}

// CheckThemes gives what refuses a configuration with a theme that can't be shown.
func CheckThemes(s *app.Session) func(config.Settings) error {
	return func(settings config.Settings) error {
		_, err := readThemes(command.Themes(s), settings)
		return err
	}
}

// readThemes reads every theme that the configuration names, also those of
// profiles that aren't used now.
func readThemes(themes theme.Set, s config.Settings) (looks, error) {
	list := looks{}
	if err := list.read(themes, cmp.Or(s.Theme, theme.Auto), s.Places["theme"]); err != nil {
		return nil, err
	}
	for _, p := range s.Profiles {
		if p.Theme == "" {
			continue
		}
		if err := list.read(themes, p.Theme, s.Places["profiles."+p.Name+".theme"]); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// NewThemes makes the command that lists the themes.
func NewThemes(s *app.Session) *cobra.Command {
	var o command.Output
	cmd := &cobra.Command{
		Use:   "themes",
		Short: "List the colour themes, and check your own",
		Long: `List the colour themes: those built in, and your own, which are files NAME.toml
in the folder themes beside the configuration file. On a terminal each is shown
in its own colours.

Contrast is that of the tone that stands out least, from 1 to 21, on the
background the theme is for. WCAG asks for 4.5 to read text with ease, and for 7
where the eyes need more. Where nothing is said, the terminal's own colours
decide.

A mistake in a theme of your own is named on standard error; the exit code is
then 1.`,
		Example: `  supascale-tui themes
  supascale-tui --theme high-contrast`,
		Args: command.NoArgs,
		RunE: command.RunToTheEnd(func(_ context.Context, call *command.Call) error {
			format, err := o.Format()
			if err != nil {
				return err
			}
			return listThemes(call.Out, format, command.Themes(s))
		}),
	}
	o.Register(cmd, output.Table, output.JSON, output.Name)
	return cmd
}

// themeLine is a theme as the command prints it.
type themeLine struct {
	Name       string  `json:"name"`
	BuiltIn    bool    `json:"builtIn"`
	Path       string  `json:"path,omitempty"`
	Background string  `json:"background"`         // "dark", "light" or "any"
	Contrast   float64 `json:"contrast,omitempty"` // of the tone that stands out least
	look       ui.Look
}

// listThemes prints the themes there are. Those with a mistake are left out of
// all but the names, and end in one error.
func listThemes(out io.Writer, format output.Format, themes theme.Set) error {
	if format == output.Name {
		_, err := fmt.Fprintln(out, strings.Join(themes.Names(), "\n"))
		return err
	}
	var lines []themeLine
	var faults []error
	for _, name := range themes.Names() {
		line, err := readTheme(themes, name)
		if err != nil {
			faults = append(faults, err)
			continue
		}
		lines = append(lines, line)
	}
	var err error
	if format == output.JSON {
		err = command.PrintJSON(out, lines)
	} else {
		err = printThemes(out, lines)
	}
	return errors.Join(append([]error{err}, faults...)...)
}

func readTheme(themes theme.Set, name string) (themeLine, error) {
	line := themeLine{Name: name, BuiltIn: true, Background: "any"}
	look, err := themes.Look(name)
	if err != nil || name == theme.Auto {
		line.look = look
		return line, err
	}
	t, err := themes.Find(name)
	if err != nil {
		return line, err
	}
	switch {
	case t.Light():
		line.Background = "light"
	case t.Background != nil:
		line.Background = "dark"
	}
	line.BuiltIn, line.Path, line.Contrast = t.Path == "", t.Path, float64(int(t.Lowest()*10))/10
	line.look = ui.Look{Dark: t.Palette, Light: t.Palette}
	return line, nil
}

func printThemes(out io.Writer, lines []themeLine) error {
	terminal := command.IsTerminal(out)
	width := len("high-contrast-light")
	for _, l := range lines {
		width = max(width, len(l.Name))
	}
	head := ui.Fit("NAME", width) + "  BACKGROUND  CONTRAST  "
	if terminal {
		head += "TONES"
	} else {
		head += "FILE"
	}
	text := head + "\n"
	for _, l := range lines {
		contrast := "·"
		if l.Contrast > 0 {
			contrast = fmt.Sprintf("%.1f", l.Contrast)
		}
		last := preview(l.look.Dark)
		if !terminal {
			if last = l.Path; l.BuiltIn {
				last = "built in"
			}
		}
		text += ui.Fit(l.Name, width) + "  " + ui.Fit(l.Background, 10) + "  " + ui.FitRight(contrast, 8) + "  " + last + "\n"
	}
	// The writer leaves out what the terminal, or NO_COLOR, doesn't want.
	profile := colorprofile.NoTTY
	if terminal {
		profile = colorprofile.Env(os.Environ())
	}
	_, err := (&colorprofile.Writer{Forward: out, Profile: profile}).WriteString(text)
	return err
}

// preview names every tone in its own colours.
func preview(p ui.Palette) string {
	t := ui.NewTheme(p)
	var words []string
	for _, tone := range ui.Tones() {
		words = append(words, t.Paint(tone, tone.String()))
	}
	return strings.Join(words, " ")
}
