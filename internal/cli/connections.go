package cli

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"sync"
	"sync/atomic"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/build"
	"github.com/supascale/supascale-tui/internal/config"
	"github.com/supascale/supascale-tui/internal/instance"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views"
	"github.com/supascale/supascale-tui/internal/views/connect"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// connections are the instances that the console can go to while it runs, and
// those it has open. The ways run beside the event loop.
type connections struct {
	flags consoleFlags
	mu    sync.Mutex
	list  []screen.Profile
	ways  map[string]way
	open  map[*opened]struct{}
	// ending is held while a connection closes: a data folder is free again only
	// then.
	ending sync.Mutex
	notice string // what is said of the key at the start, "" for nothing
	// send gives a message to the console, once it is drawn.
	send atomic.Pointer[func(tea.Msg)]
}

// announce has a client tell of answers that take their time, and of clocks that
// differ: in the console on the
// screen, in the accessible mode on stderr.
func (c *connections) announce(o *api.Options) {
	if c.flags.plain() {
		sayOnStderr(o)
		return
	}
	o.Awaited = func(a api.Awaited) {
		if send := c.send.Load(); send != nil {
			(*send)(views.Waiting{Awaited: a})
		}
	}
	o.ClockApart = func(words string) {
		if send := c.send.Load(); send != nil {
			(*send)(screen.Notice{Tone: ui.Warn, Text: words})
		}
	}
}

// way connects to an instance.
type way func(ctx context.Context) (made, error)

// made is a connection and what ends it.
type made struct {
	screen.Connection
	close  func() error
	notice string // what is said of the key at the start, "" for nothing
}

// opened is a connection that must be closed once.
type opened struct{ close func() error }

func newConnections(flags consoleFlags) *connections {
	return &connections{flags: flags, ways: make(map[string]way), open: make(map[*opened]struct{})}
}

// add makes an instance one that the console can come back to.
func (c *connections) add(p screen.Profile, w way) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, known := c.ways[p.Name]; !known {
		c.list = append(c.list, p)
	}
	c.ways[p.Name] = w
}

// to connects to an instance by its profile's name.
func (c *connections) to(ctx context.Context, name string) (screen.Connection, error) {
	c.mu.Lock()
	w := c.ways[name]
	c.mu.Unlock()
	if w == nil {
		return screen.Connection{}, sayPlainly(fmt.Errorf("there is no profile %s any more", name))
	}
	return c.enter(ctx, w, false)
}

// by goes a way, and sees to it that what it opens is closed.
func (c *connections) by(ctx context.Context, w way) (screen.Connection, error) {
	c.closed()
	m, err := w(ctx)
	if err != nil {
		return screen.Connection{}, err
	}
	o := &opened{m.close}
	c.mu.Lock()
	c.open[o] = struct{}{}
	c.mu.Unlock()
	m.Close = func() { _ = c.close(o) } // the console has gone on to another by then
	return m.Connection, nil
}

func (c *connections) close(o *opened) error {
	c.ending.Lock()
	defer c.ending.Unlock()
	c.mu.Lock()
	_, isOpen := c.open[o]
	delete(c.open, o)
	c.mu.Unlock()
	if !isOpen {
		return nil
	}
	return o.close()
}

// closed waits for what is closing.
func (c *connections) closed() {
	c.ending.Lock()
	defer c.ending.Unlock()
}

// closeAll closes what is still open.
func (c *connections) closeAll() error {
	c.mu.Lock()
	list := slices.Collect(maps.Keys(c.open))
	c.mu.Unlock()
	var failed []error
	for _, o := range list {
		failed = append(failed, c.close(o))
	}
	return errors.Join(failed...)
}

// fill says in the console's options where it can go.
func (c *connections) fill(o *views.Options, first screen.Connection) {
	o.Profiles, o.Profile, o.Close, o.Connect = c.list, first.Profile.Name, first.Close, c.to
	o.Connector = connect.Actions{
		Probe:     c.probe,
		WithKey:   c.withKey,
		CheckName: config.CheckProfileName,
		SignIn:    c.signIn,
		Local:     c.local,
		Keeps:     waysToKeep(),
	}
}

func (c *connections) probe(ctx context.Context, url string) (connect.Found, error) {
	found, err := api.Probe(ctx, api.Options{URL: url, InsecureHTTP: c.flags.target.insecureHTTP, UserAgent: "supascale-tui/" + build.Version()})
	switch {
	case err != nil:
		return connect.Found{}, sayPlainly(err)
	case found.SignIn:
		return connect.Found{Says: "a Supascale instance answers there"}, nil
	}
	return connect.Found{Says: "an instance answers there"}, nil
}

// enter goes a way on the console's behalf: a failure is put in words, and the
// console can come back to a new place.
func (c *connections) enter(ctx context.Context, w way, isNew bool) (screen.Connection, error) {
	arrived, err := c.by(ctx, w)
	if err != nil {
		return screen.Connection{}, sayPlainly(err)
	}
	if isNew {
		c.add(arrived.Profile, w)
	}
	return arrived, nil
}

func ofClient(p screen.Profile, client *api.Client, credential string) made {
	return made{
		Connection: screen.Connection{Profile: p, API: client, Credential: credential},
		close:      func() error { client.Close(); return nil },
	}
}

// answers asks the instance something small. A key that may not list keys is
// one all the same: the console says what it lacks where it lacks it.
func answers(ctx context.Context, client screen.API) error {
	_, err := client.ListKeys(api.Checking(ctx), 0, 1)
	switch api.KindOf(err) {
	case api.Forbidden, api.RateLimited:
		return nil
	}
	return err
}

// local starts the instance on this machine and comes back to it the same way.
func (c *connections) local(ctx context.Context, sample bool) (screen.Connection, error) {
	dir, err := config.DataDir(os.Getenv)
	if err != nil {
		return screen.Connection{}, err
	}
	return c.enter(ctx, localWay(localOptions{dir: dir, sample: sample, keep: instance.DefaultKeep}), true)
}

// sayPlainly makes a sentence of an error that is only words.
func sayPlainly(err error) error {
	_, answered := errors.AsType[*api.Error](err)
	_, refused := errors.AsType[*connect.FieldError](err)
	if answered || refused {
		return err
	}
	return errors.New(api.Sentence(err.Error()))
}
