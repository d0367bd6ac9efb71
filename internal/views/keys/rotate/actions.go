package rotate

import (
	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/activity/query"
	"github.com/supascale/supascale-tui/internal/lifecycle/rotation"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/ui/press"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// Actions are what can be done now.
func (s *Screen) Actions() []screen.Action {
	switch {
	case s.leaked:
		return append(screen.Choose(&s.order, s.leakedChoices()), screen.Do(ui.Bind(press.Esc, "cancel"), s.cancelLeaked))
	case s.moving != nil:
		return s.unlessBusy(s.movingActions())
	case s.plan != nil:
		return s.unlessBusy(s.formActions())
	}
	back := screen.GoBack(s.look.Cancel)
	refresh := screen.Do(ui.Bind(press.Refresh, "refresh"), s.Init)
	if s.standing == nil {
		return []screen.Action{refresh, back}
	}
	scroll := screen.Scroll(&s.page, len(s.paper().Lines), s.Height)
	scroll.Binding = scroll.HelpOnly()
	refresh.Binding = refresh.DisabledIf(s.make.Running() || s.find.Running(), s.busy())
	return append(s.unlessBusy(s.standingActions()), refresh, back, scroll)
}

func (s *Screen) unlessBusy(list []screen.Action) []screen.Action {
	if why := s.busy(); why != "" {
		for i := range list {
			list[i].Binding = list[i].DisabledIf(true, why)
		}
	}
	return list
}

// formActions are those of the part that has the focus, and the ways to another.
func (s *Screen) formActions() []screen.Action {
	f := s.form
	list := s.partActions()
	inside := f.moment() != nil && f.moment().Inside()
	if !inside {
		list = append(list, screen.Do(ui.Bind(press.Esc, "back"), s.goBack))
	}
	list = append(list, screen.Set(ui.Bind(press.Tab, "next field"), func() { f.step(1, true); s.apply() }),
		screen.Set(ui.Bind(press.BackTab, "field before").HelpOnly(), func() { f.step(-1, true); s.apply() }))
	if inside && f.moment().Picking() {
		return list
	}
	above, next := f.previous, f.next
	if f.focus == grantPart {
		above = nil
	}
	if f.focus == buttonPart {
		next = nil
	}
	return append(list, screen.Parts(s.typing(), above, next)...)
}

func (s *Screen) goBack() tea.Cmd {
	s.look.Cancel()
	return screen.Send(screen.Back{})
}

func (s *Screen) partActions() []screen.Action {
	f := s.form
	next := screen.Set(ui.Bind(press.Enter, "next").HelpOnly(), f.next)
	switch f.focus {
	case grantPart:
		return []screen.Action{{Binding: ui.Bind(press.Choose, "choose"), Take: func(msg tea.KeyPressMsg) tea.Cmd {
			if press.Before.Has(msg.String()) {
				return s.chooseGrant(-1)
			}
			return s.chooseGrant(1)
		}}, next}
	case gridPart:
		return f.grid.Actions(f.previous, f.next, s.apply)
	case expiryPart, endPart:
		return append(f.moment().Actions(f.next, s.apply), next)
	}
	return screen.PressButtons(&f.button, s.buttons())
}

// buttons are the form's.
func (s *Screen) buttons() []ui.Button {
	return []ui.Button{{Label: "Create the new key", Does: "create the new key", Press: s.create}, {Label: "Cancel", Does: "cancel", Press: s.goBack}}
}

// create begins the rotation, after asking what comes first where the old key is to go
// at once.
func (s *Screen) create() tea.Cmd {
	s.apply()
	switch why := s.unfit(); {
	case why != "":
		return screen.Say(ui.Warn, why)
	case s.plan.End.Now:
		s.leaked = true
		s.order.Reset()
		return nil
	}
	return s.begin()
}

func (s *Screen) begin() tea.Cmd { return s.send(s.planned(), nil) }

// planned is the rotation to begin.
func (s *Screen) planned() rotation.Rotation {
	return s.plan.Rotation(s.env.API.Instance().ID, s.env.Now())
}

// leakedChoices are the orders of things where somebody else has the old key.
func (s *Screen) leakedChoices() []ui.Choice {
	not := ""
	if s.own(&s.plan.Old) {
		not = rotation.OwnFirstWords
	}
	return []ui.Choice{
		{Text: "It did not leak", Do: s.cancelLeaked},
		{Text: "New key first", Do: s.leakedNewFirst},
		{Text: "Revoke first", Why: not, Do: s.leakedRevokeFirst},
	}
}

func (s *Screen) cancelLeaked() tea.Cmd {
	s.leaked = false
	return nil
}

func (s *Screen) leakedNewFirst() tea.Cmd {
	s.leaked = false
	return s.begin()
}

// leakedRevokeFirst notes the rotation, so that the new key is not forgotten, and
// opens the dialog that revokes the old one.
func (s *Screen) leakedRevokeFirst() tea.Cmd {
	s.leaked = false
	r := s.planned()
	r.RevokeFirst = true
	s.next = makeNew
	old := s.plan.Old
	s.standing = &rotation.Standing{Rotation: r, Step: rotation.NotMade, OldKey: &old, OldUsed: old.LastUsed}
	s.plan = nil
	return s.write(s.warning(), "", func(rot *rotation.Rotator) error { return rot.Records.Begin(r, nil) })
}

func (s *Screen) standingActions() []screen.Action {
	var list []screen.Action
	for _, c := range s.standing.Choices() {
		if c.Move == rotation.Stop {
			list = append(list, screen.Do(ui.Bind(press.Log, "log of the old key"), s.oldLog))
		}
		list = append(list, s.choice(c))
	}
	if stays := s.standing.EndStays(); s.standing.Open() {
		list = append(list, screen.Set(ui.Bind(press.MoveEnd, "when the old key goes").DisabledIf(stays != "", stays), s.startMoving))
	}
	if s.watchable() {
		does := "watch until it works"
		if s.watching() {
			does = "stop watching"
		}
		list = append(list, screen.Do(ui.Bind(press.Follow, does), s.toggleWatch))
	}
	return list
}

// asks gives what asks before do.
func (s *Screen) asks(title, text, stay, goOn string, do func() tea.Cmd) func() tea.Cmd {
	return func() tea.Cmd {
		return screen.Send(screen.Question{Title: title, Text: text, Stay: stay, Go: goOn, Then: do})
	}
}

// choice is what can be done about the rotation, by its key.
func (s *Screen) choice(c rotation.Choice) screen.Action {
	st := s.standing
	bind := func(key press.Key) ui.Binding { return ui.Bind(key, c.Does).DisabledIf(c.Not != "", c.Not) }
	switch c.Move {
	case rotation.MakeNew:
		return screen.Do(s.untraced(bind(press.Enter)), s.again)
	case rotation.RevokeThenMake:
		return screen.Do(s.untraced(bind(press.Enter)), func() tea.Cmd {
			s.next = makeNew
			return s.askRevoke()
		})
	case rotation.SayTaken:
		return screen.Do(bind(press.Taken), s.asks("Do you have the value?", "The value of the new key can't be shown again.", "Not yet", "I have it", s.taken))
	case rotation.RevokeNew:
		return screen.Do(bind(press.Revoke), func() tea.Cmd { return screen.Send(screen.AskRevoke{Key: *st.NewKey}) })
	case rotation.Stop:
		return screen.Do(bind(press.KeepBoth), s.asks("End the rotation?", st.StopQuestion(), "Go on with it", "End it", s.keep))
	}
	b := bind(press.Revoke)
	if safe, _, _ := st.May(); safe {
		b = bind(press.Enter.Or(press.Revoke))
	}
	return screen.Do(b, s.askRevoke)
}

// untraced withholds what would show a new key while the program is traced.
func (s *Screen) untraced(b ui.Binding) ui.Binding {
	return b.DisabledIf(s.env.Tracing(), s.env.Traced(screen.TheNewKey))
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
	ask := screen.AskRevoke{Known: st.Warning(s.env.Now())}
	if st.OldKey != nil {
		ask.Key, ask.Phrase = *st.OldKey, st.Phrase(s.own(st.OldKey), s.env.Now())
	}
	return ask
}

// taken takes the admin's word that the new key's value is in good hands.
func (s *Screen) taken() tea.Cmd {
	st := *s.standing
	return s.write(nil, rotation.TakenWords, func(r *rotation.Rotator) error { return r.Taken(&st) })
}

func (s *Screen) keep() tea.Cmd {
	st := *s.standing
	s.last = nil
	return s.write(nil, st.StopWords(), func(r *rotation.Rotator) error { return r.Keep(&st) })
}

func (s *Screen) oldLog() tea.Cmd {
	q := query.Query{}.With(query.KeyID, s.standing.Old.ID).With(query.Outcome, query.Any)
	return screen.Send(screen.ShowAudit{Filter: screen.AuditFilter{Query: q}})
}
