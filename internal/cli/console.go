package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync/atomic"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/term"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/supascale/supascale-tui/internal/accessible"
	"github.com/supascale/supascale-tui/internal/activity/query"
	"github.com/supascale/supascale-tui/internal/config"
	"github.com/supascale/supascale-tui/internal/process/monitor"
	"github.com/supascale/supascale-tui/internal/prompt"
	"github.com/supascale/supascale-tui/internal/standin"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// consoleFlags are the flags of every command that opens the console.
type consoleFlags struct {
	theme      string
	mouse      bool
	accessible bool
	set        *pflag.FlagSet // what was given on the command line
	target     target
	file       config.Settings // as it was read
	asked      config.Given    // by flags
	own        config.Settings // what holds without a profile
	settings   config.Settings // what holds for the profile the program was started on
	looks      looks           // the themes that any of these name
	saved      []query.Saved
}

func (f *consoleFlags) register(cmd *cobra.Command) {
	f.set = cmd.Flags()
	cmd.Flags().StringVar(&f.theme, "theme", "", "colours: `NAME` of a theme, see \"supascale-tui themes\" (default auto, or "+config.EnvTheme+")")
	cmd.Flags().BoolVar(&f.mouse, "mouse", false, "wheel and click; text can then be selected with shift only")
	cmd.Flags().BoolVar(&f.accessible, "accessible", false, "numbered prompts in plain lines, for screen readers and simple terminals (also "+prompt.EnvAccessible+"=1, or TERM=dumb)")
	_ = cmd.RegisterFlagCompletionFunc("theme", completeTheme)
}

// runConsole opens the console on the instance that is asked for, or where to
// say which one.
func runConsole(cmd *cobra.Command, flags consoleFlags) error {
	// What is wrong with the file is said before what is missing in it.
	if err := flags.load(cmd, config.Profile{}); err != nil {
		return err
	}
	if _, err := flags.settings.Choose(os.Getenv, flags.target.given()); errors.Is(err, config.ErrNoInstance) && flags.needTerminal() == nil {
		return showConsole(cmd.Context(), newConnections(flags), screen.Connection{}, flags)
	}
	chosen, err := flags.target.choose(flags.settings)
	if err != nil {
		return err
	}
	if err := flags.load(cmd, chosen); err != nil {
		return err
	}
	c := newConnections(flags)
	first, err := c.start(cmd.Context(), chosen)
	if err != nil {
		return err
	}
	if err := flags.needTerminal(); err != nil {
		return errors.Join(err, c.closeAll())
	}
	return showConsole(cmd.Context(), c, first, flags)
}

// needTerminal refuses to draw the console into a pipe. Prompts need no terminal.
func (f *consoleFlags) needTerminal() error {
	if f.plain() {
		return nil
	}
	if !term.IsTerminal(os.Stdin.Fd()) || !term.IsTerminal(os.Stdout.Fd()) {
		return usagef("the console needs a terminal for its input and output")
	}
	return nil
}

// showConsole runs the console, drawn or as prompts, until it is left, and closes
// what it has open.
// Without an instance it begins where to say which one.
func showConsole(ctx context.Context, c *connections, first screen.Connection, flags consoleFlags) (err error) {
	defer func() { err = errors.Join(err, c.closeAll()) }()
	own, err := presets(flags.settings)
	if err != nil {
		return err
	}
	judge, err := healthBy(flags.settings.Health, time.Now())
	if err != nil {
		return err
	}
	here, err := remembered()
	if err != nil {
		return err
	}
	defer closeUndelivered(here.undelivered)
	if flags.plain() {
		if c.notice != "" {
			say(shownOn(os.Stderr), "%s", c.notice)
		}
		return talk(ctx, c, first, accessible.Env{
			Undelivered: here.undelivered, Presets: own, Rotations: here.rotations, Notes: here.notes, History: here.records, RevokeMany: here.many,
			Health: spokenStandard(judge),
		}, flags)
	}
	watched := watchProcess()
	look := flags.looks.of(flags.settings.Theme)
	options := views.Options{
		Presets: own, Mouse: flags.mouse,
		Look: *look, OwnLook: flags.looks.of(flags.own.Theme), OwnClipboard: newClipboard(flags.own),
		Themes: ourThemes(), AskBackground: !remote(os.Getenv), Warning: strings.TrimSpace(c.notice + " " + loadZone()), Stop: stopper(watched),
	}
	c.fill(&options, first)
	shown := standin.New(eraseGarbage)
	root := views.New(screen.Env{
		API:         first.API,
		Undelivered: here.undelivered,
		Rotations:   here.rotations,
		History:     here.records,
		RevokeMany:  here.many,
		Notes:       here.notes,
		Theme:       ui.NewTheme(look.Dark),
		Now:         time.Now,
		Zone:        time.Local,
		Getenv:      os.Getenv,
		After:       tea.Tick,

		Shown:         shown,
		Clipboard:     newClipboard(flags.settings),
		RevealTimeout: flags.settings.RevealTimeout,
		Saved:         flags.saved,

		Exact:       first.Exact,
		Environment: first.Profile.Environment,
		Defaults:    first.Defaults,

		Health: judge,
	}, options)

	saveMemory()
	return runProgram(ctx, root, shown, &c.send, watched)
}

// runProgram draws the console until it is left, and restores the terminal
// whatever ends it. send then gives messages to it.
func runProgram(ctx context.Context, root tea.Model, shown *standin.Table, send *atomic.Pointer[func(tea.Msg)], watched *monitor.Monitor) error {
	inputEnded := make(chan struct{}, 1)
	program := tea.NewProgram(root, tea.WithContext(ctx), tea.WithoutSignalHandler(),
		tea.WithInput(newTerminalInput(os.Stdin, inputEnded)), tea.WithOutput(screenOutput{os.Stdout, shownOn(os.Stdout), shown}))
	reach := program.Send
	send.Store(&reach)
	restore := keepTitle()
	stop := quitOnSignal(program, inputEnded, watched)
	defer stop()
	defer followJobControl(program)()
	_, err := program.Run()
	fault := errors.Is(err, tea.ErrProgramPanic)
	if watched.Stop(fault); !fault { // after a fault the monitor restored all
		restore()
	}
	if err != nil && !errors.Is(err, tea.ErrInterrupted) {
		return fmt.Errorf("the console stopped: %w", err)
	}
	return nil
}

// remote reports whether the terminal is at the other end of SSH. It is not
// asked for its background then: an answer that comes late would be typed into
// a form.
func remote(getenv func(string) string) bool {
	return getenv("SSH_CONNECTION") != "" || getenv("SSH_TTY") != ""
}
