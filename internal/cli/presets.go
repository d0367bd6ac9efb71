package cli

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/text/sanitize"
)

// slug is a name as a word: small letters and digits, "-" for what is between.
func slug(name string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(name) {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r >= 0x80:
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
	}
	return strings.TrimSuffix(b.String(), "-")
}

// presetNamed finds a preset by its name or by that as a word.
func presetNamed(name string, presets []keys.Preset) (keys.Permissions, error) {
	i := slices.IndexFunc(presets, func(p keys.Preset) bool { return slug(p.Name) == slug(name) })
	if i < 0 {
		return keys.Permissions{}, usagef("--preset: there is no preset “%s”: use %s", sanitize.Limit(name, 100), presetNames(presets))
	}
	return presets[i].Permissions, nil
}

func presetNames(presets []keys.Preset) string {
	names := make([]string, len(presets))
	for i, p := range presets {
		names[i] = slug(p.Name)
	}
	return strings.Join(names, ", ")
}

func completePresets(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	settings, err := session.Load()
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	known, _ := app.Presets(settings) // the command itself says what is wrong with them
	var list []string
	for _, p := range known {
		list = append(list, cobra.CompletionWithDesc(slug(p.Name), p.Permissions.Sentence()))
	}
	return list, cobra.ShellCompDirectiveNoFileComp
}

func completePermissions(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	var list []string
	for _, r := range keys.Resources() {
		for _, l := range []keys.Level{keys.Read, keys.Write} {
			list = append(list, cobra.CompletionWithDesc(string(r)+"="+l.String(), r.Allows(l)))
		}
	}
	return list, cobra.ShellCompDirectiveNoFileComp
}
