package keys

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/cli/command"
	"github.com/supascale/supascale-tui/internal/fleet"
	"github.com/supascale/supascale-tui/internal/lifecycle"
	"github.com/supascale/supascale-tui/internal/lifecycle/revokemany"
	"github.com/supascale/supascale-tui/internal/output"
	"github.com/supascale/supascale-tui/internal/text/sanitize"
)

// RevokeOptions say which keys are revoked: those that the arguments mean, or those
// that are chosen by what they have in common.
type RevokeOptions struct {
	command.Target
	Output        command.Output
	Yes           bool
	IgnoreMissing bool
	DryRun        bool
	Filter        string
	FilterGiven   bool
	EveryKey      bool
	Own           bool
	Finding       string
	Resume        bool
	Receipt       string

	// Keys are those that are meant, where the caller has them.
	Keys []api.Key
	// Ask lets the admin change which keys are revoked before that is confirmed.
	Ask bool
	// Unfinished is what Resume goes on with, nil for all that is unfinished.
	Unfinished *revokemany.Revocations
	// Tell is given the results instead of printing them; nil prints them.
	Tell func(revokemany.Revocations)
}

func newRevoke(s *app.Session) *cobra.Command {
	o := RevokeOptions{Target: command.Target{Session: s}}
	cmd := &cobra.Command{
		Use:     "revoke [NAME|ID|PREVIEW]...",
		Aliases: []string{"rm"},
		Short:   "Revoke keys",
		Long: `Revoke keys: each is invalid for its very next request, and no value brings it back.

On a terminal the key's name is to be typed first, or one phrase for several keys, and keys
that were not named are chosen from the list; --yes confirms beforehand and is needed where
nobody can be asked.
All keys are found before the first is revoked: one that is not there, or a name that
several have, stops it before anything is done. The list is read again to see that they
are gone, and every key has a line with its result.

--filter and --finding choose keys by the words of keys list and by a rule of check;
both at once choose those that both mean. A choice that turns out to be every key of the
instance is refused without --every-key, which alone chooses them all; the key that the command
uses is never chosen by these. --dry-run prints what would go, and does nothing.

What is about to be asked is noted on this machine first: when the connection is lost,
or the command is stopped or killed, --resume finds out from the list which keys are
gone and goes on with the rest. It stops by itself where the instance refuses the
credential or can't be reached.

--all works on the instances of all profiles, --on on some. A name or an id that keys of
several instances have is refused with the ids that tell them apart, as eu-1/key-123; a
filter (instance:eu-1) chooses too. Each instance is asked by itself: one that refuses or
vanishes stops no other, and --resume with the same instances goes on. Where one does not
answer nothing is revoked, and the exit code is 7.`,
		Example: `  supascale-tui keys revoke "Laptop (old)"
  supascale-tui keys revoke key-123 key-124 --yes -o json
  supascale-tui keys revoke "CI (old)" --yes --ignore-missing
  supascale-tui keys revoke --filter "state:expired -laptop" --dry-run
  supascale-tui keys revoke --finding never-used --receipt revoked.csv
  supascale-tui keys revoke --resume --yes
  supascale-tui keys revoke --on env:staging --filter state:expired --dry-run`,
		Args:              cobra.ArbitraryArgs,
		RunE:              command.RunToTheEnd(o.Run),
		ValidArgsFunction: command.CompleteKeys(&o.Target, 0),
	}
	o.Register(cmd)
	o.RegisterSeveral(cmd)
	o.Output.Register(cmd, output.Table, output.JSON, output.JSONLines, output.CSV, output.Name)
	f := cmd.Flags()
	f.BoolVar(&o.Yes, "yes", false, "revoke without asking")
	f.BoolVar(&o.IgnoreMissing, "ignore-missing", false, "a key that is gone already is no failure")
	f.BoolVar(&o.DryRun, "dry-run", false, "print what would be revoked, and revoke nothing")
	f.StringVar(&o.Filter, "filter", "", "the keys that fit a `FILTER`, as keys list has it")
	f.BoolVar(&o.EveryKey, "every-key", false, "every key may be revoked; without it a choice that is every key is refused")
	f.BoolVar(&o.Own, "own", false, "with --yes: the key that this command uses may be revoked, too, where it is named")
	f.StringVar(&o.Finding, "finding", "", "the keys in which check finds what this `RULE` is about: "+ruleNames())
	f.BoolVar(&o.Resume, "resume", false, "go on with what was begun and not finished on this machine")
	f.StringVar(&o.Receipt, "receipt", "", "write the result for each key to a new `FILE`, .csv or .json")
	_ = cmd.RegisterFlagCompletionFunc("filter", completeFilter)
	_ = cmd.RegisterFlagCompletionFunc("finding", cobra.FixedCompletions(strings.Split(ruleNames(), ", "), cobra.ShellCompDirectiveNoFileComp))
	return cmd
}

