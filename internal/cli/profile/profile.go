// Package profile is the commands on the profiles of the configuration.
package profile

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/cli/command"
	"github.com/supascale/supascale-tui/internal/config"
	"github.com/supascale/supascale-tui/internal/output"
	"github.com/supascale/supascale-tui/internal/text/sanitize"
)

// New makes the command.
func New(s *app.Session) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "profile",
		Short: "Instances you work with, by name",
		Long: `Profiles name the instances you work with: where each is, how to reach it, what
holds for its new keys. They stand in the configuration file ("supascale-tui config
path"); keys never do.`,
		Example: `  supascale-tui profile add production --url https://supascale.example.com --environment production
  supascale-tui profile test production
  supascale-tui --profile production`,
		Args: command.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newAdd(s), newList(s), newUse(s),
		newRemove(s), newShow(s), newTest(s))
	return cmd
}

// oneName is for commands on one profile; atMostOneName takes the current one
// where none is named.
func oneName(_ *cobra.Command, args []string) error {
	if len(args) != 1 {
		return command.Usagef("give the name of one profile")
	}
	return nil
}

func atMostOneName(_ *cobra.Command, args []string) error {
	if len(args) > 1 {
		return command.Usagef("give the name of one profile, or none for the current one")
	}
	return nil
}

func newUse(s *app.Session) *cobra.Command {
	return &cobra.Command{
		Use:     "use NAME",
		Short:   "Say which profile is used when none is named",
		Example: "  supascale-tui profile use production",
		Args:    oneName,
		RunE: command.RunToTheEnd(func(_ context.Context, call *command.Call) error {
			_, err := s.Edit(func(path string, text []byte) ([]byte, error) { return config.UseProfile(path, text, call.Args[0]) })
			if err != nil {
				return err
			}
			call.Say("%s is used now when no profile is named.", call.Args[0])
			return nil
		}),
		ValidArgsFunction: command.CompleteProfile(s),
	}
}

func newRemove(s *app.Session) *cobra.Command {
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
		RunE: command.RunToTheEnd(func(_ context.Context, call *command.Call) error {
			return removeProfile(s, call, call.Args[0], yes)
		}),
		ValidArgsFunction: command.CompleteProfile(s),
	}
	cmd.Flags().BoolVar(&yes, "yes", false, "don't ask")
	return cmd
}

func removeProfile(s *app.Session, call *command.Call, name string, yes bool) error {
	settings, err := s.LoadChecked()
	if err != nil {
		return err
	}
	path, _ := config.File(s.Getenv)
	if _, ok := settings.FindProfile(name); ok && !yes {
		stays := fmt.Sprintf("A key that \"login\" stored for it stays stored; \"supascale-tui logout --profile %s\" removes it.\n", name)
		if err := call.ConfirmRemoval(stays + fmt.Sprintf("Remove the profile %s from %s?", name, sanitize.Text(path))); err != nil {
			return err
		}
	}
	if _, err := s.Edit(func(path string, text []byte) ([]byte, error) { return config.RemoveProfile(path, text, name) }); err != nil {
		return err
	}
	call.Say("Removed the profile %s from %s. A key that \"login\" stored for it stays stored.", name, sanitize.Text(path))
	return nil
}

func newList(s *app.Session) *cobra.Command {
	var o command.Output
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List the profiles",
		Example: `  supascale-tui profile list
  supascale-tui profile list -o json`,
		Args: command.NoArgs,
		RunE: command.RunToTheEnd(func(_ context.Context, call *command.Call) error {
			format, err := o.Format()
			if err != nil {
				return err
			}
			settings, err := s.LoadChecked()
			if err != nil {
				return err
			}
			return listProfiles(s, call, settings, format)
		}),
	}
	o.Register(cmd, output.Table, output.JSON)
	return cmd
}

// profileRow is a profile in the list: the names are documented.
type profileRow struct {
	Name        string `json:"name"`
	URL         string `json:"url"`
	Environment string `json:"environment"`
	Current     bool   `json:"current"`
}

func listProfiles(s *app.Session, call *command.Call, settings config.Settings, format output.Format) error {
	used, err := settings.Choose(s.Getenv, nil)
	if err == nil && used.Name == "" {
		call.Say("%s is set: it is used where no profile is named.", config.EnvURL)
	}
	rows := []profileRow{}
	for _, p := range settings.Profiles {
		rows = append(rows, profileRow{p.Name, p.URL, p.Environment, err == nil && p.Name == used.Name})
	}
	if format == output.JSON {
		return command.PrintJSON(call.Out, rows)
	}
	if len(rows) == 0 {
		call.Say("There are no profiles. \"supascale-tui profile add NAME --url URL\" makes one.")
		return nil
	}
	table := [][]string{{"NAME", "URL", "ENVIRONMENT", ""}}
	for _, row := range rows {
		table = append(table, []string{row.Name, row.URL, row.Environment, map[bool]string{true: "current"}[row.Current]})
	}
	return command.PrintRows(call.Out, table)
}

func newShow(s *app.Session) *cobra.Command {
	var o command.Output
	cmd := &cobra.Command{
		Use:   "show [NAME]",
		Short: "Show what a profile sets",
		Example: `  supascale-tui profile show production
  supascale-tui profile show -o json`,
		Args: atMostOneName,
		RunE: command.RunToTheEnd(func(_ context.Context, call *command.Call) error {
			format, err := o.Format()
			if err != nil {
				return err
			}
			t := app.Target{Profile: strings.Join(call.Args, "")}
			settings, err := s.LoadChecked()
			if err != nil {
				return err
			}
			p, err := s.Choose(settings, &t)
			if err != nil {
				return err
			}
			values, err := settings.Values(p, s.Getenv, t.Given())
			if err != nil {
				return app.UsageError{Err: err}
			}
			values = slices.DeleteFunc(values, func(v config.Value) bool {
				return v.Source != config.FromProfile && v.Name != "url"
			})
			return command.PrintSettings(call, values, format)
		}),
		ValidArgsFunction: command.CompleteProfile(s),
	}
	o.Register(cmd, output.Table, output.JSON)
	return cmd
}
