package app

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/config"
	"github.com/supascale/supascale-tui/internal/text/sanitize"
)

// Connections are the instances that one run can go to, and those it has open. They are
// reached from several goroutines.
type Connections struct {
	session *Session
	prefer  Preferences
	local   func(sample bool) Way

	mu   sync.Mutex
	list []Profile
	ways map[string]Way
	open map[*opened]struct{}
	// ending is held while a connection closes: a data folder is free again only
	// then.
	ending sync.Mutex
}

// Way connects to an instance.
type Way func(ctx context.Context) (Arrival, error)

// Arrival is a connection and what ends it.
type Arrival struct {
	Connection
	End    func() error
	Notice string // what is said of the key at the start, "" for nothing
}

// opened is a connection that must be closed once.
type opened struct{ end func() error }

// NewConnections gives the connections of a run. Local is the way to an instance on this
// machine; without it the run goes to no instance but those that it was given.
func NewConnections(s *Session, prefer Preferences, local func(sample bool) Way) *Connections {
	return &Connections{session: s, prefer: prefer, local: local, ways: make(map[string]Way), open: make(map[*opened]struct{})}
}

// Start connects to the instance of a profile and makes every profile one that the run
// can go to. Nothing is sent yet. Notice is what there is to say about the key.
func (c *Connections) Start(ctx context.Context, chosen config.Profile) (first Connection, notice string, err error) {
	c.AddProfiles()
	first, err = c.enter(ctx, func(ctx context.Context) (Arrival, error) {
		a, err := c.connected(ctx, chosen, c.session.Getenv)
		notice = a.Notice
		return a, err
	})
	return first, notice, err
}

// AddProfiles makes every profile one that the run can go to. Nothing is sent.
func (c *Connections) AddProfiles() {
	for _, p := range c.prefer.Settings.Profiles {
		c.AddProfile(p, api.Secret{})
	}
}

// AddProfile makes a profile one that the run can go to, with a key that this run alone
// knows; with the zero one, the profile leads to its key.
func (c *Connections) AddProfile(p config.Profile, key api.Secret) {
	way := c.profileWay(p)
	if !key.IsZero() {
		way = c.heldWay(p, key, "a key that is kept nowhere")
	}
	c.add(Listed(p), way)
}

// Begin connects on a way that the run can come back to.
func (c *Connections) Begin(ctx context.Context, w Way) (Connection, error) {
	first, err := c.enter(ctx, w)
	if err == nil {
		c.add(first.Profile, w)
	}
	return first, err
}

// Ways lead to every instance that the run can go to.
func (c *Connections) Ways() Ways {
	if c.local == nil {
		return Ways{Profiles: c.list, To: c.to}
	}
	return Ways{
		Profiles: c.list, To: c.to, Probe: c.probe, WithKey: c.withKey, SignIn: c.signIn,
		Local: func(ctx context.Context, sample bool) (Connection, error) {
			return c.arrive(ctx, c.local(sample), true)
		},
		CheckName: config.CheckProfileName, Keeps: waysToKeep(),
	}
}

// add makes an instance one that the run can come back to.
func (c *Connections) add(p Profile, w Way) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, known := c.ways[p.Name]; !known {
		c.list = append(c.list, p)
	}
	c.ways[p.Name] = w
}

// to connects to an instance by its profile's name.
func (c *Connections) to(ctx context.Context, name string) (Connection, error) {
	c.mu.Lock()
	w := c.ways[name]
	c.mu.Unlock()
	if w == nil {
		return Connection{}, plainly(fmt.Errorf("there is no profile %s any more", name))
	}
	return c.arrive(ctx, w, false)
}

// arrive is enter with a failure put in words; the run can come back to a new place.
func (c *Connections) arrive(ctx context.Context, w Way, isNew bool) (Connection, error) {
	arrived, err := c.enter(ctx, w)
	if err != nil {
		return Connection{}, plainly(err)
	}
	if isNew {
		c.add(arrived.Profile, w)
	}
	return arrived, nil
}

// enter connects once no other connection is closing, and keeps the connection so that
// Close ends it.
func (c *Connections) enter(ctx context.Context, w Way) (Connection, error) {
	c.ending.Lock()
	c.ending.Unlock() //nolint:staticcheck // it waits
	a, err := w(ctx)
	if err != nil {
		return Connection{}, err
	}
	o := &opened{a.End}
	c.mu.Lock()
	c.open[o] = struct{}{}
	c.mu.Unlock()
	a.Close = func() { _ = c.close(o) } // the run has gone on to another by then
	return a.Connection, nil
}

