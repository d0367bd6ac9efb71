// Package console is the commands that open the console, drawn or as prompts, and the care of the terminal meanwhile.
package console

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/term"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/app/embedded"
	"github.com/supascale/supascale-tui/internal/cli/command"
	"github.com/supascale/supascale-tui/internal/config"
	"github.com/supascale/supascale-tui/internal/fleet"
	"github.com/supascale/supascale-tui/internal/instance"
	"github.com/supascale/supascale-tui/internal/process/monitor"
	"github.com/supascale/supascale-tui/internal/prompt"
	"github.com/supascale/supascale-tui/internal/standin"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/ui/theme"
	"github.com/supascale/supascale-tui/internal/views"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// Flags are the flags of every command that opens the console.
type Flags struct {
	Theme      string
	Mouse      bool
	Accessible bool
	Set        *pflag.FlagSet // what was given on the command line
	command.Target
	Prefer app.Preferences
	Looks  looks // the themes that any settings name
}

// Register adds the flags.
func (f *Flags) Register(cmd *cobra.Command) {
	f.Set = cmd.Flags()
	cmd.Flags().StringVar(&f.Theme, "theme", "", "colours: `NAME` of a theme, see \"supascale-tui themes\" (default auto, or "+config.EnvTheme+")")
	cmd.Flags().BoolVar(&f.Mouse, "mouse", false, "wheel and click; text can then be selected with shift only")
	cmd.Flags().BoolVar(&f.Accessible, "accessible", false, "numbered prompts in plain lines, for screen readers and simple terminals (also "+prompt.EnvAccessible+"=1, or TERM=dumb)")
	_ = cmd.RegisterFlagCompletionFunc("theme", command.CompleteTheme(f.Session))
}

// load reads the configuration for the console on a profile; an unnamed one
// where there is none.
func (f *Flags) load(p config.Profile) (err error) {
	if f.Prefer, err = f.Session.Prefer(f.Target.Target, f.given(), p); err != nil {
		return err
	}
	if f.Looks, err = readThemes(command.Themes(f.Session), f.Prefer.File); err != nil {
		return app.UsageError{Err: err}
	}
	by := "--theme"
	if _, ok := f.Prefer.Given["theme"]; !ok {
		by = "the variable " + config.EnvTheme
	}
	if err := f.Looks.read(command.Themes(f.Session), cmp.Or(f.Prefer.Own.Theme, theme.Auto), by); err != nil {
		return app.UsageError{Err: err}
	}
	f.Theme, f.Mouse = f.Prefer.Settings.Theme, f.Prefer.Settings.Mouse
	return nil
}

// given are the settings that the flags make.
func (f *Flags) given() config.Given {
	given := f.Given()
	if f.Set.Changed("theme") {
		given["theme"] = f.Theme
	}
	if f.Set.Changed("mouse") {
		given["mouse"] = strconv.FormatBool(f.Mouse)
	}
	return given
}

// console is the console, drawn or as prompts, and where it can go.
type console struct {
	flags       Flags
	session     app.Session
	connections *app.Connections
	notice      string // what is said of the key at the start, "" for nothing
	atAll       bool   // it begins with the page of all instances
	// send gives a message to what is drawn, once it is.
	send atomic.Pointer[func(tea.Msg)]
}

func newConsole(flags Flags) *console {
	c := newClosedConsole(flags)
	c.connections = app.NewConnections(&c.session, flags.Prefer, func(sample bool) app.Way {
		return embedded.Way(&c.session, embedded.Options{Sample: sample, Keep: instance.DefaultKeep})
	})
	return c
}

// newClosedConsole goes to no instance but those that its connections are given.
func newClosedConsole(flags Flags) *console {
	c := &console{flags: flags, session: *flags.Session}
	if !flags.plain() {
		c.session.Announce = c.announce
	}
	c.connections = app.NewConnections(&c.session, flags.Prefer, nil)
	return c
}

