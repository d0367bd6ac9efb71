package console

import (
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/app/embedded"
	"github.com/supascale/supascale-tui/internal/cli/command"
	"github.com/supascale/supascale-tui/internal/config"
)

// NewLocal makes the command that opens the console on a local instance.
func NewLocal(s *app.Session) *cobra.Command {
	flags := Flags{Target: command.Target{Session: s}}
	var dataDir string
	var sample bool
	var keep command.StoreFlags
	cmd := &cobra.Command{
		Use:   "local",
		Short: "Open the console on a local instance",
		Long: `Open the console on a local instance that runs inside this program, on
loopback, for as long as the console is open. Its data stays in the data folder.

Two consoles can't share a data folder this way. To have an instance for
several, run "supascale-tui serve" and connect to it.`,
		Example: `  supascale-tui local
  supascale-tui local --sample --data-dir ./try`,
		Args: command.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return runLocal(cmd, embedded.Options{Dir: dataDir, Sample: sample, Say: func(format string, args ...any) { command.Say(cmd.ErrOrStderr(), format, args...) }}, keep, flags)
		},
	}
	flags.Register(cmd)
	cmd.Flags().StringVar(&dataDir, "data-dir", "", "`DIR` for the data (default "+filepath.Join("$XDG_DATA_HOME", "supascale-tui", "instance")+")")
	cmd.Flags().BoolVar(&sample, "sample", false, "fill an empty store with sample keys and a week of activity")
	keep.Register(cmd)
	return cmd
}

func runLocal(cmd *cobra.Command, o embedded.Options, keeping command.StoreFlags, flags Flags) (err error) {
	if err := flags.load(config.Profile{}); err != nil {
		return err
	}
	if err := flags.needTerminal(); err != nil {
		return err
	}
	if o.Keep, err = keeping.Read(); err != nil {
		return err
	}
	o.AcceptLoss = keeping.AcceptLoss
	c := newConsole(flags)
	first, err := c.connections.Begin(cmd.Context(), embedded.Way(&c.session, o))
	if err != nil {
		return err
	}
	return c.show(cmd.Context(), first)
}
