package audit

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/activity/query"
	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// Actions are what can be done now.
func (s *Screen) Actions() []screen.Action {
	switch {
	case s.line.typing:
		return s.typingActions()
	case s.brush.on:
		return s.brushActions()
	case s.opened != nil:
		return s.openedActions()
	}
	return s.listActions()
}

func (s *Screen) typingActions() []screen.Action {
	return []screen.Action{
		screen.Do(ui.Bind("enter", "apply", "enter"), s.enter),
		screen.Do(ui.Bind("tab", "complete", "tab"), s.complete),
		screen.Step(ui.Bind("↑↓", "choose", "down", "up"), s.line.choose),
		screen.Do(ui.Bind("esc", "as before", "esc"), s.giveUpTyping),
	}
}

func (s *Screen) brushActions() []screen.Action {
	return []screen.Action{
		screen.Hand(ui.Bind("←→", "move", "left", "right", "h", "l"), s.moveBrush),
		screen.Hand(ui.Bind("shift+←→", "extend", "shift+left", "shift+right"), s.moveBrush),
		screen.Do(ui.Bind("enter", "only this time", "enter"), s.zoom),
		screen.Do(ui.Bind("esc", "drop", "esc"), func() tea.Cmd { s.brush = brush{}; return nil }),
	}
}

// row is the entry or cause under the cursor, as far as both can be told.
type row struct {
	there             bool
	keyID, keyName    string
	ip                string
	reason            string
	resource, preview string
}

func (s *Screen) row() row {
	if s.attempts {
		return rowOf(s.list.current())
	}
	c := s.causes.current()
	if c == nil {
		return row{}
	}
	return row{true, c.KeyID, c.KeyName, c.IP, string(c.Reason), string(c.Resource), c.KeyPreview}
}

func rowOf(e *api.Activity) row {
	if e == nil {
		return row{}
	}
	return row{true, e.KeyID, e.KeyName, e.IP, string(e.Reason), string(e.Resource), e.KeyPreview}
}

// openCurrent opens what is under the cursor.
func (s *Screen) openCurrent() tea.Cmd {
	switch o := s.opened; {
	case o != nil && o.inside && o.list != nil:
		return s.openEntry(o.list.current())
	case o != nil:
		return nil
	case s.attempts:
		return s.openEntry(s.list.current())
	}
	return s.openCause()
}

func (s *Screen) listActions() []screen.Action {
	r := s.row()
	loaded := s.figures.have
	list := []screen.Action{
		{Binding: ui.MoveBinding(), Take: s.move},
		screen.Do(ui.Bind("enter", "what to do", "enter").DisabledIf(!r.there, s.whyNothing()), s.openCurrent),
		screen.Do(ui.Bind("/", "filter", "/").DisabledIf(!loaded, "The log isn't loaded yet."), s.startTyping),
		screen.Do(ui.Bind("tab", s.otherList(), "tab"), s.switchList),
		screen.Do(ui.Bind("f", s.followWord(), "f").DisabledIf(!s.line.times.until.IsZero(), "The time that is shown is over: nothing new comes."), s.toggleFollow),
		screen.Do(ui.Bind("w", "window", "w").DisabledIf(!s.line.times.since.IsZero(), "The query says since when."), s.nextWindow),
		screen.Do(ui.Bind("e", "export", "e").DisabledIf(!loaded, "The log isn't loaded yet."), s.export),
		screen.Do(ui.Bind("r", "refresh", "r"), s.refresh),
	}
	switch {
	case s.busy():
		list = slices.Insert(list, 0, screen.Do(ui.Bind("esc", "stop", "esc"), s.cancel))
	case s.clearable():
		list = slices.Insert(list, 0, screen.Do(ui.Bind("esc", "clear filter", "esc"), s.clearOne))
	}
	return append(list, s.moreActions(r)...)
}

// moreActions are those that the bottom line has no room for.
func (s *Screen) moreActions(r row) []screen.Action {
	list := []screen.Action{
		screen.Hand(ui.Bind("shift+←→", "choose a time in the bars", "shift+left", "shift+right").HelpOnly().
			DisabledIf(s.barHeight() == 0, "There is no room for the bars."), s.moveBrush),
		screen.Do(ui.Bind("backspace", "the time before", "backspace").HelpOnly().
			DisabledIf(len(s.zooms) == 0, "No time was chosen."), s.zoomOut),
		screen.Do(ui.Bind("s", "sort: largest or latest first", "s").HelpOnly().
			DisabledIf(s.attempts, "Attempts are always the latest first."), s.sort),
		screen.Do(ui.Bind("t", "times: ago, local, UTC", "t").HelpOnly(), s.nextClock),
		screen.Do(ui.Bind(">", "next failure", ">").HelpOnly().DisabledIf(!s.attempts, "Press tab for the attempts."), func() tea.Cmd { return s.jump(1) }),
		screen.Do(ui.Bind("<", "previous failure", "<").HelpOnly().DisabledIf(!s.attempts, "Press tab for the attempts."), func() tea.Cmd { return s.jump(-1) }),
	}
	add := func(key, does string, f query.Field, value, without string) {
		why := ""
		if !s.line.query.Has(f) && value == "" {
			why = without
		}
		list = append(list, screen.Do(ui.Bind(key, does, key).HelpOnly().DisabledIf(why != "", why),
			func() tea.Cmd { return s.toggle(f, value) }))
	}
	nothing := s.whyNothing()
	if r.there {
		nothing = "The log doesn't tell that here."
	}
	add("c", "only this cause, or all", query.Reason, r.reason, nothing)
	add("i", "only this address, or all", query.IP, r.ip, nothing)
	add("o", "only this key, or all", query.KeyID, r.keyID, nothing)
	return append(list, screen.Do(ui.Bind("K", "its key", "K").HelpOnly().DisabledIf(r.keyID == "", "It isn't known whose key this was."),
		func() tea.Cmd { return screen.Send(screen.FindKey{ID: r.keyID, Name: r.keyName}) }))
}

