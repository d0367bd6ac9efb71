package keys

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/cli/command"
	"github.com/supascale/supascale-tui/internal/fleet"
	"github.com/supascale/supascale-tui/internal/history"
	"github.com/supascale/supascale-tui/internal/keys/filter"
	"github.com/supascale/supascale-tui/internal/lifecycle"
	"github.com/supascale/supascale-tui/internal/notes"
	"github.com/supascale/supascale-tui/internal/output"
	"github.com/supascale/supascale-tui/internal/text"
)

// ListOptions say which keys are listed, and in which order.
type ListOptions struct {
	command.Target
	Output   command.Output
	Sort     string
	Reversed bool
	Limit    int
	Revoked  bool
}

func newList(s *app.Session) *cobra.Command {
	o := ListOptions{Target: command.Target{Session: s}}
	cmd := &cobra.Command{
		Use:     "list [FILTER]...",
		Aliases: []string{"ls"},
		Short:   "List keys",
		Long: `List the keys that fit a filter, or all. The words of the filter are those of the
console's key list: words look in name, id, preview and note; state:expired,
state:expiring, state:active and projects:write look at what their names say, and so do
owner:anna, purpose:deploy and ticket:OPS-12, in the notes on this machine; owner:any
and projects:any ask whether there is one; -word leaves out (put "--" before a filter
that begins so). All words must hold. Quotes hold spaces and colons. A filter with a
mistake in it selects nothing: the place of the mistake is told.

--revoked lists what is left of keys that are gone, the latest first: those that the
instance remembers, and those that this machine revoked or its console saw vanish
between two visits.

--all lists the keys of the instances of all profiles, --on those of some.`,
		Example: `  supascale-tui keys list
  supascale-tui keys list state:expiring system:write -o json
  supascale-tui keys list --sort used --reverse --limit 10
  supascale-tui keys list --on env:production state:expiring
  supascale-tui keys list -o name -- -state:expired
  supascale-tui keys list --revoked backup`,
		Args:              cobra.ArbitraryArgs,
		RunE:              command.Run(o.Run),
		ValidArgsFunction: completeFilter,
	}
	o.Register(cmd)
	o.RegisterSeveral(cmd)
	o.Output.Register(cmd, output.Table, output.JSON, output.JSONLines, output.CSV, output.Name)
	f := cmd.Flags()
	f.StringVar(&o.Sort, "sort", "expires", "what to sort by: "+strings.Join(orders, ", "))
	f.BoolVar(&o.Reversed, "reverse", false, "turn the order round")
	f.BoolVar(&o.Revoked, "revoked", false, "list keys that are gone instead")
	f.IntVar(&o.Limit, "limit", 0, "print at most so many; 0 for all")
	_ = cmd.RegisterFlagCompletionFunc("sort", cobra.FixedCompletions(orders, cobra.ShellCompDirectiveNoFileComp))
	return cmd
}

// Run lists keys.
func (o *ListOptions) Run(ctx context.Context, call *command.Call) error {
	switch {
	case o.Limit < 0:
		return command.Usagef("--limit takes a number from 0 on")
	case o.Revoked && call.Given("sort"):
		return command.Usagef("--sort doesn't go with --revoked: the key that went last comes first, or with --reverse last")
	case !slices.Contains(orders, o.Sort):
		return command.Usagef("--sort takes %s, not %q", strings.Join(orders, ", "), o.Sort)
	}
	wanted, err := parseFilter(command.JoinArgs(call.Args))
	if err != nil {
		return err
	}
	client, format, err := o.Begin(ctx, call, &o.Output)
	if err != nil {
		return err
	}
	defer client.Close()
	if o.Revoked {
		return o.listRevoked(ctx, call, format, client, wanted)
	}
	all, err := command.ListAll(ctx, client)
	if err != nil {
		return err
	}
	now := call.Now()
	noted := allNotes(o.Session, call, client)
	list := fitting(all.Keys, wanted, notes.ForFilter(noted), now)
	fit := len(list)
	sortKeys(list, o.Sort, o.Reversed, now)
	if o.Limit > 0 {
		list = list[:min(len(list), o.Limit)]
	}
	printer := output.NewPrinter(call.Out, format, command.ShapeOf(client, output.Keys(now, output.NotedOf(noted)), func(k api.Key) string { return k.Instance }))
	for _, k := range list {
		if err := printer.Add(k); err != nil {
			return err
		}
	}
	if format == output.Table && (len(list) < len(all.Keys) || len(all.Keys) == 0) {
		call.Say("%d of %s fit, %d shown", fit, text.Plural(len(all.Keys), "key", "keys"), len(list))
	}
	return command.EndSeveral(call, client, all.End(printer.End()))
}

