package keys

import (
	"context"
	"errors"
	"slices"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/cli/command"
	"github.com/supascale/supascale-tui/internal/fleet"
	"github.com/supascale/supascale-tui/internal/health"
	"github.com/supascale/supascale-tui/internal/lifecycle/revokemany"
	"github.com/supascale/supascale-tui/internal/notes"
	"github.com/supascale/supascale-tui/internal/text"
)

// choose gives the keys that --filter, --finding and --every-key mean.
func (o *RevokeOptions) choose(ctx context.Context, call *command.Call, client app.API, all []api.Key) ([]api.Key, error) {
	filter, err := parseFilter(o.Filter)
	if err != nil {
		return nil, err
	}
	list := all
	if o.Finding != "" {
		if list, err = o.found(ctx, call, client); err != nil {
			return nil, err
		}
	}
	list = fitting(list, filter, notes.ForFilter(allNotes(o.Session, call, client)), call.Now())
	chosen := len(list)
	list = nameable(list)
	if n := chosen - len(list); n > 0 {
		call.Say("! %s can't be named to the instance, and stay: keys show says why.", text.Plural(n, "key", "keys"))
	}
	list, ownOut, err := o.restrict(list, all, ownsOf(client))
	switch {
	case ownOut > 1:
		call.Say("The keys that this command uses are left out. To revoke one of them too, name it.")
	case ownOut == 1:
		call.Say("The key that this command uses is left out. To revoke it too, name it.")
	}
	return list, err
}

// nameable are the keys of which each can be named to the instance.
func nameable(list []api.Key) []api.Key {
	return slices.DeleteFunc(slices.Clone(list), func(k api.Key) bool { return k.CantName() != "" })
}

// restrict leaves out the keys that this command uses, ownOut of them, and refuses a choice
// that is empty, or every key where that was not said.
func (o *RevokeOptions) restrict(chosen, all []api.Key, own revokemany.Owns) (list []api.Key, ownOut int, err error) {
	list = slices.DeleteFunc(slices.Clone(chosen), func(k api.Key) bool { return own.Has(&k) })
	ownOut = len(chosen) - len(list)
	switch {
	case len(list) == 0 && !o.IgnoreMissing:
		return nil, ownOut, command.Exit{Code: command.ExitNotFound, Err: errors.New("no key is chosen by that: nothing is to be revoked")}
	case o.EveryKey:
		return list, ownOut, nil
	}
	if emptied := revokemany.Emptied(list, all, own); len(emptied) > 0 {
		return nil, ownOut, command.Usagef("that chooses every key of %s (%s): nothing was done. Choose fewer, or add --every-key to revoke them all", revokemany.NameEmptied(emptied), text.Plural(len(list), "key", "keys"))
	}
	return list, ownOut, nil
}

// found gives the keys with the finding, as check finds them.
func (o *RevokeOptions) found(ctx context.Context, call *command.Call, client app.API) ([]api.Key, error) {
	settings, err := o.Session.Load()
	if err != nil {
		return nil, err
	}
	now := call.Now()
	th, err := app.Thresholds(settings.Health, now)
	if err != nil {
		return nil, app.UsageError{Err: err}
	}
	report, untold, err := fleet.FindHealth(ctx, client, fleet.Standard{Session: o.Session, Rules: []health.Rule{health.Rule(o.Finding)}, Thresholds: th, Now: now})
	if err != nil {
		return nil, command.Explain(err)
	}
	for _, err := range untold {
		call.Say("%s", command.Explain(err))
	}
	for _, g := range report.Gaps {
		call.Say("Can't tell (%s, %s): %s", g.Rule, text.Plural(g.Keys, "key", "keys"), g.Why)
	}
	var list []api.Key
	for _, f := range report.Findings {
		list = append(list, f.Key)
	}
	return list, nil
}
