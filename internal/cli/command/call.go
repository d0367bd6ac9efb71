// Package command is what the commands share: how one is called, its exit codes, and how
// it asks, tells and prints.
package command

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"syscall"
	"time"

	"github.com/charmbracelet/x/term"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/supascale/supascale-tui/internal/prompt"
)

// Call is one call of a command. Who has no command line fills it in as well.
type Call struct {
	In   io.Reader
	Out  io.Writer // data alone
	Err  io.Writer // words
	Args []string
	// Dash is how many of the arguments stand before "--", -1 without one.
	Dash int
	// Flags are the names of those that were given.
	Flags []string

	// Clock and Zone are the machine's where they are nil.
	Clock func() time.Time
	Zone  *time.Location

	// Wait lets time pass; nil is the machine's.
	Wait func(ctx context.Context, d time.Duration) error

	prompter *prompt.Prompter
}

// Now is the time.
func (c *Call) Now() time.Time {
	if c.Clock == nil {
		return time.Now()
	}
	return c.Clock()
}

// Local is the time zone of whoever reads.
func (c *Call) Local() *time.Location {
	if c.Zone == nil {
		return time.Local
	}
	return c.Zone
}

// Asking is the call as one that asks with p.
func (c Call) Asking(p *prompt.Prompter) *Call {
	c.prompter = p
	return &c
}

// Prompter asks on the terminal, or whoever the call is for. There is one only where
// CanAsk says so.
func (c *Call) Prompter() *prompt.Prompter {
	if c.prompter == nil {
		c.prompter = prompt.New(c.In, c.Err)
		if tty, ok := c.In.(*os.File); ok {
			c.prompter.Hide = func(repeat func()) (prompt.Hiding, error) { return prompt.Hide(tty, repeat) }
		}
	}
	return c.prompter
}

// Given reports whether a flag was given.
func (c *Call) Given(flag string) bool { return slices.Contains(c.Flags, flag) }

// Say writes a line of words, on which nothing depends.
func (c *Call) Say(format string, args ...any) { Say(c.Err, format, args...) }

// CanAsk reports whether somebody is there to answer.
func (c *Call) CanAsk() bool { return c.prompter != nil || IsTerminal(c.In) }

// Say writes a line of words, on which nothing depends.
func Say(words io.Writer, format string, args ...any) {
	_, _ = fmt.Fprintf(words, format+"\n", args...)
}

// IsTerminal reports whether a stream of a command is a terminal.
func IsTerminal(stream any) bool {
	f, ok := stream.(interface{ Fd() uintptr })
	return ok && term.IsTerminal(f.Fd())
}

// Run makes what cobra runs of what a command does. Ctrl+c ends its context; a second
// one ends the program at once.
func Run(do func(context.Context, *Call) error) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, args []string) error {
		ctx, stop := Interruptible(cmd.Context())
		defer stop()
		return do(ctx, CallOf(cmd, args))
	}
}

// RunToTheEnd is Run for a command that ctrl+c ends like any program.
func RunToTheEnd(do func(context.Context, *Call) error) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, args []string) error { return do(cmd.Context(), CallOf(cmd, args)) }
}

// Interruptible gives a context that ends at ctrl+c. A second one ends the program at
// once.
func Interruptible(ctx context.Context) (context.Context, func()) {
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop)
	return ctx, stop
}

// CallOf is the call that cobra has read.
func CallOf(cmd *cobra.Command, args []string) *Call {
	c := &Call{In: cmd.InOrStdin(), Out: cmd.OutOrStdout(), Err: cmd.ErrOrStderr(), Args: args, Dash: cmd.ArgsLenAtDash()}
	fit(cmd, c)
	cmd.Flags().Visit(func(f *pflag.Flag) { c.Flags = append(c.Flags, f.Name) })
	return c
}
