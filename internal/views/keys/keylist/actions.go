package keylist

import (
	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/keys/filter"
	"github.com/supascale/supascale-tui/internal/text"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/ui/press"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// Actions are what can be done now.
func (s *Screen) Actions() []screen.Action {
	if s.filter.Editing() {
		return screen.TypeFilter(s.filter, s.table, allWords)
	}
	none := len(s.list.visible()) == 0
	const why = "No key is selected."
	with := func(do func(api.Key) tea.Msg) func() tea.Cmd {
		return func() tea.Cmd {
			k, found := s.selected()
			if !found {
				return nil
			}
			return screen.Send(do(k))
		}
	}
	revoke := screen.Do(ui.Bind(press.Revoke, "revoke").DisabledIf(none, why), with(func(k api.Key) tea.Msg { return screen.AskRevoke{Key: k} }))
	if n := s.list.marked; n > 0 {
		revoke = screen.Do(ui.Bind(press.Revoke, "revoke the "+text.Number(n)+" marked"), s.revokeMarked)
	}
	list := []screen.Action{
		screen.Hand(s.table.MoveBinding(), func(msg tea.KeyPressMsg) bool { s.touched = true; return s.table.HandleKey(msg) }),
		screen.Do(ui.Bind(press.Open, "details").DisabledIf(none, why), s.open),
		screen.Do(ui.Bind(press.New, "new"), func() tea.Cmd { return screen.Send(screen.ShowCreate{}) }),
		revoke,
		screen.Do(ui.Bind(press.Rotate, "rotate the key").HelpOnly().DisabledIf(none, why), with(func(k api.Key) tea.Msg { return screen.ShowRotate{Key: k} })),
		screen.Set(ui.Bind(press.Filter, "filter"), s.filter.Start),
		screen.Do(ui.Bind(press.Sort, "sort"), s.nextSort),
		screen.Do(ui.Bind(press.ReverseSort, "reverse the sort").HelpOnly(), s.reverseSort),
		screen.Do(ui.Bind(press.Log, "the log of the key").HelpOnly().DisabledIf(none, why), with(func(k api.Key) tea.Msg { return screen.ShowAudit{Filter: screen.OfKey(k.ID)} })),
		screen.Do(ui.Bind(press.Use, "what the key is used for").HelpOnly().DisabledIf(none, why), with(func(k api.Key) tea.Msg { return screen.ShowUsage{Key: k} })),
		screen.Do(ui.Bind(press.Refresh, "refresh"), func() tea.Cmd { return s.begin(false, true) }),
	}
	list = append(list, s.newsActions()...)
	list = append(list, s.markActions(none, why)...)
	switch {
	case len(s.list.query) > 0:
		list = append(list, screen.Set(ui.Bind(press.Esc, allWords), s.filter.Clear))
	case s.list.marked > 0:
		list = append(list, screen.Do(ui.Bind(press.Esc, "unmark"), s.unmark))
	case s.loading():
		list = append(list, screen.Do(ui.Bind(press.Esc, "stop loading"), s.stopLoading))
	}
	return list
}

// loading reports whether a load is under way that is long enough to be seen.
func (s *Screen) loading() bool { return s.call.Running() && s.spinner.On() }

func (s *Screen) open() tea.Cmd {
	k, found := s.selected()
	if !found {
		return nil
	}
	return screen.Send(screen.ShowKey{Key: k})
}

const allWords = "show all keys"

// setFilter applies what is typed. The cursor stays on its key while that fits,
// and goes to the first that does otherwise.
func (s *Screen) setFilter(typed string) error {
	query, err := filter.Parse(typed)
	if err != nil {
		return err // the list stays as it was
	}
	row, found := s.list.at(s.table.Cursor())
	line := s.table.Cursor() - s.table.Top()
	s.list.setQuery(query)
	if at, shown := s.list.lineOf(row); found && shown && s.touched {
		s.table.Place(at, at-line)
	} else {
		s.table.Place(0, 0)
	}
	return nil
}

func (s *Screen) nextSort() tea.Cmd {
	return s.sort(sorting{by: (s.list.sorting.by + 1) % orderCount})
}

func (s *Screen) reverseSort() tea.Cmd {
	return s.sort(sorting{s.list.sorting.by, !s.list.sorting.reversed})
}

func (s *Screen) sort(by sorting) tea.Cmd {
	p := s.linePlace()
	s.list.sortBy(by)
	s.returnTo(p)
	return nil
}

// revoked takes keys out at once. The cursor stays at its line. A page that was asked
// for before may still list them: they are ignored there.
func (s *Screen) revoked(gone ...api.Key) {
	var rows []int32
	for i := range gone {
		if s.call.Running() {
			s.load.ignore[gone[i].ID] = true
		}
		if row, found := s.list.find(gone[i].ID); found {
			rows = append(rows, row)
		}
	}
	if len(rows) == 0 {
		return
	}
	p := s.linePlace()
	s.list.drop(rows...)
	s.returnTo(p)
}
