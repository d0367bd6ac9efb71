package rotate

import (
	"context"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/lifecycle/rotation"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/keyform"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// part is a part of the plan that can have the focus.
type part uint8

const (
	grantPart  part = iota // how the permissions are chosen
	gridPart               // the permissions, where they are edited
	expiryPart             // of the new key
	endPart                // of the old one
	buttonPart
)

// grant is a way to choose the permissions.
type grant uint8

const (
	same grant = iota
	narrower
	wider // with the level that was missing
	edited
)

// The choices of the end that are no time.
const (
	whenProven = iota
	atOnce
)

// form is what can be chosen of a plan.
type form struct {
	focus  part
	grants []grant
	grant  int // index into grants
	wish   rotation.Wish
	narrow narrow
	grid   keyform.Grid
	expiry *keyform.Moment
	end    *keyform.Moment
	button ui.Buttons
}

// narrow is what the log shows in use, once it is asked.
type narrow struct {
	rotation.Narrow
	known bool
	err   error
}

// newForm begins with what is wished for.
func newForm(env screen.Env, plan *rotation.Plan, wish rotation.Wish) *form {
	f := &form{focus: buttonPart, grants: []grant{same, narrower, edited}, wish: wish, grid: keyform.NewGrid(env.Theme)}
	switch {
	case !wish.Lack.IsZero():
		f.grants, f.grant = []grant{same, narrower, wider, edited}, 2
	case wish.Permissions != nil:
		f.grant, f.narrow = 1, narrow{rotation.Narrow{Permissions: *wish.Permissions}, true, nil}
	}
	base := plan.Old.Permissions.Known()
	f.grid.ChangeOf(base)
	f.grid.SetPermissions(base)
	f.expiry = newExpiry(env, plan, wish)
	if plan.NeedsExpiry() && !wish.Lifetime.IsKnown() {
		f.expiry.LeaveOpen()
		f.focus = expiryPart
	}
	f.end = newEnd(env, wish.End)
	return f
}

// newExpiry offers as much time as the old key was made for, and the usual.
func newExpiry(env screen.Env, plan *rotation.Plan, wish rotation.Wish) *keyform.Moment {
	choices := keyform.Usual(env.Zone)
	if old := plan.Old.Lifetime(); old.IsKnown() {
		choices = slices.Insert(choices, 0, keyform.Choice{Label: "as before", From: func(now time.Time) keys.Expiry {
			e, _ := old.From(now)
			return e
		}})
	}
	m := keyform.NewExpiry(env, choices, 0)
	if e, known := wish.Lifetime.From(env.Now()); known {
		m.Begin(e)
	}
	return m
}

// newEnd offers when the old key may go.
func newEnd(env screen.Env, wish rotation.End) *keyform.Moment {
	days := func(n int) func(time.Time) keys.Expiry {
		return func(now time.Time) keys.Expiry { return keys.ExpiresAt(now.In(env.Zone).AddDate(0, 0, n)) }
	}
	choices := []keyform.Choice{
		{Label: "when the new one is proven", Note: "when it is in use and nothing uses the old one any more"},
		{Label: "at once, it leaked", Note: rotation.LeakedWords, Tone: ui.Danger},
		{Label: "1 d", From: days(1)}, {Label: "7 d", From: days(7)}, {Label: "30 d", From: days(30)},
	}
	at := whenProven
	if wish.Now {
		at = atOnce
	}
	return keyform.NewMoment(env, keyform.Words{
		Example: "2027-01-19 18:00, +14d", Day: "the old key is to go as this day begins",
		Parse: func(text string, now time.Time) (keys.Expiry, error) {
			return rotation.ParseEndTime(text, now, env.Zone)
		},
	}, choices, at)
}

// chosen is how the permissions are chosen.
func (f *form) chosen() grant { return f.grants[f.grant] }

// wished is what was chosen. Why says why it can't be had yet.
func (f *form) wished(now time.Time) (w rotation.Wish, why string) {
	switch f.chosen() {
	case wider:
		w.Permissions, w.Lack = f.wish.Permissions, f.wish.Lack
	case narrower:
		if why = f.narrow.why(); why == "" {
			w = f.narrow.Wish()
		}
	case edited:
		p := f.grid.Permissions()
		w.Permissions, w.Lack = &p, f.wish.Lack
	}
	var err error
	w.End, err = endOf(f.end, now)
	if why == "" && err != nil {
		why = "Choose when the old key goes: " + err.Error() + "."
	}
	return w, why
}

// endOf is the end that was chosen.
func endOf(m *keyform.Moment, now time.Time) (rotation.End, error) {
	when, err := m.When(now)
	at, _ := when.At()
	return rotation.End{Now: m.Chosen() == atOnce, At: at}, err
}

// why is why there is no narrower key, "" where there is one.
func (n *narrow) why() string {
	switch {
	case n.err != nil:
		return screen.TroubleLine(n.err)
	case !n.known:
		return "The log is being read…"
	}
	return n.Not
}

// parts are those that can have the focus now.
func (f *form) parts() []part {
	if f.chosen() == edited {
		return []part{grantPart, gridPart, expiryPart, endPart, buttonPart}
	}
	return []part{grantPart, expiryPart, endPart, buttonPart}
}

// step moves the focus; around says that the ends lead to each other.
func (f *form) step(by int, around bool) {
	parts := f.parts()
	at := slices.Index(parts, f.focus) + by
	if around {
		at = (at + len(parts)) % len(parts)
	}
	f.expiry.Close()
	f.end.Close()
	f.focus = parts[min(max(at, 0), len(parts)-1)]
}

func (f *form) next()     { f.step(1, false) }
func (f *form) previous() { f.step(-1, false) }

// moment is what says when and has the focus, nil for none.
func (s *Screen) moment() *keyform.Moment {
	switch {
	case s.moving != nil:
		return s.moving
	case s.plan != nil && !s.leaked:
		return s.form.moment()
	}
	return nil
}

// moment is the part with the focus, where it says when.
func (f *form) moment() *keyform.Moment {
	switch f.focus {
	case expiryPart:
		return f.expiry
	case endPart:
		return f.end
	}
	return nil
}

// Capturing holds back the keys that work everywhere while a text is typed or a question
// is asked.
func (s *Screen) Capturing() bool { return s.leaked || s.typing() }

// typing reports whether a text is typed.
func (s *Screen) typing() bool {
	return s.busy() == "" && s.moment() != nil && s.moment().Capturing()
}

// apply plans what was chosen.
func (s *Screen) apply() {
	now := s.env.Now()
	plan := s.seen.Plan(s.plan.Old, now, s.env.Zone)
	wish, _ := s.form.wished(now)
	plan.Grant(wish)
	as := s.plan.Old.Lifetime().IsKnown() && s.form.expiry.Chosen() == 0
	if at, err := s.form.expiry.When(now); err == nil && !as {
		plan.Expire(at)
	}
	s.plan = &plan
}

// unfit is why no new key can be made of what was chosen, "" where it can.
func (s *Screen) unfit() string {
	if _, why := s.form.wished(s.env.Now()); why != "" {
		return why
	}
	if _, err := s.form.expiry.When(s.env.Now()); err != nil && !s.form.expiry.Pending() {
		return "Choose when the new key expires: " + err.Error() + "."
	}
	if s.env.Tracing() {
		return s.env.Traced(screen.TheNewKey)
	}
	return s.plan.Unfit()
}

// chooseGrant goes on among the ways to choose the permissions. What the log shows in use
// is asked for when it is wanted.
func (s *Screen) chooseGrant(step int) tea.Cmd {
	f := s.form
	f.grant = min(max(f.grant+step, 0), len(f.grants)-1)
	if f.chosen() == edited {
		f.grid.SetPermissions(s.plan.Permissions)
	}
	s.apply()
	return s.readNarrow()
}

func (s *Screen) readNarrow() tea.Cmd {
	if f := s.form; f.chosen() != narrower || f.narrow.known || s.narrow.Running() {
		return nil
	}
	s.form.narrow.err = nil
	client, old, evidence, now := s.env.API, s.plan.Old, s.env.Health.Thresholds.Evidence, s.env.Now()
	return s.narrow.Start(func(ctx context.Context) (rotation.Narrow, error) {
		return rotation.ReadNarrow(ctx, client, &old, evidence, now)
	})
}

// narrowed takes what the log shows in use.
func (s *Screen) narrowed(n rotation.Narrow, err error) tea.Cmd {
	if s.form == nil {
		return nil
	}
	s.form.narrow = narrow{n, err == nil, err}
	if s.plan != nil {
		s.apply()
	}
	if err != nil {
		return screen.Refused(err)
	}
	return nil
}
