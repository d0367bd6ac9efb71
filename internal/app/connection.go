package app

import (
	"context"
	"time"

	"github.com/supascale/supascale-tui/internal/activity/cluster"
	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/clipboard"
	"github.com/supascale/supascale-tui/internal/health"
	"github.com/supascale/supascale-tui/internal/health/snooze"
)

// API is what screens and prompts ask of an instance; *api.Client is one.
type API interface {
	Instance() api.Instance
	OwnPreview() string
	ListKeys(ctx context.Context, offset, limit int) (api.KeyPage, error)
	CreateKey(ctx context.Context, key api.NewKey) (api.CreatedKey, error)
	RevokeKey(ctx context.Context, id string) error
	// RevokedKeys lists what an instance remembers of revoked keys, nothing
	// where it remembers none.
	RevokedKeys(ctx context.Context) ([]api.RevokedKey, error)
	Activity(ctx context.Context, query api.ActivityQuery) (api.ActivityPage, error)
	// TestWith gives what asks the same instance with another key. Marker goes
	// into its user agent.
	TestWith(key api.Secret, marker string) (api.Tester, error)
	// Stats gives the log in figures, which the client computes from pages where
	// the instance can't.
	Stats(ctx context.Context, query api.StatsQuery) (cluster.Stats, error)
}

// Client is an instance to work on, until it is closed.
type Client interface {
	API
	Close()
}

// Profile is one of the admin's instances, as the list of them shows it. Its texts are
// sanitized.
type Profile struct {
	Name        string
	URL         string
	Environment string // what it is for: production, staging, or another word; "" where nobody said
}

// Connection is an instance to work with, and what goes with it.
type Connection struct {
	Profile Profile
	API     API
	// Theme and Clipboard are the profile's own, "" and nil for the console's.
	Theme     string
	Clipboard *clipboard.Clipboard
	Defaults  Defaults
	// Exact looks a key's value up by its digest, where the instance runs inside
	// this program; nil elsewhere.
	Exact func(value api.Secret) (id string, revoked, known bool)
	// Credential says in words which one is used: "the key in the keyring"; ""
	// says nothing.
	Credential string
	// Close releases the connection, and may take its time; nil does nothing.
	Close func()
}

// Defaults are what a new key begins with.
type Defaults struct {
	Expiry string // as keys.ParseExpiry reads it; "" for keys.UsualExpiry
	Preset string // the name of one; "" for none
	// NoteRequired are the fields of a note that must be filled in.
	NoteRequired []string
	// From says in words whose they are: "profile staging".
	From string
}

// Standard is by what the health of keys is judged.
type Standard struct {
	Thresholds health.Thresholds
	Ignore     []health.Rule // rules that are not applied
	Snooze     Snoozer       // nil: nothing can be snoozed
	// Rotations gives those that were begun on an instance (api.Instance.ID), which
	// has these keys, and not finished; nil where nothing notes them.
	Rotations func(instance string, list []api.Key, now time.Time) ([]health.Rotation, error)
}

// Snoozer remembers findings that were snoozed; *snooze.Store is one.
type Snoozer interface {
	List(instance string) (snooze.Notes, error)
	// Add snoozes a finding until then, or with a zero time until something
	// changes about it.
	Add(instance string, f *health.Finding, until, now time.Time) error
	Remove(instance string, f *health.Finding) error
}

// Ways lead to instances. They end when their context does, and leave nothing open when
// they fail. A nil one is not offered. Their errors are an *AnswerError, an *api.Error,
// or words for the admin.
type Ways struct {
	Profiles []Profile
	// To leads to a profile's instance.
	To func(ctx context.Context, profile string) (Connection, error)
	// Probe looks whether an instance answers at an address, and says in words what
	// does. Nothing secret is sent.
	Probe func(ctx context.Context, url string) (says string, err error)
	// WithKey connects with a key, and keeps profile and key as asked.
	WithKey func(ctx context.Context, to NewProfile, key api.Secret) (Connection, error)
	// SignIn connects as a person. An *AnswerError about the Code asks for one.
	SignIn func(ctx context.Context, to NewProfile, as Person) (Connection, error)
	// Local starts an instance on this machine; sample fills an empty one.
	Local func(ctx context.Context, sample bool) (Connection, error)
	// CheckName refuses in words what can't be the name of a profile; nil refuses nothing.
	CheckName func(name string) error
	// Keeps are the ways to keep a key, the first being proposed.
	Keeps []Keep
}

// LeadFurther reports whether there is a way to an instance that has no profile yet.
func (w *Ways) LeadFurther() bool { return w.WithKey != nil || w.SignIn != nil || w.Local != nil }

// NewProfile is an instance that has no profile yet, and what is to be kept of it.
type NewProfile struct {
	URL         string
	Name        string
	Environment string
	Keep        string // Keep.ID of what is done with the key, "" for a sign-in, of which nothing is kept
}

// Person is who signs in. Nothing of it is kept.
type Person struct {
	User     string
	Password api.Secret
	Code     api.Secret // of the second factor; zero until it is asked for
}

// Keep is a way to keep a key that was entered.
type Keep struct {
	ID    string
	Label string // "in a file"
	Says  string // where, and who can read it
}

// Answer is what was asked for on the way to an instance.
type Answer uint8

// The answers that a refusal can be about.
const (
	Address Answer = iota + 1
	Key
	Password
	Code
	Name
	Kept
)

// AnswerError is a refusal that is about one answer, which alone is asked for again.
type AnswerError struct {
	About  Answer
	Reason string // a sentence
}

func (e *AnswerError) Error() string { return e.Reason }
