// Package views is the console: the root that routes between the screens in the
// packages below it.
package views

import (
	"context"
	"iter"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/clipboard"
	"github.com/supascale/supascale-tui/internal/fleet"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/audit"
	"github.com/supascale/supascale-tui/internal/views/connect"
	"github.com/supascale/supascale-tui/internal/views/health"
	"github.com/supascale/supascale-tui/internal/views/instances"
	"github.com/supascale/supascale-tui/internal/views/keys/keylist"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// Options says how the console is shown.
type Options struct {
	Presets []keys.Preset
	Mouse   bool    // wheel and click; off, so that text can be selected
	Look    ui.Look // what the console starts in
	// Looks are the themes of profiles, by name.
	Looks map[string]ui.Look
	// OwnLook and OwnClipboard are the console's own, for instances without one;
	// nil is that of the start.
	OwnLook      *ui.Look
	OwnClipboard *clipboard.Clipboard
	Themes       Themes // what :theme finds; nil for none

	// Warning is said at the start, "" for nothing.
	Warning string

	// Profiles are the admin's instances, and Profile is the one the console
	// begins on, "" for an instance without one.
	Profiles []app.Profile
	Profile  string
	// Close releases the instance of the start when the console goes to another;
	// nil does nothing.
	Close func()
	// Stop stops the process until the shell continues it, and reports false where
	// there is no shell that could. nil where the system can't suspend programs.
	Stop func() (stopped bool)
	// Connect leads to a profile's instance. It runs away from the event loop
	// with a deadline, and leaves nothing open when it fails or comes too late.
	// nil: the console stays where it is.
	Connect func(ctx context.Context, profile string) (app.Connection, error)
	// Survey tells how the admin's instances stand, as their answers come. nil: nothing
	// is told.
	Survey func(ctx context.Context, members []fleet.Member) iter.Seq[fleet.Row]
	AtAll  bool // the console begins with the page of all instances
	// Connector leads to instances without a profile. A console that begins
	// without an instance begins there.
	Connector app.Ways
}

// Root is the console, the program's one tea.Model.
type Root struct {
	site
	outer   *site // the several instances to which esc leads back, nil for none
	entered any   // the screen or dialog for which the console left them
	// createdThere says that it made a key, which was then shown in its place.
	createdThere bool
	own          screen.Env // the console's own, before any profile's
	options      Options
	colours      colours

	instances *instances.Screen // outlives the connections that are made from it

	layers    []layer // above the screens, the one in front last
	refused   *screen.Unauthorized
	notice    screen.Notice
	refusedAt time.Time              // when a key was refused that would have opened a field
	waiting   map[string]api.Awaited // by what is asked

	window        int // the terminal's width
	width, height int // the frame's
	quitting      bool
	asleep        bool // the terminal is not the console's
	closed        bool // a key was shown, and is not any more
}

// site is the console on an instance, or on several at once.
type site struct {
	env    screen.Env
	keys   *keylist.Screen
	audit  *audit.Screen
	health *health.Screen
	stack  []entry // open screens, the active one last; the first is keys

	command     *ui.CommandLine
	undelivered undeliveredState
	place       place
}

// Quit ends the console without asking: the terminal or the system wants it
// gone.
type Quit struct{}

// entry is an open screen and the name by which results find it.
type entry struct {
	name string
	screen.Screen
}

// New returns the console on env. Without an instance in it the console begins where one
// is chosen, or with the screen that connects to one.
func New(env screen.Env, options Options) *Root {
	r := &Root{site: site{env: env, place: newPlace(options.Profile)}, own: env, options: options, colours: newColours(options)}
	if options.OwnClipboard != nil {
		r.own.Clipboard = options.OwnClipboard
	}
	r.instances = r.newInstances()
	if env.API != nil {
		r.place.at = app.Connection{API: env.API, Defaults: env.Defaults, Clipboard: env.Clipboard, Exact: env.Exact, Close: options.Close}
		if at := r.profileAt(options.Profile); at >= 0 {
			r.place.at.Profile = options.Profiles[at]
		}
		r.begin(env)
		if options.AtAll {
			r.stack = append(r.stack, entry{instances.ID, r.instances})
		}
		return r
	}
	r.command = ui.NewCommandLine(env.Theme, nil)
	r.stack = []entry{{connect.ID, connect.New(env, options.Connector, r.profileNames(), false)}}
	if r.several() {
		r.stack = []entry{{instances.ID, r.instances}}
	}
	return r
}

// Init loads the key list.
func (r *Root) Init() tea.Cmd {
	return tea.Batch(buildWidths, r.active().Init(), r.attend(), r.askBackground(), r.warn())
}

// buildWidths builds the renderer's table of character widths. The renderer waits for its
// first tick then; without this it would build the table between that tick and the first
// frame.
func buildWidths() tea.Msg {
	ansi.StringWidthWc("…")
	return nil
}

func (r *Root) warn() tea.Cmd {
	if r.options.Warning == "" {
		return nil
	}
	return screen.Say(ui.Warn, r.options.Warning)
}

// Update routes a message, and looks after keys that nobody took.
func (r *Root) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	cmd := r.route(msg)
	return r, tea.Batch(cmd, r.attend(), r.fit(), r.overwrite())
}

