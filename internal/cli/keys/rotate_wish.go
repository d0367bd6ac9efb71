package keys

import (
	"context"
	"errors"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/cli/command"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/lifecycle/rotation"
)

// given lists the flags that choose the new key's permissions.
func (o *RotateOptions) given() (list []string) {
	for _, f := range []struct {
		name string
		is   bool
	}{{"--permission", len(o.Permissions) > 0}, {"--narrow", o.Narrow}, {"--add", len(o.Add) > 0}} {
		if f.is {
			list = append(list, f.name)
		}
	}
	return list
}

// wish is what the flags wish for the new key of an old one.
func (t *rotating) wish(ctx context.Context, old *api.Key) (w rotation.Wish, err error) {
	switch {
	case len(t.o.Permissions) > 0:
		var p keys.Permissions
		p, err = command.ReadPermissions("permission", t.o.Permissions)
		w.Permissions = &p
	case len(t.o.Add) > 0:
		w, err = t.wider(old)
	case t.o.Narrow:
		w, err = t.narrower(ctx, old)
	}
	return w, err
}

// wider is the wish for the levels of --add.
func (t *rotating) wider(old *api.Key) (w rotation.Wish, err error) {
	add, err := command.ReadPermissions("add", t.o.Add)
	if err != nil {
		return w, err
	}
	k := *old
	for _, r := range keys.Resources() {
		level := add.Level(r)
		if level == keys.None {
			continue
		}
		wider, why := rotation.Wider(&k, rotation.Lack{Resource: r, Level: level})
		if why != "" {
			return w, command.Usagef("--add %s=%s: %s", r, level, why)
		}
		w, k.Permissions = wider, *wider.Permissions
	}
	if w.Permissions == nil {
		return w, command.Usagef("--add: say a level, read or write")
	}
	return w, nil
}

// narrower is the wish of --narrow.
func (t *rotating) narrower(ctx context.Context, old *api.Key) (w rotation.Wish, err error) {
	settings, err := t.o.Session.Load()
	if err != nil {
		return w, err
	}
	th, err := app.Thresholds(settings.Health, t.call.Now())
	if err != nil {
		return w, app.UsageError{Err: err}
	}
	n, err := rotation.ReadNarrow(ctx, t.client, old, th.Evidence, t.call.Now())
	switch {
	case err != nil:
		return w, command.Explain(err)
	case n.Not != "":
		return w, errors.New("nothing was created: " + n.Not)
	case n.Doubt != "":
		command.Say(t.words, "! %s", n.Doubt)
	}
	return n.Wish(), nil
}
