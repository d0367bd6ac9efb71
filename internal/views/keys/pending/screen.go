// Package pending is the page that lists what was begun on this machine and is not at
// its end: undelivered keys, rotations, and revocations of many keys.
package pending

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/fleet"
	"github.com/supascale/supascale-tui/internal/lifecycle/pending"
	"github.com/supascale/supascale-tui/internal/lifecycle/rotation"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/ui/press"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// ID owns the page's requests.
const ID = "pending"

// Route leads to the page.
var Route = screen.Route{
	ID: ID, Several: true, Once: true, Command: "pending", Ask: screen.Always(screen.ShowPending{}),
	Opens: []screen.Opener{screen.On(func(env screen.Env, _ screen.ShowPending) *Screen { return New(env) })},
}

// Screen is the page.
type Screen struct {
	screen.ListPage
	env  screen.Env
	look screen.Call[pending.Seen]
	seen pending.Seen
	have bool
	err  error
}

// New returns the page.
func New(env screen.Env) *Screen {
	s := &Screen{env: env, look: screen.Call[pending.Seen]{Owner: ID, Name: "look", Timeout: screen.CallTimeout}}
	s.List, s.About = ui.NewList(env.Theme, rows{s}, screen.WithInstance(env, 2, columns())...), aboutLines
	return s
}

// Title names the page.
func (s *Screen) Title() string { return "Pending" }

// Init looks what is pending.
func (s *Screen) Init() tea.Cmd {
	env := s.env
	look := func(ctx context.Context, client app.API) (pending.Seen, error) {
		own := env
		own.API = client
		return pending.Look(ctx, pending.Source{Rotator: own.Rotator(), Client: client, Notes: env.Undelivered, Many: env.Many}, client.Instance().ID, env.Now)
	}
	return s.look.Start(func(ctx context.Context) (pending.Seen, error) {
		if several, ok := env.API.(*fleet.Source); ok {
			return several.Pending(ctx, look)
		}
		return look(ctx, env.API)
	})
}

// Update takes a message.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	if r, mine := s.look.Take(msg); mine {
		return s.looked(r)
	}
	if _, gone := msg.(screen.UndeliveredGone); gone {
		return s.Init()
	}
	cmd, _ := screen.Input(s, msg, nil)
	return cmd
}

func (s *Screen) looked(r screen.Result[pending.Seen]) tea.Cmd {
	if s.err = r.Err; r.Err != nil {
		return screen.Refused(r.Err)
	}
	s.seen, s.have = r.Value, true
	s.layout()
	switch {
	case r.Value.Unread != nil:
		return screen.Say(ui.Warn, r.Value.Unread.Error())
	case r.Value.Doubtful:
		return screen.Say(ui.Warn, pending.DoubtWords)
	}
	return nil
}

// Actions are what can be done now.
func (s *Screen) Actions() []screen.Action {
	return []screen.Action{
		screen.Move(s.List), screen.Tell(ui.Bind(press.Open, "open").DisabledIf(len(s.seen.Items) == 0, "There is nothing to open."), s.open),
		screen.Do(ui.Bind(press.Refresh, "refresh"), s.Init), screen.GoBack(s.look.Cancel),
	}
}

// open leads to what settles the item under the cursor.
func (s *Screen) open() tea.Msg {
	i := &s.seen.Items[s.List.Cursor()]
	if s.env.Several {
		return screen.AtInstance{Name: i.Instance, Msg: settling(i)}
	}
	return settling(i)
}

// settling asks for what settles an item.
func settling(i *pending.Item) tea.Msg {
	switch i.Kind {
	case pending.Undelivered:
		return screen.AskUndelivered{Orphan: *i.Orphan}
	case pending.RevokeMany:
		return screen.ShowReceipts{Revocation: *i.Revocation}
	default:
		return screen.ShowRotate{Key: oldKey(i.Rotation)}
	}
}

// oldKey is the old key of a rotation, or what is known of one that is gone.
func oldKey(s *rotation.Standing) api.Key {
	if s.OldKey != nil {
		return *s.OldKey
	}
	return api.Key{ID: s.Old.ID, Name: s.Old.Name, Preview: s.Old.Preview}
}
