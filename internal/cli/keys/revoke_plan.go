package keys

import (
	"context"
	"errors"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/cli/command"
	"github.com/supascale/supascale-tui/internal/lifecycle/revokemany"
	"github.com/supascale/supascale-tui/internal/output"
	"github.com/supascale/supascale-tui/internal/prompt"
	"github.com/supascale/supascale-tui/internal/text"
)

// planning asks which of the chosen keys are revoked.
type planning struct {
	*prompt.Prompter
	call   *command.Call
	client app.API
	plan   revokemany.Plan
}

// sayKey is a key in a list that is read out, of several instances with its own.
func sayKey(k *api.Key, now time.Time) string {
	if k.Instance == "" {
		return output.SayKey(k, now)
	}
	return k.Instance + ": " + output.SayKey(k, now)
}

// askWhich reads keys out and asks which are meant.
func askWhich(ctx context.Context, call *command.Call, list []api.Key) ([]api.Key, error) {
	p := call.Prompter()
	if err := p.ReadOut(ctx, len(list), func(i int) string { return sayKey(&list[i], call.Now()) }); err != nil {
		return nil, err
	}
	items, err := p.Numbers(ctx, "", "Numbers of the keys to revoke", "all", len(list))
	chosen := make([]api.Key, 0, len(items))
	for _, i := range items {
		chosen = append(chosen, list[i])
	}
	return chosen, err
}

// settle reads out the keys that would be revoked, lets the admin change them, and asks for
// confirmation. It gives the keys to revoke.
func (p *planning) settle(ctx context.Context) ([]api.Key, error) {
	for whole := true; ; {
		p.Gap()
		p.tell()
		if whole {
			if err := p.read(ctx); err != nil {
				return nil, err
			}
		}
		whole = false
		word, err := p.Select(ctx, "What to do", p.options(), "cancel")
		switch {
		case err != nil:
			return nil, err
		case word == "cancel":
			p.Say("Nothing was revoked.")
			return nil, prompt.ErrBack
		case word == "revoke":
			phrase := p.plan.Phrase(p.call.Now())
			if words := placeWords(p.client, p.plan.Chosen()); words != "" {
				p.Say(words)
			}
			p.Say(phrase.Harm())
			if err = p.call.Typed(ctx, phrase); err == nil {
				return p.plan.Chosen(), nil
			}
		case word == "read":
			whole = true
		case word == "own":
			p.plan.TurnOwn(p.call.Now())
		default:
			err = p.turn(ctx, word)
		}
		if err != nil && !errors.Is(err, prompt.ErrBack) {
			return nil, err
		}
	}
}

// tell counts the keys that would be revoked, and warns.
func (p *planning) tell() {
	p.Sayf("Revoke %d of %s.", p.plan.Goes, text.Plural(len(p.plan.Keys), "key", "keys"))
	if words := p.plan.Missing(); words != "" {
		p.Say(words)
	}
	for _, words := range []string{p.plan.EveryWords(), p.plan.LatelyWords()} {
		if words != "" {
			p.call.Say("! %s", words)
		}
	}
	switch {
	case p.plan.OwnIn():
		p.call.Say("! %s", p.plan.OwnWords())
	case p.plan.HasOwn():
		p.Say(p.plan.OwnWords() + " The word own includes it, as the last to go.")
	}
}

// read reads out every key, and which of them stay.
func (p *planning) read(ctx context.Context) error {
	return p.ReadOut(ctx, len(p.plan.Keys), func(i int) string {
		said := sayKey(&p.plan.Keys[i], p.call.Now())
		if !p.plan.In[i] {
			return "Stays: " + said
		}
		return said
	})
}

func (p *planning) options() (list []prompt.Option) {
	if p.plan.Goes > 0 {
		list = append(list, prompt.Option{Word: "revoke", Text: "revoke " + text.Plural(p.plan.Goes, "key", "keys") + ", after one more question"},
			prompt.Option{Word: "exclude", Text: "keep some of them"})
	}
	if p.plan.Goes < len(p.plan.Keys) {
		list = append(list, prompt.Option{Word: "include", Text: "revoke some that stay"})
	}
	if p.plan.HasOwn() {
		does := "include the key that is used here"
		if p.plan.OwnIn() {
			does = "exclude the key that is used here"
		}
		list = append(list, prompt.Option{Word: "own", Text: does})
	}
	return append(list, prompt.Option{Word: "read", Text: "read the list out again"}, prompt.Option{Word: "cancel", Text: "revoke nothing", Number: "0"})
}

// turn excludes or includes keys, as the word says. The key that is used here is left to the
// word own.
func (p *planning) turn(ctx context.Context, word string) error {
	items, err := p.Numbers(ctx, "", "Numbers of the keys to "+word, "all", len(p.plan.Keys))
	for _, i := range items {
		if p.plan.In[i] == (word == "exclude") && !p.plan.IsOwn(i) {
			p.plan.Turn(i, p.call.Now())
		}
	}
	return err
}
