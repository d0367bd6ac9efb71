package accessible

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/app"
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
	return s.arrive(ctx, localTimeout, func(ctx context.Context) (app.Connection, error) { return s.env.Ways.Local(ctx, word == "sample") })
}

// withKey asks for an address and a key until they lead to an instance.
func (s *session) withKey(ctx context.Context) (app.Connection, error) {
	n := &newcomer{}
	steps := []prompt.Step[newcomer]{s.askAddress, s.askKey, s.askProfileName, s.askEnvironment, s.askKeep}
	for {
		if err := prompt.InSteps(ctx, s.Prompter, n, steps); err != nil {
			return app.Connection{}, err
		}
		to, err := s.arrive(ctx, keyTimeout, func(ctx context.Context) (app.Connection, error) { return s.env.Ways.WithKey(ctx, n.to, n.key) })
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
			return []prompt.Step[newcomer]{s.askProfileName}
		case app.Kept:
			return []prompt.Step[newcomer]{s.askKeep}
		case app.Key, app.Password, app.Code:
			return credential
		}
		return []prompt.Step[newcomer]{s.askAddress}
	}
	switch api.KindOf(err) {
	case api.Unauthorized, api.Forbidden:
		return credential
	}
	return []prompt.Step[newcomer]{s.askAddress} // by enter it is the same, and tried again
}

func (s *session) askAddress(ctx context.Context, n *newcomer) error {
	for {
		typed, err := s.Input(ctx, prompt.Question{Ask: "Address of the instance", Default: n.to.URL, Help: []string{
			"The address at which you open the web interface, such as https://supascale.example.com.",
		}})
		if err != nil {
			return err
		}
		if looksLikeKey(typed) { // nor may it be looked up as a name
			s.Say("That is a key, not an address. It is asked for next, without being shown.")
			continue
		}
		at := api.CompleteURL(typed)
		if sure, err := s.answers(ctx, at); err != nil || sure {
			n.to.URL = at
			return err
		}
	}
}

// answers looks whether an instance is there; where none seems to be, the admin
// may know better.
func (s *session) answers(ctx context.Context, url string) (sure bool, err error) {
	if s.env.Ways.Probe == nil {
		return true, nil
	}
	says, err := prompt.Await(ctx, s.Prompter, prompt.Job{}, func(ctx context.Context) (string, error) { return s.env.Ways.Probe(ctx, url) })
	if err == nil {
		s.Say(api.Sentence(says))
		return true, nil
	}
	if err := s.trouble(err); err != nil {
		return false, err
	}
	return s.Confirm(ctx, "Use this address all the same?", false)
}

func looksLikeKey(text string) bool {
	return strings.HasPrefix(text, keys.Prefix) || keys.CheckKnownFormat(text) == nil
}

// askKey takes a key without showing it.
func (s *session) askKey(ctx context.Context, n *newcomer) error {
	for {
		typed, err := s.Paste(ctx, "API key, which is not shown; b goes back: ", "Paste a key of that instance and press enter. What is to be kept of it is asked for later.")
		if err != nil {
			return err
		}
		key, err := keys.ReadPasted(typed)
		if err != nil {
			s.Say(api.Sentence(err.Error()))
			continue
		}
		if keys.CheckKnownFormat(key) != nil {
			s.Say("Warning: it doesn't look like a key: was it copied whole?")
		}
		n.key = api.NewSecret(key)
		return nil
	}
}

func (s *session) askProfileName(ctx context.Context, n *newcomer) error {
	var taken []string
	for _, p := range s.env.Ways.Profiles {
		taken = append(taken, p.Name)
	}
	preset := n.to.Name
	if preset == "" || slices.Contains(taken, preset) {
		preset = api.NameFor(n.to.URL, taken)
	}
	for {
		name, err := s.Input(ctx, prompt.Question{Ask: "Name for it", Default: preset, Help: []string{
			"The name by which you find the instance again. It has no spaces.",
		}})
		switch {
		case err != nil:
			return err
		case strings.ContainsAny(name, " \t"):
			s.Say("Leave out the space.")
		case looksLikeKey(name):
			s.Say("That is a key, not a name.")
		case s.env.Ways.CheckName != nil && s.env.Ways.CheckName(name) != nil:
			s.Say(api.Sentence(s.env.Ways.CheckName(name).Error()))
		case slices.Contains(taken, name):
			s.Say("There is a profile of that name already: choose another.")
		default:
			n.to.Name = name
			return nil
		}
	}
}

// notSaid is the word for an instance of which nobody said what it is for.
const notSaid = "none"

func (s *session) askEnvironment(ctx context.Context, n *newcomer) error {
	options := []prompt.Option{{Word: "production"}, {Word: "staging"}, {Word: "development"}, {Word: notSaid, Number: "0"}}
	preset := n.to.Environment
	if preset == "" {
		preset = notSaid
	}
	s.Say("What is it for? Choose, or type a word of your own.")
	s.List(options)
	word, err := s.Answer(ctx, "Environment", options, preset, func(text string) bool {
		return len(text) <= mostEnvironment && !strings.ContainsAny(text, " \t0123456789") && !looksLikeKey(text)
	})
	if err != nil {
		return err
	}
	if n.to.Environment = word; word == notSaid {
		n.to.Environment = ""
	}
	return nil
}

// mostEnvironment is how long an own word may be, in bytes.
const mostEnvironment = 24
