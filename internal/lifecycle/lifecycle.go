// Package lifecycle is what is done to keys, the same for screens and commands:
// a key is made, and revoked, in a way that leaves none behind of which nobody
// knows.
package lifecycle

import (
	"context"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/lifecycle/undelivered"
)

// Client is what this asks of an instance; *api.Client is one.
type Client interface {
	api.KeyLister
	OwnPreview() string
	RevokeKey(ctx context.Context, id string) error
}

// Maker creates keys; *api.Client is one.
type Maker interface {
	CreateKey(ctx context.Context, key api.NewKey) (api.CreatedKey, error)
}

// Notes remembers keys until somebody has their value; *undelivered.Store is one.
type Notes interface {
	// Begin notes a creation before it is sent. Without a note it must not be.
	Begin(e undelivered.Entry) (id string, err error)
	// Made adds which key it became.
	Made(id string, k api.Key) error
	// Settle forgets it, without waiting.
	Settle(id string)
}
