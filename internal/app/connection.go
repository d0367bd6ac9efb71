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
