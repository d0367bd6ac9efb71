// Package accessible is the console as a conversation: every task as numbered
// prompts, in plain lines that are appended to the output and never changed. It
// is for screen readers, braille displays and terminals that can do nothing but
// print.
package accessible

import (
	"context"
	"errors"
	"io"
	"os"
	"time"

	"github.com/supascale/supascale-tui/internal/activity/query"
	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/clipboard"
	"github.com/supascale/supascale-tui/internal/fleet"
	"github.com/supascale/supascale-tui/internal/history"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/lifecycle"
	"github.com/supascale/supascale-tui/internal/lifecycle/revokemany"
	"github.com/supascale/supascale-tui/internal/lifecycle/rotation"
	"github.com/supascale/supascale-tui/internal/notes"
	"github.com/supascale/supascale-tui/internal/prompt"
	"github.com/supascale/supascale-tui/internal/text"
)

// Env is what the tasks work with.
type Env struct {
	app.Connection          // what it begins on; without an API it asks for an instance first
	Ways           app.Ways // to other instances
	Session        *app.Session
	// OwnClipboard is for connections without one; nil: chosen by the environment.
	OwnClipboard *clipboard.Clipboard
	Undelivered  lifecycle.UndeliveredStore
	Presets      []keys.Preset
	Rotations    rotation.Records  // those that were begun
	Notes        *notes.Store      // the admin's own about keys
	History      history.Records   // what was last seen of instances
	RevokeMany   *revokemany.Store // the revocations of many keys that are under way
	Health       app.Standard
	Saved        []query.Saved // the admin's own queries of the log
	Now          func() time.Time
	Zone         *time.Location
	Getenv       func(string) string

	In  io.Reader
	Out io.Writer
	// Stops are presses of ctrl+c; nil where there are none.
	Stops <-chan os.Signal
	// Hide keeps the terminal from showing what is typed; repeat is called where the
	// question has to be asked again. nil where the input is no terminal.
	Hide func(repeat func()) (prompt.Hiding, error)
	// Continued says that the program was suspended and goes on.
	Continued <-chan struct{}
	// After is time.After, or a test's.
	After func(time.Duration) <-chan time.Time
}

// session is one run.
type session struct {
	*prompt.Prompter
	env   Env
	group *fleet.Group    // the connections to instances that are asked together
	later map[string]bool // undelivered keys about which the admin decides later
}

// Run talks until the admin quits, the input ends, or ctx does. A key that was
// made and not taken stays among the undelivered keys.
func Run(ctx context.Context, env Env) error {
	if env.After == nil {
		env.After = time.After
	}
	if env.OwnClipboard == nil {
		env.OwnClipboard = clipboard.New(env.Getenv, clipboard.Settings{})
	}
	if env.Clipboard == nil {
		env.Clipboard = env.OwnClipboard
	}
	s := &session{
		Prompter: prompt.New(env.In, env.Out),
		env:      env,
		later:    map[string]bool{},
	}
	s.group = fleet.NewGroup(env.Ways.To)
	defer s.group.Close()
	s.Stops, s.After, s.Hide, s.Continued, s.Visible = env.Stops, env.After, env.Hide, env.Continued, true
	err := s.begin(ctx)
	if err == nil || errors.Is(err, prompt.ErrBack) {
		err = s.menu(ctx)
	}
	switch {
	case errors.Is(err, prompt.ErrEnd):
		s.Say("The input has ended. Goodbye.")
	case prompt.Left(err):
		s.Say("Goodbye.")
	default:
		return err
	}
	return nil
}

// begin greets, and connects where there is no instance yet.
func (s *session) begin(ctx context.Context) error {
	s.Say("supascale-tui, accessible mode. Everything is plain lines; nothing is drawn over.")
	if s.env.API != nil {
		s.connected()
	}
	s.Say("Answer with a number or a word. At every prompt, ? repeats the help, b goes back, q quits, and an empty line takes what stands in brackets.")
	if s.env.API == nil {
		return s.first(ctx)
	}
	return s.undelivered(ctx)
}

// menu is the first of all questions.
func (s *session) menu(ctx context.Context) error {
	tasks := map[string]func(context.Context) error{
		"keys":      s.keys,
		"new":       s.onOne(func(ctx context.Context) error { return s.create(ctx, nil) }),
		"audit":     s.audit,
		"health":    s.health,
		"pending":   s.pending,
		"identify":  s.identify,
		"notes":     s.onOne(s.notes),
		"gone":      s.gone,
		"history":   s.history,
		"review":    s.review,
		"instances": s.instances,
		"profile":   s.elsewhere,
	}
	options := []prompt.Option{
		{Word: "keys", Text: "list, look at and revoke keys"},
		{Word: "new", Text: "create a key"},
		{Word: "audit", Text: "failed attempts, why and what to do"},
		{Word: "health", Text: "keys that want attention, why and what helps"},
		{Word: "pending", Text: "rotations, undelivered keys and revocations that are not finished"},
		{Word: "identify", Text: "find which key a leaked value belongs to"},
		{Word: "notes", Text: "what you noted about keys, and files of notes to share"},
		{Word: "gone", Text: "keys that are gone, to create them again"},
		{Word: "history", Text: "what happened to keys since your last visit, or in another period"},
		{Word: "review", Text: "who has access: every key with its owner, its use and its findings"},
	}
	if s.hasOthers() {
		options = append(options, prompt.Option{Word: "instances", Text: "how all instances stand, and the way to work on several at once"})
	}
	if anyWay(&s.env.Ways) {
		options = append(options, prompt.Option{Word: "profile", Text: "another instance"})
	}
	options = append(options, prompt.Option{Word: "quit", Number: "0"})
	for {
		s.Gap()
		s.Say("Main menu")
		word, err := s.Select(ctx, "What to do", options, "keys")
		switch {
		case errors.Is(err, prompt.ErrInterrupt), err == nil && word == "quit":
			return prompt.ErrQuit
		case errors.Is(err, prompt.ErrBack):
			s.Say("This is the first menu: there is nothing to go back to. q quits.")
			continue
		case err != nil:
			return err
		}
		s.Gap()
		if err := tasks[word](ctx); err != nil && !errors.Is(err, prompt.ErrBack) {
			return err
		}
	}
}

// hasOthers reports whether there are several instances with profiles.
func (s *session) hasOthers() bool { return s.env.Ways.To != nil && len(s.env.Ways.Profiles) > 1 }

// trouble says what failed, why and what to do. It gives back only what ends the
// task.
func (s *session) trouble(err error) error {
	switch {
	case prompt.Left(err):
		return err
	case errors.Is(err, prompt.ErrStopped):
		s.Say("Stopped.")
		return nil
	}
	s.Say("Error: " + api.Explain(err))
	return nil
}

// fact says what is known under a label, nothing where it is not.
func (s *session) fact(label, value string) {
	if value != "" {
		s.Say(label + ": " + value)
	}
}

// when is a time exactly and as seen from now.
func (s *session) when(t time.Time, none string) string {
	if t.IsZero() {
		return none
	}
	return text.Moment(t, s.env.Zone) + ", " + text.Relative(t, s.env.Now(), "")
}
