package profile

import (
	"context"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/cli/command"
	"github.com/supascale/supascale-tui/internal/config"
	"github.com/supascale/supascale-tui/internal/output"
)

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
