package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/charmbracelet/x/term"

	"github.com/supascale/supascale-tui/internal/accessible"
	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/config"
	"github.com/supascale/supascale-tui/internal/process/jobcontrol"
	"github.com/supascale/supascale-tui/internal/prompt"
	"github.com/supascale/supascale-tui/internal/views/connect"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// plain reports whether the console is to be a conversation in plain lines. The
// flag decides, then the environment, then what the terminal can do.
func (f *consoleFlags) plain() bool {
	switch {
	case f.accessible || f.set.Changed("accessible"):
		return f.accessible
	case prompt.Wanted(os.Getenv):
		return true
	}
	return prompt.PlainTerminal(os.Getenv) && term.IsTerminal(os.Stdin.Fd()) && term.IsTerminal(os.Stdout.Fd())
}

// talk runs the console as numbered prompts, with what env has of undelivered keys, the
// presets, the rotations and the rules. Its input and output need be no terminal.
func talk(ctx context.Context, c *connections, first screen.Connection, env accessible.Env, flags consoleFlags) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	stops := make(chan os.Signal, 1)
	signal.Notify(stops, os.Interrupt)
	defer signal.Stop(stops)
	defer endOnSignal(cancel)()
	env.Connection, env.Ways = spoken(first), c.spoken()
	env.OwnClipboard, env.Saved = newClipboard(flags.own), flags.saved
	env.Now, env.Zone, env.Getenv = time.Now, time.Local, os.Getenv
	env.In, env.Out, env.Stops = os.Stdin, shownOn(os.Stdout), stops
	if term.IsTerminal(os.Stdin.Fd()) {
		env.Hide = func(repeat func()) (accessible.Hiding, error) { return prompt.Hide(os.Stdin, repeat) }
	}
	continued := make(chan struct{}, 1)
	defer jobcontrol.Watch(nil, func() {
		select {
		case continued <- struct{}{}:
		default: // it is told already
		}
	}).Close()
	env.Continued = continued
	if err := accessible.Run(ctx, env); err != nil {
		return fmt.Errorf("the console stopped: %w", err)
	}
	return nil
}

// spokenStandard is by what the prompts judge the keys.
func spokenStandard(s screen.Standard) accessible.Standard {
	return accessible.Standard{Thresholds: s.Thresholds, Ignore: s.Ignore, Snooze: s.Snooze, Rotations: s.Rotations}
}

// spoken is a connection as the prompts take it.
func spoken(c screen.Connection) accessible.Connection {
	return accessible.Connection{
		Profile:    accessible.Profile{Name: c.Profile.Name, URL: c.Profile.URL, Environment: string(c.Profile.Environment)},
		API:        c.API,
		Clipboard:  c.Clipboard,
		Preset:     c.Defaults.Preset,
		Expiry:     c.Defaults.Expiry,
		Exact:      c.Exact,
		Credential: c.Credential,
		Close:      c.Close,
	}
}

// aimed is where the prompts are to lead.
func aimed(to accessible.Profile, keep string) connect.Target {
	return connect.Target{URL: to.URL, Name: to.Name, Environment: screen.Environment(to.Environment), Keep: keep}
}

// spoken gives the ways to other instances as the prompts take them.
func (c *connections) spoken() accessible.Ways {
	said := func(to screen.Connection, err error) (accessible.Connection, error) {
		return spoken(to), aboutAnswer(err)
	}
	ways := accessible.Ways{
		CheckName: config.CheckProfileName,
		To:        func(ctx context.Context, name string) (accessible.Connection, error) { return said(c.to(ctx, name)) },
		Probe: func(ctx context.Context, url string) (string, error) {
			found, err := c.probe(ctx, url)
			return found.Says, err
		},
		WithKey: func(ctx context.Context, to accessible.Profile, key api.Secret, keep string) (accessible.Connection, error) {
			return said(c.withKey(ctx, aimed(to, keep), key))
		},
		SignIn: func(ctx context.Context, to accessible.Profile, as accessible.Person) (accessible.Connection, error) {
			arrived, err := c.signIn(ctx, aimed(to, ""), connect.Credentials{User: as.User, Password: as.Password, Code: as.Code})
			if on, ok := errors.AsType[*connect.FieldError](err); ok && on.Field == connect.Code && as.Code.IsZero() {
				err = accessible.ErrCodeNeeded
			}
			return said(arrived, err)
		},
		Local: func(ctx context.Context, sample bool) (accessible.Connection, error) {
			return said(c.local(ctx, sample))
		},
	}
	for _, k := range waysToKeep() {
		ways.Keeps = append(ways.Keeps, accessible.Keep{ID: k.ID, Text: k.Says})
	}
	for _, p := range c.list {
		ways.Profiles = append(ways.Profiles, accessible.Profile{Name: p.Name, URL: p.URL, Environment: string(p.Environment)})
	}
	return ways
}

// aboutAnswer says which answer a failure is about, where it is about a field of the
// form.
func aboutAnswer(err error) error {
	on, ok := errors.AsType[*connect.FieldError](err)
	if !ok {
		return err
	}
	switch on.Field {
	case connect.Address:
		return &accessible.AnswerError{About: accessible.AboutAddress, Err: err}
	case connect.Key, connect.User, connect.Password, connect.Code:
		return &accessible.AnswerError{About: accessible.AboutCredential, Err: err}
	case connect.Name:
		return &accessible.AnswerError{About: accessible.AboutName, Err: err}
	case connect.Kept:
		return &accessible.AnswerError{About: accessible.AboutKeep, Err: err}
	}
	return err
}

// endOnSignal ends the conversation when the program is told to go, by the
// deadline at the latest: a terminal that has stopped reading blocks the writer
// for ever.
func endOnSignal(cancel func()) (stop func()) {
	before, _ := term.GetState(os.Stdin.Fd()) // without it there is nothing to restore
	signals := make(chan os.Signal, 1)
	done := make(chan struct{})
	signal.Notify(signals, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT)
	go func() {
		select {
		case <-done:
			return
		case <-signals:
		}
		cancel()
		select {
		case <-done:
		case <-signals:
			leaveNow(before)
		case <-time.After(exitDeadline):
			leaveNow(before)
		}
	}()
	return func() {
		signal.Stop(signals)
		close(done)
	}
}

// leaveNow is exitNow for a terminal on which nothing was switched on but that
// typing may be hidden.
func leaveNow(before *term.State) {
	if before != nil {
		_ = term.Restore(os.Stdin.Fd(), before) // nobody is left to tell
	}
	os.Exit(exitFailed)
}
