// Package address is the dialog that lists every key an address ever used.
package address

import (
	"context"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/activity/cluster"
	"github.com/supascale/supascale-tui/internal/activity/query"
	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/ui/press"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// ID owns the requests.
const ID = "address"

// Route leads to the dialog.
var Route = screen.Route{
	ID: ID, Several: true,
	Opens: []screen.Opener{screen.OnDialog(func(env screen.Env, m screen.AskAddress) *Dialog { return New(env, m.IP) })},
}

// back is how far is looked: longer than logs are kept.
const back = 5 * 366 * 24 * time.Hour

// Dialog is the list.
type Dialog struct {
	screen.Base
	env   screen.Env
	ip    string
	call  screen.Call[cluster.Stats]
	stats cluster.Stats
	keys  []use
	list  *ui.List
	have  bool
	err   error
}

// use is what the address did with a key.
type use struct {
	id, name      string
	used, refused int
	first, last   time.Time
}

// New returns the dialog about an address.
func New(env screen.Env, ip string) *Dialog {
	d := &Dialog{env: env, ip: ip, call: screen.Call[cluster.Stats]{Owner: ID, Name: "keys"}}
	d.list = ui.NewList(env.Theme, d, []ui.Column{
		{ID: "key", Title: "KEY", Min: 16, Max: 34, Weight: 1}, {ID: "used", Title: "USED", Min: 9, Right: true},
		{ID: "refused", Title: "REFUSED", Min: 9, Right: true}, {ID: "first", Title: "FIRST", Min: 12, Rank: 2}, {ID: "last", Title: "LAST", Min: 12, Rank: 1},
	}...)
	return d
}

// Init asks the log.
func (d *Dialog) Init() tea.Cmd {
	until := d.env.Now()
	q := query.Query{}.With(query.IP, d.ip).With(query.Outcome, query.Any)
	client := d.env.API
	return d.call.Start(func(ctx context.Context) (cluster.Stats, error) {
		return client.Stats(ctx, api.StatsQuery{Since: until.Add(-back), Until: until, Step: 24 * time.Hour, Where: q})
	})
}

// Name implements screen.Dialog.
func (d *Dialog) Name() string { return ID }

// Update implements screen.Dialog.
func (d *Dialog) Update(msg tea.Msg) (cmd tea.Cmd) {
	defer d.layout()
	if r, mine := d.call.Take(msg); mine {
		if d.err = r.Err; r.Err != nil {
			return screen.Refused(r.Err)
		}
		d.stats, d.have = r.Value, true
		d.keys = sum(r.Value.Clusters)
		return nil
	}
	cmd, _ = screen.Input(d, msg, nil)
	return cmd
}

// Actions are what can be done now.
func (d *Dialog) Actions() []screen.Action {
	i := d.list.Cursor()
	none := i >= len(d.keys) || d.keys[i].id == ""
	closing := screen.Shut("close", d.call.Cancel)
	return []screen.Action{
		screen.Move(d.list),
		screen.Tell(ui.Bind(press.Enter, "open the key").DisabledIf(none, "This is no key of this instance."), func() tea.Msg {
			return screen.FindKey{ID: d.keys[i].id, Name: d.keys[i].name}
		}),
		screen.Do(ui.Bind(press.Refresh, "refresh"), d.Init), closing,
	}
}

// sum adds up what was done with each key. What was done without a key of this
// instance stands together, last.
func sum(clusters []cluster.Cluster) []use {
	var list []use
	for i := range clusters {
		c := &clusters[i]
		at := slices.IndexFunc(list, func(u use) bool { return u.id == c.KeyID })
		if at < 0 {
			at = len(list)
			list = append(list, use{id: c.KeyID, name: c.KeyName, first: c.First})
		}
		u := &list[at]
		switch {
		case c.Failed:
			u.refused += c.Attempts
		case !c.Untold:
			u.used += c.Attempts
		}
		if c.First.Before(u.first) {
			u.first = c.First
		}
		if c.Last.After(u.last) {
			u.last = c.Last
		}
	}
	slices.SortStableFunc(list, func(a, b use) int {
		if (a.id == "") != (b.id == "") {
			return len(b.id) - len(a.id)
		}
		return b.last.Compare(a.last)
	})
	return list
}
