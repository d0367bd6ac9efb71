package console

import (
	"errors"

	"github.com/spf13/cobra"

	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/config"
)

// Open opens the console on the instance that is asked for, or where to
// say which one.
func Open(cmd *cobra.Command, flags Flags) error {
	// A mistake in the file is told before a setting that is missing in it.
	if err := flags.load(config.Profile{}); err != nil {
		return err
	}
	_, err := flags.Prefer.Settings.Choose(flags.Session.Getenv, flags.Given())
	if open := errors.Is(err, config.ErrNoInstance) || errors.Is(err, config.ErrSeveral); open && flags.needTerminal() == nil {
		c := newConsole(flags)
		c.connections.AddProfiles()
		return c.show(cmd.Context(), app.Connection{})
	}
	chosen, err := flags.Session.Choose(flags.Prefer.Settings, &flags.Target.Target)
	if err != nil {
		return err
	}
	if err := flags.load(chosen); err != nil {
		return err
	}
	c := newConsole(flags)
	c.atAll = !flags.plain() && len(flags.Prefer.Settings.Profiles) > 1 && !config.IsAsked(flags.Session.Getenv, flags.Given())
	var first app.Connection
	if first, c.notice, err = c.connections.Start(cmd.Context(), chosen); err != nil && !c.atAll { // whose page says why
		return err
	}
	if err := flags.needTerminal(); err != nil {
		return errors.Join(err, c.connections.Close())
	}
	return c.show(cmd.Context(), first)
}
