package cli

import (
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/supascale/supascale-tui/internal/app/embedded"
	"github.com/supascale/supascale-tui/internal/config"
)

func newLocalCommand() *cobra.Command {
	var flags consoleFlags
	var dataDir string
	var sample, acceptLoss bool
	var keep keepFlags
	cmd := &cobra.Command{
		Use:   "local",
		Short: "Open the console on a local instance",
		Long: `Open the console on a local instance that runs inside this program, on
loopback, for as long as the console is open. Its data stays in the data folder.

Two consoles can't share a data folder this way. To have an instance for
several, run "supascale-tui serve" and connect to it.`,
		Example: `  supascale-tui local
  supascale-tui local --sample --data-dir ./try`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return runLocal(cmd, embedded.Options{Dir: dataDir, Sample: sample, AcceptLoss: acceptLoss, Say: func(format string, args ...any) { say(cmd.ErrOrStderr(), format, args...) }}, keep, flags)
		},
	}
	flags.register(cmd)
	cmd.Flags().StringVar(&dataDir, "data-dir", "", "`DIR` for the data (default "+filepath.Join("$XDG_DATA_HOME", "supascale-tui", "instance")+")")
	cmd.Flags().BoolVar(&sample, "sample", false, "fill an empty store with sample keys and a week of activity")
	cmd.Flags().BoolVar(&acceptLoss, "accept-loss", false, acceptLossUsage)
	keep.register(cmd)
	return cmd
}

func runLocal(cmd *cobra.Command, o embedded.Options, keeping keepFlags, flags consoleFlags) (err error) {
	if err := flags.load(config.Profile{}); err != nil {
		return err
	}
	if err := flags.needTerminal(); err != nil {
		return err
	}
	if o.Keep, err = keeping.read(); err != nil {
		return err
	}
	c := newConsole(flags)
	first, err := c.connections.Begin(cmd.Context(), embedded.Way(&c.session, o))
	if err != nil {
		return err
	}
	return c.show(cmd.Context(), first)
}
