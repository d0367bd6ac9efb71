// Package usage is the page that compares what a key was used for with what it
// may do.
package usage

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/activity/cluster"
	"github.com/supascale/supascale-tui/internal/activity/usage"
	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// ID owns the requests.
const ID = "usage"

// Route leads to the page.
var Route = screen.Route{
	ID: ID, Above: true,
	Opens: []screen.Opener{screen.On(func(env screen.Env, m screen.ShowUsage) *Screen { return New(env, m.Key) })},
}

var windows = []time.Duration{usage.Window, 3 * usage.Window}

// Screen is the page.
type Screen struct {
	screen.Base
	env    screen.Env
	key    api.Key
	window int
	call   screen.Call[cluster.Stats]
	stats  cluster.Stats
	usage  usage.Usage
	have   bool
	err    error
	page   ui.Page
}

// New returns the page about key.
func New(env screen.Env, key api.Key) *Screen {
	return &Screen{env: env, key: key, call: screen.Call[cluster.Stats]{Owner: ID, Name: "uses"}}
}

// Title implements screen.Screen.
func (s *Screen) Title() string { return "Usage: " + s.key.Name }

// Init asks what the key was used for.
func (s *Screen) Init() tea.Cmd {
	until := s.env.Now()
	asked := usage.Asked(&s.key, until.Add(-windows[s.window]), until)
	client := s.env.API
	return s.call.Start(func(ctx context.Context) (cluster.Stats, error) {
		return client.Stats(ctx, asked)
	})
}

// Update implements screen.Screen.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	if r, mine := s.call.Take(msg); mine {
		if s.err = r.Err; r.Err != nil {
			return screen.Refused(r.Err)
		}
		s.stats, s.have = r.Value, true
		s.usage = usage.Of(s.key, r.Value.Uses)
		return nil
	}
	cmd, _ := screen.Input(s, msg, nil)
	return cmd
}
