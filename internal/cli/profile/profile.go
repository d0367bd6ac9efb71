// Package profile is the commands on the profiles of the configuration.
package profile

import (
	"github.com/spf13/cobra"

	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/cli/command"
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
