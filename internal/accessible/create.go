package accessible

import (
	"context"

	"github.com/supascale/supascale-tui/internal/api"
	verbs "github.com/supascale/supascale-tui/internal/cli/keys"
	"github.com/supascale/supascale-tui/internal/keys"
)

// create asks for a new key part by part, and hands it over. With a template the answers
// are filled in.
func (s *session) create(ctx context.Context, like *keys.Template) error {
	if like == nil {
		s.Say("New key")
	} else {
		s.Say("New key. " + like.Why)
	}
	return s.make(ctx, verbs.CreateOptions{Ask: true, Like: like})
}

// make creates a key. One whose value was lost with the answer is asked about.
func (s *session) make(ctx context.Context, o verbs.CreateOptions) error {
	o.Target, o.Presets, o.Defaults = s.target(), s.env.Presets, s.env.Defaults
	o.Reveal = func(ctx context.Context, created api.CreatedKey, note string) error {
		return s.reveal(ctx, created, note)
	}
	done, err := s.run(ctx, o.Run)
	if done || err != nil {
		return err
	}
	return s.undelivered(ctx)
}

// createAsked creates a key that was asked for before.
func (s *session) createAsked(ctx context.Context, asked api.NewKey) error {
	pairs := make([]string, 0, len(keys.Resources()))
	for _, r := range keys.Resources() {
		if l := asked.Permissions.Level(r); l != keys.None {
			pairs = append(pairs, string(r)+"="+l.String())
		}
	}
	expires := "never"
	if at, limited := asked.Expires.At(); limited {
		expires = at.Format("2006-01-02 15:04:05 UTC")
	}
	return s.make(ctx, verbs.CreateOptions{Name: asked.Name, Permissions: pairs, Expires: expires})
}
