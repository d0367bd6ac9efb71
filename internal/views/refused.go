package views

import (
	"errors"
	"slices"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/connect"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// refusedKeys are the keys while the instance refuses the console's credential.
// None that closes something elsewhere quits here.
func (r *Root) refusedKeys() []global {
	list := []global{{ui.Bind("r", "try again", "r"), r.tryAgain}}
	if r.maySignInAgain() {
		list = append([]global{{ui.Bind("s", "sign in again", "s"), r.signInAgain}}, list...)
	}
	return append(list,
		global{ui.Bind("esc", "back", "esc"), func() tea.Cmd { r.refused = nil; return nil }},
		global{ui.Bind(":", "command", ":"), func() tea.Cmd { r.command.Start(); return nil }},
		global{ui.Bind("q", "quit", "q"), func() tea.Cmd { return r.leave(r.quit) }},
	)
}

func (r *Root) refusedBindings() []ui.Binding {
	var list []ui.Binding
	for _, k := range r.refusedKeys() {
		list = append(list, k.Binding)
	}
	return list
}

func (r *Root) pressRefused(msg tea.KeyPressMsg) tea.Cmd {
	for _, k := range r.refusedKeys() {
		if k.Matches(msg) {
			return k.run()
		}
	}
	return nil
}

// refusedMessage offers what may help; the footer has the other keys.
func (r *Root) refusedMessage() ui.Message {
	m := screen.Trouble(r.refused.Err, ui.Binding{})
	m.Keys = slices.DeleteFunc(r.refusedBindings(), func(b ui.Binding) bool { return b.Show != "r" && b.Show != "s" })
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
