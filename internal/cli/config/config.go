// Package config is the commands on the configuration file.
package config

import (
	"context"
	"errors"
	"fmt"
	"os"

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
		Use:   "config",
		Short: "The configuration file: where it is, what holds, change and check it",
		Long: `The configuration file holds profiles and preferences, and never a key. What may
stand in it: docs/configuration.md.`,
		Example: `  supascale-tui config show
  supascale-tui config edit`,
		Args: command.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newPath(s), newShow(s), newEdit(s), newCheck(s))
	return cmd
}

func newPath(s *app.Session) *cobra.Command {
	return &cobra.Command{
		Use:     "path",
		Short:   "Print where the configuration file is, or would be",
		Example: `  cat "$(supascale-tui config path)"`,
		Args:    command.NoArgs,
		RunE: command.RunToTheEnd(func(_ context.Context, call *command.Call) error {
			path, _ := config.File(s.Getenv)
			if path == "" {
				return fmt.Errorf("there is no home directory to keep the configuration in: name a file in %s", config.EnvFile)
			}
			_, err := fmt.Fprintln(call.Out, path)
			return err
		}),
	}
}

func newShow(s *app.Session) *cobra.Command {
	t := command.Target{Session: s}
	var o command.Output
	cmd := &cobra.Command{
		Use:   "show",
		Short: "Print the settings that hold, and where each comes from",
		Long: `Print the settings that hold, and where each comes from: a flag, a variable, the
profile, the file's top level, or the default. A proxy's password is left out.`,
		Example: `  supascale-tui config show
  supascale-tui config show --profile production -o json`,
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
			p, err := settings.Choose(s.Getenv, t.Given())
			if err != nil && !errors.Is(err, config.ErrNoInstance) {
				return app.UsageError{Err: err}
			}
			values, err := settings.Values(p, s.Getenv, t.Given())
			if err != nil {
				return app.UsageError{Err: err}
			}
			return command.PrintSettings(call, values, format)
		}),
	}
	t.Register(cmd)
	o.Register(cmd, output.Table, output.JSON)
	return cmd
}

func newCheck(s *app.Session) *cobra.Command {
	return &cobra.Command{
		Use:   "check",
		Short: "Look for a mistake in the configuration file",
		Long: `Look for a mistake in the configuration file. The exit code is 0 when there is
none, and 2 when there is one; file, line and column then go to stderr.`,
		Example: "  supascale-tui config check",
		Args:    command.NoArgs,
		RunE: command.RunToTheEnd(func(_ context.Context, call *command.Call) error {
			if _, err := s.LoadChecked(); err != nil {
				return err
			}
			path, _ := config.File(s.Getenv)
			if _, err := os.Stat(path); err != nil {
				call.Say("There is no file %s: the defaults hold.", sanitize.Text(path))
				return nil
			}
			call.Say("%s is in order.", sanitize.Text(path))
			return nil
		}),
	}
}
