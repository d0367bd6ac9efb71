package embedded

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/config"
	"github.com/supascale/supascale-tui/internal/instance"
	"github.com/supascale/supascale-tui/internal/instance/sample"
)

// How many instances a fleet can have.
const (
	FleetLeast = 2
	FleetMost  = 12
)

const (
	// late is how long a slow instance takes for its list of keys: more than what
	// package fleet calls slow.
	late = 2300 * time.Millisecond
	// departs is when an instance goes away that answers at first.
	departs = 20 * time.Second
)

// behaviour is what is special about one of several instances.
type behaviour uint8

const (
	answers behaviour = iota
	delays            // it takes its time for the list of keys
	gone              // it was closed before anybody asked
	leaves            // it goes away after a while
	refuses           // the key was revoked
	keyless           // nobody has a key
	logless           // what is in front of it lets nobody read the log
)

// plan is one of several instances: what is special about it, and what is in it. Its
// samples are made as of some time ago, so that failures fall into other hours.
type plan struct {
	name, environment string
	behaviour         behaviour
	ago               time.Duration
	sample.Variant
}

// plans are those that there can be, in the order in which they are taken.
var plans = [FleetMost]plan{
	{"eu-1", "production", answers, 0, sample.Usual},
	{"staging", "staging", delays, 3 * time.Hour, sample.Variant{Seed: 7, Keys: 23, Failures: 40}},
	{"us-1", "production", gone, 0, sample.Variant{Seed: 11, Keys: 30, Failures: 30}},
	{"legacy", "production", refuses, 0, sample.Variant{Seed: 5, Keys: 12, Failures: 10}},
	{"archive", "internal", keyless, 0, sample.Variant{Seed: 3, Keys: 6, Failures: 5}},
	{"eu-2", "production", answers, 7 * time.Hour, sample.Variant{Seed: 2, Keys: 31, Failures: 15}},
	{"ap-1", "production", logless, time.Hour, sample.Variant{Seed: 13, Keys: 27, Failures: 20}},
	{"us-2", "production", leaves, 11 * time.Hour, sample.Variant{Seed: 17, Keys: 35, Failures: 55}},
	{"dev", "development", answers, 2 * time.Hour, sample.Variant{Seed: 19, Keys: 9, Failures: 8}},
	{"ci", "development", answers, 5 * time.Hour, sample.Variant{Seed: 23, Keys: 4, Failures: 25}},
	{"client-north", "client", answers, 13 * time.Hour, sample.Variant{Seed: 29, Keys: 14, Failures: 3}},
	{"client-south", "client", answers, 17 * time.Hour, sample.Variant{Seed: 31, Keys: 17, Failures: 12}},
}

// Fleet is several local instances with samples, which differ in what is in them and in
// how they answer. They run until they are closed, and nothing is kept of them.
type Fleet struct {
	Members []*Member
	dir     string
}

// Member is one of them.
type Member struct {
	Profile  config.Profile
	Key      api.Secret // the zero one where nobody has a key
	plan     plan
	instance *instance.Instance
	server   *http.Server
	served   chan struct{}
	leaving  *time.Timer
}

// StartFleet starts n instances. Only the start ends with ctx.
func StartFleet(ctx context.Context, n int) (*Fleet, error) {
	dir, err := os.MkdirTemp("", "supascale-tui-instances-")
	if err != nil {
		return nil, fmt.Errorf("make a folder for the instances: %w", err)
	}
	f := &Fleet{dir: dir}
	for _, p := range plans[:n] {
		f.Members = append(f.Members, &Member{plan: p})
	}
	if err := f.each(func(m *Member) error { return m.start(ctx, dir) }); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	for _, m := range f.Members {
		if m.plan.behaviour == leaves {
			m.leaving = time.AfterFunc(departs, func() { _ = m.server.Close() }) // what it cuts off has an end
		}
	}
	return f, nil
}

// each does something with all members at once.
func (f *Fleet) each(do func(*Member) error) error {
	failed := make([]error, len(f.Members))
	var all sync.WaitGroup
	for i, m := range f.Members {
		all.Go(func() { failed[i] = do(m) })
	}
	all.Wait()
	return errors.Join(failed...)
}

// Close ends all of them and removes their data.
func (f *Fleet) Close() error {
	err := f.each((*Member).close)
	return errors.Join(err, os.RemoveAll(f.dir))
}

// Getenv is getenv with what this machine keeps about instances beside their data: it
// goes with them.
func (f *Fleet) Getenv(getenv func(string) string) func(string) string {
	return func(name string) string {
		if name == "XDG_STATE_HOME" || name == "XDG_DATA_HOME" {
			return filepath.Join(f.dir, "kept")
		}
		return getenv(name)
	}
}

func (m *Member) start(ctx context.Context, dir string) (err error) {
	if err := ctx.Err(); err != nil {
		return err
	}
	// What is given up while it opens would go on in a folder that is being removed.
	if m.instance, err = instance.Open(context.WithoutCancel(ctx), instance.Options{DataDir: filepath.Join(dir, m.plan.name)}); err != nil {
		return err
	}
	value, err := m.instance.CreateFirstKey(ctx, "Console")
	if err != nil {
		return err
	}
	set, err := sample.Make(time.Now().Add(-m.plan.ago), rand.Reader, m.plan.Variant)
	if err != nil {
		return err
	}
	if err := m.instance.Fill(ctx, set); err != nil {
		return err
	}
	if m.plan.behaviour != keyless {
		m.Key = api.NewSecret(value)
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return fmt.Errorf("listen on loopback: %w", err)
	}
	m.Profile = config.Profile{Name: m.plan.name, URL: "http://" + listener.Addr().String(), Environment: m.plan.environment}
	m.serve(ctx, listener)
	switch m.plan.behaviour {
	case refuses:
		return m.instance.RevokeFirstKey(ctx)
	case gone:
		return m.close()
	}
	return nil
}

// serve answers requests until the member is closed.
func (m *Member) serve(ctx context.Context, listener net.Listener) {
	life, end := context.WithCancel(context.WithoutCancel(ctx))
	m.server = &http.Server{
		Handler: m.front(m.instance.Handler()), ReadHeaderTimeout: 5 * time.Second,
		BaseContext: func(net.Listener) context.Context { return life },
	}
	m.server.RegisterOnShutdown(end)
	m.served = make(chan struct{})
	go func() {
		defer close(m.served)
		_ = m.server.Serve(listener) // it ends when it is closed
	}()
}

// front delays or refuses what the plan says, and passes the rest on to the instance.
func (m *Member) front(of http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case m.plan.behaviour == delays && strings.HasSuffix(r.URL.Path, "/settings/api-keys"):
			waited := time.NewTimer(late)
			defer waited.Stop()
			select {
			case <-waited.C:
			case <-r.Context().Done():
				return
			}
		case m.plan.behaviour == logless && strings.Contains(r.URL.Path, "/system/activity"):
			http.Error(w, "not here", http.StatusNotFound)
			return
		}
		of.ServeHTTP(w, r)
	})
}

// close ends what of the member is running; a second time it does nothing.
func (m *Member) close() error {
	within, cancel := context.WithTimeout(context.Background(), closeWithin)
	defer cancel()
	if m.server != nil {
		if m.leaving != nil {
			m.leaving.Stop()
		}
		if m.server.Shutdown(within) != nil {
			_ = m.server.Close() // what it cuts off has an end
		}
		<-m.served
	}
	if m.instance == nil {
		return nil
	}
	return m.instance.Close(within)
}
