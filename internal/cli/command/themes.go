package command

import (
	"github.com/spf13/cobra"

	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/config"
	"github.com/supascale/supascale-tui/internal/ui/theme"
)

// Themes are those built in and the admin's own.
func Themes(s *app.Session) theme.Set { return theme.In(config.ThemesDir(s.Getenv)) }

// CompleteTheme completes the names of themes.
func CompleteTheme(s *app.Session) cobra.CompletionFunc {
	return func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return Themes(s).Names(), cobra.ShellCompDirectiveNoFileComp
	}
}