func (c *Connections) close(o *opened) error {
	c.ending.Lock()
	defer c.ending.Unlock()
	c.mu.Lock()
	_, isOpen := c.open[o]
	delete(c.open, o)
	c.mu.Unlock()
	if !isOpen {
		return nil
	}
	return o.end()
}

// Close closes what is still open.
func (c *Connections) Close() error {
	c.mu.Lock()
	list := slices.Collect(maps.Keys(c.open))
	c.mu.Unlock()
	var failed []error
	for _, o := range list {
		failed = append(failed, c.close(o))
	}
	return errors.Join(failed...)
}

func (c *Connections) probe(ctx context.Context, url string) (string, error) {
	return c.session.Probe(ctx, url, c.prefer.Target.InsecureHTTP)
}

// Probe looks whether an instance answers at an address, and says in words what does.
func (s *Session) Probe(ctx context.Context, url string, insecureHTTP bool) (says string, err error) {
	found, err := api.Probe(ctx, api.Options{URL: url, InsecureHTTP: insecureHTTP, UserAgent: s.UserAgent()})
	switch {
	case err != nil:
		return "", plainly(err)
	case found.SignIn:
		return "a Supascale instance answers there", nil
	}
	return "an instance answers there", nil
}

// ClientOf is a connection that ends with its client.
func ClientOf(p Profile, client *api.Client, credential string) Arrival {
	return Arrival{
		Connection: Connection{Profile: p, API: client, Credential: credential},
		End:        func() error { client.Close(); return nil },
	}
}

// Listed is a profile as the list of them has it.
func Listed(p config.Profile) Profile {
	return Profile{Name: p.Name, URL: sanitize.Limit(p.URL, 300), Environment: sanitize.Limit(p.Environment, 40)}
}

// profileWay connects with a profile that the program was not started on, and sees
// whether the instance answers.
func (c *Connections) profileWay(p config.Profile) Way {
	return func(ctx context.Context) (Arrival, error) {
		a, err := c.connected(ctx, p, c.session.withoutKey)
		if err != nil {
			return Arrival{}, plainly(err)
		}
		if err := answers(ctx, a.API); err != nil {
			_ = a.End() // the failure is what is said
			return Arrival{}, err
		}
		return a, nil
	}
}

// connected gives a client of a profile's instance, and what the profile has of its own.
func (c *Connections) connected(ctx context.Context, p config.Profile, getenv func(string) string) (Arrival, error) {
	client, source, err := c.session.connect(ctx, p, getenv)
	if err != nil {
		return Arrival{}, err
	}
	a, err := c.ofProfile(p, client, "the key from "+source.String())
	a.Notice = source.Notice()
	return a, err
}

// ofProfile is a connection with what the profile has of its own.
func (c *Connections) ofProfile(p config.Profile, client *api.Client, credential string) (Arrival, error) {
	a := ClientOf(Listed(p), client, credential)
	if a.Profile.Name == "" {
		a.Profile.Name = client.Instance().Name
	}
	a.Profile.URL = client.Instance().URL
	settings, err := c.prefer.File.With(p, c.session.Getenv, c.prefer.Given)
	if err != nil {
		return Arrival{}, err
	}
	a.Defaults = Defaults{Expiry: settings.Expiry, Preset: settings.Preset, NoteRequired: settings.NoteRequired, From: "profile " + p.Name}
	if p.Expiry == "" && p.Preset == "" {
		a.Defaults.From = "your configuration"
	}
	if p.Theme != "" {
		a.Theme = settings.Theme
	}
	if p.Clipboard != "" || len(p.ClipboardCommand) > 0 {
		a.Clipboard = c.session.Clipboard(settings)
	}
	return a, nil
}

// answers asks the instance something small. A key that may not list keys is
// one all the same: the console says what it lacks where it lacks it.
func answers(ctx context.Context, client API) error {
	_, err := client.ListKeys(api.Checking(ctx), 0, 1)
	switch api.KindOf(err) {
	case api.Forbidden, api.RateLimited:
		return nil
	}
	return err
}

// plainly makes a sentence of an error that is only words.
func plainly(err error) error {
	_, answered := errors.AsType[*api.Error](err)
	_, refused := errors.AsType[*AnswerError](err)
	if answered || refused {
		return err
	}
	return sentence{err}
}

// sentence is an error worded as one.
type sentence struct{ error }

func (s sentence) Error() string { return api.Sentence(s.error.Error()) }
func (s sentence) Unwrap() error { return s.error }
