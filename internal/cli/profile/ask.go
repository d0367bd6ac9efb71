package profile

import (
	"context"
	"slices"
	"strings"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/baseurl"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/prompt"
)

// Asking asks for an instance that has no profile yet.
type Asking struct {
	*prompt.Prompter
	Ways app.Ways // Profiles, Probe and CheckName count
}

// Address asks for the address until an instance answers there, or it is to be used all
// the same.
func (a Asking) Address(ctx context.Context, to *app.NewProfile) error {
	for {
		typed, err := a.Input(ctx, prompt.Question{Ask: "Address of the instance", Default: to.URL, Help: []string{
			"The address at which you open the web interface, such as https://supascale.example.com.",
		}})
		if err != nil {
			return err
		}
		if keys.LooksLikeKey(typed) { // nor may it be looked up as a name
			a.Say("That is a key, not an address. It is asked for later, without being shown.")
			continue
		}
		at := baseurl.Complete(typed)
		if sure, err := a.answers(ctx, at); err != nil || sure {
			to.URL = at
			return err
		}
	}
}

// answers looks whether an instance is there; where none seems to be, the admin
// may know better.
func (a Asking) answers(ctx context.Context, url string) (sure bool, err error) {
	if a.Ways.Probe == nil {
		return true, nil
	}
	says, err := prompt.Await(ctx, a.Prompter, prompt.Job{}, func(ctx context.Context) (string, error) { return a.Ways.Probe(ctx, url) })
	switch {
	case err == nil:
		a.Say(api.Sentence(says))
		return true, nil
	case prompt.Left(err):
		return false, err
	}
	a.Say("Error: " + api.Explain(err))
	return a.Confirm(ctx, "Use this address all the same?", false)
}

// Name asks for the name by which the instance is found again.
func (a Asking) Name(ctx context.Context, to *app.NewProfile) error {
	var taken []string
	for _, p := range a.Ways.Profiles {
		taken = append(taken, p.Name)
	}
	preset := to.Name
	if preset == "" || slices.Contains(taken, preset) {
		preset = baseurl.NameFor(to.URL, taken)
	}
	for {
		name, err := a.Input(ctx, prompt.Question{Ask: "Name for it", Default: preset, Help: []string{
			"The name by which you find the instance again. It has no spaces.",
		}})
		switch {
		case err != nil:
			return err
		case strings.ContainsAny(name, " \t"):
			a.Say("Leave out the space.")
		case keys.LooksLikeKey(name):
			a.Say("That is a key, not a name.")
		case a.Ways.CheckName != nil && a.Ways.CheckName(name) != nil:
			a.Say(api.Sentence(a.Ways.CheckName(name).Error()))
		case slices.Contains(taken, name):
			a.Say("There is a profile of that name already: choose another.")
		default:
			to.Name = name
			return nil
		}
	}
}

// noEnvironment is the answer that leaves a profile without an environment.
const noEnvironment = "none"

// Environment asks what the instance is for.
func (a Asking) Environment(ctx context.Context, to *app.NewProfile) error {
	options := []prompt.Option{{Word: "production"}, {Word: "staging"}, {Word: "development"}, {Word: noEnvironment, Number: "0"}}
	preset := to.Environment
	if preset == "" {
		preset = noEnvironment
	}
	a.Say("What is it for? Choose, or type a word of your own.")
	a.List(options)
	word, err := a.Answer(ctx, "Environment", options, preset, func(text string) bool {
		return len(text) <= mostEnvironment && !strings.ContainsAny(text, " \t0123456789") && !keys.LooksLikeKey(text)
	})
	if err != nil {
		return err
	}
	if to.Environment = word; word == noEnvironment {
		to.Environment = ""
	}
	return nil
}

// mostEnvironment is how long an own word may be, in bytes.
const mostEnvironment = 24
