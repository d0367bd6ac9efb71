package profile

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/cli/command"
	"github.com/supascale/supascale-tui/internal/config"
	"github.com/supascale/supascale-tui/internal/output"
)

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
	return output.Rows(call.Out, table)
}
