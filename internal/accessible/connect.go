package accessible

import (
	"context"
	"errors"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/cli/profile"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/prompt"
)

// newcomer is an instance that is not among the profiles, as far as it is
// answered.
type newcomer struct {
	to     app.NewProfile
	key    api.Secret
	person app.Person
}

// first connects where the session begins without an instance. There is nothing
// behind it.
func (s *session) first(ctx context.Context) error {
	if s.hasOthers() {
		s.Say("No instance was asked for. All of them are asked how they stand.")
		if err := s.firstOf(ctx); err != nil || s.env.API != nil {
			return err
		}
	}
	if !s.env.Ways.LeadFurther() {
		return errors.New("there is no instance to connect to")
	}
	s.Say("supascale-tui manages the API keys of a Supascale instance. Which one?")
	for {
		to, err := s.unknown(ctx)
		switch {
		case err == nil:
			return s.adopt(ctx, to)
		case errors.Is(err, prompt.ErrInterrupt):
			return prompt.ErrQuit
		case errors.Is(err, prompt.ErrBack):
			s.Say("There is no instance to go back to. q quits.")
		case prompt.Left(err):
			return err
		default:
			_ = s.trouble(err) // it was told, and is asked for again
		}
		s.Gap()
	}
}

// firstOf begins with all instances. Going back leads to an instance that is not among them,
// where that can be.
func (s *session) firstOf(ctx context.Context) error {
	for {
		err := s.instances(ctx)
		switch {
		case errors.Is(err, prompt.ErrInterrupt):
			return prompt.ErrQuit
		case !errors.Is(err, prompt.ErrBack):
			return err
		case s.env.Ways.LeadFurther():
			return nil
		}
		s.Say("There is nothing to go back to. q quits.")
	}
}

// unknown connects to an instance that is not among the profiles.
func (s *session) unknown(ctx context.Context) (app.Connection, error) {
	var options []prompt.Option
	if s.env.Ways.WithKey != nil {
		options = append(options, prompt.Option{Word: "key", Text: "an instance, with an API key; one with write on system creates and revokes keys"})
	}
	if s.env.Ways.SignIn != nil {
		options = append(options, prompt.Option{Word: "account", Text: "an instance, with your account there, as in the web interface; until you quit"})
	}
	if s.env.Ways.Local != nil {
		options = append(options, prompt.Option{Word: "local", Text: "a local instance to try everything out; it runs for as long as the console does"})
	}
	for {
		word, err := s.Select(ctx, "Connect to", options, options[0].Word)
		if err != nil {
			return app.Connection{}, err
		}
		way := map[string]func(context.Context) (app.Connection, error){"key": s.withKey, "account": s.signIn, "local": s.startLocal}[word]
		if to, err := way(ctx); !errors.Is(err, prompt.ErrBack) {
			return to, err
		}
		s.Say("Back one step.")
	}
}

func (s *session) startLocal(ctx context.Context) (app.Connection, error) {
	word, err := s.Select(ctx, "Begin with", []prompt.Option{
		{Word: "sample", Text: "keys, and a week of activity, to look around in"},
		{Word: "empty", Text: "nothing"},
	}, "sample")
	if err != nil {
		return app.Connection{}, err
	}
	s.Say("What an earlier start left stays as it is.")
	return s.arrive(ctx, app.LocalWithin, func(ctx context.Context) (app.Connection, error) { return s.env.Ways.Local(ctx, word == "sample") })
}

// withKey asks for an address and a key until they lead to an instance.
func (s *session) withKey(ctx context.Context) (app.Connection, error) {
	n := &newcomer{}
	steps := []prompt.Step[newcomer]{s.asked(profile.Asking.Address), s.askKey, s.asked(profile.Asking.Name), s.asked(profile.Asking.Environment), s.askKeep}
	for {
		if err := prompt.InSteps(ctx, s.Prompter, n, steps); err != nil {
			return app.Connection{}, err
		}
		to, err := s.arrive(ctx, app.ConnectWithin, func(ctx context.Context) (app.Connection, error) { return s.env.Ways.WithKey(ctx, n.to, n.key) })
		if err == nil || prompt.Left(err) {
			return to, err
		}
		if err := s.trouble(err); err != nil {
			return app.Connection{}, err
		}
		steps = s.again(err, s.askKey)
	}
}

// again gives what is asked for after a failure: the answer that it is about, and
// nothing of what was right. Credential asks for what proves who connects.
func (s *session) again(err error, credential ...prompt.Step[newcomer]) []prompt.Step[newcomer] {
	if wrong, ok := errors.AsType[*app.AnswerError](err); ok {
		switch wrong.About {
		case app.Name:
			return []prompt.Step[newcomer]{s.asked(profile.Asking.Name)}
		case app.Kept:
			return []prompt.Step[newcomer]{s.askKeep}
		case app.Key, app.Password, app.Code:
			return credential
		}
		return []prompt.Step[newcomer]{s.asked(profile.Asking.Address)}
	}
	switch api.KindOf(err) {
	case api.Unauthorized, api.Forbidden:
		return credential
	}
	return []prompt.Step[newcomer]{s.asked(profile.Asking.Address)} // by enter it is the same, and tried again
}

// asked asks for a part of a profile, as profile add does.
func (s *session) asked(step func(profile.Asking, context.Context, *app.NewProfile) error) prompt.Step[newcomer] {
	return func(ctx context.Context, n *newcomer) error {
		return step(profile.Asking{Prompter: s.Prompter, Ways: s.env.Ways}, ctx, &n.to)
	}
}

// askKey takes a key without showing it.
func (s *session) askKey(ctx context.Context, n *newcomer) error {
	typed, err := s.Key(ctx, n.to.URL, nil)
	if err != nil {
		return err
	}
	key, err := keys.ReadPasted(typed)
	if err == nil && keys.CheckKnownFormat(key) != nil {
		s.Say("Warning: it doesn't look like a key: was it copied whole?")
	}
	n.key = api.NewSecret(key)
	return err
}
