package keys

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/cli/command"
	"github.com/supascale/supascale-tui/internal/fleet"
	"github.com/supascale/supascale-tui/internal/history"
	"github.com/supascale/supascale-tui/internal/lifecycle"
	"github.com/supascale/supascale-tui/internal/text/sanitize"
)

// goneKeys gives what is left of an instance's keys, the latest first. What the
// console saw and can't be read is said, and the rest given; beside an error there is what
// the console saw.
func goneKeys(ctx context.Context, s *app.Session, call *command.Call, client app.API) ([]history.GoneKey, error) {
	remembered, err := client.RevokedKeys(ctx)
	return history.Merge(remembered, seenGone(ctx, s, call, client)), command.Explain(err)
}

// seenGone gives the keys that this machine's console saw go.
func seenGone(ctx context.Context, s *app.Session, call *command.Call, client app.API) []history.GoneKey {
	var seen []history.GoneKey
	store, err := s.History()
	for _, part := range fleet.Parts(client) {
		var list []history.GoneKey
		if err == nil {
			list, err = store.GoneKeys(ctx, part.Instance().ID)
		}
		for _, t := range list {
			t.Key.Instance, t.Key.ID = part.Name, part.ID(t.Key.ID)
			seen = append(seen, t)
		}
	}
	if err != nil {
		call.Say("! %s. Keys that only this machine's console knows to be gone are left out.", strings.TrimSuffix(err.Error(), "."))
	}
	return seen
}

// pickGone finds the key that is gone and that a word means. Living says that
// there is one of that name.
func pickGone(list []history.GoneKey, word string, living bool) (history.GoneKey, error) {
	all := make([]api.Key, len(list))
	for i := range list {
		all[i] = list[i].Key
	}
	shown := sanitize.Limit(word, 200)
	found := lifecycle.Pick(all, word)
	switch {
	case len(found) == 0 && living:
		return history.GoneKey{}, command.Usagef("“%s” is there: it is not gone. For another like it: supascale-tui keys rotate, or keys create", shown)
	case len(found) == 0:
		return history.GoneKey{}, command.Exit{Code: command.ExitNotFound, Err: fmt.Errorf("no key that is gone has the name, the id or the preview “%s”, as far as the instance and this machine remember. See what there is: supascale-tui keys list --revoked", shown)}
	case len(found) > 1:
		return history.GoneKey{}, command.SeveralFit(shown, "keys that are gone", found, func(k *api.Key) string {
			t := goneKeyOf(list, k.ID)
			return t.Words(time.Local, time.Now())
		})
	}
	return goneKeyOf(list, found[0].ID), nil
}

func goneKeyOf(list []history.GoneKey, id string) history.GoneKey {
	for _, t := range list {
		if t.Key.ID == id {
			return t
		}
	}
	return history.GoneKey{}
}
