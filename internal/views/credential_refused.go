package views

import (
	"errors"
	"slices"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/ui/press"
	"github.com/supascale/supascale-tui/internal/views/connect"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// refusedActions are what can be done while the instance refuses the console's
// credential. No key that closes something elsewhere quits here.
func (r *Root) refusedActions() []screen.Action {
	list := []screen.Action{screen.Do(ui.Bind(press.Refresh, "try again"), r.tryAgain)}
	if r.maySignInAgain() {
		list = append([]screen.Action{screen.Do(ui.Bind(press.Enter, "sign in again"), r.signInAgain)}, list...)
	}
	return append(list,
		screen.Set(ui.Bind(press.Esc, "back"), func() { r.refused = nil }),
		screen.Set(ui.Bind(press.Command, "command"), r.startCommand),
		screen.Do(ui.Bind(press.Quit, "quit"), func() tea.Cmd { return r.leave(r.quit) }),
	)
}

// refusedMessage offers what may help; the footer has the other keys.
func (r *Root) refusedMessage() ui.Message {
	m := screen.Trouble(r.refused.Err, ui.Binding{})
	m.Keys = slices.DeleteFunc(screen.Bindings(r.refusedActions()), func(b ui.Binding) bool { return !b.Key.Has("r") && !b.Key.Has("enter") })
	return m
}

func (r *Root) tryAgain() tea.Cmd {
	r.refused = nil
	return r.active().Init()
}

func (r *Root) maySignInAgain() bool {
	return errors.Is(r.refused.Err, api.ErrSessionEnded) && r.options.Connector.SignIn != nil
}

// signInAgain opens the form for the instance whose session has ended. The profile
// keeps its name: the new session takes the place of the old one.
func (r *Root) signInAgain() tea.Cmd {
	return r.leave(func() tea.Cmd {
		others := slices.DeleteFunc(r.profileNames(), func(name string) bool { return name == r.place.profile })
		form := connect.New(r.env, r.options.Connector, others, true)
		form.SignInTo(app.NewProfile{URL: r.env.API.Instance().URL, Name: r.place.profile, Environment: string(r.env.Environment)})
		r.refused = nil
		r.cut(1)
		return r.open(connect.ID, form)
	})
}
