package cli

import (
	"encoding/json"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/supascale/supascale-tui/internal/build"
)

func newVersionCommand() *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use:   "version",
		Short: "Say which build this is",
		Long: `Say which build this is: version, commit and its date, Go, platform, and the
versions of the main dependencies. Put it into a bug report.`,
		Example: `  supascale-tui version
  supascale-tui version -o json`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			switch format {
			case "table":
				return build.This().Print(cmd.OutOrStdout())
			case "json":
				return printBuildJSON(cmd.OutOrStdout(), build.This())
			}
			return usagef("-o takes table or json, not %q", format)
		},
	}
	cmd.Flags().StringVarP(&format, "output", "o", "table", "how to print: table or json")
	_ = cmd.RegisterFlagCompletionFunc("output", cobra.FixedCompletions([]string{"table", "json"}, cobra.ShellCompDirectiveNoFileComp))
	return cmd
}

func printBuildJSON(w io.Writer, b build.Info) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	if err := e.Encode(b); err != nil {
		return fmt.Errorf("write to stdout: %w", err)
	}
	return nil
}
