package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/supascale/supascale-tui/internal/build"
	"github.com/supascale/supascale-tui/internal/cli/command"
	"github.com/supascale/supascale-tui/internal/output"
)

func newVersionCommand() *cobra.Command {
	var o command.Output
	cmd := &cobra.Command{
		Use:   "version",
		Short: "Say which build this is",
		Long: `Say which build this is: version, commit and its date, Go, platform, and the
versions of the main dependencies. Put it into a bug report.`,
		Example: `  supascale-tui version
  supascale-tui version -o json`,
		Args: command.NoArgs,
		RunE: command.RunToTheEnd(func(_ context.Context, call *command.Call) error {
			format, err := o.Format()
			switch {
			case err != nil:
				return err
			case format == output.JSON:
				return command.PrintJSON(call.Out, build.This())
			}
			return build.This().Print(call.Out)
		}),
	}
	o.Register(cmd, output.Table, output.JSON)
	return cmd
}
