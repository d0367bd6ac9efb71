package views

import (
	"context"
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/fleet"
	"github.com/supascale/supascale-tui/internal/text/sanitize"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/audit"
	"github.com/supascale/supascale-tui/internal/views/connect"
	"github.com/supascale/supascale-tui/internal/views/connect/switching"
	"github.com/supascale/supascale-tui/internal/views/health"
	"github.com/supascale/supascale-tui/internal/views/keys/keylist"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// place is the instance the console is on, and the way to another.
type place struct {
	profile string             // "" where the instance has none
	at      app.Connection     // what the console works on there
	group   *fleet.Group       // where these are several instances, nil for one
	end     context.CancelFunc // ends every request made on it; nil before the first
	connect screen.Call[app.Connection]
	// agreed is the question about leaving to which the admin has said yes.
	agreed string
}

func newPlace(profile string) place {
	return place{profile: profile, connect: screen.Call[app.Connection]{Owner: rootOwner, Name: "connect", Timeout: app.ProfileWithin}}
}

// connected reports whether there is an instance to show.
func (r *Root) connected() bool { return r.keys != nil }

// begin builds the screens anew, for the instance in env.
func (r *Root) begin(env screen.Env) {
	life, end := context.WithCancel(context.Background())
	if !env.Several { // which end with their source
		env.API = screen.Within(life, env.API)
	}
	r.env, r.place.end = env, end
	r.keys, r.audit, r.health = keylist.New(env), audit.New(env), health.New(env)
	r.env.Presets, r.env.Known, r.env.Lists = r.options.Presets, r.keys.Known, r.keys.Lists
	r.stack = []entry{{keylist.ID, r.keys}}
	later := r.undelivered.later
	if r.undelivered = newUndelivered(); later != nil {
		r.undelivered.later = later
	}
	r.command = ui.NewCommandLine(env.Theme, r.commandNames())
}

// travel carries out what screens ask for that leads to another instance.
func (r *Root) travel(msg tea.Msg) (tea.Cmd, bool) {
	switch msg := msg.(type) {
	case screen.SwitchProfile:
		return r.switchTo(msg), true
	case screen.StopSwitch:
		r.stopSwitch()
		return nil, true
	case screen.ShowConnect:
		return r.openConnect(), true
	case screen.Connected:
		return r.enter(msg.Connection), true
	case screen.ShowSeveral:
		return r.showSeveral(msg.Profiles), true
	}
	return nil, false
}

// askProfile is the command of that name: all instances, or straight to one.
func (r *Root) askProfile(name string) tea.Cmd {
	switch {
	case name == "":
		return r.leave(r.showInstances)
	case name == r.place.profile:
		return screen.Say(ui.Normal, "You are on "+r.env.Where()+" already.")
	case !r.known(name):
		return screen.Say(ui.Warn, fmt.Sprintf("There is no profile “%s”. :instances lists those there are.", sanitize.Limit(name, 40)))
	}
	return r.switchTo(screen.SwitchProfile{Name: name})
}

func (r *Root) known(name string) bool { return r.profileAt(name) >= 0 }

func (r *Root) profileAt(name string) int {
	return slices.IndexFunc(r.options.Profiles, func(p app.Profile) bool { return p.Name == name })
}

// switchTo asks what would be lost, and goes to another profile.
func (r *Root) switchTo(msg screen.SwitchProfile) tea.Cmd {
	to := r.profileAt(msg.Name)
	if r.options.Connect == nil || to < 0 {
		return screen.Say(ui.Warn, "This console can't change its instance.")
	}
	return r.leave(func() tea.Cmd {
		if c, reached := r.member(msg.Name); reached {
			return r.toMember(c)
		}
		r.place.agreed = r.atStake().Question
		connectTo := r.options.Connect
		return tea.Batch(r.openDialog(switching.New(r.env, r.options.Profiles[to])), r.place.connect.Start(func(ctx context.Context) (app.Connection, error) {
			return connectTo(ctx, msg.Name)
		}))
	})
}

// stopSwitch gives up the way that is being tried.
func (r *Root) stopSwitch() {
	r.place.connect.Cancel()
	if d, ok := r.dialog().(*switching.Dialog); ok {
		r.drop(d)
	}
}

// arrived takes the outcome of a way to another profile. One that was given up
// meanwhile is released.
func (r *Root) arrived(msg tea.Msg) (tea.Cmd, bool) {
	result, ok := msg.(screen.Result[app.Connection])
	if !ok || result.Owner != rootOwner {
		return nil, false
	}
	if _, mine := r.place.connect.Take(msg); !mine {
		return screen.Discard(result.Value), true
	}
	if result.Err != nil {
		if d, ok := r.dialog().(*switching.Dialog); ok {
			d.Failed(result.Err)
		}
		return nil, true
	}
	return r.enter(result.Value), true
}

// enter goes over to an instance, after asking about what came up since the
// admin agreed to leave: a key may have been made meanwhile.
func (r *Root) enter(c app.Connection) tea.Cmd {
	if d, ok := r.dialog().(*switching.Dialog); ok {
		r.drop(d)
	}
	if l := r.atStake(); l.Question != "" && l.Question != r.place.agreed {
		r.ask(confirm{leave: l, then: func() tea.Cmd { return r.adopt(c) }, stay: func() tea.Cmd { return screen.Discard(c) }})
		return nil
	}
	return r.adopt(c)
}

// adopt shows another instance: everything of the one before ends here.
func (r *Root) adopt(c app.Connection) tea.Cmd {
	released := r.depart()
	if p := c.Profile; p.Name != "" && !r.known(p.Name) {
		r.options.Profiles = append(slices.Clip(r.options.Profiles), p)
	}
	return tea.Batch(released, r.settle(c, nil), r.keys.Init(), screen.Say(ui.Good, r.hereNow(c)))
}

// depart ends everything of where the console is.
func (r *Root) depart() tea.Cmd {
	var released tea.Cmd
	if r.connected() {
		released = r.end()
	}
	if r.outer != nil {
		released = tea.Batch(released, r.outer.end())
		r.outer = nil
	}
	r.place.connect.Cancel()
	r.instances.Pause()
	r.undelivered.check.Cancel()
	r.forget(0)
	r.layers, r.refused, r.notice = nil, nil, screen.Notice{}
	return released
}

// end gives up every request of the site and releases its connection.
func (s *site) end() tea.Cmd {
	s.place.end()
	return screen.Discard(s.place.at)
}

// settle builds the screens for a connection; group are several instances,
// nil for one.
func (r *Root) settle(c app.Connection, group *fleet.Group) tea.Cmd {
	env := r.own
	env.API, env.Several, env.Environment, env.Defaults, env.Exact = c.API, group != nil, screen.Environment(c.Profile.Environment), c.Defaults, c.Exact
	if c.Clipboard != nil {
		env.Clipboard = c.Clipboard
	}
	r.place = newPlace(c.Profile.Name)
	r.place.at, r.place.group = c, group
	r.begin(env)
	r.resize(r.window, r.height)
	return r.wear(r.lookOf(c.Theme))
}

// hereNow says where the console is now and by which credential.
func (r *Root) hereNow(c app.Connection) string {
	said := "You are on " + r.env.Where()
	if c.Credential != "" {
		said += ", with " + c.Credential
	}
	return strings.TrimSuffix(said, ".") + "."
}

// openConnect opens the screen for an instance the console doesn't know yet,
// above the one it is on.
func (r *Root) openConnect() tea.Cmd {
	if !r.options.Connector.LeadFurther() {
		return nil
	}
	return r.leave(func() tea.Cmd {
		r.cut(1)
		return r.open(connect.ID, connect.New(r.env, r.options.Connector, r.profileNames(), true))
	})
}

func (r *Root) profileNames() []string {
	var names []string
	for _, p := range r.options.Profiles {
		names = append(names, p.Name)
	}
	return names
}
