package keylist

import (
	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/history"
	"github.com/supascale/supascale-tui/internal/keys/filter"
	"github.com/supascale/supascale-tui/internal/text"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// Update takes a message.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	var cmds []tea.Cmd
	if s.list.advance(s.env.Now()) {
		cmds = append(cmds, s.watchClock())
	}
	cmds = append(cmds, s.handle(msg))
	s.layout()
	return tea.Batch(cmds...)
}

func (s *Screen) handle(msg tea.Msg) tea.Cmd {
	if r, mine := s.call.Take(msg); mine {
		return s.arrived(r)
	}
	if r, mine := s.rotating.call.Take(msg); mine {
		s.markRotations(r.Value)
		return nil
	}
	if r, mine := s.news.look.Take(msg); mine {
		return s.compared(r)
	}
	if r, mine := s.news.seen.Take(msg); mine {
		return s.sawNews(r)
	}
	if r, mine := s.unfinished.call.Take(msg); mine {
		s.unfinished.batches, s.unfinished.keys = r.Value.batches, r.Value.keys
		return nil
	}
	if r, mine := s.noted.Take(msg); mine {
		s.takeNotes(r.Value)
		return nil
	}
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		return s.press(msg)
	case tea.PasteMsg:
		if s.editing {
			s.field.Update(msg)
			s.filter()
		}
	case tea.MouseClickMsg:
		return s.click(msg)
	case tea.MouseWheelMsg:
		s.wheel(msg)
	case screen.KeyRevoked:
		s.revoked(msg.Key)
		return s.readRotations()
	case screen.ChangesSeen:
		s.tellNews(history.News{Since: s.news.told.Looked, Looked: s.news.told.Looked})
	case screen.KeysRevoked:
		s.revoked(msg.Keys...)
		return tea.Batch(s.readRotations(), s.readUnfinished())
	case screen.NotesChanged:
		return s.readNotes()
	case clockMsg:
		if msg.id == s.clock {
			return s.watchClock()
		}
	default:
		return s.spinner.Update(msg)
	}
	return nil
}

func (s *Screen) press(msg tea.KeyPressMsg) tea.Cmd {
	if cmd, taken := screen.Press(s.actions(), msg); taken {
		return cmd
	}
	if s.editing && msg.String() != "up" && msg.String() != "down" {
		s.field.Update(msg)
		s.filter()
		return nil
	}
	if s.table.HandleKey(msg, len(s.list.visible())) {
		s.touched = true
	}
	return nil
}

// Bindings lists the keys as they are now.
func (s *Screen) Bindings() []ui.Binding {
	return screen.Bindings(s.actions())
}

func (s *Screen) actions() []screen.Action {
	if s.editing {
		return []screen.Action{
			screen.Do(ui.Bind("enter", "keep the filter", "enter").DisabledIf(s.wrong != "", screen.MistakeWhy), s.keepFilter),
			screen.Do(ui.Bind("esc", "show all keys", "esc"), s.clearFilter),
			screen.Do(ui.Bind("↑↓", "move", "up", "down"), nil),
		}
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
	revoke := screen.Do(ui.Bind("x", "revoke", "x").DisabledIf(none, why), with(func(k api.Key) tea.Msg { return screen.AskRevoke{Key: k} }))
	if n := s.list.marked; n > 0 {
		revoke = screen.Do(ui.Bind("x", "revoke the "+text.Number(n)+" marked", "x"), s.revokeMarked)
	}
	list := []screen.Action{
		screen.Do(ui.MoveBinding(), nil),
		screen.Do(ui.Bind("enter", "details", "enter", "l", "right").DisabledIf(none, why), s.open),
		screen.Do(ui.Bind("n", "new", "n"), func() tea.Cmd { return screen.Send(screen.ShowCreate{}) }),
		revoke,
		screen.Do(ui.Bind("R", "rotate the key", "R").HelpOnly().DisabledIf(none, why), with(func(k api.Key) tea.Msg { return screen.ShowRotate{Key: k} })),
		screen.Do(ui.Bind("/", "filter", "/"), s.startFilter),
		screen.Do(ui.Bind("s", "sort", "s"), s.nextSort),
		screen.Do(ui.Bind("S", "reverse the sort", "S").HelpOnly(), s.reverseSort),
		screen.Do(ui.Bind("f", "failures of the key", "f").HelpOnly().DisabledIf(none, why), with(failuresOf)),
		screen.Do(ui.Bind("u", "what the key is used for", "u").HelpOnly().DisabledIf(none, why), with(func(k api.Key) tea.Msg { return screen.ShowUsage{Key: k} })),
		screen.Do(ui.Bind("r", "refresh", "r"), func() tea.Cmd { return s.begin(false, true) }),
	}
	list = append(list, s.newsActions()...)
	list = append(list, s.markActions(none, why)...)
	switch {
	case len(s.list.query) > 0:
		list = append(list, screen.Do(ui.Bind("esc", "show all keys", "esc"), s.clearFilter))
	case s.list.marked > 0:
		list = append(list, screen.Do(ui.Bind("esc", "unmark", "esc"), s.unmark))
	case s.loading():
		list = append(list, screen.Do(ui.Bind("esc", "stop loading", "esc"), s.stopLoading))
	}
	return list
}

// loading reports whether a load is under way that is long enough to be seen.
func (s *Screen) loading() bool { return s.call.Running() && s.spinner.On() }

func failuresOf(k api.Key) tea.Msg {
	return screen.ShowAudit{Filter: screen.OfKey(k.ID)}
}

func (s *Screen) open() tea.Cmd {
	k, found := s.selected()
	if !found {
		return nil
	}
	return screen.Send(screen.ShowKey{Key: k})
}

func (s *Screen) startFilter() tea.Cmd {
	s.editing = true
	s.field.Focus()
	return nil
}

func (s *Screen) keepFilter() tea.Cmd {
	s.editing = false
	s.field.Blur()
	if len(s.list.query) == 0 {
		s.field.SetValue("")
	}
	return nil
}

func (s *Screen) clearFilter() tea.Cmd {
	s.field.SetValue("")
	s.filter()
	return s.keepFilter()
}

// filter applies what is typed. The cursor stays on its key while that fits,
// and goes to the first that does otherwise.
func (s *Screen) filter() {
	row, found := s.list.at(s.table.Cursor())
	line := s.table.Cursor() - s.table.Top()
	query, err := filter.Parse(s.field.Value())
	if s.wrong = ""; err != nil {
		s.wrong = err.Error() // the list stays as it was
		return
	}
	s.list.setQuery(query)
	n := len(s.list.visible())
	if at, shown := s.list.lineOf(row); found && shown && s.touched {
		s.table.Place(at, at-line, n)
		return
	}
	s.table.Place(0, 0, n)
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

func (s *Screen) click(msg tea.MouseClickMsg) tea.Cmd {
	if msg.Button != tea.MouseLeft || s.replaced() {
		return nil
	}
	line, hit := s.table.RowAt(msg.Y-len(s.above()), len(s.list.visible()))
	if !hit {
		return nil
	}
	if line == s.table.Cursor() && s.touched {
		return s.open()
	}
	s.touched = true
	s.table.SetCursor(line, len(s.list.visible()))
	return nil
}

func (s *Screen) wheel(msg tea.MouseWheelMsg) {
	const lines = 3
	s.touched = true
	switch msg.Button {
	case tea.MouseWheelUp:
		s.table.Scroll(-lines, len(s.list.visible()))
	case tea.MouseWheelDown:
		s.table.Scroll(lines, len(s.list.visible()))
	}
}
