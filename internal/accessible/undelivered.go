package accessible

import (
	"context"
	"errors"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/lifecycle"
	"github.com/supascale/supascale-tui/internal/lifecycle/pending"
	"github.com/supascale/supascale-tui/internal/lifecycle/undelivered"
	"github.com/supascale/supascale-tui/internal/prompt"
)

// undelivered looks for created keys whose value nobody has, and asks about
// each.
func (s *session) undelivered(ctx context.Context) error {
	env, later := s.env, s.later
	u, err := prompt.Await(ctx, s.Prompter, prompt.Job{}, func(ctx context.Context) (lifecycle.Undelivered, error) {
		return lifecycle.Look(ctx, env.API, env.Undelivered, env.API.Instance().ID, env.Now, later)
	})
	if err != nil {
		return s.trouble(err)
	}
	if u.Unread != nil {
		s.Say("Warning: " + u.Unread.Error())
	}
	if u.Partial != nil {
		s.Say("Warning: not all keys could be looked at. " + api.Sentence(u.Partial.Error()))
	}
	if len(u.Found) == 0 && u.Doubtful {
		s.Say(pending.DoubtWords)
	}
	for i := range u.Found {
		if err := s.orphan(ctx, &u.Found[i]); err != nil {
			return err
		}
	}
	return nil
}

func lostChoices() []prompt.Option {
	return []prompt.Option{
		{Word: "again", Text: "revoke it and create it again"},
		{Word: "revoke", Text: "revoke it"},
		{Word: "keep", Text: "keep it as it is, and don't ask about it again"},
		{Word: "later", Text: "decide later; the next start asks again", Number: "0"},
	}
}

// orphan asks about one key.
func (s *session) orphan(ctx context.Context, o *undelivered.Orphan) error {
	s.Gap()
	choices := lostChoices()
	said := o.Reason()
	if undelivered.Used(&o.Key) {
		choices = choices[1:]
	} else {
		said += " What do you want to do with it?"
	}
	s.Say(said)
	if o.Key.Preview != "" {
		s.Say("Its letters: " + o.Key.Preview)
	}
	s.Sayf("Created: %s.", s.when(o.Key.Created, "not told"))
	s.Sayf("Levels: %s.", o.Key.Permissions.Spoken())
	s.Sayf("Expires: %s.", o.Key.Expires.Words(s.env.Now(), s.env.Zone))
	s.Sayf("Last used: %s.", s.when(o.Key.LastUsed, "never"))
	again, err := s.settle(ctx, o, choices)
	if err != nil || !again {
		return err
	}
	asked := o.Entry.Asked
	if asked.Expires.StatusAt(s.env.Now()) == keys.Expired {
		s.Say("Its expiry has passed: create it anew from the main menu.")
		return nil
	}
	return s.createAsked(ctx, asked)
}

// settle does what the admin decides about a key whose value nobody has. It
// reports whether it is to be created again; going back decides later.
func (s *session) settle(ctx context.Context, o *undelivered.Orphan, choices []prompt.Option) (again bool, err error) {
	for {
		word, err := s.Select(ctx, "What to do", choices, "later")
		if errors.Is(err, prompt.ErrBack) {
			word, err = "later", nil
		}
		if err != nil {
			return false, err
		}
		switch word {
		case "later":
			s.later[o.Entry.ID] = true
			s.Say("Decided later: the next start asks again, and so does pending in the main menu.")
			return false, nil
		case "keep":
			s.env.Undelivered.Settle(o.Entry.ID)
			s.Sayf("“%s” stays, and is not asked about again.", o.Key.Name)
			return false, nil
		}
		r, err := s.revokeKey(ctx, &o.Key)
		if r.Gone() {
			s.env.Undelivered.Settle(o.Entry.ID)
			return r.Result == lifecycle.Revoked && word == "again", err
		}
		if err != nil && !errors.Is(err, prompt.ErrBack) {
			return false, err
		}
	}
}
