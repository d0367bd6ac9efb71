package cli

import (
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/config"
	"github.com/supascale/supascale-tui/internal/text/sanitize"
)

func newConfigCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "config",
		Short: "The configuration file: where it is, what holds, change and check it",
		Long: `The configuration file holds profiles and preferences, and never a key. What may
stand in it: docs/configuration.md.`,
		Example: `  supascale-tui config show
  supascale-tui config edit`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newConfigPathCommand(), newConfigShowCommand(), newConfigEditCommand(), newConfigCheckCommand())
	return cmd
}

func newConfigPathCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "path",
		Short:   "Print where the configuration file is, or would be",
		Example: `  cat "$(supascale-tui config path)"`,
		Args:    noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			path, _ := config.File(os.Getenv)
			if path == "" {
				return fmt.Errorf("there is no home directory to keep the configuration in: name a file in %s", config.EnvFile)
			}
			_, err := fmt.Fprintln(cmd.OutOrStdout(), path)
			return err
		},
	}
}

func newConfigShowCommand() *cobra.Command {
	var t target
	var format string
	cmd := &cobra.Command{
		Use:   "show",
		Short: "Print the settings that hold, and where each comes from",
		Long: `Print the settings that hold, and where each comes from: a flag, a variable, the
profile, the file's top level, or the default. A proxy's password is left out.`,
		Example: `  supascale-tui config show
  supascale-tui config show --profile production -o json`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			settings, err := session.LoadChecked()
			if err != nil {
				return err
			}
			p, err := settings.Choose(os.Getenv, t.Given())
			if err != nil && !errors.Is(err, config.ErrNoInstance) {
				return app.UsageError{Err: err}
			}
			values, err := settings.Values(p, os.Getenv, t.Given())
			if err != nil {
				return app.UsageError{Err: err}
			}
			return printValues(cmd, values, format)
		},
	}
	t.register(cmd)
	tableOrJSON(cmd, &format)
	return cmd
}

func newConfigCheckCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "check",
		Short: "Look for a mistake in the configuration file",
		Long: `Look for a mistake in the configuration file. The exit code is 0 when there is
none, and 2 when there is one; file, line and column then go to stderr.`,
		Example: "  supascale-tui config check",
		Args:    noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if _, err := session.LoadChecked(); err != nil {
				return err
			}
			path, _ := config.File(os.Getenv)
			if _, err := os.Stat(path); err != nil {
				cmd.PrintErrf("There is no file %s: the defaults hold.\n", sanitize.Text(path))
				return nil
			}
			cmd.PrintErrf("%s is in order.\n", sanitize.Text(path))
			return nil
		},
	}
}
