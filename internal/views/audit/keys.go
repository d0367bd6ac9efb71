package audit

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/activity/query"
	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// Bindings implements screen.Screen.
func (s *Screen) Bindings() []ui.Binding {
	return screen.Bindings(s.actions())
}

func (s *Screen) actions() []screen.Action {
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
		screen.Do(ui.Bind("↑↓", "choose", "down", "up"), nil),
		screen.Do(ui.Bind("esc", "as before", "esc"), s.giveUpTyping),
	}
}

func (s *Screen) brushActions() []screen.Action {
	return []screen.Action{
		screen.Do(ui.Bind("←→", "move", "left", "right", "h", "l"), nil),
		screen.Do(ui.Bind("shift+←→", "extend", "shift+left", "shift+right", "H", "L"), nil),
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
		screen.Do(ui.MoveBinding(), nil),
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
		screen.Do(ui.Bind("shift+←→", "choose a time in the bars", "shift+left", "shift+right", "H", "L").HelpOnly().
			DisabledIf(s.barHeight() == 0, "There is no room for the bars."), nil),
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
	most := s.overflow()
	list = append(list, screen.Do(ui.Bind("↑↓", "move", "up", "k", "down", "j", "home", "g", "end", "G"), nil),
		screen.Do(ui.Bind("pgdn", "more", "pgdown").DisabledIf(most == 0, "All of it is shown."), nil),
		screen.Do(ui.Bind("pgup", "scroll back", "pgup").HelpOnly().DisabledIf(most == 0, "All of it is shown."), nil),
		screen.Do(ui.Bind("t", "times: ago, local, UTC", "t").HelpOnly(), s.nextClock))
	return list
}

// goBack leads from an entry to its cause's list, or closes.
func (s *Screen) goBack() tea.Cmd {
	s.close()
	return nil
}

// press runs the enabled action of a key, or says why it is disabled.
func (s *Screen) press(msg tea.KeyPressMsg) tea.Cmd {
	s.touch()
	if cmd, taken := screen.Press(s.actions(), msg); taken {
		return cmd
	}
	return s.move(msg)
}

// move takes the keys that go through something.
func (s *Screen) move(msg tea.KeyPressMsg) tea.Cmd {
	key := msg.String()
	switch {
	case s.line.typing && (key == "down" || key == "up"):
		s.line.choose(map[string]int{"down": 1, "up": -1}[key])
		return nil
	case s.line.typing:
		s.line.field.Update(msg)
		return s.typed()
	case slices.Contains([]string{"shift+left", "H"}, key) && s.opened == nil:
		return s.moveBrush(-1, true)
	case slices.Contains([]string{"shift+right", "L"}, key) && s.opened == nil:
		return s.moveBrush(1, true)
	case s.brush.on && slices.Contains([]string{"left", "h"}, key):
		return s.moveBrush(-1, false)
	case s.brush.on && slices.Contains([]string{"right", "l"}, key):
		return s.moveBrush(1, false)
	case s.opened != nil:
		return s.moveOpened(msg)
	case s.attempts:
		if s.list.table.HandleKey(msg, len(s.list.rows)) {
			return tea.Batch(s.moved(key), s.more())
		}
		return nil
	}
	s.causes.table.HandleKey(msg, s.causes.Len())
	return nil
}

// moveOpened scrolls what is said, or moves among the entries.
func (s *Screen) moveOpened(msg tea.KeyPressMsg) tea.Cmd {
	o := s.opened
	if o.list != nil && o.inside {
		o.list.table.HandleKey(msg, len(o.list.rows))
		return s.more()
	}
	page := max(s.factsHeight()-2, 1)
	by := map[string]int{"up": -1, "k": -1, "down": 1, "j": 1, "pgup": -page, "pgdown": page, "home": -1 << 20, "g": -1 << 20, "end": 1 << 20, "G": 1 << 20}
	step, known := by[msg.String()]
	if !known {
		return nil
	}
	if s.overflow() == 0 && o.list != nil && step > 0 { // down leads to the entries
		o.inside = true
		s.layout()
		return nil
	}
	o.scroll = min(max(o.scroll+step, 0), s.overflow())
	return nil
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
	s.causes.table.SetCursor(0, s.causes.Len())
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
			s.list.table.SetCursor(i, len(s.list.rows))
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
