package keys

import (
	"context"
	"errors"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/cli/command"
	"github.com/supascale/supascale-tui/internal/fleet"
	"github.com/supascale/supascale-tui/internal/health"
	"github.com/supascale/supascale-tui/internal/lifecycle"
	"github.com/supascale/supascale-tui/internal/lifecycle/revokemany"
	"github.com/supascale/supascale-tui/internal/notes"
	"github.com/supascale/supascale-tui/internal/output"
	"github.com/supascale/supascale-tui/internal/text"
	"github.com/supascale/supascale-tui/internal/text/sanitize"
)

// eachTyped is how many keys at most are confirmed by their names; more take one
// phrase.
const eachTyped = 3

// check refuses what can't be meant together.
func (o *RevokeOptions) check(words []string, canAsk bool) error {
	byRule := o.byRule()
	switch {
	case o.Resume && (len(words) > 0 || byRule):
		return command.Usagef("--resume goes on with what was begun: name no keys beside it")
	case len(words) > 0 && byRule:
		return command.Usagef("name the keys, or choose them with --filter, --finding and --every-key: both at once could mean two things")
	case len(words) == 0 && !byRule && !o.Resume && !canAsk:
		return command.Usagef("name the keys: by name, id or preview; or choose them with --filter or --finding")
	case o.FilterGiven && strings.TrimSpace(o.Filter) == "":
		return command.Usagef("--filter is empty, which would be every key. Give it words that choose; to revoke every key, say --every-key")
	case o.Finding != "" && !slices.Contains(health.Rules(), health.Rule(o.Finding)):
		return command.Usagef("--finding takes %s, not %q", ruleNames(), sanitize.Limit(o.Finding, 40))
	case o.DryRun && o.Receipt != "":
		return command.Usagef("--dry-run revokes nothing: there is no receipt to write")
	}
	if o.Receipt != "" {
		if _, err := output.ReceiptFormat(o.Receipt); err != nil {
			return command.Usagef("--receipt: %w", err)
		}
		if _, err := os.Lstat(o.Receipt); err == nil {
			return command.Usagef("--receipt: %s exists, and nothing is overwritten", sanitize.Text(o.Receipt))
		}
	}
	_, err := parseFilter(o.Filter)
	return err
}

// byRule reports whether the keys are chosen by what they have in common.
func (o *RevokeOptions) byRule() bool { return o.FilterGiven || o.Finding != "" || o.EveryKey }

func ruleNames() string {
	var names []string
	for _, r := range health.Rules() {
		names = append(names, string(r))
	}
	return strings.Join(names, ", ")
}

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
	if ownOut {
		call.Say("The key that this command uses is left out. To revoke it too, name it.")
	}
	return list, err
}

// nameable are the keys of which each can be named to the instance.
func nameable(list []api.Key) []api.Key {
	return slices.DeleteFunc(slices.Clone(list), func(k api.Key) bool { return k.CantName() != "" })
}

// restrict leaves out the key that this command uses, and refuses a choice that is
// empty, or every key where that was not said.
func (o *RevokeOptions) restrict(chosen, all []api.Key, own revokemany.Owns) (list []api.Key, ownOut bool, err error) {
	list = slices.DeleteFunc(slices.Clone(chosen), func(k api.Key) bool { return own.Has(&k) })
	ownOut = len(list) < len(chosen)
	switch {
	case len(list) == 0 && !o.IgnoreMissing:
		return nil, ownOut, command.Exit{Code: command.ExitNotFound, Err: errors.New("no key is chosen by that: nothing is to be revoked")}
	case o.EveryKey:
		return list, ownOut, nil
	}
	if emptied := revokemany.Emptied(list, all, own); len(emptied) > 0 {
		where := "the instance"
		if emptied[0] != "" {
			where = strings.Join(emptied, ", ")
		}
		return nil, ownOut, command.Usagef("that chooses every key of %s (%s): nothing was done. Choose fewer, or add --every-key to revoke them all", where, text.Plural(len(list), "key", "keys"))
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

// tellPlan prints what would be revoked.
func (o *RevokeOptions) tellPlan(call *command.Call, format output.Format, client app.API, list []api.Key) error {
	if err := output.Print(call.Out, format, command.ShapeOf(client, output.Keys(call.Now(), nil), ofKey), list...); err != nil {
		return err
	}
	call.Say("%s would be revoked. Nothing was done.%s", text.Plural(len(list), "key", "keys"), usedLately(list, call.Now()))
	return nil
}

// usedLately says how many were used within the last day, "" for none.
func usedLately(list []api.Key, now time.Time) string {
	p := revokemany.Plan{}
	for i := range list {
		if revokemany.Lately(&list[i], now) {
			p.Lately++
		}
	}
	if p.Lately == 0 {
		return ""
	}
	return " " + p.LatelyWords()
}

// confirm has it confirmed that keys are revoked, and gives those that go. With Ask what
// goes can be changed.
func (o *RevokeOptions) confirm(ctx context.Context, call *command.Call, client app.API, all command.Listing, list []api.Key) ([]api.Key, error) {
	own := ownsOf(client)
	if o.Ask && len(list) > 1 {
		p := planning{call.Prompter(), call, revokemany.NewPlan(list, revokemany.FoundIn(all.Keys, all.Part, list, own), own, call.Now())}
		return p.settle(ctx)
	}
	return list, o.confirmAll(ctx, call, client, list, len(revokemany.Emptied(list, all.Keys, own)))
}

// confirmAll has the name of each of a few keys typed, and one phrase for many, after
// saying which they are. Emptied is on how many instances no other key is left.
func (o *RevokeOptions) confirmAll(ctx context.Context, call *command.Call, client app.API, list []api.Key, emptied int) error {
	noted := output.NotedOf(allNotes(o.Session, call, client))
	if len(list) <= eachTyped && o.Unfinished == nil {
		return confirm(ctx, call, client, list, noted)
	}
	if o.Unfinished == nil {
		if err := output.Print(call.Err, output.Table, command.ShapeOf(client, output.Keys(call.Now(), noted), ofKey), list...); err != nil {
			return err
		}
	}
	phrase := lifecycle.PhraseForMany(list, ownsOf(client).Has, emptied, call.Now())
	if words := placeWords(client, list); words != "" {
		call.Say("%s", words)
	}
	call.Say("%s.%s %s", text.Plural(len(list), "key", "keys"), usedLately(list, call.Now()), phrase.Harm())
	return call.Typed(ctx, phrase)
}

// ofKey is the instance that a key is of.
func ofKey(k api.Key) string { return k.Instance }