// listRevoked lists what is left of keys.
func (o *ListOptions) listRevoked(ctx context.Context, call *command.Call, format output.Format, client app.API, wanted filter.Filter) error {
	all, unasked := goneKeys(ctx, o.Session, call, client)
	now := call.Now()
	noted := notes.ForFilter(allNotes(o.Session, call, client))
	list := slices.DeleteFunc(slices.Clone(all), func(t history.GoneKey) bool { return len(fitting([]api.Key{t.Key}, wanted, noted, now)) == 0 })
	fit := len(list)
	if o.Reversed {
		slices.Reverse(list)
	}
	if o.Limit > 0 {
		list = list[:min(len(list), o.Limit)]
	}
	printer := output.NewPrinter(call.Out, format, command.ShapeOf(client, output.Revoked(now, call.Local()), func(t history.GoneKey) string { return t.Key.Instance }))
	for _, t := range list {
		if err := printer.Add(t); err != nil {
			return err
		}
	}
	if format == output.Table && (len(list) < len(all) || len(all) == 0) {
		call.Say("%d of %d keys that are gone fit, %d shown", fit, len(all), len(list))
	}
	return command.EndSeveral(call, client, errors.Join(printer.End(), unasked))
}

// allNotes are the notes on this machine. That they can't be read is said.
func allNotes(s *app.Session, call *command.Call, client app.API) (all []notes.Note) {
	all, err := fleet.Notes(client, s.Notes())
	if err != nil {
		call.Say("! %s", err)
	}
	return all
}

// parseFilter reads a filter of keys.
func parseFilter(line string) (filter.Filter, error) {
	wanted, err := filter.Parse(line)
	if err != nil {
		return nil, command.Usagef("filter, %w", err)
	}
	return wanted, nil
}

// fitting gives the keys that fit a filter.
func fitting(all []api.Key, wanted filter.Filter, noted map[string]*filter.Note, now time.Time) []api.Key {
	var list []api.Key
	for _, k := range all {
		if lifecycle.Fits(&k, wanted, noted[k.ID], now) {
			list = append(list, k)
		}
	}
	return list
}

// orders are what keys can be sorted by, as the console's list can.
var orders = []string{"expires", "name", "created", "used", "state"}

// sortKeys orders by expiry, the soonest first; by when they were made or last
// used, the latest first; what has no such time comes last. The name decides
// among equals, and then the instance.
func sortKeys(list []api.Key, by string, reversed bool, now time.Time) {
	slices.SortStableFunc(list, func(a, b api.Key) int {
		c := 0
		switch by {
		case "created":
			c = latest(a.Created, b.Created)
		case "used":
			c = latest(a.LastUsed, b.LastUsed)
		case "state":
			if c = int(a.Expires.StatusAt(now)) - int(b.Expires.StatusAt(now)); c == 0 {
				c = a.Expires.Compare(b.Expires)
			}
		case "expires":
			c = a.Expires.Compare(b.Expires)
		}
		if c == 0 {
			c = cmp.Or(filter.Compare(a.Name, b.Name), strings.Compare(a.Instance, b.Instance))
		}
		return c
	})
	if reversed {
		slices.Reverse(list)
	}
}

func latest(a, b time.Time) int {
	if a.IsZero() || b.IsZero() {
		return noneLast(a, b)
	}
	return b.Compare(a)
}

func noneLast(a, b time.Time) int {
	switch {
	case a.IsZero() == b.IsZero():
		return 0
	case a.IsZero():
		return 1
	}
	return -1
}

// completeFilter completes the words of a filter that name something.
func completeFilter(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	var list []string
	for _, field := range filter.Fields() {
		for _, value := range filter.Values(field) {
			list = append(list, field+":"+value)
		}
	}
	return list, cobra.ShellCompDirectiveNoFileComp
}
