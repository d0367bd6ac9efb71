// Package keys is the commands that list, show, create, rotate, revoke, test and identify keys.
package keys

import (
	"github.com/spf13/cobra"

	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/cli/command"
)

// New makes the command of all that is done to keys.
func New(s *app.Session) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "keys",
		Short: "List, show, create, rotate and revoke keys",
		Long: `List, show, create, rotate and revoke the keys of an instance.

What is printed for programs (-o json, jsonl, csv) has the field names of
assets/schema. Data goes to stdout, everything else to stderr.`,
		Example: `  supascale-tui keys list state:expiring
  supascale-tui keys create --name "CI/CD" --preset ci-cd-pipeline --expires 90d -o env
  supascale-tui keys revoke "CI/CD" --yes`,
		Args: command.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(
		newList(s), newShow(s), newCreate(s), newRotate(s), newRevoke(s),
		newUsage(s), newTest(s), newIdentify(s), newNote(s),
	)
	return cmd
}
