package audit

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// action is a binding and what it does.
type action struct {
	ui.Binding
	run func() tea.Cmd
}

// Bindings implements screen.Screen.
func (s *Screen) Bindings() []ui.Binding {
	actions := s.actions()
	list := make([]ui.Binding, len(actions))
	for i, a := range actions {
		list[i] = a.Binding
	}
	return list
}

func (s *Screen) actions() []action {
	switch {
	case s.typing:
		return s.typingActions()
	case s.detail:
		return append(s.detailActions(), s.listActions()...)
	default:
		e := s.current()
		open := ui.Bind("enter", "what to do", "enter").DisabledIf(e == nil, "There is no failed attempt to open.")
		return append([]action{{ui.MoveBinding(), nil}, {open, s.openDetail}}, s.listActions()...)
	}
}

func (s *Screen) listActions() []action {
	e := s.current()
	w := windowFor(s.filter.Window)
	none := "There is no failed attempt under the cursor."
	noAddress, noKey := none, none
	if e != nil {
		noAddress, noKey = "", ""
		if e.IP == "" {
			noAddress = "The instance does not tell where this attempt came from."
		}
		if e.KeyID == "" {
			noKey = "It isn't known whose key this attempt used."
		}
	}
	only := func(on bool, one, all string) string {
		if on {
			return all
		}
		return one
	}
	list := []action{
		{ui.Bind("w", "window", "w"), func() tea.Cmd { return s.setWindow((w + 1) % len(windows)) }},
		{ui.Bind("/", "filter", "/").DisabledIf(!s.scope.fetched, "The failed attempts aren't loaded yet."), s.startTyping},
		{ui.Bind("c", "reason", "c"), s.nextReason},
		{ui.Bind("i", only(s.filter.IP != "", "this address", "any address"), "i").
			DisabledIf(s.filter.IP == "" && noAddress != "", noAddress), s.toggleAddress},
		{ui.Bind("o", only(s.filter.KeyID != "", "this key", "any key"), "o").
			DisabledIf(s.filter.KeyID == "" && noKey != "", noKey), s.toggleKey},
		{ui.Bind("K", "its key", "K").DisabledIf(noKey != "", noKey), s.findKey},
		{ui.Bind("r", only(s.newWords() != "", "refresh", "show new"), "r"), s.refresh},
		{ui.Bind("[", "shorter window", "[").HelpOnly().
			DisabledIf(w == 0, "This is the shortest window."), func() tea.Cmd { return s.setWindow(w - 1) }},
		{ui.Bind("]", "longer window", "]").HelpOnly().
			DisabledIf(w == len(windows)-1, "This is the longest window."), func() tea.Cmd { return s.setWindow(w + 1) }},
	}
	if !s.detail && s.clearable() {
		list = slices.Insert(list, 0, action{ui.Bind("esc", "clear filter", "esc"), s.clearOne})
	}
	return list
}

// press runs the enabled action of a key, or says why it is disabled.
func (s *Screen) press(msg tea.KeyPressMsg) tea.Cmd {
	s.touch()
	refusal := ""
	for _, a := range s.actions() {
		if !a.Matches(msg) {
			continue
		}
		if a.run != nil && a.Enabled() {
			return a.run()
		}
		if refusal == "" {
			refusal = a.Why
		}
	}
	switch {
	case s.typing:
		s.field.Update(msg)
		return s.typed()
	case s.move(msg):
		return s.moved(msg.String())
	case refusal != "":
		return screen.Say(ui.Warn, refusal)
	}
	return nil
}

func (s *Screen) move(msg tea.KeyPressMsg) bool {
	return s.table.HandleKey(msg, len(s.listing.rows))
}

// moved takes in news when the admin asks for the top, where they are.
func (s *Screen) moved(key string) tea.Cmd {
	s.scroll = 0
	if s.table.Cursor() > 0 || s.detail {
		return nil
	}
	if s.live.flooded || slices.Contains([]string{"home", "g", "up", "k", "pgup"}, key) {
		return s.catchUp()
	}
	return nil
}

// refresh shows what was held back and looks for more, or tries again what
// failed.
func (s *Screen) refresh() tea.Cmd {
	if s.load.Running() {
		return nil
	}
	if s.live.flooded || !s.scope.covers(s.filter) {
		return s.startLoad()
	}
	s.takeIn()
	s.refill()
	s.live.every = lookEvery
	return s.look()
}

func (s *Screen) setWindow(i int) tea.Cmd {
	s.filter.Window = windows[i].length
	return s.show()
}

// nextReason goes through the reasons there are, the most frequent first, and
// back to all of them.
func (s *Screen) nextReason() tea.Cmd {
	choices := []keys.Reason{""}
	for _, c := range s.listing.byReason("") {
		choices = append(choices, c.reason)
	}
	for _, r := range keys.Reasons() {
		// Where the instance was asked for one reason only, the others that
		// there may be aren't known.
		known := s.scope.filter.Reason == "" && r != s.filter.Reason
		if !known && !slices.Contains(choices, r) {
			choices = append(choices, r)
		}
	}
	i := slices.Index(choices, s.filter.Reason)
	s.filter.Reason = choices[(i+1)%len(choices)]
	return s.show()
}

func (s *Screen) toggleAddress() tea.Cmd {
	if s.filter.IP != "" {
		s.filter.IP = ""
	} else {
		s.filter.IP = s.current().IP
	}
	return s.show()
}

func (s *Screen) toggleKey() tea.Cmd {
	if s.filter.KeyID != "" {
		s.filter.KeyID, s.filter.KeyName = "", ""
	} else {
		e := s.current()
		s.filter.KeyID, s.filter.KeyName = e.KeyID, e.KeyName
	}
	return s.show()
}

func (s *Screen) findKey() tea.Cmd {
	e := s.current()
	return screen.Send(screen.FindKey{ID: e.KeyID, Name: e.KeyName})
}
