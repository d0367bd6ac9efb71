package profile

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/cli/command"
	"github.com/supascale/supascale-tui/internal/config"
	"github.com/supascale/supascale-tui/internal/text/sanitize"
)

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
