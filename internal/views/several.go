package views

import (
	"context"
	"slices"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/fleet"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// showSeveral shows the keys of several instances. That on which the console is goes over
// with its connection.
func (r *Root) showSeveral(names []string) tea.Cmd {
	if r.options.Connect == nil {
		return screen.Say(ui.Warn, "This console can't change its instance.")
	}
	return r.leave(func() tea.Cmd {
		g := fleet.NewGroup(r.options.Connect)
		if r.connected() && slices.Contains(names, r.place.profile) {
			g.Hold(r.place.at)
			r.place.at.Close = nil
		}
		var profiles []app.Profile
		for _, name := range names {
			if at := r.profileAt(name); at >= 0 {
				profiles = append(profiles, r.options.Profiles[at])
			}
		}
		source := fleet.NewSource(context.Background(), g.Members(profiles))
		c := app.Connection{API: source, Close: func() {
			source.Close()
			g.Close()
		}}
		released := r.depart()
		return tea.Batch(released, r.settle(c, g), r.keys.Init(), screen.Say(ui.Good, r.hereNow(c)))
	})
}

// toOwn carries out what a screen of several instances asks about a key on the key's own
// instance. Esc leads back from there.
func (r *Root) toOwn(msg tea.Msg) (tea.Cmd, bool) {
	if r.place.group == nil {
		return nil, false
	}
	instance, own := ownOf(msg)
	if own == nil {
		return nil, false
	}
	c, reached := r.place.group.At(instance)
	if !reached {
		return screen.Say(ui.Warn, instance+" is not reached now. Refresh asks it again."), true
	}
	entered := r.into(c)
	opened, _ := r.perform(own)
	if d := r.dialog(); d != nil {
		r.entered = d
	} else {
		r.entered = r.active().Screen
	}
	return tea.Batch(entered, opened), true
}

// into shows one of the several instances that the console is on.
func (r *Root) into(c app.Connection) tea.Cmd {
	r.pause()
	r.undelivered.check.Cancel()
	outer := r.site
	r.layers = nil
	worn := r.settle(c, nil)
	r.outer, r.entered, r.createdThere = &outer, nil, false
	return tea.Batch(worn, r.keys.Init())
}

// member is the connection to one of the several instances that the console is on, or came
// from.
func (r *Root) member(name string) (c app.Connection, reached bool) {
	g := r.place.group
	if r.outer != nil {
		g = r.outer.place.group
	}
	if g == nil {
		return c, false
	}
	return g.At(name)
}

// toMember goes to one of them.
func (r *Root) toMember(c app.Connection) tea.Cmd {
	var back tea.Cmd
	if r.outer != nil {
		back = r.toOuter()
	}
	return tea.Batch(back, r.into(c), screen.Say(ui.Good, r.hereNow(c)))
}

// isEntered reports whether what is closed is all that was wanted of a key's own instance.
func (r *Root) isEntered(closed any) bool { return r.outer != nil && closed == r.entered }

// toOuter leads back to the several instances, which are as they were left.
func (r *Root) toOuter() tea.Cmd {
	r.cut(1)
	r.forget(0)
	r.undelivered.check.Cancel()
	r.place.end()
	r.site, r.outer, r.entered, r.layers = *r.outer, nil, nil, nil
	r.health.Outdate()
	r.resize(r.window, r.height)
	if r.createdThere {
		r.active().Update(screen.CreatedThere{})
	}
	return tea.Batch(r.wear(r.lookOf(r.place.at.Theme)), r.active().Init())
}

// tellOuter says to the screens of several instances that keys of the one in front are gone.
func (r *Root) tellOuter(list ...api.Key) tea.Cmd {
	if r.outer == nil {
		return nil
	}
	list = slices.Clone(list)
	for i := range list {
		list[i] = list[i].Of(r.place.profile)
	}
	msg := screen.KeysRevoked{Keys: list}
	return tea.Batch(r.outer.keys.Update(msg), r.outer.health.Update(msg))
}

// ownOf turns a request about a key of one of several instances into that about the key as
// its own instance knows it. Own is nil for any other request.
func ownOf(msg tea.Msg) (instance string, own tea.Msg) {
	key := func(k *api.Key) { instance, *k = k.Instance, k.Own() }
	switch m := msg.(type) {
	case screen.AtInstance:
		return m.Name, m.Msg
	case screen.ShowKey:
		key(&m.Key)
		own = m
	case screen.ShowUsage:
		key(&m.Key)
		own = m
	case screen.ShowRotate:
		key(&m.Key)
		own = m
	case screen.AskRevoke:
		key(&m.Key)
		own = m
	case screen.ShowTest:
		key(&m.Key.Key)
		own = m
	case screen.ShowRevoked:
		if m.Gone != nil {
			gone := *m.Gone
			key(&gone.Key)
			m.Gone = &gone
		}
		key(&m.Key.Key)
		own = m
	case screen.ShowNote:
		instance, m.KeyID = api.SplitID(m.KeyID)
		own = m
	case screen.ShowRevokeMany:
		return ownMany(m)
	}
	return instance, own
}

// ownMany is ownOf for keys that are to be revoked together: those of one instance are revoked
// there, and those of several by the page of all.
func ownMany(m screen.ShowRevokeMany) (instance string, own tea.Msg) {
	list := make([]api.Key, len(m.Keys))
	for i, k := range m.Keys {
		if k.Instance != m.Keys[0].Instance {
			return "", nil
		}
		list[i] = k.Own()
	}
	if len(list) == 0 {
		return "", nil
	}
	return m.Keys[0].Instance, screen.ShowRevokeMany{Keys: list, Why: m.Why}
}
