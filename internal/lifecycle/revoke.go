package lifecycle

import (
	"context"
	"errors"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/journal"
)

// ErrStillListed says that the instance claims to have revoked a key and lists
// it all the same.
var ErrStillListed = errors.New("the instance says that the key is revoked, but still lists it: it may still work. Look again in a moment")

// Revoke revokes a key and lists again to see that it is gone. It
// reports whether it was this request that revoked it: a key that was gone
// before is no failure. Where nobody can know whether the request was carried
// out, the list decides.
func Revoke(ctx context.Context, client Client, id string) (byUs bool, err error) {
	err = client.RevokeKey(ctx, id)
	failed, known := errors.AsType[*api.Error](err)
	if err != nil && (!known || !failed.MaybeDone && failed.Kind != api.NotFound) {
		return false, err
	}
	listed := false
	lost := journal.Walk(ctx, client, func(k api.Key) bool {
		listed = k.ID == id
		return !listed
	})
	switch {
	case lost != nil:
		return false, lost
	case listed && err != nil:
		return false, err
	case listed:
		return false, ErrStillListed
	}
	return err == nil || failed.MaybeDone, nil
}
