package cli

import (
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/config"
	"github.com/supascale/supascale-tui/internal/text/sanitize"
)

func newProfileCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "profile",
		Short: "Instances you work with, by name",
		Long: `Profiles name the instances you work with: where each is, how to reach it, what
holds for its new keys. They stand in the configuration file ("supascale-tui config
path"); keys never do.`,
		Example: `  supascale-tui profile add production --url https://supascale.example.com --environment production
  supascale-tui profile test production
  supascale-tui --profile production`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newProfileAddCommand(), newProfileListCommand(), newProfileUseCommand(),
		newProfileRemoveCommand(), newProfileShowCommand(), newProfileTestCommand())
	return cmd
}

// oneName is for commands on one profile; atMostOneName takes the current one
// where none is named.
func oneName(_ *cobra.Command, args []string) error {
	if len(args) != 1 {
		return usagef("give the name of one profile")
	}
	return nil
}

func atMostOneName(_ *cobra.Command, args []string) error {
	if len(args) > 1 {
		return usagef("give the name of one profile, or none for the current one")
	}
	return nil
}

func newProfileUseCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "use NAME",
		Short:   "Say which profile is used when none is named",
		Example: "  supascale-tui profile use production",
		Args:    oneName,
		RunE: func(cmd *cobra.Command, args []string) error {
			_, err := session.Edit(func(path string, text []byte) ([]byte, error) { return config.UseProfile(path, text, args[0]) })
			if err != nil {
				return err
			}
			cmd.PrintErrf("%s is used now when no profile is named.\n", args[0])
			return nil
		},
		ValidArgsFunction: completeProfile,
	}
}

func newProfileRemoveCommand() *cobra.Command {
	var yes bool
	cmd := &cobra.Command{
		Use:   "remove NAME",
		Short: "Remove a profile",
		Long: `Remove a profile's table from the configuration file. All else in the file stays
as it is. On the instance nothing changes: its keys stay valid.

A key that "login" stored for the profile stays stored. To remove it too, run
"supascale-tui logout --profile NAME" first.`,
		Example: `  supascale-tui profile remove staging
  supascale-tui profile remove staging --yes`,
		Args: oneName,
		RunE: func(cmd *cobra.Command, args []string) error {
			return removeProfile(cmd, args[0], yes)
		},
		ValidArgsFunction: completeProfile,
	}
	cmd.Flags().BoolVar(&yes, "yes", false, "don't ask")
	return cmd
}

func removeProfile(cmd *cobra.Command, name string, yes bool) error {
	settings, err := session.LoadChecked()
	if err != nil {
		return err
	}
	path, _ := config.File(os.Getenv)
	if _, ok := settings.FindProfile(name); ok && !yes {
		stays := fmt.Sprintf("A key that \"login\" stored for it stays stored; \"supascale-tui logout --profile %s\" removes it.\n", name)
		if err := confirmRemoval(cmd, stays+fmt.Sprintf("Remove the profile %s from %s?", name, sanitize.Text(path))); err != nil {
			return err
		}
	}
	if _, err := session.Edit(func(path string, text []byte) ([]byte, error) { return config.RemoveProfile(path, text, name) }); err != nil {
		return err
	}
	cmd.PrintErrf("Removed the profile %s from %s. A key that \"login\" stored for it stays stored.\n", name, sanitize.Text(path))
	return nil
}

func newProfileListCommand() *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List the profiles",
		Example: `  supascale-tui profile list
  supascale-tui profile list -o json`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			settings, err := session.LoadChecked()
			if err != nil {
				return err
			}
			return listProfiles(cmd, settings, format)
		},
	}
	tableOrJSON(cmd, &format)
	return cmd
}

// profileRow is a profile in the list: the names are documented.
type profileRow struct {
	Name        string `json:"name"`
	URL         string `json:"url"`
	Environment string `json:"environment"`
	Current     bool   `json:"current"`
}

func listProfiles(cmd *cobra.Command, settings config.Settings, format string) error {
	used, err := settings.Choose(os.Getenv, nil)
	if err == nil && used.Name == "" {
		cmd.PrintErrf("%s is set: it is used where no profile is named.\n", config.EnvURL)
	}
	rows := []profileRow{}
	for _, p := range settings.Profiles {
		rows = append(rows, profileRow{p.Name, p.URL, p.Environment, err == nil && p.Name == used.Name})
	}
	if format == "json" {
		return jsonTo(cmd, rows)
	}
	if len(rows) == 0 {
		cmd.PrintErrf("There are no profiles. \"supascale-tui profile add NAME --url URL\" makes one.\n")
		return nil
	}
	table := [][]string{{"NAME", "URL", "ENVIRONMENT", ""}}
	for _, row := range rows {
		table = append(table, []string{row.Name, row.URL, row.Environment, map[bool]string{true: "current"}[row.Current]})
	}
	return rowsTo(cmd, table)
}

func newProfileShowCommand() *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use:   "show [NAME]",
		Short: "Show what a profile sets",
		Example: `  supascale-tui profile show production
  supascale-tui profile show -o json`,
		Args: atMostOneName,
		RunE: func(cmd *cobra.Command, args []string) error {
			t := app.Target{Profile: strings.Join(args, "")}
			settings, err := session.LoadChecked()
			if err != nil {
				return err
			}
			p, err := session.Choose(settings, &t)
			if err != nil {
				return err
			}
			values, err := settings.Values(p, os.Getenv, t.Given())
			if err != nil {
				return app.UsageError{Err: err}
			}
			values = slices.DeleteFunc(values, func(v config.Value) bool {
				return v.Source != config.FromProfile && v.Name != "url"
			})
			return printValues(cmd, values, format)
		},
		ValidArgsFunction: completeProfile,
	}
	tableOrJSON(cmd, &format)
	return cmd
}
