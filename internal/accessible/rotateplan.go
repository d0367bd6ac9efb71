package accessible

import (
	"context"
	"errors"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/cli/command"
	verbs "github.com/supascale/supascale-tui/internal/cli/keys"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/lifecycle/rotation"
	"github.com/supascale/supascale-tui/internal/prompt"
)

// plan reads out what a rotation would make, and begins it.
func (w *rotating) plan(ctx context.Context, old *api.Key) (done bool, err error) {
	p := w.seen.Plan(*old, w.env.Now(), w.env.Zone)
	p.Grant(w.wish)
	expiry := ""
	w.readPlan(&p)
	for {
		options, preset := w.planOptions(&p)
		w.Gap()
		word, err := w.Select(ctx, "What to do", options, preset)
		switch {
		case err != nil:
			return false, err
		case word == "list":
			return true, nil
		case word == "create" && p.End.Now, word == "leaked":
			err = w.planLeaked(ctx, &p)
			if !errors.Is(err, prompt.ErrBack) {
				return false, err
			}
		case word == "create":
			return false, w.begin(ctx, p.Rotation(w.env.API.Instance().ID, w.env.Now()), nil)
		default:
			err = w.change(ctx, word, &p, &expiry)
		}
		if err != nil && !errors.Is(err, prompt.ErrBack) {
			return false, err
		}
	}
}

// planOptions are what can be done about a plan.
func (w *rotating) planOptions(p *rotation.Plan) (options []prompt.Option, preset string) {
	changes := []prompt.Option{
		{Word: "lifetime", Text: "choose another lifetime"}, {Word: "narrower", Text: "leave out what the log doesn't show in use"},
		{Word: "permissions", Text: "choose its levels"}, {Word: "end", Text: "choose when the old key goes"},
	}
	preset = "list"
	switch why := p.Unfit(); {
	case why == "":
		preset = "create"
		options = append([]prompt.Option{{Word: "create", Text: "create the new key"}}, changes...)
		options = append(options, prompt.Option{Word: "leaked", Text: "somebody else may have the old key"})
	case p.NeedsExpiry():
		w.Say(why)
		preset, options = "lifetime", changes
	default:
		w.Say(why)
		options = changes[2:3]
	}
	return append(options, prompt.Option{Word: "list", Text: "leave the key as it is", Number: "0"}), preset
}

// change asks for something else than what is planned, and reads out what comes of it.
func (w *rotating) change(ctx context.Context, word string, p *rotation.Plan, expiry *string) (err error) {
	switch word {
	case "lifetime":
		return w.askLifetime(ctx, p, expiry)
	case "narrower":
		err = w.narrow(ctx, p)
	case "permissions":
		var granted keys.Permissions
		if granted, err = verbs.AskLevels(ctx, w.Prompter, p.Permissions, &p.Old.Permissions); err == nil {
			p.Permissions = granted
		}
	default:
		p.End, err = w.askEnd(ctx, p.End)
	}
	if err == nil {
		w.readPlan(p)
	}
	return err
}

// narrow plans what the log shows the old key to need.
func (w *rotating) narrow(ctx context.Context, p *rotation.Plan) error {
	client, evidence, now := w.env.API, w.env.Health.Thresholds.Evidence, w.env.Now()
	n, err := prompt.Await(ctx, w.Prompter, prompt.Job{}, func(ctx context.Context) (rotation.Narrow, error) {
		return rotation.ReadNarrow(ctx, client, &p.Old, evidence, now)
	})
	switch {
	case err != nil:
		return w.trouble(err)
	case n.Not != "":
		w.Say(n.Not)
		return prompt.ErrBack
	case n.Doubt != "":
		w.Say("Warning: " + n.Doubt)
	}
	p.Permissions = n.Permissions
	return nil
}

// askEnd asks when the old key is to go.
func (w *rotating) askEnd(ctx context.Context, preset rotation.End) (rotation.End, error) {
	w.Say("When does the old key go? Type " + rotation.EndForms + ".")
	for {
		typed, err := w.Input(ctx, prompt.Question{Ask: "Old key ends", Default: preset.String()})
		if err != nil {
			return preset, err
		}
		end, err := rotation.ParseEnd(typed, w.env.Now(), w.env.Zone)
		if err == nil {
			return end, nil
		}
		w.Say("That can't be the end: " + err.Error())
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
	if err == nil {
		*expiry = answer
		p.Expire(at)
	}
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
	w.Sayf("Levels: %s, %s.", p.Permissions.Spoken(), rotation.Change(p.Old.Permissions, p.Permissions))
	w.Sayf("Lifetime: %s; the old key's is %s.", p.Lasts(now), p.Old.Lifetime())
	expires := "still to be chosen"
	if at, known := p.At(now); known {
		expires = at.Words(now, w.env.Zone)
	}
	w.Sayf("Expires: %s; the old key: %s.", expires, p.Old.Expires.Words(now, w.env.Zone))
	w.Sayf("The old key goes: %s.", p.End.Words(now, w.env.Zone))
	w.Sayf("The old key was last used: %s.", w.when(p.Old.LastUsed, "never, or not told"))
	for _, n := range p.Notes(now) {
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
	p.End = rotation.End{Now: true}
	r := p.Rotation(w.env.API.Instance().ID, w.env.Now())
	if word == "new first" {
		return w.begin(ctx, r, nil)
	}
	r.RevokeFirst = true
	return w.revokeFirst(ctx, r)
}
