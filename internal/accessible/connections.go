package accessible

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/prompt"
)

// anyWay reports whether there is another instance to go to.
func anyWay(w *app.Ways) bool { return w.LeadFurther() || w.To != nil && len(w.Profiles) > 0 }

// where names the instance, what it is for, and its address.
func (s *session) where() string {
	i := s.env.API.Instance()
	parts := []string{i.Name, s.env.Profile.Environment, i.URL}
	if i.Name == i.URL || i.Name == s.env.Profile.Environment {
		parts = parts[1:]
	}
	return joined(parts...)
}

// connected says where the session is and by which key.
func (s *session) connected() {
	if members := s.several(); members != nil {
		s.tellSeveral(members)
		return
	}
	s.Sayf("Connected to %s.", s.where())
	if s.env.Credential != "" {
		s.Say("It uses " + strings.TrimSuffix(s.env.Credential, ".") + ".")
	}
}

// newInstance is the word for one that is not among the profiles. It has a
// space, which no profile's name has.
const newInstance = "another instance"

// elsewhere connects to another instance.
func (s *session) elsewhere(ctx context.Context) error {
	var options []prompt.Option
	if s.env.Ways.To != nil {
		for _, p := range s.env.Ways.Profiles {
			if p.Name != s.env.Profile.Name || s.several() != nil {
				options = append(options, prompt.Option{Word: p.Name, Text: joined(p.Environment, p.URL)})
			}
		}
	}
	if s.env.Ways.LeadFurther() {
		options = append(options, prompt.Option{Word: newInstance, Text: "one that is not in this list"})
	}
	if len(options) == 0 {
		s.Say("There is no other.")
		return nil
	}
	name, err := s.Select(ctx, "Profile", options, "")
	if err != nil {
		return err
	}
	var to app.Connection
	if name == newInstance {
		to, err = s.unknown(ctx)
	} else {
		to, err = s.way(ctx, name)
	}
	if err != nil {
		return s.trouble(err)
	}
	return s.adopt(ctx, to)
}

// way connects to an instance by its profile, over the connection there is.
func (s *session) way(ctx context.Context, name string) (app.Connection, error) {
	if c, reached := s.group.At(name); reached {
		return c, nil
	}
	return s.arrive(ctx, app.ProfileWithin, func(ctx context.Context) (app.Connection, error) { return s.env.Ways.To(ctx, name) })
}

// equipped is a connection with what a session works with on each.
func (s *session) equipped(to app.Connection) app.Connection {
	if to.Clipboard == nil {
		to.Clipboard = s.env.OwnClipboard
	}
	return to
}

// arrive connects. A connection that comes after it was given up is closed.
func (s *session) arrive(ctx context.Context, within time.Duration, way func(context.Context) (app.Connection, error)) (app.Connection, error) {
	var late app.Connection
	c, err := prompt.Await(ctx, s.Prompter, prompt.Job{Timeout: within}, func(ctx context.Context) (app.Connection, error) {
		c, err := way(ctx)
		late = c
		return c, err
	})
	if errors.Is(err, prompt.ErrStopped) && late.Close != nil { // the way has come to its end by then
		late.Close()
	}
	return c, err
}

// adopt goes over to an instance, and releases the one before.
func (s *session) adopt(ctx context.Context, to app.Connection) error {
	before := s.env.Connection
	s.env.Connection = s.equipped(to)
	ways := &s.env.Ways
	if p := to.Profile; p.Name != "" && !slices.ContainsFunc(ways.Profiles, func(q app.Profile) bool { return q.Name == p.Name }) {
		ways.Profiles = append(slices.Clip(ways.Profiles), p)
	}
	if before.Close != nil {
		if _, err := prompt.Await(ctx, s.Prompter, prompt.Job{Timeout: app.LocalWithin, Fixed: true}, func(context.Context) (struct{}, error) {
			before.Close()
			return struct{}{}, nil
		}); err != nil {
			return err
		}
	}
	s.connected()
	if s.several() != nil {
		return nil // pending tells of each
	}
	return s.undelivered(ctx)
}
