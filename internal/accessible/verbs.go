package accessible

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/cli/command"
	"github.com/supascale/supascale-tui/internal/fleet"
	"github.com/supascale/supascale-tui/internal/output"
	"github.com/supascale/supascale-tui/internal/prompt"
	"github.com/supascale/supascale-tui/internal/text"
)

// verb is what a command does: its Run.
type verb func(context.Context, *command.Call) error

// row is a row that a verb has printed, and what it is about.
type row struct {
	sentence string
	about    any
}

// listener takes what a verb prints.
type listener struct {
	say   func(line string)
	waits bool // rows are read out later
	// numbered says that a page of them is read out as they come, by number.
	numbered bool
	// patient says that ctrl+c ends the waiting for what has not come, and not the verb.
	patient bool
	rows    []row
	part    *api.PartialError // why these are not all there are, nil where they are

	mu   sync.Mutex // what ctrl+c has to say comes at any time
	rest string     // the beginning of a line
}

// Row implements output.Spoken.
func (l *listener) Row(sentence string, about any) error {
	if !l.waits {
		l.say(sentence)
		return nil
	}
	if l.rows = append(l.rows, row{sentence, about}); l.numbered && len(l.rows) <= prompt.PageLines {
		l.say(numbered(l.rows, len(l.rows)-1))
	}
	return nil
}

// Write says whole lines.
func (l *listener) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.rest += string(p)
	for {
		line, rest, found := strings.Cut(l.rest, "\n")
		if !found {
			return len(p), nil
		}
		l.say(line)
		l.rest = rest
	}
}

// target is the instance, or the several, where the session is.
func (s *session) target() command.Target {
	return command.Target{Session: s.env.Session, At: s.env.API}
}

// run does what a command does, and says what that prints. It reports whether it was
// done as it should; what went wrong is said, and an error ends the task.
func (s *session) run(ctx context.Context, do verb, args ...string) (done bool, err error) {
	return s.listen(ctx, &listener{say: s.Say, patient: s.several() != nil}, do, args)
}

// list runs a command and gives what it lists, nil where it lists nothing but an error.
func (s *session) list(ctx context.Context, do verb, args ...string) (*listener, error) {
	l := &listener{say: s.Say, waits: true, patient: s.several() != nil}
	done, err := s.listen(ctx, l, do, args)
	if !done && len(l.rows) == 0 {
		l = nil
	}
	return l, err
}

func (s *session) listen(ctx context.Context, l *listener, do verb, args []string) (done bool, err error) {
	err = s.Run(ctx, func(stopped context.Context) error {
		if l.patient {
			return do(fleet.Waiting(ctx, stopped), s.call(l, args))
		}
		return do(stopped, s.call(l, args))
	})
	exit, isExit := errors.AsType[command.Exit](err)
	l.part = api.PartOf(err)
	switch {
	case err == nil:
		return true, nil
	case l.part != nil:
		s.Say("Warning: " + api.Sentence(l.part.Error()))
		return true, nil
	case isExit && exit.Err == nil:
		return exit.Code == command.ExitFound || exit.Code == command.ExitPartial, nil
	}
	if prompt.Left(err) || errors.Is(err, prompt.ErrStopped) {
		return false, s.trouble(err)
	}
	s.Say("Error: " + text.Sentence(api.Explain(err)))
	return false, nil
}

// sayWords says a line of a command's words.
func (s *session) sayWords(line string) {
	warning, warns := strings.CutPrefix(line, "! ")
	if line = strings.ReplaceAll(warning, " · ", "; "); !strings.HasSuffix(line, ":") {
		instance, of, named := strings.Cut(line, ": ")
		if named = named && s.isProfile(instance); named {
			line = of
		}
		if line = text.Sentence(line); named {
			line = instance + ": " + line
		}
	}
	if warns {
		line = "Warning: " + line
	}
	if line != "" {
		s.Say(line)
	}
}

// call is a call of a command whose output l takes.
func (s *session) call(l *listener, args []string) *command.Call {
	call := command.Call{Out: l, Err: &listener{say: s.sayWords}, Args: args, Dash: -1, Clock: s.env.Now, Zone: s.env.Zone, Wait: s.pause}
	return call.Asking(s.Prompter)
}

// details says labels and texts, one a line.
func (s *session) details(lines [][2]string) {
	_ = output.Details(&listener{say: s.Say}, lines) // it takes everything
}

// joined puts commas between the texts that are there.
func joined(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(p string) bool { return p == "" }), ", ")
}