// route hands a message to whom it concerns. The order matters: what is on top
// gets keys first, and a result reaches its screen wherever that is.
func (r *Root) route(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		r.resize(msg.Width, msg.Height)
		return nil
	case tea.ColorProfileMsg:
		r.env.Theme.WithoutColours(msg.Profile <= colorprofile.ASCII)
		r.paint()
		return nil
	case tea.BackgroundColorMsg:
		r.useBackground(msg)
		return nil
	case ThemeFound:
		return r.useTheme(msg)
	case tea.KeyPressMsg:
		return r.press(msg)
	case tea.PasteMsg:
		return r.paste(msg)
	case tea.MouseMsg:
		return r.mouse(msg)
	case screen.Addressed:
		return r.deliver(msg)
	case Quit:
		return r.quit()
	case Suspend:
		return r.suspend()
	case Waiting:
		r.wait(msg)
		return nil
	case Redraw:
		return r.release(func() string { return "" })
	case awake:
		r.wake(msg)
		return nil
	}
	if cmd, mine := r.perform(msg); mine {
		return cmd
	}
	return r.broadcast(msg)
}

// View draws the frame: header, rule, the active screen, footer.
func (r *Root) View() tea.View {
	content, cursor := r.env.SecretCursor(r.draw())
	v := tea.NewView(content)
	v.AltScreen = true
	v.MouseMode = r.mouseMode()
	v.WindowTitle = r.windowTitle()
	v.Cursor = cursor
	return v
}

func (r *Root) active() entry { return r.stack[len(r.stack)-1] }

// deliver hands a result to the screen that asked for it.
func (r *Root) deliver(msg screen.Addressed) tea.Cmd {
	if cmd, mine := r.watch(msg); mine {
		return cmd
	}
	name := msg.Addressee()
	if d := r.dialog(); d != nil && d.Name() == name {
		return d.Update(msg)
	}
	if name == instances.ID {
		return r.instances.Update(msg)
	}
	cmd, there := r.site.deliver(name, msg)
	if r.outer != nil { // whose screens know their own answers
		behind, too := r.outer.deliver(name, msg)
		cmd, there = tea.Batch(cmd, behind), there || too
	}
	if there {
		return cmd
	}
	if late, ok := msg.(screen.Result[app.Connection]); ok {
		return screen.Discard(late.Value)
	}
	// The screen is gone, and nobody waits for the answer; but it may have been
	// a new key.
	r.undelivered.wanted = r.undelivered.wanted || makes(name)
	return nil
}

// deliver hands a result to the screen of that name, and reports whether there is one.
func (s *site) deliver(name string, msg tea.Msg) (cmd tea.Cmd, there bool) {
	if s.keys != nil {
		switch name {
		case keylist.ID:
			return s.keys.Update(msg), true
		case audit.ID:
			return s.audit.Update(msg), true
		case health.ID:
			return s.health.Update(msg), true
		}
	}
	for _, e := range s.stack {
		if e.name == name {
			return e.Update(msg), true
		}
	}
	return nil, false
}

// broadcast hands a message without an address, such as a spinner's tick, to
// everything that is alive.
func (r *Root) broadcast(msg tea.Msg) tea.Cmd {
	var cmds []tea.Cmd
	if r.connected() {
		cmds = append(cmds, r.keys.Update(msg), r.audit.Update(msg), r.health.Update(msg))
	}
	for _, e := range r.stack {
		if e.Screen != screen.Screen(r.keys) && e.Screen != screen.Screen(r.audit) && e.Screen != screen.Screen(r.health) {
			cmds = append(cmds, e.Update(msg))
		}
	}
	if d := r.dialog(); d != nil {
		cmds = append(cmds, d.Update(msg))
	}
	return tea.Batch(cmds...)
}
