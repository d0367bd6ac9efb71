package remedy

import (
	"context"

	"github.com/supascale/supascale-tui/internal/api"
)

// Source lists the keys; *api.Client is one.
type Source interface {
	ListKeys(ctx context.Context, offset, limit int) (api.KeyPage, error)
	RevokedKeys(ctx context.Context) ([]api.RevokedKey, error)
}

// keysPage is how many keys are asked for at a time, keysMost how many in all.
const (
	keysPage = 1000
	keysMost = 100_000
)

// Load asks for the keys there are and were.
func Load(ctx context.Context, source Source) (known Keys, err error) {
	for {
		page, err := source.ListKeys(ctx, len(known.Active), keysPage)
		if err != nil {
			return known, err
		}
		known.Active = append(known.Active, page.Keys...)
		n := len(known.Active)
		if page.Whole || len(page.Keys) < keysPage || n >= keysMost || page.Total >= 0 && n >= page.Total {
			break
		}
	}
	if known.Revoked, err = source.RevokedKeys(ctx); err != nil && api.KindOf(err) != api.NotFound {
		return known, err
	}
	known.Loaded = true
	return known, nil
}
