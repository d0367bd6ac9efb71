package keys

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/cli/command"
	"github.com/supascale/supascale-tui/internal/deliver"
	"github.com/supascale/supascale-tui/internal/health"
	"github.com/supascale/supascale-tui/internal/lifecycle"
	"github.com/supascale/supascale-tui/internal/lifecycle/many"
	"github.com/supascale/supascale-tui/internal/notes"
	"github.com/supascale/supascale-tui/internal/output"
	"github.com/supascale/supascale-tui/internal/text"
	"github.com/supascale/supascale-tui/internal/text/sanitize"
)

// eachTyped is how many keys at most are confirmed by their names; more take one
// phrase.
const eachTyped = 3

// check refuses what can't be meant together.
func (o *RevokeOptions) check(words []string) error {
	byRule := o.FilterGiven || o.Finding != "" || o.All
	switch {
	case o.Resume && (len(words) > 0 || byRule):
		return command.Usagef("--resume goes on with what was begun: name no keys beside it")
	case len(words) > 0 && byRule:
		return command.Usagef("name the keys, or choose them with --filter, --finding and --all: both at once could mean two things")
	case len(words) == 0 && !byRule && !o.Resume:
		return command.Usagef("name the keys: by name, id or preview; or choose them with --filter or --finding")
	case o.FilterGiven && strings.TrimSpace(o.Filter) == "":
		return command.Usagef("--filter is empty, which would be every key. Give it words that choose; to revoke every key, say --all")
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

func ruleNames() string {
	var names []string
	for _, r := range health.Rules() {
		names = append(names, string(r))
	}
	return strings.Join(names, ", ")
}

// choose gives the keys that --filter, --finding and --all mean.
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
	list, ownOut, err := o.restrict(list, nameable(all), client.OwnPreview())
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
func (o *RevokeOptions) restrict(chosen, all []api.Key, own string) (list []api.Key, ownOut bool, err error) {
	list = slices.DeleteFunc(slices.Clone(chosen), func(k api.Key) bool { return lifecycle.IsOwn(&k, own) })
	ownOut = len(list) < len(chosen)
	switch {
	case len(list) == 0 && !o.IgnoreMissing:
		return nil, ownOut, command.Exit{Code: command.ExitNotFound, Err: errors.New("no key is chosen by that: nothing is to be revoked")}
	case !o.All && many.IsEvery(list, all, own):
		return nil, ownOut, command.Usagef("that chooses every key of the instance (%s): nothing was done. Choose fewer, or add --all to revoke them all", text.Plural(len(list), "key", "keys"))
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
	rules := []health.Rule{health.Rule(o.Finding)}
	report, untold, err := o.Session.FindHealth(ctx, client, rules, th, false, now)
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
func (o *RevokeOptions) tellPlan(call *command.Call, format output.Format, list []api.Key) error {
	if err := output.Print(call.Out, format, output.Keys(call.Now(), nil), list...); err != nil {
		return err
	}
	call.Say("%s would be revoked%s. Nothing was done.", text.Plural(len(list), "key", "keys"), usedLately(list, call.Now()))
	return nil
}

// usedLately says how many were used within the last day, "" for none.
func usedLately(list []api.Key, now time.Time) string {
	n := 0
	for i := range list {
		if many.Lately(&list[i], now) {
			n++
		}
	}
	if n == 0 {
		return ""
	}
	return fmt.Sprintf("; %d used within the last day", n)
}

// confirmMany has one phrase typed for many keys, after saying which they are.
func confirmMany(ctx context.Context, call *command.Call, list []api.Key, own string, every bool, noted output.Noted) error {
	if len(list) <= eachTyped {
		return confirm(ctx, call, list, own, noted)
	}
	if err := output.Print(call.Err, output.Table, output.Keys(call.Now(), noted), list...); err != nil {
		return err
	}
	phrase := lifecycle.PhraseForMany(list, own, every, call.Now())
	call.Say("%s%s. %s", text.Plural(len(list), "key", "keys"), usedLately(list, call.Now()), phrase.Harm())
	return call.Typed(ctx, phrase)
}

// runner revokes batches that are noted on this machine.
func runner(s *app.Session, call *command.Call, client app.API) (*many.Runner, error) {
	store, err := s.Many()
	if err != nil {
		return nil, err
	}
	r := &many.Runner{Client: client, Store: store, Now: call.Now}
	r.Tell = func(p lifecycle.Progress) {
		if p.Stage == lifecycle.Waiting {
			call.Say("The instance asks for a pause: going on at %s.", p.WaitEnds.In(call.Local()).Format("15:04:05"))
		}
	}
	return r, nil
}

// revokeAll revokes the keys, noted on this machine where there are several: one key
// has no middle in which it could be left.
func revokeAll(ctx context.Context, s *app.Session, call *command.Call, client app.API, list []api.Key) ([]lifecycle.Receipt, error) {
	if len(list) == 1 {
		return lifecycle.RevokeKeys(ctx, client, list), nil
	}
	r, err := runner(s, call, client)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	b, stopped := r.Begin(ctx, list)
	sayUnfinished(call, &b)
	return b.Receipts, beyondReceipts(stopped)
}

// beyondReceipts is why it stopped, where no receipt says so.
func beyondReceipts(stopped error) error {
	if _, told := errors.AsType[*api.Error](stopped); told || errors.Is(stopped, lifecycle.ErrStopped) {
		return nil
	}
	return stopped
}

func sayUnfinished(call *command.Call, b *many.Batch) {
	if b.ID != "" {
		call.Say("%d of %s are left. To check each of them and go on: supascale-tui keys revoke --resume", b.Tally().Left(), text.Plural(len(b.Receipts), "key", "keys"))
	}
}

// goOn is keys revoke --resume.
func (o *RevokeOptions) goOn(ctx context.Context, call *command.Call, format output.Format, client app.API) error {
	r, err := runner(o.Session, call, client)
	if err != nil {
		return err
	}
	batches, unread := r.Store.List(client.Instance().ID)
	var left []api.Key
	for i := range batches {
		for j := range batches[i].Receipts {
			if k := &batches[i].Receipts[j]; !k.Gone() {
				left = append(left, k.Key)
			}
		}
	}
	switch {
	case len(batches) == 0 && unread != nil:
		return unread
	case len(batches) == 0:
		call.Say("No revocation of many keys is unfinished here.")
	case o.DryRun || !o.Yes:
		if left, err = current(ctx, client, left); err != nil {
			return err
		}
	}
	if o.DryRun {
		return o.tellPlan(call, format, left)
	}
	if !o.Yes && len(left) > 0 {
		if err := confirmMany(ctx, call, left, client.OwnPreview(), false, output.NotedOf(allNotes(o.Session, call, client))); err != nil {
			return err
		}
	}
	var receipts []lifecycle.Receipt
	var failed error
	for _, b := range batches {
		b, stopped := r.Resume(ctx, b)
		sayUnfinished(call, &b)
		receipts = append(receipts, b.Receipts...)
		if failed == nil {
			failed = stopped
		}
	}
	o.IgnoreMissing = true // what is gone is gone, by whomever
	return errors.Join(o.end(ctx, call, format, client, receipts, beyondReceipts(failed)), unread)
}

// current gives those of the keys that are still listed, as they are now.
func current(ctx context.Context, client app.API, list []api.Key) ([]api.Key, error) {
	all, err := command.ListAll(ctx, client)
	if err = all.End(err); err != nil {
		return nil, err
	}
	wanted := make(map[string]bool)
	for i := range list {
		wanted[list[i].ID] = true
	}
	return slices.DeleteFunc(all.Keys, func(k api.Key) bool { return !wanted[k.ID] }), nil
}

// end says what became of the keys, and writes it down where that is wanted.
func (o *RevokeOptions) end(ctx context.Context, call *command.Call, format output.Format, client app.API, receipts []lifecycle.Receipt, stopped error) error {
	settle(o.Session, client.Instance().ID, receipts)
	err := o.tell(call, format, receipts)
	if stopped != nil {
		err = stopped
	}
	if o.Receipt == "" {
		return err
	}
	text, failed := output.ReceiptFile(o.Receipt, receipts, func(err error) string { return command.Explain(err).Error() })
	if failed == nil {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), deliver.FileTimeout)
		defer cancel()
		if _, failed = deliver.ToFile(ctx, o.Receipt, text); failed != nil {
			failed = errors.New(deliver.FileTrouble(o.Receipt, failed))
		}
	}
	return errors.Join(err, failed)
}
