package rotate

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/lifecycle/rotation"
	"github.com/supascale/supascale-tui/internal/text"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/ui/press"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// startMoving asks when the old key of the rotation under way is to go instead.
func (s *Screen) startMoving() {
	end := s.standing.End
	s.moving = newEnd(s.env, end)
	switch {
	case end.At.After(s.env.Now()):
		s.moving.Set(keys.ExpiresAt(end.At))
	case !end.At.IsZero():
		s.moving.LeaveOpen() // the time that was set has come
	}
}

// movingActions are what can be done meanwhile.
func (s *Screen) movingActions() []screen.Action {
	list := s.moving.Actions(func() {}, func() {})
	if s.moving.Inside() {
		return list
	}
	why := ""
	if _, err := endOf(s.moving, s.env.Now()); err != nil {
		why = text.Sentence("choose when the old key goes: " + err.Error())
	}
	return append(list,
		screen.Do(ui.Bind(press.Enter, "let it go then").DisabledIf(why != "", why), s.moveEnd),
		screen.Set(ui.Bind(press.Esc, "leave it as it is"), func() { s.moving = nil }))
}

// moveEnd notes what was chosen.
func (s *Screen) moveEnd() tea.Cmd {
	st, now := *s.standing, s.env.Now()
	end, err := endOf(s.moving, now)
	if err != nil {
		return screen.Say(ui.Warn, text.Sentence(err.Error()))
	}
	s.moving = nil
	return s.write(nil, end.Sentence(st.Old, now, s.env.Zone), func(r *rotation.Rotator) error { return r.MoveEnd(&st, end) })
}

// drawMoving shows what can be chosen.
func (s *Screen) drawMoving(f *ui.Form) {
	st, now := s.standing, s.env.Now()
	f.NoteAt(1, ui.Strong, "", "When does “"+st.Old.Shown()+"” go?")
	f.NoteAt(1, ui.Muted, "", s.ends(now)+" Moving that revokes nothing.")
	f.Space(aboveForm)
	f.Part(true, func() { s.moving.Draw(f, "Old key ends", "", now) })
}

// ends says when the old key goes, as it is noted.
func (s *Screen) ends(now time.Time) string {
	return "The old key goes " + s.standing.End.Words(now, s.env.Zone) + "."
}
