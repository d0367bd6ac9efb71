package keys

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/cli/command"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/text/sanitize"
)

// presetNamed finds a preset by its name or by that as a word.
func presetNamed(name string, presets []keys.Preset) (keys.Permissions, error) {
	i := slices.IndexFunc(presets, func(p keys.Preset) bool { return command.Slug(p.Name) == command.Slug(name) })
	if i < 0 {
		return keys.Permissions{}, command.Usagef("--preset: there is no preset “%s”: use %s", sanitize.Limit(name, 100), presetNames(presets))
	}
	return presets[i].Permissions, nil
}

func presetNames(presets []keys.Preset) string {
	names := make([]string, len(presets))
	for i, p := range presets {
		names[i] = command.Slug(p.Name)
	}
	return strings.Join(names, ", ")
}

func completePresets(s *app.Session) cobra.CompletionFunc {
	return func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		settings, err := s.Load()
		if err != nil {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		known, _ := app.Presets(settings) // the command itself says what is wrong with them
		var list []string
		for _, p := range known {
			list = append(list, cobra.CompletionWithDesc(command.Slug(p.Name), p.Permissions.Sentence()))
		}
		return list, cobra.ShellCompDirectiveNoFileComp
	}
}
