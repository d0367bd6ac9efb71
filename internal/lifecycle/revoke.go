package lifecycle

import (
	"context"
	"errors"
	"slices"

	"github.com/supascale/supascale-tui/internal/api"
)

// ErrStillListed says that the instance claims to have revoked a key and lists
// it all the same.
var ErrStillListed = errors.New("the instance says that the key is revoked, but still lists it: it may still work. Look again in a moment")

// CantNameError says that the instance can't be asked for this very key.
type CantNameError struct{ Why string }

func (e *CantNameError) Error() string { return e.Why }

// Revoke revokes a key and lists again to see that it is gone. It
// reports whether it was this request that revoked it: a key that was gone
// before is no failure. Where nobody can know whether the request was carried
// out, the list decides. Nothing is sent for a key that shares its id with another.
func Revoke(ctx context.Context, client Client, k *api.Key) (byUs bool, err error) {
	if why := k.CantName(); why != "" {
		return false, &CantNameError{why}
	}
	err = client.RevokeKey(ctx, k.ID)
	failed, known := errors.AsType[*api.Error](err)
	if err != nil && (!known || !failed.MaybeDone && failed.Kind != api.NotFound) {
		return false, err
	}
	listed, lost := Lists(ctx, client, k.ID)
	switch {
	case lost != nil && !listed:
		return false, lost
	case listed && err != nil:
		return false, err
	case listed:
		return false, ErrStillListed
	}
	return err == nil || failed.MaybeDone, nil
}

// Lists reports whether the list has a key with the id. That it hasn't means nothing
// beside an error: a list that is not whole is one (*api.PartialError).
func Lists(ctx context.Context, lister api.KeyLister, id string) (bool, error) {
	list, err := api.Keys(ctx, lister)
	return slices.ContainsFunc(list, func(k api.Key) bool { return k.ID == id }), err
}
