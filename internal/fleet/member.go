// Package fleet works on many instances as one: it asks them at once, tells how each of
// them stands, and makes a source of several that is used as a single one is. It knows no
// screen and no command.
package fleet

import (
	"context"

	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/baseurl"
)

// Member is an instance among several.
type Member struct {
	app.Profile
	// Connect gives a client with the profile's own key. Nothing is sent. Who asks closes
	// the client.
	Connect func(ctx context.Context) (app.Client, error)
}

// Members are the instances of all profiles. The key in the environment is for one
// instance, and none of them is asked with it.
func Members(s *app.Session, insecureHTTP bool) ([]Member, error) {
	settings, err := s.Load()
	if err != nil {
		return nil, err
	}
	list := make([]Member, len(settings.Profiles))
	for i, p := range settings.Profiles {
		p.InsecureHTTP = p.InsecureHTTP || insecureHTTP
		list[i] = Member{app.Listed(p), func(ctx context.Context) (app.Client, error) {
			client, err := s.ConnectTo(ctx, p)
			if err != nil {
				return nil, err // not a client that is nil
			}
			return client, nil
		}}
	}
	return list, nil
}

// MembersOf are the instances that a console can go to.
func MembersOf(ways *app.Ways) []Member {
	list := make([]Member, len(ways.Profiles))
	for i, p := range ways.Profiles {
		list[i] = Member{p, func(ctx context.Context) (app.Client, error) {
			c, err := ways.To(ctx, p.Name)
			if err != nil {
				return nil, err
			}
			return connected{c.API, c.Close}, nil
		}}
	}
	return list
}

// SameInstance names the first profile of the list that leads to the same instance as the
// profile at i, "" where none before that one does.
func SameInstance(list []Member, i int) (first string) {
	for _, m := range list[:i] {
		if baseurl.Same(m.URL, list[i].URL) {
			return m.Name
		}
	}
	return ""
}

// connected is a connection as a client.
type connected struct {
	app.API
	close func()
}

// Stays is a connection that whoever else works on keeps open. One on several instances knows
// only of its own requests who did not answer.
func Stays(client app.API) app.Client {
	if s, several := client.(*Source); several {
		return NewSource(s.life, s.all())
	}
	return connected{client, nil}
}

func (c connected) Close() {
	if c.close != nil {
		c.close()
	}
}
