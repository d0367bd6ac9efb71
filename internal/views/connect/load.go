package connect

import (
	"context"
	"errors"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// look asks whether an instance answers at the address, once for each.
func (s *Screen) look() tea.Cmd {
	at := s.address.Value()
	if s.do.Probe == nil || at == "" || at == s.probed {
		return nil
	}
	s.probed, s.found, s.lost = at, "", nil
	ask := s.do.Probe
	return s.probe.Start(func(ctx context.Context) (string, error) { return ask(ctx, at) })
}

// looked takes the answer.
func (s *Screen) looked(found string, err error) {
	s.found, s.lost = found, err
}

// connect sends what was entered, or puts the focus on the first field that
// can't be right.
func (s *Screen) connect() tea.Cmd {
	clear(s.refused)
	if s.check(); !s.focusRefused() {
		return nil
	}
	s.probe.Cancel()
	to, do := s.target(), s.do
	var ask func(context.Context) (app.Connection, error)
	s.call.Timeout = app.ConnectWithin
	switch s.by() {
	case local:
		sample := s.sample == 0
		s.call.Timeout = app.LocalWithin
		ask = func(ctx context.Context) (app.Connection, error) { return do.Local(ctx, sample) }
	case signIn:
		as := app.Person{User: strings.TrimSpace(s.user.Value()), Password: s.password.secret(), Code: s.code.secret()}
		ask = func(ctx context.Context) (app.Connection, error) { return do.SignIn(ctx, to, as) }
	case withKey:
		key := s.key.readKey()
		ask = func(ctx context.Context) (app.Connection, error) { return do.WithKey(ctx, to, key) }
	}
	return tea.Batch(s.spinner.Start(), s.call.Start(ask))
}

// check refuses what can be seen to be wrong from here.
func (s *Screen) check() {
	if s.by() == local {
		return
	}
	to := s.target()
	need := func(f Field, missing bool, why string) {
		if missing && s.refused[f] == "" {
			s.refused[f] = why
		}
	}
	need(Address, to.URL == "", "Type the instance's address, such as https://supascale.example.com.")
	if s.by() == withKey {
		tone, said := judge(&s.key)
		need(Key, s.key.empty() && !s.key.long, "Paste a key of that instance. It is not shown.")
		need(Key, tone == ui.Danger, refusal(said))
	} else {
		need(User, strings.TrimSpace(s.user.Value()) == "", "Type the name you sign in with.")
		need(Password, s.password.empty(), "Type the password. It is not shown and not kept.")
		need(Code, s.codeAsked && s.code.empty(), "Type the code from your authenticator app, or a backup code.")
	}
	need(Name, to.Name == "", "Type a name: :profile finds the instance by it.")
	need(Name, strings.ContainsAny(to.Name, " \t"), "Leave out the space: the name is typed in commands.")
	if s.do.CheckName != nil {
		if err := s.do.CheckName(to.Name); err != nil {
			need(Name, true, api.Sentence(err.Error()))
		}
	}
	need(Name, slices.Contains(s.taken, to.Name), "There is a profile of that name already: choose another.")
	need(Word, s.ownWord() && to.Environment == "", "Type a word, or choose one of the others.")
}

// stop gives up what is under way.
func (s *Screen) stop() {
	s.call.Cancel()
	s.spinner.Stop()
	s.refused[Aside] = "Stopped before an answer came."
}

// answered takes the outcome. On success nothing secret stays here.
func (s *Screen) answered(c app.Connection, err error) tea.Cmd {
	s.spinner.Stop()
	if err == nil {
		s.Forget()
		return screen.Send(screen.Connected{Connection: c})
	}
	at, why := s.place(err)
	if at == Code {
		s.codeAsked = true
		s.code.wipe()
	}
	if !slices.Contains(s.fields(), at) {
		at = Aside
	}
	s.refused[at] = why
	s.focusRefused()
	return nil
}

// place finds the field that a failure is about.
func (s *Screen) place(err error) (Field, string) {
	if refusal, ok := errors.AsType[*app.AnswerError](err); ok {
		return fieldOf[refusal.About], refusal.Reason
	}
	failed, ok := errors.AsType[*api.Error](err)
	if !ok {
		return Aside, screen.TroubleLine(err)
	}
	switch failed.Kind {
	case api.Unreachable, api.Timeout, api.NotFound, api.Unexpected:
		return Address, screen.TroubleLine(err)
	case api.Unauthorized:
		if s.by() == signIn {
			return Password, screen.TroubleLine(err)
		}
		return Key, screen.TroubleLine(err)
	}
	return Aside, screen.TroubleLine(err)
}

// focusRefused puts the focus on the first field that was refused, and reports
// that there is none.
func (s *Screen) focusRefused() (none bool) {
	f, refused := s.refused.First(s.fields())
	if refused {
		_ = s.focusOn(f) // what the address leads to was looked at already
	}
	return !refused
}
