package keys

import (
	"context"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/cli/command"
	"github.com/supascale/supascale-tui/internal/health"
	"github.com/supascale/supascale-tui/internal/lifecycle"
	"github.com/supascale/supascale-tui/internal/lifecycle/revokemany"
	"github.com/supascale/supascale-tui/internal/output"
	"github.com/supascale/supascale-tui/internal/text"
	"github.com/supascale/supascale-tui/internal/text/sanitize"
)

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

// tellPlan prints what would be revoked.
func (o *RevokeOptions) tellPlan(call *command.Call, format output.Format, client app.API, list []api.Key) error {
	if err := output.Print(call.Out, format, command.ShapeOf(client, output.Keys(call.Now(), nil), ofKey), list...); err != nil {
		return err
	}
	call.Say("%s would be revoked. Nothing was done.%s", text.Plural(len(list), "key", "keys"), latelyWords(list, call.Now()))
	return nil
}

// latelyWords say how many were used within the last day, "" for none.
func latelyWords(list []api.Key, now time.Time) string {
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
		p := planning{call.Prompter(), call, client, revokemany.NewPlan(list, revokemany.FoundIn(all.Keys, all.Part, list, own), own, call.Now())}
		return p.settle(ctx)
	}
	return list, o.confirmAll(ctx, call, client, list, len(revokemany.Emptied(list, all.Keys, own)))
}

// confirmAll has the name of a single key typed, and one phrase for several, after saying
// which they are. Emptied is on how many instances no other key is left.
func (o *RevokeOptions) confirmAll(ctx context.Context, call *command.Call, client app.API, list []api.Key, emptied int) error {
	noted := output.NotedOf(allNotes(o.Session, call, client))
	if len(list) == 1 && o.Unfinished == nil {
		k, own := &list[0], ownsOf(client).Has(&list[0])
		return call.ConfirmRevoke(ctx, k, own, lifecycle.PhraseFor(k, own, call.Now()), placeWords(client, list), notedWords(noted, k.ID))
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
	call.Say("%s.%s %s", text.Plural(len(list), "key", "keys"), latelyWords(list, call.Now()), phrase.Harm())
	return call.Typed(ctx, phrase)
}

// ofKey is the instance that a key is of.
func ofKey(k api.Key) string { return k.Instance }
