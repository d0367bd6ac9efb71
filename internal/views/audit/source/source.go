// Package source is the dialog that lists every key an address ever used.
package source

import (
	"context"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/activity/cluster"
	"github.com/supascale/supascale-tui/internal/activity/query"
	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/text"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

const (
	frameCells = 4
	frameLines = 2
	leastInner = 20
	wide       = 100
	// back is how far is looked: longer than logs are kept.
	back = 5 * 366 * 24 * time.Hour
)

// Dialog is the list.
type Dialog struct {
	env   screen.Env
	ip    string
	call  screen.Call[cluster.Stats]
	stats cluster.Stats
	keys  []use
	table *ui.Table
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
	d := &Dialog{env: env, ip: ip, table: ui.NewTable(env.Theme), call: screen.Call[cluster.Stats]{Owner: screen.Source, Name: "keys"}}
	d.table.SetColumns([]ui.Column{
		{ID: "key", Title: "KEY", Min: 16, Max: 34, Weight: 1}, {ID: "used", Title: "USED", Min: 9, Right: true},
		{ID: "refused", Title: "REFUSED", Min: 9, Right: true}, {ID: "first", Title: "FIRST", Min: 12, Rank: 2}, {ID: "last", Title: "LAST", Min: 12, Rank: 1},
	})
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
func (d *Dialog) Name() string { return screen.Source }

// Update implements screen.Dialog.
func (d *Dialog) Update(msg tea.Msg) tea.Cmd {
	if r, mine := d.call.Take(msg); mine {
		if d.err = r.Err; r.Err != nil {
			return screen.Refused(r.Err)
		}
		d.stats, d.have = r.Value, true
		d.keys = sum(r.Value.Clusters)
		return nil
	}
	key, ok := msg.(tea.KeyPressMsg)
	if !ok {
		return nil
	}
	switch key.String() {
	case "esc", "q":
		d.call.Cancel()
		return screen.Send(screen.CloseDialog{})
	case "r":
		return d.Init()
	case "enter":
		if i := d.table.Cursor(); i < len(d.keys) && d.keys[i].id != "" {
			return screen.Send(screen.FindKey{ID: d.keys[i].id, Name: d.keys[i].name})
		}
		return nil
	}
	d.table.HandleKey(key, len(d.keys))
	return nil
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

// Bindings implements screen.Dialog.
func (d *Dialog) Bindings() []ui.Binding {
	i := d.table.Cursor()
	none := i >= len(d.keys) || d.keys[i].id == ""
	return []ui.Binding{
		ui.MoveBinding(), ui.Bind("enter", "the key", "enter").DisabledIf(none, "This is no key of this instance."),
		ui.Bind("r", "refresh", "r"), ui.Bind("esc", "close", "esc", "q"),
	}
}

// View implements screen.Dialog.
func (d *Dialog) View(width, height int) string {
	inner := min(width-frameCells, wide)
	if inner < leastInner || height <= frameLines {
		return ""
	}
	room := height - frameLines
	lines := d.lines(inner, room)
	return d.env.Theme.Frame(ui.Accent, "Keys that "+ui.Cut(d.ip, inner/2)+" used", lines[:min(len(lines), room)], inner)
}

func (d *Dialog) lines(inner, room int) []string {
	t := d.env.Theme
	switch {
	case d.err != nil:
		return wrapped(t, ui.Warn, "▲ "+screen.TroubleLine(d.err), inner)
	case !d.have:
		return []string{t.Paint(ui.Muted, "reading the log…")}
	}
	lines := wrapped(t, ui.Muted, d.coverage(), inner)
	if len(d.keys) == 0 {
		return append(lines, "", "Nothing in the log came from there.")
	}
	rows := max(min(len(d.keys)+1, room-len(lines)-1), 0)
	d.table.SetSize(inner, rows)
	d.table.SetCursor(d.table.Cursor(), len(d.keys))
	return append(append(lines, ""), strings.Split(ui.Box(d.table.View(d), inner, rows), "\n")...)
}

func wrapped(t *ui.Theme, tone ui.Tone, text string, width int) (lines []string) {
	for _, l := range ui.Wrap(text, width) {
		lines = append(lines, t.Paint(tone, l))
	}
	return lines
}

func (d *Dialog) coverage() string {
	words := "How far back the log reaches isn't told."
	if !d.stats.Oldest.IsZero() {
		words = "The log reaches back " + text.Span(d.env.Now().Sub(d.stats.Oldest)) + "."
	}
	if d.stats.Partial {
		words += " Only the newest " + text.Number(d.stats.Examined) + " entries were looked at."
	}
	if d.stats.More > 0 {
		words += " There is more than could be summed up."
	}
	return words
}

// Len implements ui.Rows.
func (d *Dialog) Len() int { return len(d.keys) }

// Cell implements ui.Rows.
func (d *Dialog) Cell(row int, column string) ui.Cell {
	u := d.keys[row]
	now := d.env.Now()
	switch column {
	case "key":
		switch {
		case u.id == "":
			return ui.Cell{Text: "no key of this instance", Tone: ui.Muted}
		case u.name == "":
			return ui.Cell{Text: u.id}
		}
		return ui.Cell{Text: u.name}
	case "used":
		return ui.Cell{Text: text.Number(u.used)}
	case "refused":
		return ui.Cell{Text: text.Number(u.refused)}
	case "first":
		return ui.Cell{Text: text.Relative(u.first, now, ""), Tone: ui.Muted}
	}
	return ui.Cell{Text: text.Relative(u.last, now, ""), Tone: ui.Muted}
}

// Cursor implements screen.Dialog.
func (d *Dialog) Cursor() *tea.Cursor { return nil }