// Run revokes keys once that was confirmed.
func (o *RevokeOptions) Run(ctx context.Context, call *command.Call) error {
	o.FilterGiven = call.Given("filter")
	if err := o.check(call.Args, call.CanAsk()); err != nil {
		return err
	}
	if !o.Yes && !o.DryRun {
		if err := call.CanConfirm("revoke"); err != nil {
			return err
		}
	}
	client, format, err := o.Begin(ctx, call, &o.Output)
	if err != nil {
		return err
	}
	defer client.Close()
	if o.Resume {
		return command.EndSeveral(call, client, o.goOn(ctx, call, format, client))
	}
	return command.EndSeveral(call, client, o.revoke(ctx, call, format, client))
}

// revoke revokes the keys that are meant, on all instances that the client works on.
func (o *RevokeOptions) revoke(ctx context.Context, call *command.Call, format output.Format, client app.API) (err error) {
	var all command.Listing
	if len(o.Keys) != 1 {
		if all, err = command.ListAll(ctx, client); err != nil {
			return err
		}
	}
	list, missing, err := o.chosen(ctx, call, client, all)
	switch {
	case err != nil:
		return err
	case o.Yes && !o.Own && slices.ContainsFunc(list, func(k api.Key) bool { return ownsOf(client).Has(&k) }):
		return command.Usagef("one of these is the key that this command itself uses: nothing was revoked. After it you need another key to get back in. Add --own to revoke it all the same")
	case o.DryRun:
		return all.End(o.tellPlan(call, format, client, list))
	case !o.Yes:
		if list, err = o.confirm(ctx, call, client, all, list); err != nil {
			return err
		}
	}
	r, err := o.revokeAll(ctx, call, client, list)
	if err == nil {
		err = o.end(ctx, call, format, client, r, missing)
	}
	if _, several := client.(*fleet.Source); len(call.Args) > 0 && !several {
		all.Warn(call.Err) // all that were named were found
		return err
	}
	return all.End(err)
}

// chosen gives the keys that are meant, and receipts for those that are gone already.
func (o *RevokeOptions) chosen(ctx context.Context, call *command.Call, client app.API, all command.Listing) (list []api.Key, missing []lifecycle.Receipt, err error) {
	switch {
	case len(o.Keys) == 1:
		return o.Keys, nil, cantName(&o.Keys[0])
	case len(o.Keys) > 0:
		return o.Keys, nil, nil
	case len(call.Args) > 0:
		return o.find(all, call.Args)
	case !o.byRule():
		o.Ask = true
		list, err = askWhich(ctx, call, nameable(all.Keys))
		return list, nil, err
	}
	list, err = o.choose(ctx, call, client, all.Keys)
	return list, nil, err
}

// cantName says why the instance can't be asked to revoke a key, nil where it can.
func cantName(k *api.Key) error {
	if why := k.CantName(); why != "" {
		return fmt.Errorf("“%s” can't be revoked from here. %s", lifecycle.Shown(k), strings.TrimSuffix(why, "."))
	}
	return nil
}

// find gives the keys that are meant, each once, and receipts for those that are
// gone already where that is no failure.
func (o *RevokeOptions) find(all command.Listing, words []string) (list []api.Key, missing []lifecycle.Receipt, err error) {
	chosen := make(map[string]bool)
	for _, word := range words {
		k, err := all.Pick(word)
		if command.IsExit(err, command.ExitNotFound) && o.IgnoreMissing {
			missing = append(missing, lifecycle.Receipt{Key: api.Key{Name: sanitize.Limit(word, 200)}, Result: lifecycle.AlreadyGone})
			continue
		}
		if err != nil {
			return nil, nil, err
		}
		if err := errors.Join(isAlone(all, &k, word), cantName(&k)); err != nil {
			return nil, nil, err
		}
		if !chosen[k.ID] {
			chosen[k.ID] = true
			list = append(list, k)
		}
	}
	return list, missing, nil
}

// isAlone refuses a word that may as well mean a key of an instance that did not answer.
func isAlone(all command.Listing, k *api.Key, word string) error {
	if all.Part == nil || k.Instance == "" || strings.EqualFold(word, k.ID) {
		return nil
	}
	return command.Exit{Code: command.ExitPartial, Err: fmt.Errorf("nothing was revoked: “%s” is a key of %s, and others that were not listed may be called so too (%w). To revoke that one, name it %s", sanitize.Limit(word, 200), k.Instance, all.Part, k.ID)}
}

// placeWords name the instances that keys of several are of, "" where there is only one.
func placeWords(client app.API, list []api.Key) string {
	var names []string
	for i := range list {
		if name := list[i].Instance; name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		return ""
	}
	return "On " + strings.Join(fleet.Places(client, names), ", ") + "."
}

// ownsOf are the keys that this command itself uses.
func ownsOf(client app.API) revokemany.Owns { return revokemany.OwnsOf(fleet.RevokeParts(client)) }

// notedWords say what is noted about a key, "" for nothing.
func notedWords(noted output.Noted, id string) string {
	if n := noted[id]; !n.IsZero() {
		return "Noted on this machine: " + n.Words() + "."
	}
	return ""
}