// whyNothing says why there is no row to do something with.
func (s *Screen) whyNothing() string {
	if s.busy() {
		return "The log is still being read."
	}
	return "There is nothing under the cursor."
}

func (s *Screen) otherList() string {
	if s.attempts {
		return "causes"
	}
	return "attempts"
}

func (s *Screen) followWord() string {
	if s.live.following {
		return "unfollow"
	}
	return "follow"
}

func (s *Screen) openedActions() []screen.Action {
	o := s.opened
	list := []screen.Action{screen.Do(ui.Bind("esc", "back", "esc"), s.goBack)}
	if o.inside {
		list = append(list, screen.Do(ui.Bind("enter", "this attempt", "enter"), s.openCurrent))
	}
	list = append(list, s.remedyActions(&o.cluster)...)
	if o.list != nil {
		does := "its attempts"
		if o.inside {
			does = "what to do"
		}
		list = append(list, screen.Do(ui.Bind("tab", does, "tab"), func() tea.Cmd {
			o.inside = !o.inside
			s.layout()
			return nil
		}))
	}
	return append(list, s.openedMoves()...)
}

// openedMoves scroll what is said, or move among the entries.
func (s *Screen) openedMoves() []screen.Action {
	o := s.opened
	all := s.overflow() == 0 && (o.list == nil || !o.inside)
	const why = "All of it is shown."
	step := func(b ui.Binding, by func(page int) int) screen.Action {
		return screen.Action{Binding: b, Take: func(msg tea.KeyPressMsg) tea.Cmd {
			if o.list != nil && o.inside {
				o.list.table.HandleKey(msg)
				return s.more()
			}
			lines := by(max(s.factsHeight()-2, 1))
			if s.overflow() == 0 && o.list != nil && lines > 0 { // down leads to the entries
				o.inside = true
				s.layout()
				return nil
			}
			s.scroll(lines)
			return nil
		}}
	}
	fixed := func(n int) func(int) int { return func(int) int { return n } }
	const far = 1 << 20
	return []screen.Action{
		step(ui.Bind("↑↓", "move", "down", "j"), fixed(1)),
		step(ui.Bind("↑", "move up", "up", "k").HelpOnly(), fixed(-1)),
		step(ui.Bind("pgdn", "more", "pgdown").DisabledIf(all && o.list == nil, why), func(page int) int { return page }),
		step(ui.Bind("pgup", "scroll back", "pgup").HelpOnly().DisabledIf(all, why), func(page int) int { return -page }),
		step(ui.Bind("home", "to the top", "home", "g").HelpOnly(), fixed(-far)),
		step(ui.Bind("end", "to the end", "end", "G").HelpOnly(), fixed(far)),
		screen.Do(ui.Bind("t", "times: ago, local, UTC", "t").HelpOnly(), s.nextClock),
	}
}

// goBack leads from an entry to its cause's list, or closes.
func (s *Screen) goBack() tea.Cmd {
	s.close()
	return nil
}

// move moves the cursor of the list in front.
func (s *Screen) move(msg tea.KeyPressMsg) tea.Cmd {
	if !s.attempts {
		s.causes.table.HandleKey(msg)
		return nil
	}
	s.list.table.HandleKey(msg)
	return tea.Batch(s.moved(msg.String()), s.more())
}

// moved takes in news when the admin goes to the top, where they are.
func (s *Screen) moved(key string) tea.Cmd {
	if s.list.table.Cursor() > 0 {
		return nil
	}
	if s.live.flooded || slices.Contains([]string{"home", "g", "up", "k", "pgup"}, key) {
		return s.catchUp()
	}
	return nil
}

func (s *Screen) switchList() tea.Cmd {
	s.attempts = !s.attempts
	s.layout()
	return nil
}

func (s *Screen) sort() tea.Cmd {
	s.causes.newest = !s.causes.newest
	s.causes.order()
	s.causes.table.SetCursor(0)
	words := "The largest causes first."
	if s.causes.newest {
		words = "The latest causes first."
	}
	return screen.Say(ui.Muted, words)
}

func (s *Screen) nextClock() tea.Cmd {
	s.clock = (s.clock + 1) % clocks
	s.layout()
	return screen.Say(ui.Muted, "Showing "+s.clock.words()+".")
}

// jump goes to the next failure among the attempts.
func (s *Screen) jump(by int) tea.Cmd {
	for i := s.list.table.Cursor() + by; i >= 0 && i < len(s.list.rows); i += by {
		if s.list.rows[i].Failed {
			s.list.table.SetCursor(i)
			return s.more()
		}
	}
	return screen.Say(ui.Muted, "There is no further failure among the attempts listed.")
}

func (s *Screen) nextWindow() tea.Cmd {
	s.line.window = (s.line.window + 1) % len(windows)
	return s.show()
}

// refresh shows what was held back, and asks for everything anew.
func (s *Screen) refresh() tea.Cmd {
	if s.busy() {
		return nil
	}
	s.line.refresh()
	return s.load()
}

func (s *Screen) export() tea.Cmd {
	sp := s.line.times.span(s.asOf)
	return screen.Send(screen.AskExport{Query: effective(s.line.query), Since: sp.since, Until: s.line.times.until})
}
