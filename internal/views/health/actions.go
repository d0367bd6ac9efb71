package health

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/health"
	"github.com/supascale/supascale-tui/internal/health/snooze"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/ui/press"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// Actions are what can be done now.
func (s *Screen) Actions() []screen.Action {
	if s.asking {
		return append(screen.Choose(&s.choices, s.answers()), screen.Set(ui.Bind(press.Esc, "leave it"), func() { s.asking = false }))
	}
	if s.reading {
		return s.readActions()
	}
	row := s.list.Cursor()
	f, away := s.finding(row), s.awayAt(row)
	why, does := "There is no key to do something about.", "the remedy"
	if f != nil {
		why, does = "", s.remedy(f).does
	}
	with := func(do func(api.Key) tea.Msg) func() tea.Cmd {
		return func() tea.Cmd { return screen.Send(do(s.finding(s.list.Cursor()).Key)) }
	}
	noNotes := why
	if noNotes == "" && s.env.Health.Snooze == nil {
		noNotes = "This console can't remember what is snoozed."
	}
	ignore := screen.Set(ui.Bind(press.Snooze, "snooze"), s.askSnooze)
	if away != nil {
		ignore = screen.Do(ui.Bind(press.Snooze, "take back"), s.takeBack)
	}
	ignore.Binding = ignore.DisabledIf(noNotes != "", noNotes)
	none := len(s.away) == 0
	list := []screen.Action{
		screen.Move(s.list),
		screen.Do(ui.Bind(press.Enter, does).DisabledIf(why != "", why), s.act),
		ignore,
		screen.Do(ui.Bind(press.Revoke, "revoke").DisabledIf(why != "", why), with(func(k api.Key) tea.Msg { return screen.AskRevoke{Key: k} })),
		s.revokeAll(f, why),
		screen.Do(ui.Bind(press.OpenKey, "open its key").DisabledIf(why != "", why), with(func(k api.Key) tea.Msg { return screen.ShowKey{Key: k} })),
		screen.Do(ui.Bind(press.Snoozed, map[bool]string{false: "what was snoozed", true: "hide what was snoozed"}[s.withAway]).HelpOnly().DisabledIf(none, "Nothing is snoozed."), s.toggleAway),
		screen.Set(s.why(), s.read),
		screen.Do(ui.Bind(press.Refresh, "refresh"), s.Refresh),
		screen.Do(ui.Bind(press.Use, "what the key is used for").HelpOnly().DisabledIf(why != "", why), with(func(k api.Key) tea.Msg { return screen.ShowUsage{Key: k} })),
		screen.Do(ui.Bind(press.Log, "its log").HelpOnly().DisabledIf(why != "", why), with(func(k api.Key) tea.Msg { return logOf(k) })),
	}
	return append(list, screen.Do(
		ui.Bind(press.Rotate, "rotate").HelpOnly().DisabledIf(why != "", why), with(func(k api.Key) tea.Msg { return screen.ShowRotate{Key: k} }),
	))
}

// revokeAll revokes every key with the finding under the cursor, but for those of which
// it was snoozed.
func (s *Screen) revokeAll(f *health.Finding, why string) screen.Action {
	if f != nil && !slices.ContainsFunc(s.shown, func(other health.Finding) bool { return other.Rule == f.Rule }) {
		why = "All keys with this finding are snoozed."
	}
	return screen.Do(ui.Bind(press.RevokeAll, "revoke all with this finding").HelpOnly().DisabledIf(why != "", why), func() tea.Cmd {
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

// answers are those to the question until when. A snoozed finding can be taken back, so
// that none of them loses anything.
func (s *Screen) answers() []ui.Choice {
	var list []ui.Choice
	for _, span := range snooze.Spans() {
		text := span.Word
		if span.For > 0 {
			text = "for " + text
		}
		list = append(list, ui.Choice{Text: text, Do: func() tea.Cmd { return s.snooze(span.From(s.env.Now())) }})
	}
	return list
}

func (s *Screen) askSnooze() {
	s.asking = true
	s.choices.Reset()
}

func (s *Screen) toggleAway() tea.Cmd {
	s.withAway = !s.withAway
	s.arrange()
	if s.withAway {
		s.list.SetCursor(len(s.shown))
	}
	return nil
}