// announce has a client tell on the screen of answers that take their time, and of
// clocks that differ.
func (c *console) announce(o *api.Options) {
	o.Awaited = func(a api.Awaited) { c.tell(views.Waiting{Awaited: a}) }
	o.ClockApart = func(words string) { c.tell(screen.Notice{Tone: ui.Warn, Text: words}) }
}

func (c *console) tell(msg tea.Msg) {
	if send := c.send.Load(); send != nil {
		(*send)(msg)
	}
}

// needTerminal refuses to draw the console into a pipe. Prompts need no terminal.
func (f *Flags) needTerminal() error {
	if f.plain() {
		return nil
	}
	if !term.IsTerminal(os.Stdin.Fd()) || !term.IsTerminal(os.Stdout.Fd()) {
		return command.Usagef("the console needs a terminal for its input and output")
	}
	return nil
}

// show runs the console until it is left, and closes what it has open. Without an
// instance it begins where to say which one.
func (c *console) show(ctx context.Context, first app.Connection) (err error) {
	defer func() { err = errors.Join(err, c.connections.Close()) }()
	prefer, looks := c.flags.Prefer, c.flags.Looks
	judge, err := c.session.Judge(prefer.Settings.Health, time.Now())
	if err != nil {
		return err
	}
	state, err := c.session.State()
	if err != nil {
		return err
	}
	defer state.Close()
	if c.flags.plain() {
		return c.talk(ctx, first, state, judge)
	}
	look := looks.of(prefer.Settings.Theme)
	survey, err := fleet.NewSurvey(&c.session, prefer.Settings.Health, time.Now)
	if err != nil {
		return err
	}
	watched := WatchProcess()
	ways := c.connections.Ways()
	shown := standin.New(eraseGarbage)
	root := views.New(screen.Env{
		API:    first.API,
		State:  state,
		Theme:  ui.NewTheme(look.Dark),
		Now:    time.Now,
		Zone:   time.Local,
		Getenv: c.session.Getenv,
		After:  tea.Tick,

		Shown:         shown,
		Clipboard:     c.session.Clipboard(prefer.Settings),
		RevealTimeout: cmp.Or(prefer.Settings.RevealTimeout, config.UsualRevealTimeout),
		Saved:         prefer.Saved,

		Exact:       first.Exact,
		Environment: screen.Environment(first.Profile.Environment),
		Defaults:    first.Defaults,

		Health: judge,
	}, views.Options{
		Presets: prefer.Presets, Mouse: c.flags.Mouse,
		Look: *look, Looks: looks, OwnLook: looks.of(prefer.Own.Theme), OwnClipboard: c.session.Clipboard(prefer.Own), Themes: command.Themes(&c.session),
		Warning: strings.TrimSpace(c.notice + " " + app.LoadZone()), Stop: stopper(watched),
		Profiles: ways.Profiles, Profile: first.Profile.Name, Close: first.Close, Connect: ways.To, Connector: ways, Survey: survey.Rows, AtAll: c.atAll,
	})

	saveMemory()
	return Draw(ctx, root, shown, &c.send, watched)
}

// Draw draws the console until it is left, and restores the terminal
// whatever ends it. send then gives messages to it.
func Draw(ctx context.Context, root tea.Model, shown *standin.Table, send *atomic.Pointer[func(tea.Msg)], watched *monitor.Monitor) error {
	inputEnded := make(chan struct{}, 1)
	program := tea.NewProgram(root, tea.WithContext(ctx), tea.WithoutSignalHandler(),
		tea.WithInput(newTerminalInput(os.Stdin, inputEnded)), tea.WithOutput(screenOutput{os.Stdout, command.ShownOn(os.Stdout), shown}))
	reach := program.Send
	send.Store(&reach)
	restore := keepTitle()
	// Bubble Tea's own handler leaves SIGHUP out, and with it the terminal's modes;
	// SIGQUIT would print every goroutine over the screen.
	defer leaveWhenTold(func() { program.Send(views.Quit{}) }, func() { abandonScreen(); watched.Stop(false) },
		inputEnded, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT)()
	defer followJobControl(program)()
	watched.Await()
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
