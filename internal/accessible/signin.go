package accessible

import (
	"context"
	"errors"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/cli/profile"
	"github.com/supascale/supascale-tui/internal/prompt"
)

// signIn asks for an address and an account until they lead to an instance.
func (s *session) signIn(ctx context.Context) (app.Connection, error) {
	n := &newcomer{}
	steps := []prompt.Step[newcomer]{s.asked(profile.Asking.Address), s.askUser, s.askPassword, s.asked(profile.Asking.Name), s.asked(profile.Asking.Environment)}
	for {
		if err := prompt.InSteps(ctx, s.Prompter, n, steps); err != nil {
			return app.Connection{}, err
		}
		to, err := s.arrive(ctx, app.ConnectWithin, func(ctx context.Context) (app.Connection, error) { return s.env.Ways.SignIn(ctx, n.to, n.person) })
		if refused, ok := errors.AsType[*app.AnswerError](err); ok && refused.About == app.Code && n.person.Code.IsZero() {
			steps = []prompt.Step[newcomer]{s.askCode}
			continue
		}
		n.person.Code = api.Secret{} // it is good for one try
		if err == nil || prompt.Left(err) {
			return to, err
		}
		if err := s.trouble(err); err != nil {
			return app.Connection{}, err
		}
		steps = s.again(err, s.askUser, s.askPassword)
	}
}

func (s *session) askUser(ctx context.Context, n *newcomer) error {
	name, err := s.Input(ctx, prompt.Question{Ask: "User name", Default: n.person.User, Help: []string{
		"The name, or the e-mail address, with which you sign in to the web interface.",
	}})
	if err == nil {
		n.person.User = name
	}
	return err
}

func (s *session) askPassword(ctx context.Context, n *newcomer) error {
	typed, err := s.Password(ctx, n.person.User)
	n.person.Password = api.NewSecret(typed)
	return err
}

func (s *session) askCode(ctx context.Context, n *newcomer) error {
	typed, err := s.Code(ctx)
	n.person.Code = api.NewSecret(typed)
	return err
}

// askKeep asks what is to be done with the key.
func (s *session) askKeep(ctx context.Context, n *newcomer) error {
	if len(s.env.Ways.Keeps) == 0 {
		return nil
	}
	options := make([]prompt.Option, len(s.env.Ways.Keeps))
	for i, k := range s.env.Ways.Keeps {
		options[i] = prompt.Option{Word: k.ID, Text: k.Says}
	}
	word, err := s.Select(ctx, "Keep the key", options, options[0].Word)
	n.to.Keep = word
	return err
}
