package remedy

import (
	"cmp"
	"context"

	"github.com/supascale/supascale-tui/internal/api"
)

// Source lists the keys; *api.Client is one.
type Source interface {
	api.KeyLister
	RevokedKeys(ctx context.Context) ([]api.RevokedKey, error)
}

// Load asks for the keys there are and were.
func Load(ctx context.Context, source Source) (known Keys, err error) {
	known.Active, err = api.Keys(ctx, source)
	if known.Partial = api.PartOf(err); err != nil && known.Partial == nil {
		return known, err
	}
	known.Revoked, err = source.RevokedKeys(ctx)
	if part := api.PartOf(err); part != nil {
		known.Partial = cmp.Or(known.Partial, part)
	} else if err != nil && api.KindOf(err) != api.NotFound {
		return known, err
	}
	known.Loaded = true
	return known, nil
}
