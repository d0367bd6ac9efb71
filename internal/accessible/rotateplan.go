package accessible

import (
	"context"
	"errors"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/cli/command"
	verbs "github.com/supascale/supascale-tui/internal/cli/keys"
	"github.com/supascale/supascale-tui/internal/lifecycle/rotation"
	"github.com/supascale/supascale-tui/internal/prompt"
)

// plan reads out what a rotation would make, and begins it.
func (w *rotating) plan(ctx context.Context, old *api.Key) (done bool, err error) {
	p := w.seen.Plan(*old, w.env.Now(), w.env.Zone)
	expiry := ""
	w.readPlan(&p)
	for {
		options, preset := []prompt.Option{{Word: "list", Text: "leave the key as it is", Number: "0"}}, "list"
		lifetime := prompt.Option{Word: "lifetime", Text: "choose another lifetime"}
		switch why := p.Unfit(); {
		case why == "":
			preset = "create"
			options = append([]prompt.Option{
				{Word: "create", Text: "create the new key"}, lifetime,
				{Word: "leaked", Text: "somebody else may have the old key"},
			}, options...)
		case p.NeedsExpiry():
			w.Say(why)
			preset = "lifetime"
			options = append([]prompt.Option{lifetime}, options...)
		default:
			w.Say(why)
		}
		w.Gap()
		word, err := w.Select(ctx, "What to do", options, preset)
		switch {
		case err != nil:
			return false, err
		case word == "list":
			return true, nil
		case word == "create":
			return false, w.begin(ctx, p.Rotation(w.env.API.Instance().ID, rotation.Overlap, w.env.Now()), nil)
		case word == "leaked":
			if err = w.planLeaked(ctx, &p); !errors.Is(err, prompt.ErrBack) {
				return false, err
			}
		default:
			err = w.askLifetime(ctx, &p, &expiry)
		}
		if err != nil && !errors.Is(err, prompt.ErrBack) {
			return false, err
		}
	}
}

// askLifetime takes another expiry than the one that goes by the old key.
func (w *rotating) askLifetime(ctx context.Context, p *rotation.Plan, expiry *string) error {
	preset := *expiry
	if preset == "" {
		preset = verbs.UsualExpiry(w.env.Defaults)
	}
	call := &command.Call{Clock: w.env.Now, Zone: w.env.Zone}
	answer, err := verbs.AskExpiry(ctx, call, w.Prompter, preset)
	if err != nil {
		return err
	}
	at, err := verbs.ReadExpiry(call, answer)
	*expiry, p.Chosen, p.Expires = answer, true, at
	return err
}

// readPlan reads out what would be made, against what there is.
func (w *rotating) readPlan(p *rotation.Plan) {
	now := w.env.Now()
	w.Sayf("Rotate “%s”.", rotation.RefOf(&p.Old).Shown())
	w.Say(p.Words(now))
	if w.isOwn(&p.Old) {
		w.Say("Warning: " + rotation.OwnPlanWords)
	}
	w.Sayf("New name: %s", p.Name)
	same := ", the same"
	if !rotation.SameGrants(p.Permissions, p.Old.Permissions) || len(p.Old.Permissions.Others()) > 0 {
		same = ""
	}
	w.Sayf("Levels: %s%s.", p.Permissions.Spoken(), same)
	w.Sayf("Lifetime: %s; the old key's is %s.", p.Lasts(now), p.Old.Lifetime())
	expires := "still to be chosen"
	if at, known := p.At(now); known {
		expires = at.Words(now, w.env.Zone)
	}
	w.Sayf("Expires: %s; the old key: %s.", expires, p.Old.Expires.Words(now, w.env.Zone))
	w.Sayf("The old key was last used: %s.", w.when(p.Old.LastUsed, "never, or not told"))
	for _, n := range p.Notes {
		w.Say("Note: " + n)
	}
}

// planLeaked asks what comes first when somebody else may have the old key.
func (w *rotating) planLeaked(ctx context.Context, p *rotation.Plan) error {
	w.Gap()
	w.Say(rotation.LeakedWords)
	w.Say(rotation.NewFirstWords)
	options := []prompt.Option{{Word: "new first"}}
	if w.isOwn(&p.Old) {
		w.Say("It can't be revoked first. " + rotation.OwnFirstWords)
	} else {
		w.Say(rotation.RevokeFirstWords)
		options = append(options, prompt.Option{Word: "revoke first"})
	}
	w.Say(rotation.EitherWords)
	word, err := w.Select(ctx, "What comes first", append(options, prompt.Option{Word: "cancel", Number: "0"}), "cancel")
	if err != nil || word == "cancel" {
		if err == nil {
			err = prompt.ErrBack
		}
		return err
	}
	r := p.Rotation(w.env.API.Instance().ID, rotation.Leaked, w.env.Now())
	if word == "new first" {
		return w.begin(ctx, r, nil)
	}
	r.RevokeFirst = true
	return w.revokeFirst(ctx, r)
}
