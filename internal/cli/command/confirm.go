package command

import (
	"context"
	"errors"
	"strings"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/lifecycle"
	"github.com/supascale/supascale-tui/internal/prompt"
)

// CanConfirm fails where nobody can be asked whether to go ahead, and --yes was not given
// instead. Deed is what would be done: "revoke".
func (c *Call) CanConfirm(deed string) error {
	if c.CanAsk() {
		return nil
	}
	return Usagef("there is no terminal to confirm on: add --yes to %s without being asked", deed)
}

// ConfirmRemoval asks whether to remove what the question names.
func (c *Call) ConfirmRemoval(question string) error {
	if err := c.CanConfirm("remove it"); err != nil {
		return err
	}
	if c.Answer(question+" [y/N] ") != "y" {
		return errors.New("nothing was removed")
	}
	return nil
}

// ConfirmRevoke says what the revocation of a key means, and has its phrase typed. Own
// says that the program itself uses the key, known what else there is to mind, line by
// line. An error leaves the key as it is.
func (c *Call) ConfirmRevoke(ctx context.Context, k *api.Key, own bool, phrase lifecycle.Phrase, known ...string) error {
	c.Say("“%s” (%s, %s). %s", lifecycle.Shown(k), k.ID, keys.ShortPreview(k.Preview), lifecycle.Consequence(k, c.Now()))
	for _, words := range known {
		if words != "" {
			c.Say("%s", words)
		}
	}
	if own {
		c.Say("! It is the key that is used here: after it you need another, or the web interface, to get back in.")
	}
	return c.Typed(ctx, phrase)
}

// Typed has the phrase of a revocation typed. An error says that it was not.
func (c *Call) Typed(ctx context.Context, phrase lifecycle.Phrase) error {
	err := typed(ctx, c.Prompter(), phrase)
	switch {
	case err != nil && ctx.Err() != nil:
		return errGivenUp
	case errors.Is(err, prompt.ErrBack):
		c.Say("Nothing was revoked.")
	}
	return err
}

func typed(ctx context.Context, p *prompt.Prompter, phrase lifecycle.Phrase) error {
	if phrase.Empty() {
		yes, err := p.Confirm(ctx, "Revoke?", true)
		if err == nil && !yes {
			err = prompt.ErrBack
		}
		return err
	}
	ask := strings.Join(strings.Fields(strings.TrimSuffix(phrase.Question(), ":")), " ")
	for {
		text, err := p.Input(ctx, prompt.Question{Ask: ask, Literal: phrase.Fits, Help: []string{
			"What is typed exactly so revokes. Anything else revokes nothing.",
		}})
		if err != nil || phrase.Fits(text) {
			return err
		}
		p.Say("What was typed is not the same. Capitals and spaces count. b revokes nothing.")
	}
}
