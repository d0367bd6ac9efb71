package audit

import (
	"context"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/activity/query"
	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

const (
	// pageSize fills the largest terminal several times.
	pageSize = 200
	// mostHeld bounds the memory that the list takes, however long the log is.
	mostHeld = 5000
	// ahead is how near its end the cursor may come before more is asked for.
	ahead = 60
)

// attempts is a list of entries of the log, newest first, which grows at its
// end as the cursor comes near.
type attempts struct {
	table *ui.List
	call  screen.Call[api.ActivityPage]
	asked api.ActivityQuery
	fresh bool // what is being asked for replaces what is held

	entries []*api.Activity
	rows    []*api.Activity  // those that are shown
	typed   *query.Filter    // what is being typed, nil for nothing
	walk    *api.LogWalk     // what reads them; nil once the reading was given up
	last    api.ActivityPage // of the walk, without its entries
	full    bool             // there is more than may be held
	have    bool
	err     error
}

func (s *Screen) newAttempts(name string) *attempts {
	a := &attempts{call: screen.Call[api.ActivityPage]{Owner: ID, Name: name}}
	a.table = ui.NewList(s.env.Theme, attemptRows{s, a})
	return a
}

// start asks for the first page. What is held stays until it is there.
func (a *attempts) start(source app.API, q query.Query, since, until time.Time) tea.Cmd {
	a.asked = api.ActivityQuery{Where: effective(q), Since: since, Until: until}
	a.fresh, a.err = true, nil
	a.walk = api.NewLogWalk(source, a.asked)
	return a.ask()
}

func (a *attempts) ask() tea.Cmd {
	walk := a.walk
	return a.call.Start(func(ctx context.Context) (api.ActivityPage, error) { return walk.Page(ctx, pageSize) })
}

// giveUp ends the reading; what is listed stays.
func (a *attempts) giveUp() {
	a.call.Cancel()
	a.walk = nil
}

// rest reports whether there is more to read.
func (a *attempts) rest() bool { return a.last.Next != "" && a.walk != nil }

// more asks for the next page when the cursor is near the end.
func (a *attempts) more() tea.Cmd {
	if !a.rest() || a.full || a.call.Running() || a.table.Cursor()+ahead < len(a.rows) {
		return nil
	}
	return a.ask()
}

// take takes a page, and reports whether it is the first.
func (a *attempts) take(r screen.Result[api.ActivityPage]) (first bool) {
	if a.err = r.Err; r.Err != nil {
		return false
	}
	if first = a.fresh; first {
		a.entries, a.fresh, a.full, a.have = nil, false, false, true
	}
	for i := range r.Value.Entries {
		a.entries = append(a.entries, &r.Value.Entries[i])
	}
	a.last = r.Value
	a.last.Entries = nil
	a.full = a.last.Next != "" && len(a.entries) >= mostHeld
	a.fill()
	return first
}

// fill lists the entries. The one under the cursor stays there, on the same
// line of the screen; at the top the cursor stays at the top.
func (a *attempts) fill() {
	row, line, e := a.table.Cursor(), a.table.Cursor()-a.table.Top(), a.current()
	a.rows = a.entries
	if a.typed != nil {
		a.rows = nil
		for _, e := range a.entries {
			if event := e.Event(); a.typed.Match(&event) {
				a.rows = append(a.rows, e)
			}
		}
	}
	if i := slices.Index(a.rows, e); e != nil && row > 0 && i >= 0 {
		a.table.Place(i, i-line)
		return
	}
	a.table.SetCursor(min(row, len(a.rows)))
}

// current is the entry under the cursor, nil for none.
func (a *attempts) current() *api.Activity {
	if i := a.table.Cursor(); i < len(a.rows) {
		return a.rows[i]
	}
	return nil
}

// add puts new entries where they belong by time: an instance writes its log in
// groups. Beyond what may be held the oldest go.
func (a *attempts) add(fresh []api.Activity) {
	for i := range fresh {
		a.entries = append(a.entries, &fresh[i])
	}
	slices.SortStableFunc(a.entries, func(x, y *api.Activity) int { return y.Time.Compare(x.Time) })
	if len(a.entries) > mostHeld {
		clear(a.entries[mostHeld:])
		a.entries = a.entries[:mostHeld]
		a.full = true
	}
	a.fill()
}

// change brings counts up to date; no row moves.
func (a *attempts) change(changed []api.Activity) {
	counts := make(map[string]int, len(changed))
	for i := range changed {
		counts[changed[i].ID] = changed[i].Count
	}
	for _, e := range a.entries {
		if n, found := counts[e.ID]; found && e.ID != "" {
			e.Count = n
		}
	}
}

// listed takes a page of the list, and begins to follow after the first.
func (s *Screen) listed(r screen.Result[api.ActivityPage]) tea.Cmd {
	first := s.list.take(r)
	s.settle()
	if r.Err != nil {
		return screen.Refused(r.Err)
	}
	s.touch()
	if !first {
		return nil
	}
	s.live.begin(s.list.asked, r.Value, s.env.Now())
	return s.wait()
}
