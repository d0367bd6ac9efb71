package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/deliver"
	"github.com/supascale/supascale-tui/internal/health"
	"github.com/supascale/supascale-tui/internal/lifecycle"
	"github.com/supascale/supascale-tui/internal/lifecycle/many"
	"github.com/supascale/supascale-tui/internal/output"
	"github.com/supascale/supascale-tui/internal/text"
	"github.com/supascale/supascale-tui/internal/text/sanitize"
)

// eachTyped is how many keys at most are confirmed by their names; more take one
// phrase.
const eachTyped = 3

// check refuses what can't be meant together.
func (o *keysRevokeOptions) check(words []string) error {
	byRule := o.filterGiven || o.finding != "" || o.all
	switch {
	case o.resume && (len(words) > 0 || byRule):
		return usagef("--resume goes on with what was begun: name no keys beside it")
	case len(words) > 0 && byRule:
		return usagef("name the keys, or choose them with --filter, --finding and --all: both at once could mean two things")
	case len(words) == 0 && !byRule && !o.resume:
		return usagef("name the keys: by name, id or preview; or choose them with --filter or --finding")
	case o.filterGiven && strings.TrimSpace(o.filter) == "":
		return usagef("--filter is empty, which would be every key. Give it words that choose; to revoke every key, say --all")
	case o.finding != "" && !slices.Contains(health.Rules(), health.Rule(o.finding)):
		return usagef("--finding takes %s, not %q", ruleNames(), sanitize.Limit(o.finding, 40))
	case o.dryRun && o.receipt != "":
		return usagef("--dry-run revokes nothing: there is no receipt to write")
	}
	if o.receipt != "" {
		if _, err := output.ReceiptFormat(o.receipt); err != nil {
			return usagef("--receipt: %w", err)
		}
		if _, err := os.Lstat(o.receipt); err == nil {
			return usagef("--receipt: %s exists, and nothing is overwritten", sanitize.Text(o.receipt))
		}
	}
	_, err := parseFilter(o.filter)
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
func (o *keysRevokeOptions) choose(ctx context.Context, cmd *cobra.Command, client *api.Client, all []api.Key) ([]api.Key, error) {
	filter, err := parseFilter(o.filter)
	if err != nil {
		return nil, err
	}
	list := all
	if o.finding != "" {
		if list, err = o.found(ctx, cmd, client); err != nil {
			return nil, err
		}
	}
	list = fitting(list, filter, filterNotes(cmd, client, filter), time.Now())
	chosen := len(list)
	list = nameable(list)
	if n := chosen - len(list); n > 0 {
		say(cmd.ErrOrStderr(), "! %s can't be named to the instance, and stay: keys show says why.", text.Plural(n, "key", "keys"))
	}
	list, ownOut, err := o.restrict(list, nameable(all), client.OwnPreview())
	if ownOut {
		say(cmd.ErrOrStderr(), "The key that this command uses is left out. To revoke it too, name it.")
	}
	return list, err
}

// nameable are the keys of which each can be named to the instance.
func nameable(list []api.Key) []api.Key {
	return slices.DeleteFunc(slices.Clone(list), func(k api.Key) bool { return k.CantName() != "" })
}

// restrict leaves out the key that this command uses, and refuses a choice that is
// empty, or every key where that was not said.
func (o *keysRevokeOptions) restrict(chosen, all []api.Key, own string) (list []api.Key, ownOut bool, err error) {
	list = slices.DeleteFunc(slices.Clone(chosen), func(k api.Key) bool { return lifecycle.IsOwn(&k, own) })
	ownOut = len(list) < len(chosen)
	switch {
	case len(list) == 0 && !o.ignoreMissing:
		return nil, ownOut, codedError{exitNotFound, errors.New("no key is chosen by that: nothing is to be revoked")}
	case !o.all && many.IsEvery(list, all, own):
		return nil, ownOut, usagef("that chooses every key of the instance (%s): nothing was done. Choose fewer, or add --all to revoke them all", text.Plural(len(list), "key", "keys"))
	}
	return list, ownOut, nil
}

// found gives the keys with the finding, as check finds them.
func (o *keysRevokeOptions) found(ctx context.Context, cmd *cobra.Command, client *api.Client) ([]api.Key, error) {
	settings, err := session.Load()
	if err != nil {
		return nil, err
	}
	now := time.Now()
	th, err := app.Thresholds(settings.Health, now)
	if err != nil {
		return nil, app.UsageError{Err: err}
	}
	rules := []health.Rule{health.Rule(o.finding)}
	in, err := health.Gather(ctx, client, rules, th, now)
	if err != nil {
		return nil, explained(err)
	}
	in.Rotations, in.RotationsErr = session.UnfinishedRotations(client.Instance().ID, in.Keys, now)
	report := health.Check(in, th, now).Only(rules...)
	if err := (&checkOptions{}).leaveOut(cmd, client, &report, now); err != nil {
		return nil, err
	}
	for _, g := range report.Gaps {
		say(cmd.ErrOrStderr(), "Can't tell (%s, %s): %s", g.Rule, text.Plural(g.Keys, "key", "keys"), g.Why)
	}
	var list []api.Key
	for _, f := range report.Findings {
		list = append(list, f.Key)
	}
	return list, nil
}

// tellPlan prints what would be revoked.
func (o *keysRevokeOptions) tellPlan(cmd *cobra.Command, format output.Format, list []api.Key) error {
	if err := printKeys(cmd.OutOrStdout(), format, list); err != nil {
		return err
	}
	say(cmd.ErrOrStderr(), "%s would be revoked%s. Nothing was done.", text.Plural(len(list), "key", "keys"), usedLately(list))
	return nil
}

func printKeys(out io.Writer, format output.Format, list []api.Key) error {
	printer := output.NewPrinter(out, format, output.Keys(time.Now()))
	for _, k := range list {
		if err := printer.Add(k); err != nil {
			return err
		}
	}
	return printer.End()
}

// usedLately says how many were used within the last day, "" for none.
func usedLately(list []api.Key) string {
	n, now := 0, time.Now()
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
func confirmMany(in io.Reader, words io.Writer, list []api.Key, own string, every bool) error {
	if len(list) <= eachTyped {
		return confirm(in, words, list, own)
	}
	if err := printKeys(words, output.Table, list); err != nil {
		return err
	}
	phrase := lifecycle.PhraseForMany(list, own, every, time.Now())
	say(words, "%s%s. %s", text.Plural(len(list), "key", "keys"), usedLately(list), phrase.Harm())
	if !typed(bufio.NewScanner(in), words, phrase) {
		return errNotTyped
	}
	return nil
}

// runner revokes batches that are noted on this machine.
func runner(cmd *cobra.Command, client *api.Client) (*many.Runner, error) {
	store, err := session.Many()
	if err != nil {
		return nil, err
	}
	r := &many.Runner{Client: client, Store: store, Now: time.Now}
	r.Tell = func(p lifecycle.Progress) {
		if p.Stage == lifecycle.Waiting {
			say(cmd.ErrOrStderr(), "The instance asks for a pause: going on at %s.", p.WaitEnds.Local().Format("15:04:05"))
		}
	}
	return r, nil
}

// revokeAll revokes the keys, noted on this machine where there are several: one key
// has no middle in which it could be left.
func revokeAll(ctx context.Context, cmd *cobra.Command, client *api.Client, list []api.Key) ([]lifecycle.Receipt, error) {
	if len(list) == 1 {
		return lifecycle.RevokeKeys(ctx, client, list), nil
	}
	r, err := runner(cmd, client)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	b, stopped := r.Begin(ctx, list)
	sayUnfinished(cmd, &b)
	return b.Receipts, beyondReceipts(stopped)
}

// beyondReceipts is why it stopped, where no receipt says so.
func beyondReceipts(stopped error) error {
	if _, told := errors.AsType[*api.Error](stopped); told || errors.Is(stopped, lifecycle.ErrStopped) {
		return nil
	}
	return stopped
}

func sayUnfinished(cmd *cobra.Command, b *many.Batch) {
	if b.ID != "" {
		say(cmd.ErrOrStderr(), "%d of %s are left. To check each of them and go on: supascale-tui keys revoke --resume", b.Tally().Left(), text.Plural(len(b.Receipts), "key", "keys"))
	}
}

// goOn is keys revoke --resume.
func (o *keysRevokeOptions) goOn(ctx context.Context, cmd *cobra.Command, format output.Format, client *api.Client) error {
	r, err := runner(cmd, client)
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
		say(cmd.ErrOrStderr(), "No revocation of many keys is unfinished here.")
	case o.dryRun || !o.yes:
		if left, err = current(ctx, client, left); err != nil {
			return err
		}
	}
	if o.dryRun {
		return o.tellPlan(cmd, format, left)
	}
	if !o.yes && len(left) > 0 {
		if err := confirmMany(cmd.InOrStdin(), cmd.ErrOrStderr(), left, client.OwnPreview(), false); err != nil {
			return err
		}
	}
	var receipts []lifecycle.Receipt
	var failed error
	for _, b := range batches {
		b, stopped := r.Resume(ctx, b)
		sayUnfinished(cmd, &b)
		receipts = append(receipts, b.Receipts...)
		if failed == nil {
			failed = stopped
		}
	}
	o.ignoreMissing = true // what is gone is gone, by whomever
	return errors.Join(o.end(cmd, format, client, receipts, beyondReceipts(failed)), unread)
}

// current gives those of the keys that are still listed, as they are now.
func current(ctx context.Context, client *api.Client, list []api.Key) ([]api.Key, error) {
	all, err := listAll(ctx, client)
	if err = all.end(err); err != nil {
		return nil, err
	}
	wanted := make(map[string]bool)
	for i := range list {
		wanted[list[i].ID] = true
	}
	return slices.DeleteFunc(all.keys, func(k api.Key) bool { return !wanted[k.ID] }), nil
}

// end says what became of the keys, and writes it down where that is wanted.
func (o *keysRevokeOptions) end(cmd *cobra.Command, format output.Format, client *api.Client, receipts []lifecycle.Receipt, stopped error) error {
	settle(client.Instance().ID, receipts)
	err := o.tell(cmd, format, receipts)
	if stopped != nil {
		err = stopped
	}
	if o.receipt == "" {
		return err
	}
	text, failed := output.ReceiptFile(o.receipt, receipts, func(err error) string { return explained(err).Error() })
	if failed == nil {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(cmd.Context()), deliver.FileTimeout)
		defer cancel()
		if _, failed = deliver.ToFile(ctx, o.receipt, text); failed != nil {
			failed = errors.New(deliver.FileTrouble(o.receipt, failed))
		}
	}
	return errors.Join(err, failed)
}
