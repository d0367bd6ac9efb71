package views

import (
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/ui/press"
	"github.com/supascale/supascale-tui/internal/views/audit"
	"github.com/supascale/supascale-tui/internal/views/health"
	"github.com/supascale/supascale-tui/internal/views/instances"
	"github.com/supascale/supascale-tui/internal/views/keys/create"
	"github.com/supascale/supascale-tui/internal/views/keys/identify"
	"github.com/supascale/supascale-tui/internal/views/keys/keylist"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// press routes a key: the top layer first, then a screen with a text field,
// then the screen's own keys, then the global ones.
func (r *Root) press(msg tea.KeyPressMsg) tea.Cmd {
	if msg.String() == "ctrl+z" {
		return r.suspend() // what is said now still counts afterwards
	}
	if r.isAhead(msg) {
		return nil
	}
	r.notice = screen.Notice{}
	switch {
	case msg.String() == "ctrl+c":
		return r.interrupt()
	case r.tooSmall():
		return nil // what a key would do can't be seen
	case r.top() != nil:
		return r.top().Update(msg)
	case r.refused != nil:
		cmd, _ := screen.Press(r.refusedActions(), msg)
		return cmd
	case r.active().Capturing():
		return r.active().Update(msg)
	}
	return r.pressOpen(msg)
}

// ahead is how soon behind a key that was refused a letter is text for what that key would
// have opened, had the page been loaded.
const ahead = 400 * time.Millisecond

// isAhead reports whether a key was typed ahead, to be dropped: as a key of the page it
// would do what nobody wanted.
func (r *Root) isAhead(msg tea.KeyPressMsg) bool {
	if r.refusedAt.IsZero() {
		return false
	}
	now := r.env.Now()
	typed := msg.Text != "" && now.Sub(r.refusedAt) <= ahead
	if r.refusedAt = now; !typed {
		r.refusedAt = time.Time{}
	}
	return typed
}

// pressOpen handles a key when nothing is on top and no text is typed.
func (r *Root) pressOpen(msg tea.KeyPressMsg) tea.Cmd {
	var refusal string
	for _, b := range r.active().Actions() {
		if !b.Matches(msg) {
			continue
		}
		if b.Enabled() {
			return r.active().Update(msg)
		}
		refusal = b.Why
	}
	if refusal != "" {
		r.notice = screen.Notice{Tone: ui.Warn, Text: refusal}
		if press.Filter.Or(press.Export, press.Enter).Has(msg.String()) {
			r.refusedAt = r.env.Now()
		}
		return nil
	}
	cmd, _ := screen.Press(r.globals(), msg)
	return cmd
}

func (r *Root) paste(msg tea.PasteMsg) tea.Cmd {
	switch {
	case r.tooSmall():
		return nil
	case r.top() != nil:
		return r.top().Update(msg)
	case r.refused != nil:
		return nil
	}
	return r.active().Update(msg)
}

// globals are the keys that work on every screen.
func (r *Root) globals() []screen.Action {
	leave := func(key press.Key, does string, then func() tea.Cmd) screen.Action {
		return screen.Do(ui.Bind(key, does).HelpOnly(), func() tea.Cmd { return r.leave(then) })
	}
	reach := func(key press.Key, does string, msg tea.Msg) screen.Action {
		return screen.Tell(ui.Bind(key, does).HelpOnly(), func() tea.Msg { return msg })
	}
	help := screen.Set(ui.Bind(press.Help, "help").HelpOnly(), r.openHelp)
	end := []screen.Action{
		leave(press.Quit, "quit", r.quit),
		screen.Do(ui.Bind(press.Interrupt, "quit, always").HelpOnly(), r.interrupt),
		screen.Do(ui.Bind(press.Suspend, "suspend; fg brings it back").HelpOnly(), r.suspend),
	}
	if !r.connected() {
		return append([]screen.Action{help}, end...)
	}
	var elsewhere []screen.Action
	for i, v := range r.views() {
		if i != r.viewAt() {
			elsewhere = append(elsewhere, leave(v.key, strings.ToLower(v.title), v.show))
		}
	}
	if len(r.stack) > 1 {
		elsewhere = append(elsewhere, screen.Do(ui.Bind(press.Esc, "back").HelpOnly(), r.leaveTop))
	} else if r.outer != nil {
		elsewhere = append(elsewhere, leave(press.Esc, "back to "+r.outer.env.API.Instance().Name, r.toOuter))
	} else if r.several() {
		elsewhere = append(elsewhere, leave(press.Esc, "all instances", r.showInstances))
	}
	if r.active().name != create.ID || r.atStake().Question != "" { // an empty form is there already
		elsewhere = append(elsewhere, leave(press.New, "new key", r.newKey))
	}
	return append(append(elsewhere,
		leave(press.Tab, "next view", r.turn(false)), leave(press.BackTab, "view before", r.turn(true)),
		reach(press.Pending, "what is pending", screen.ShowPending{}), reach(press.History, "history", screen.ShowHistory{}),
		reach(press.Identify, "find which key a value is", identify.Route.Ask("")),
		screen.Set(ui.Bind(press.Command, "command").HelpOnly(), r.startCommand),
		help,
	), end...)
}

// view is a screen that the header shows as a tab.
type view struct {
	id    string
	key   press.Key
	title string
	show  func() tea.Cmd
}

// views are those there are, in the header's order.
func (r *Root) views() []view {
	var list []view
	if r.several() || r.active().name == instances.ID {
		list = append(list, view{instances.ID, press.Instances, "Instances", r.showInstances})
	}
	return append(list, view{keylist.ID, press.Keys, "Keys", r.showKeys}, view{audit.ID, press.Audit, "Audit", r.showAudit}, view{health.ID, press.Health, "Health", r.showHealth})
}

// viewAt is the index of the view in front, -1 where another screen is.
func (r *Root) viewAt() int {
	return slices.IndexFunc(r.views(), func(v view) bool { return v.id == r.active().name })
}

// offers are what can be pressed now: by the keys of what is in front, and by those that
// work everywhere.
func (r *Root) offers() (here, everywhere []ui.Binding) {
	var front, globals []screen.Action
	switch {
	case r.top() != nil:
		front = r.top().Actions()
	case r.refused != nil:
		front = r.refusedActions()
	case r.active().Capturing():
		front = r.active().Actions()
	default:
		front, globals = r.active().Actions(), r.globals()
	}
	listed := ui.Listed(screen.Bindings(front), screen.Bindings(globals))
	return listed[0], listed[1]
}

// bindings lists what the footer shows now: the keys of what is in front, and
// the two that must always be found.
func (r *Root) bindings() (here, always []ui.Binding) {
	here, everywhere := r.offers()
	if len(everywhere) == 0 {
		return here, nil
	}
	return here, []ui.Binding{ui.Bind(press.Help, "help"), ui.Bind(press.Quit, "quit")}
}
