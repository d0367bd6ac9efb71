package fleet

import (
	"context"
	"sync"

	"github.com/supascale/supascale-tui/internal/app"
)

// Group keeps the connections to instances that a console works on at once. Close it.
type Group struct {
	to      func(ctx context.Context, profile string) (app.Connection, error)
	mu      sync.Mutex
	reached map[string]app.Connection // by profile
	closed  bool
}

// NewGroup makes one that connects as to does.
func NewGroup(to func(ctx context.Context, profile string) (app.Connection, error)) *Group {
	return &Group{to: to, reached: map[string]app.Connection{}}
}

// Hold takes a connection over.
func (g *Group) Hold(c app.Connection) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.reached[c.Profile.Name] = c
}

// At is the connection to an instance that was reached. It stays the group's to close.
func (g *Group) At(profile string) (c app.Connection, reached bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	c, reached = g.reached[profile]
	c.Close = nil
	return c, reached
}

// Connect gives the connection to an instance, which stays the group's to close.
func (g *Group) Connect(ctx context.Context, profile string) (app.Connection, error) {
	if c, reached := g.At(profile); reached {
		return c, nil
	}
	c, err := g.to(ctx, profile)
	if err != nil {
		return app.Connection{}, err
	}
	if !g.keep(profile, c) && c.Close != nil {
		c.Close()
	}
	c, reached := g.At(profile)
	if !reached {
		return app.Connection{}, context.Canceled
	}
	return c, nil
}

// keep reports whether the connection is the group's now: not after its end, nor where
// there is one already.
func (g *Group) keep(profile string, c app.Connection) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if _, reached := g.reached[profile]; reached || g.closed {
		return false
	}
	g.reached[profile] = c
	return true
}

// Members are the instances of profiles, over the group's connections.
func (g *Group) Members(profiles []app.Profile) []Member {
	return MembersOf(&app.Ways{Profiles: profiles, To: g.Connect})
}

// Close closes the connections.
func (g *Group) Close() {
	g.mu.Lock()
	reached := g.reached
	g.reached, g.closed = nil, true
	g.mu.Unlock()
	for _, c := range reached {
		if c.Close != nil {
			c.Close()
		}
	}
}
