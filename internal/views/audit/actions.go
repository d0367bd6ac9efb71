package audit

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/activity/query"
	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/ui/press"
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
		screen.Do(ui.Bind(press.Enter, "apply").DisabledIf(s.line.wrong != "", screen.MistakeWhy), s.enter),
		screen.Do(ui.Bind(press.Tab, "complete"), s.complete),
		screen.Step(ui.Bind(press.Arrows, "choose"), s.line.choose),
		screen.Do(ui.Bind(press.Esc, "as before"), s.giveUpTyping),
	}
}

func (s *Screen) brushActions() []screen.Action {
	return []screen.Action{
		screen.Hand(ui.Bind(press.Sideways, "move"), s.moveBrush),
		screen.Hand(ui.Bind(press.Extend, "extend"), s.moveBrush),
		screen.Do(ui.Bind(press.Enter, "only this time"), s.zoom),
		screen.Do(ui.Bind(press.Esc, "drop"), func() tea.Cmd { s.brush = brush{}; return nil }),
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
		{Binding: s.moveBinding(), Take: s.move},
		screen.Do(ui.Bind(press.Enter, "what to do").DisabledIf(!r.there, s.whyNothing()), s.openCurrent),
		screen.Do(ui.Bind(press.Filter, "filter").DisabledIf(!loaded, "The log isn't loaded yet."), s.startTyping),
		screen.Do(ui.Bind(press.Tab, s.otherList()), s.switchList),
		screen.Do(ui.Bind(press.Follow, s.followWord()).DisabledIf(!s.line.times.until.IsZero(), "The time that is shown is over: nothing new comes."), s.toggleFollow),
		screen.Do(ui.Bind(press.Window, "window").DisabledIf(!s.line.times.since.IsZero(), "The query says since when."), s.nextWindow),
		screen.Do(ui.Bind(press.Export, "export").DisabledIf(!loaded, "The log isn't loaded yet."), s.export),
		screen.Do(ui.Bind(press.Refresh, "refresh"), s.refresh),
	}
	switch {
	case s.busy():
		list = slices.Insert(list, 0, screen.Do(ui.Bind(press.Esc, "stop"), s.cancel))
	case s.clearable():
		list = slices.Insert(list, 0, screen.Do(ui.Bind(press.Esc, "clear filter"), s.clearOne))
	}
	return append(list, s.moreActions(r)...)
}

// moreActions are those that the bottom line has no room for.
func (s *Screen) moreActions(r row) []screen.Action {
	list := []screen.Action{
		screen.Hand(ui.Bind(press.Extend, "choose a time in the bars").HelpOnly().
			DisabledIf(s.barHeight() == 0, "There is no room for the bars."), s.moveBrush),
		screen.Do(ui.Bind(press.Backspace, "the time before").HelpOnly().
			DisabledIf(len(s.zooms) == 0, "No time was chosen."), s.zoomOut),
		screen.Do(ui.Bind(press.Sort, "sort: largest or latest first").HelpOnly().
			DisabledIf(s.attempts, "Attempts are always the latest first."), s.sort),
		screen.Do(ui.Bind(press.Clock, "times: ago, local, UTC").HelpOnly(), s.nextClock),
		screen.Do(ui.Bind(press.NextFailure, "next failure").HelpOnly().DisabledIf(!s.attempts, "Press tab for the attempts."), func() tea.Cmd { return s.jump(1) }),
		screen.Do(ui.Bind(press.LastFailure, "previous failure").HelpOnly().DisabledIf(!s.attempts, "Press tab for the attempts."), func() tea.Cmd { return s.jump(-1) }),
	}
	add := func(key press.Key, does string, f query.Field, value, without string) {
		why := ""
		if !s.line.query.Has(f) && value == "" {
			why = without
		}
		list = append(list, screen.Do(ui.Bind(key, does).HelpOnly().DisabledIf(why != "", why),
			func() tea.Cmd { return s.toggle(f, value) }))
	}
	nothing := s.whyNothing()
	if r.there {
		nothing = "The log doesn't tell that here."
	}
	add(press.Cause, "only this cause, or all", query.Reason, r.reason, nothing)
	add(press.Address, "only this address, or all", query.IP, r.ip, nothing)
	openKey := screen.Do(ui.Bind(press.OpenKey, "open its key").HelpOnly().DisabledIf(r.keyID == "", "It isn't known whose key this was."),
		func() tea.Cmd { return screen.Send(screen.FindKey{ID: r.keyID, Name: r.keyName}) })
	return append(list, openKey, s.logAction(&r), addressAction(r.ip, nothing))
}

