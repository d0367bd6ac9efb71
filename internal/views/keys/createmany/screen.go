// Package createmany is the page that creates one key on several instances: which of them,
// and the result on each. A key is made and shown on its own instance, and the next one only
// when that was closed.
package createmany

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/fleet"
	"github.com/supascale/supascale-tui/internal/lifecycle"
	"github.com/supascale/supascale-tui/internal/text"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/ui/press"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// ID owns the page's requests.
const ID = "create-many"

// Route leads to the page. The form stays below it.
var Route = screen.Route{
	ID: ID, Several: true, Above: true,
	Opens: []screen.Opener{screen.On(New)},
}

// place is an instance that may get the key.
type place struct {
	app.Profile
	sameAs  string // the profile above that leads to the same instance, "" for none
	marked  bool
	outcome lifecycle.Outcome // "" before it was tried
}

// Screen is the page.
type Screen struct {
	screen.ListPage
	env    screen.Env
	ask    screen.ShowCreateMany
	places []place
	at     int       // the one that the key is being created on, -1 for none
	made   bool      // there is a key, which was shown
	since  time.Time // when it was begun
	look   screen.Call[lifecycle.Outcome]
}

// New returns the page. No instance is marked.
func New(env screen.Env, ask screen.ShowCreateMany) *Screen {
	s := &Screen{env: env, ask: ask, at: -1, look: screen.Call[lifecycle.Outcome]{Owner: ID, Name: "look", Timeout: screen.CallTimeout}}
	members := fleet.MembersOn(env.API)
	for i, m := range members {
		s.places = append(s.places, place{Profile: m.Profile, sameAs: fleet.SameInstance(members, i)})
	}
	s.List = ui.NewList(env.Theme, rows{s}, columns()...)
	return s
}

// Title names the page.
func (s *Screen) Title() string { return "New key on several instances" }

// Init looks up the result on the instance from which the console comes back.
func (s *Screen) Init() tea.Cmd {
	if s.at < 0 {
		return nil
	}
	source, several := s.env.API.(*fleet.Source)
	if !several {
		return nil
	}
	name, made, since, notes := s.places[s.at].Name, s.made, s.since, s.env.Undelivered
	return s.look.Start(func(ctx context.Context) (lifecycle.Outcome, error) {
		client, err := source.Member(ctx, name)
		if err != nil {
			return "", err
		}
		list, err := notes.Unsettled(client.Instance().ID)
		if err != nil {
			return "", err
		}
		for i := range list {
			switch e := &list[i]; {
			case e.At.Before(since): // of another creation
			case e.KeyID == "":
				return lifecycle.OutcomeUnknown, nil
			default:
				return lifecycle.OutcomeUndelivered, nil
			}
		}
		if made {
			return lifecycle.OutcomeCreated, nil
		}
		return lifecycle.OutcomeNotCreated, nil
	})
}

// Update takes a message.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	if r, mine := s.look.Take(msg); mine {
		return s.looked(r)
	}
	if _, made := msg.(screen.CreatedThere); made {
		s.made = true
		return nil
	}
	cmd, _ := screen.Input(s, msg, nil)
	return cmd
}

// looked takes the result. Where it can't be told the key may be there.
func (s *Screen) looked(r screen.Result[lifecycle.Outcome]) tea.Cmd {
	p := &s.places[s.at]
	s.at, s.made = -1, false
	if p.outcome = r.Value; r.Err != nil {
		p.outcome = lifecycle.OutcomeUnknown
		return screen.Say(ui.Warn, screen.TroubleLine(r.Err))
	}
	if next := s.next(); next >= 0 {
		s.List.SetCursor(next)
	}
	return nil
}

// next is the marked instance on which the key is created next, -1 for none.
func (s *Screen) next() int {
	for i := range s.places {
		if s.places[i].marked && s.places[i].open() {
			return i
		}
	}
	return -1
}

// open reports whether the instance may get the key: one that has it, or may have it, gets
// no second, nor by another profile.
func (p *place) open() bool {
	return p.sameAs == "" && (p.outcome == "" || p.outcome == lifecycle.OutcomeNotCreated)
}

// count counts the marked instances that have not got the key, and those that were tried.
func (s *Screen) count() (left, tried int) {
	for i := range s.places {
		if s.places[i].outcome != "" {
			tried++
		}
		if s.places[i].marked && s.places[i].open() {
			left++
		}
	}
	return left, tried
}

// Actions are what can be done now.
func (s *Screen) Actions() []screen.Action {
	next, busy := s.next(), s.look.Running()
	create, why := "create", "No instance is marked: space marks one."
	switch left, tried := s.count(); {
	case busy:
		why = "The last key is still looked for: wait a moment."
	case next >= 0:
		create, why = "create on "+s.where(next), ""
	case tried > 0 && left == 0:
		why = "All that were marked are done."
	}
	back := func() tea.Msg { return screen.Back{} }
	if _, tried := s.count(); tried > 0 {
		back = func() tea.Msg { return screen.ShowKeys{} }
	}
	return []screen.Action{
		screen.Move(s.List),
		screen.Set(ui.Bind(press.Space, "mark").DisabledIf(busy, why), s.turn),
		screen.Do(ui.Bind(press.Enter, create).DisabledIf(why != "", why), s.create),
		screen.Set(ui.Bind(press.All, "mark all, or none").HelpOnly().DisabledIf(busy, why), s.turnAll),
		screen.Tell(ui.Bind(press.Esc, "back"), back),
	}
}

// where names an instance with its environment.
func (s *Screen) where(i int) string {
	p := s.places[i]
	if p.Environment == "" || p.Environment == p.Name {
		return p.Name
	}
	return p.Environment + " (" + p.Name + ")"
}

// turn marks the instance under the cursor or takes its mark away, and goes on to the next.
func (s *Screen) turn() {
	if p := &s.places[s.List.Cursor()]; p.open() {
		p.marked = !p.marked
	}
	s.List.SetCursor(min(s.List.Cursor()+1, len(s.places)-1))
}

func (s *Screen) turnAll() {
	all := true
	for i := range s.places {
		all = all && (s.places[i].marked || !s.places[i].open())
	}
	for i := range s.places {
		if s.places[i].open() {
			s.places[i].marked = !all
		}
	}
}

// create goes to the next instance, where the key is made and shown.
func (s *Screen) create() tea.Cmd {
	s.at, s.since = s.next(), s.env.Now()
	s.List.SetCursor(s.at)
	key := s.ask.Key
	return screen.Send(screen.AtInstance{Name: s.places[s.at].Name, Msg: screen.ShowCreate{Again: &key, Note: s.ask.Note}})
}

// Leave asks while marked instances have not got the key.
func (s *Screen) Leave() screen.Leave {
	if left, tried := s.count(); tried > 0 && left > 0 {
		return screen.Leave{
			Question: "Leave? " + text.Plural(left, "marked instance has", "marked instances have") + " not got the key. What was made stays.",
			Stay:     "stay", Go: "leave",
		}
	}
	return screen.Leave{}
}
