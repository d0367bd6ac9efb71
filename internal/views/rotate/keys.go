package rotate

import (
	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/query"
	"github.com/supascale/supascale-tui/internal/rotation"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

const traceWords = "TEA_TRACE is set: it would write the new key into a file. Quit, unset TEA_TRACE and start again."

const ownWords = "This is the key this console uses: once it is revoked nothing here could create the new one. Create that first."

func (s *Screen) press(msg tea.KeyPressMsg) tea.Cmd {
	said := s.said
	s.said = ""
	if cmd, taken := screen.Press(s.actions(), msg); taken {
		return cmd
	}
	s.said = said
	switch msg.String() {
	case "up", "k":
		s.scroll(-1)
	case "down", "j":
		s.scroll(1)
	case "pgup":
		s.scroll(-s.height)
	case "pgdown", "space":
		s.scroll(s.height)
	}
	return nil
}

func (s *Screen) scroll(lines int) {
	s.top = min(max(s.top+lines, 0), max(len(s.lines())-s.height, 0))
}

// Bindings lists the page's keys as they are now.
func (s *Screen) Bindings() []ui.Binding {
	return append(screen.Bindings(s.actions()), ui.Bind("↑↓", "scroll", "up", "k", "down", "j", "pgup", "pgdown", "space").HelpOnly())
}

func (s *Screen) actions() []screen.Action {
	back := screen.Do(ui.Bind("esc", "back", "esc", "h", "left"), s.back)
	refresh := screen.Do(ui.Bind("r", "refresh", "r"), s.Init)
	var list []screen.Action
	switch {
	case s.leaked:
		return []screen.Action{
			screen.Do(ui.Bind("1", "new key first", "1"), s.leakedNewFirst),
			screen.Do(ui.Bind("2", "revoke first", "2").DisabledIf(s.own(&s.plan.Old), ownWords), s.leakedRevokeFirst),
			screen.Do(ui.Bind("esc", "cancel", "esc", "h", "left"), func() tea.Cmd { s.leaked = false; return nil }),
		}
	case s.plan != nil:
		list = s.planActions()
	case s.standing != nil:
		list = s.standingActions()
	default:
		return []screen.Action{refresh, back}
	}
	if why := s.busy(); why != "" {
		for i := range list {
			list[i].Binding = list[i].DisabledIf(true, why)
		}
	}
	refresh.Binding = refresh.DisabledIf(s.make.Running() || s.find.Running(), s.busy())
	return append(list, refresh, back)
}

func (s *Screen) back() tea.Cmd {
	s.look.Cancel()
	return screen.Send(screen.Back{})
}

func (s *Screen) planActions() []screen.Action {
	why := s.plan.Unfit()
	if s.env.Getenv("TEA_TRACE") != "" {
		why = traceWords
	}
	return []screen.Action{
		screen.Do(ui.Bind("enter", "create the new key", "enter").DisabledIf(why != "", why), func() tea.Cmd { return s.begin(rotation.Overlap) }),
		screen.Do(ui.Bind("e", "other lifetime", "e"), s.nextLifetime),
		screen.Do(ui.Bind("L", "it leaked", "L").DisabledIf(why != "", why), func() tea.Cmd { s.leaked = true; return nil }),
	}
}

func (s *Screen) nextLifetime() tea.Cmd {
	s.lifetime = (s.lifetime + 1) % len(lifetimes())
	s.choose()
	return nil
}

func (s *Screen) begin(mode rotation.Mode) tea.Cmd {
	return s.send(s.plan.Rotation(s.env.API.Instance().ID, mode, s.env.Now()), nil)
}

func (s *Screen) leakedNewFirst() tea.Cmd {
	s.leaked = false
	return s.begin(rotation.Leaked)
}

// leakedRevokeFirst notes the rotation, so that the new key is not forgotten, and
// opens the dialog that revokes the old one.
func (s *Screen) leakedRevokeFirst() tea.Cmd {
	s.leaked = false
	r := s.plan.Rotation(s.env.API.Instance().ID, rotation.Leaked, s.env.Now())
	r.RevokeFirst = true
	s.next = makeNew
	old := s.plan.Old
	s.standing = &rotation.Standing{Rotation: r, Step: rotation.NotMade, OldKey: &old}
	s.plan = nil
	return s.write(s.warning(), "", func(rot *rotation.Rotator) error { return rot.Records.Begin(r, nil) })
}

func (s *Screen) standingActions() []screen.Action {
	st := s.standing
	var list []screen.Action
	switch st.Step {
	case rotation.NotMade, rotation.InDoubt, rotation.Owed, rotation.NewGone:
		list = append(list, s.remake())
	case rotation.NotTaken:
		list = append(list,
			screen.Do(ui.Bind("t", "I have its value", "t"), s.taken),
			screen.Do(ui.Bind("x", "revoke the new key", "x"), func() tea.Cmd { return screen.Send(screen.AskRevoke{Key: *st.NewKey}) }))
	default:
		safe, _, why := st.May()
		b := ui.Bind("x", "retire the old key", "x").DisabledIf(why != "", why)
		if safe {
			b.Show, b.Keys = "enter", []string{"enter", "x"}
		}
		list = append(list, screen.Do(b, s.askRevoke))
	}
	stop := "keep both"
	if st.OldKey == nil || st.NewKey == nil {
		stop = "forget it"
	}
	return append(list,
		screen.Do(ui.Bind("f", "log of the old key", "f"), s.oldLog),
		screen.Do(ui.Bind("b", stop, "b"), s.keep))
}

// remake makes the new key that is missing. A leaked key that was to go first goes
// first.
func (s *Screen) remake() screen.Action {
	st := s.standing
	why := ""
	if s.env.Getenv("TEA_TRACE") != "" {
		why = traceWords
	}
	if st.RevokeFirst && st.OldKey != nil && st.Step != rotation.NewGone {
		return screen.Do(ui.Bind("enter", "revoke the old key, then create", "enter").DisabledIf(why != "", why), func() tea.Cmd {
			s.next = makeNew
			return s.askRevoke()
		})
	}
	return screen.Do(ui.Bind("enter", "create the new key", "enter").DisabledIf(why != "", why), s.again)
}

// again begins the rotation once more.
func (s *Screen) again() tea.Cmd {
	st := s.standing
	var instead *rotation.Rotation
	if !st.Guessed {
		instead = &st.Rotation
	}
	return s.send(st.Again(s.seen.Keys, s.env.Now(), s.env.Zone), instead)
}

// askRevoke opens the dialog that revokes the old key, with what is known of its
// use.
func (s *Screen) askRevoke() tea.Cmd { return screen.Send(s.warning()) }

func (s *Screen) warning() screen.AskRevoke {
	st := s.standing
	ask := screen.AskRevoke{Known: st.OldUse(s.env.Now())}
	if st.OldKey != nil {
		ask.Key = *st.OldKey
	}
	switch st.Step {
	case rotation.Waiting:
		ask.Known += " The new key was not used so far: whatever uses this one stops working."
	case rotation.NotMade, rotation.InDoubt:
		ask.Known += " There is no new key yet: it is made right after."
	}
	return ask
}

// taken takes the admin's word that the new key's value is in good hands.
func (s *Screen) taken() tea.Cmd {
	st := *s.standing
	return s.write(nil, "Noted: you have the new key.", func(r *rotation.Rotator) error { return r.Taken(&st) })
}

func (s *Screen) keep() tea.Cmd {
	st := *s.standing
	said := "Both keys stay. This rotation is not asked about again."
	if st.OldKey == nil || st.NewKey == nil {
		said = "The rotation is forgotten."
	}
	s.last = nil
	return s.write(nil, said, func(r *rotation.Rotator) error { return r.Keep(&st) })
}

func (s *Screen) oldLog() tea.Cmd {
	q := query.Query{}.With(query.KeyID, s.standing.Old.ID).With(query.Outcome, query.Any)
	return screen.Send(screen.ShowAudit{Filter: screen.AuditFilter{Query: q}})
}