// logAction shows everything the log has about the key of a row, or else its address,
// and leads back.
func (s *Screen) logAction(r *row) screen.Action {
	f, value, does := query.KeyID, r.keyID, "everything the log has about its key"
	if value == "" {
		f, value, does = query.IP, r.ip, "everything the log has about its address"
	}
	q := s.line.query
	whole := s.opened == nil && q.Has(f) && q.Has(query.Outcome)
	if whole {
		does = "failures alone"
	}
	return screen.Do(ui.Bind(press.Log, does).HelpOnly().DisabledIf(value == "", s.whyNothing()), func() tea.Cmd {
		if whole {
			return s.change(q.Without(query.Outcome))
		}
		s.attempts = true
		return s.change(q.Without(query.Reason, query.Outcome, f).With(f, value).With(query.Outcome, query.Any))
	})
}

// addressAction lists the keys that an address used.
func addressAction(ip, without string) screen.Action {
	return screen.Tell(ui.Bind(press.AddressKeys, "all keys that "+orThis(ip)+" used").HelpOnly().DisabledIf(ip == "", without),
		func() tea.Msg { return screen.AskAddress{IP: ip} })
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
	list := []screen.Action{screen.Do(ui.Bind(press.Esc, "back"), s.goBack)}
	if o.inside {
		list = append(list, screen.Do(ui.Bind(press.Enter, "this attempt"), s.openCurrent))
	}
	list = append(list, s.remedyActions(&o.cluster)...)
	if o.list != nil {
		does := "its attempts"
		if o.inside {
			does = "what to do"
		}
		list = append(list, screen.Do(ui.Bind(press.Tab, does), func() tea.Cmd {
			o.inside = !o.inside
			s.layout()
			return nil
		}))
	}
	return append(list, s.openedMove(), screen.Do(ui.Bind(press.Clock, "times: ago, local, UTC").HelpOnly(), s.nextClock))
}

// openedMove scrolls what is said, or moves among the entries.
func (s *Screen) openedMove() screen.Action {
	o := s.opened
	b := ui.Bind(press.Move, "move").Turning().DisabledIf(o.list == nil && s.overflow() == 0, "All of it is shown.")
	if o.inside {
		b = o.list.table.MoveBinding()
	}
	return screen.Action{Binding: b, Take: func(msg tea.KeyPressMsg) tea.Cmd {
		switch down := press.Down.Or(press.PageDown, press.End); {
		case o.inside:
			o.list.table.HandleKey(msg)
		case o.list != nil && s.overflow() == 0 && down.Has(msg.String()):
			o.inside = true
			s.layout()
			return nil
		default:
			o.page.HandleKey(msg, len(s.openedLines(s.Width-2)), s.factsHeight()-1)
			return nil
		}
		return s.more()
	}}
}

// goBack leads from an entry to its cause's list, or closes.
func (s *Screen) goBack() tea.Cmd {
	s.close()
	return nil
}

// moveBinding leads to the top of a list with one row too, where what is new waits.
func (s *Screen) moveBinding() ui.Binding {
	switch {
	case !s.attempts:
		return s.causes.table.MoveBinding()
	case s.live.flooded || len(s.live.fresh) > 0:
		return ui.Bind(press.Move, "move").Turning()
	}
	return s.list.table.MoveBinding()
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
