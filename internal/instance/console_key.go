package instance

import (
	"context"
	"fmt"

	"github.com/supascale/supascale-tui/internal/api/wire"
	"github.com/supascale/supascale-tui/internal/instance/keyset"
	"github.com/supascale/supascale-tui/internal/keys"
)

// CreateLocalKey makes a key with write on everything that never expires, for
// the console that embeds the instance, and returns its value: the only time
// it is known. It asks nobody for leave: who can open the store could as well
// write a key into it.
func (i *Instance) CreateLocalKey(ctx context.Context, name string) (plaintext string, err error) {
	wanted := keyset.Wanted{Name: name, Permissions: keys.AllWrite()}
	_, value, err := i.keys.Create(ctx, wanted, keyset.Owner(), keyEntry(wire.TypeCreated))
	if err != nil {
		return "", fmt.Errorf("make the console's key: %w", err)
	}
	return value, nil
}

// Accepts reports whether a request with this key would be let in now.
func (i *Instance) Accepts(value string) bool {
	held, found := i.keys.Find(keys.DigestOf(value))
	return found && held.Refusal(i.opts.Now()) == ""
}

// Owner finds the key that a value is of, by its digest in memory: no request,
// and nothing in the log. A revoked key is known too.
func (i *Instance) Owner(value string) (id string, revoked, known bool) {
	held, found := i.keys.Find(keys.DigestOf(value))
	if !found {
		return "", false, false
	}
	return held.ID(), held.Refusal(i.opts.Now()) == keys.RevokedKey, true
}
