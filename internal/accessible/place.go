package accessible

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/supascale/supascale-tui/internal/activity/cluster"
	"github.com/supascale/supascale-tui/internal/activity/remedy"
	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/clipboard"
	"github.com/supascale/supascale-tui/internal/lifecycle"
)

// API is what the tasks ask of an instance; *api.Client is one.
type API interface {
	lifecycle.Client
	lifecycle.Maker
	remedy.Source
	Instance() api.Instance
	// TestWith gives what asks the same instance with another key. Marker goes
	// into its user agent.
	TestWith(key api.Secret, marker string) (api.Tester, error)
	Activity(ctx context.Context, query api.ActivityQuery) (api.ActivityPage, error)
	Stats(ctx context.Context, query api.StatsQuery) (cluster.Stats, error)
}

// Profile is an instance as the admin knows it.
type Profile struct {
	Name        string
	URL         string
	Environment string // what it is for: production, staging, or another word; "" where nobody said
}

// Connection is an instance to work with, and what goes with it.
type Connection struct {
	Profile   Profile
	API       API
	Clipboard *clipboard.Clipboard // nil: Env.OwnClipboard
	Preset    string               // name of the preset a new key starts from; "" for none
	Expiry    string               // what a new key's expiry is unless another is chosen; "" for 90 days
	// Exact looks a key's value up by its digest, where the instance runs inside
	// this program; nil elsewhere.
	Exact func(value api.Secret) (id string, revoked, known bool)
	// Credential says in words which one is used; "" says nothing.
	Credential string
	// Close releases the connection, and may take its time; nil does nothing.
	Close func()
}

// Answer is what was asked for on the way to an instance.
type Answer uint8

// The answers that a failure can be about.
const (
	AboutAddress Answer = iota
	AboutCredential
	AboutName
	AboutKeep
)

// AnswerError is a failure that is about one answer, which alone is asked for again.
type AnswerError struct {
	About Answer
	Err   error
}

func (e *AnswerError) Error() string { return e.Err.Error() }
func (e *AnswerError) Unwrap() error { return e.Err }

// Ways lead to other instances. A nil one is not offered. Their errors are an
// *AnswerError, an *api.Error, or words for the admin.
type Ways struct {
	Profiles []Profile
	// CheckName refuses in words what can't be the name of a profile; nil refuses nothing.
	CheckName func(name string) error
	To        func(ctx context.Context, profile string) (Connection, error)
	// Probe looks whether an instance answers at an address. Nothing secret is
	// sent.
	Probe func(ctx context.Context, url string) (says string, err error)
	// WithKey connects with a key, and keeps it as asked: one of Keeps, the first
	// being proposed; "" where there are none.
	WithKey func(ctx context.Context, to Profile, key api.Secret, keep string) (Connection, error)
	Keeps   []Keep
	// SignIn connects as a person. ErrCodeNeeded asks for the second factor.
	SignIn func(ctx context.Context, to Profile, as Person) (Connection, error)
	// Local starts an instance on this machine; sample fills an empty one.
	Local func(ctx context.Context, sample bool) (Connection, error)
}

func (w *Ways) unknown() bool { return w.WithKey != nil || w.SignIn != nil || w.Local != nil }

func (w *Ways) any() bool { return w.unknown() || w.To != nil && len(w.Profiles) > 0 }

// How long a way may take. A command that gives a profile's key may ask the
// admin for something first.
const (
	profileTimeout = time.Minute
	keyTimeout     = 30 * time.Second
	localTimeout   = time.Minute
)

// where names the instance, what it is for, and its address.
func (s *session) where() string {
	i := s.env.API.Instance()
	parts := []string{i.Name, s.env.Profile.Environment, i.URL}
	if i.Name == i.URL || i.Name == s.env.Profile.Environment {
		parts = parts[1:]
	}
	return joined(parts)
}

// connected says where the session is and by which key.
func (s *session) connected() {
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
	var options []Option
	if s.env.Ways.To != nil {
		for _, p := range s.env.Ways.Profiles {
			if p.Name != s.env.Profile.Name {
				options = append(options, Option{Word: p.Name, Text: joined([]string{p.Environment, p.URL})})
			}
		}
	}
	if s.env.Ways.unknown() {
		options = append(options, Option{Word: newInstance, Text: "one that is not in this list"})
	}
	if len(options) == 0 {
		s.Say("There is no other.")
		return nil
	}
	name, err := s.Choose(ctx, "Profile", options, "")
	if err != nil {
		return err
	}
	var to Connection
	if name == newInstance {
		to, err = s.unknown(ctx)
	} else {
		to, err = s.arrive(ctx, profileTimeout, func(ctx context.Context) (Connection, error) { return s.env.Ways.To(ctx, name) })
	}
	if err != nil {
		return s.trouble(err)
	}
	return s.adopt(ctx, to)
}

// arrive goes a way. What it still leads to after it was given up is released.
func (s *session) arrive(ctx context.Context, within time.Duration, way func(context.Context) (Connection, error)) (Connection, error) {
	var late Connection
	c, err := await(ctx, s.Prompter, job{timeout: within}, func(ctx context.Context) (Connection, error) {
		c, err := way(ctx)
		late = c
		return c, err
	})
	if errors.Is(err, errStopped) && late.Close != nil { // the way has come to its end by then
		late.Close()
	}
	return c, err
}

// adopt goes over to an instance, and releases the one before.
func (s *session) adopt(ctx context.Context, to Connection) error {
	before := s.env.Connection
	if to.Clipboard == nil {
		to.Clipboard = s.env.OwnClipboard
	}
	s.env.Connection = to
	ways := &s.env.Ways
	if p := to.Profile; p.Name != "" && !slices.ContainsFunc(ways.Profiles, func(q Profile) bool { return q.Name == p.Name }) {
		ways.Profiles = append(slices.Clip(ways.Profiles), p)
	}
	if before.Close != nil {
		if _, err := await(ctx, s.Prompter, job{timeout: localTimeout, fixed: true}, func(context.Context) (struct{}, error) {
			before.Close()
			return struct{}{}, nil
		}); err != nil {
			return err
		}
	}
	s.connected()
	return s.undelivered(ctx, false)
}
