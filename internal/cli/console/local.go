package console

import (
	"errors"
	"fmt"
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
	var several int
	var keep command.StoreFlags
	cmd := &cobra.Command{
		Use:   "local",
		Short: "Open the console on a local instance",
		Long: `Open the console on a local instance that runs inside this program, on
loopback, for as long as the console is open. Its data stays in the data folder.

Two consoles can't share a data folder this way. To have an instance for
several, run "supascale-tui serve" and connect to it.

With --sample --instances 6 it opens on six instances that differ in what is in them
and in how they answer. Nothing is kept of them.`,
		Example: `  supascale-tui local
  supascale-tui local --sample --data-dir ./try
  supascale-tui local --sample --instances 6`,
		Args: command.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if cmd.Flags().Changed("instances") {
				return runFleet(cmd, several, sample, flags)
			}
			return runLocal(cmd, embedded.Options{Dir: dataDir, Sample: sample, Say: func(format string, args ...any) { command.Say(cmd.ErrOrStderr(), format, args...) }}, keep, flags)
		},
	}
	flags.Register(cmd)
	cmd.Flags().StringVar(&dataDir, "data-dir", "", "`DIR` for the data (default "+filepath.Join("$XDG_DATA_HOME", "supascale-tui", "instance")+")")
	cmd.Flags().BoolVar(&sample, "sample", false, "fill an empty store with sample keys and a week of activity")
	cmd.Flags().IntVar(&several, "instances", 0, fmt.Sprintf("start `N` different instances with samples, %d to %d, and keep nothing of them", embedded.FleetLeast, embedded.FleetMost))
	keep.Register(cmd)
	return cmd
}

// runFleet opens the console on several instances, with nothing that this machine keeps.
func runFleet(cmd *cobra.Command, n int, sample bool, flags Flags) (err error) {
	switch given := func(name string) bool { return cmd.Flags().Changed(name) }; {
	case n < embedded.FleetLeast || n > embedded.FleetMost:
		return command.Usagef("--instances takes a number from %d to %d", embedded.FleetLeast, embedded.FleetMost)
	case !sample:
		return command.Usagef("--instances starts instances with samples: give --sample too")
	case given("data-dir") || given("keep-days") || given("keep-entries") || given("keep-megabytes") || given("accept-loss"):
		return command.Usagef("nothing is kept of the instances that --instances starts: leave --data-dir, --accept-loss and the --keep flags out")
	}
	if err := flags.load(config.Profile{}); err != nil {
		return err
	}
	if err := flags.needTerminal(); err != nil {
		return err
	}
	ctx, stop := command.Interruptible(cmd.Context())
	defer stop()
	several, err := embedded.StartFleet(ctx, n)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, several.Close()) }()
	stop() // from here on the console looks after signals
	session := *flags.Session
	session.Getenv = several.Getenv(session.Getenv)
	flags.Session = &session
	c := newClosedConsole(flags)
	for _, m := range several.Members {
		c.connections.AddProfile(m.Profile, m.Key)
	}
	return c.show(cmd.Context(), app.Connection{})
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
