package profile

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/cli/command"
	"github.com/supascale/supascale-tui/internal/config"
)

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
