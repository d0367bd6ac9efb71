package console

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/charmbracelet/x/term"

	"github.com/supascale/supascale-tui/internal/accessible"
	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/cli/command"
	"github.com/supascale/supascale-tui/internal/process/jobcontrol"
	"github.com/supascale/supascale-tui/internal/prompt"
)

// plain reports whether the console is to be a conversation in plain lines. The
// flag decides, then the environment, then what the terminal can do.
func (f *Flags) plain() bool {
	switch {
	case f.Accessible || f.Set.Changed("accessible"):
		return f.Accessible
	case prompt.Wanted(os.Getenv):
		return true
	}
	return prompt.PlainTerminal(os.Getenv) && term.IsTerminal(os.Stdin.Fd()) && term.IsTerminal(os.Stdout.Fd())
}

// talk runs the console as numbered prompts. Its input and output need be no terminal.
func (c *console) talk(ctx context.Context, first app.Connection, state app.State, judge app.Standard) error {
	if c.notice != "" {
		command.Say(command.ShownOn(os.Stderr), "%s", c.notice)
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	stops := make(chan os.Signal, 1)
	signal.Notify(stops, os.Interrupt)
	defer signal.Stop(stops)
	defer leaveWhenTold(cancel, func() {}, nil, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT)()
	continued := make(chan struct{}, 1)
	defer jobcontrol.Watch(nil, func() {
		select {
		case continued <- struct{}{}:
		default: // it is told already
		}
	}).Close()
	env := accessible.Env{
		Connection: first, Session: &c.session, Ways: c.connections.Ways(), OwnClipboard: c.session.Clipboard(c.flags.Prefer.Own),
		Undelivered: state.Undelivered, Rotations: state.Rotations, Notes: state.Notes, History: state.History, RevokeMany: state.Many,
		Presets: c.flags.Prefer.Presets, Saved: c.flags.Prefer.Saved, Health: judge,
		Now: time.Now, Zone: time.Local, Getenv: c.session.Getenv,
		In: os.Stdin, Out: command.ShownOn(os.Stdout), Stops: stops, Continued: continued,
	}
	if term.IsTerminal(os.Stdin.Fd()) {
		env.Hide = func(repeat func()) (prompt.Hiding, error) { return prompt.Hide(os.Stdin, repeat) }
	}
	if err := accessible.Run(ctx, env); err != nil {
		return fmt.Errorf("the console stopped: %w", err)
	}
	return nil
}
