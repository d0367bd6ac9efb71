package health

import (
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/health"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// Actions are what can be done now.
func (s *Screen) Actions() []screen.Action {
	if s.asking {
		return s.answers()
	}
	row := s.list.Cursor()
	f, away := s.finding(row), s.awayAt(row)
	why, does := "", "the remedy"
	switch {
	case f != nil:
		does = s.remedy(f).does
	case s.gapAt(row) != nil:
		why = "There is no key here: the data can't tell of it."
	default:
		why = "There is no key to do something about."
	}
	with := func(do func(api.Key) tea.Msg) func() tea.Cmd {
		return func() tea.Cmd { return screen.Send(do(s.finding(s.list.Cursor()).Key)) }
	}
	noNotes := why
	if noNotes == "" && s.env.Health.Snooze == nil {
		noNotes = "This console can't remember what is snoozed."
	}
	ignore := screen.Do(ui.Bind("z", "snooze", "z"), func() tea.Cmd { s.asking = true; return nil })
	if away != nil {
		ignore = screen.Do(ui.Bind("z", "take back", "z"), s.takeBack)
	}
	ignore.Binding = ignore.DisabledIf(noNotes != "", noNotes)
	none := len(s.away) == 0
	list := []screen.Action{
		screen.Move(s.list),
		screen.Do(ui.Bind("enter", does, "enter").DisabledIf(why != "", why), s.act),
		ignore,
		screen.Do(ui.Bind("x", "revoke", "x").DisabledIf(why != "", why), with(func(k api.Key) tea.Msg { return screen.AskRevoke{Key: k} })),
		s.revokeAll(f, why),
		screen.Do(ui.Bind("d", "details", "d", "l", "right").DisabledIf(why != "", why), with(func(k api.Key) tea.Msg { return screen.ShowKey{Key: k} })),
		screen.Do(ui.Bind("Z", map[bool]string{false: "what was snoozed", true: "hide what was snoozed"}[s.withAway], "Z").HelpOnly().DisabledIf(none, "Nothing is snoozed."), s.toggleAway),
		screen.Do(ui.Bind("r", "refresh", "r"), s.Refresh),
		screen.Do(ui.Bind("u", "what the key is used for", "u").HelpOnly().DisabledIf(why != "", why), with(func(k api.Key) tea.Msg { return screen.ShowUsage{Key: k} })),
		screen.Do(ui.Bind("f", "its log", "f").HelpOnly().DisabledIf(why != "", why), with(func(k api.Key) tea.Msg { return logOf(k) })),
	}
	if s.env.Health.Rotates {
		list = append(list, screen.Do(
			ui.Bind("R", "rotate", "R").HelpOnly().DisabledIf(why != "", why), with(func(k api.Key) tea.Msg { return screen.ShowRotate{Key: k} }),
		))
	}
	return list
}

// revokeAll revokes every key with the finding under the cursor, but for those of which
// it was snoozed.
func (s *Screen) revokeAll(f *health.Finding, why string) screen.Action {
	if f != nil && !slices.ContainsFunc(s.shown, func(other health.Finding) bool { return other.Rule == f.Rule }) {
		why = "All keys with this finding are snoozed."
	}
	return screen.Do(ui.Bind("X", "revoke all with this finding", "X").HelpOnly().DisabledIf(why != "", why), func() tea.Cmd {
		return screen.Send(screen.ShowRevokeMany{Keys: s.KeysOf(f.Rule), Why: "all with the finding “" + f.Rule.Words() + "”"})
	})
}

// act does what helps against the finding under the cursor.
func (s *Screen) act() tea.Cmd {
	f := s.current()
	if f == nil {
		return nil
	}
	return screen.Send(s.remedy(f).msg)
}

// answers are those to the question until when.
func (s *Screen) answers() []screen.Action {
	for30, for90 := s.env.Now().Add(30*day), s.env.Now().Add(90*day)
	return []screen.Action{
		screen.Do(ui.Bind("3", "for 30 days", "3"), func() tea.Cmd { return s.snooze(for30) }),
		screen.Do(ui.Bind("9", "for 90 days", "9"), func() tea.Cmd { return s.snooze(for90) }),
		screen.Do(ui.Bind("c", "until it changes", "c"), func() tea.Cmd { return s.snooze(time.Time{}) }),
		screen.Do(ui.Bind("esc", "leave it", "esc", "z"), func() tea.Cmd { s.asking = false; return nil }),
	}
}

func (s *Screen) toggleAway() tea.Cmd {
	s.withAway = !s.withAway
	s.arrange()
	if s.withAway {
		s.list.SetCursor(len(s.shown))
	}
	return nil
}
