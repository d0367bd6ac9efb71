package command

import (
	"context"
	"io"

	"github.com/supascale/supascale-tui/internal/api"
)

// Listing is an instance's list of keys, as far as it gives it.
type Listing struct {
	Keys []api.Key         // the newest first
	Part *api.PartialError // why these are not all, nil where they are
}

// ListAll lists every key.
func ListAll(ctx context.Context, client api.KeyLister) (Listing, error) {
	list, err := api.Keys(ctx, client)
	if part := api.PartOf(err); part != nil {
		return Listing{list, part}, nil
	}
	return Listing{Keys: list}, Explain(err)
}

// Warn says that the list is not whole.
func (l Listing) Warn(words io.Writer) {
	if l.Part != nil {
		Say(words, "! %s", l.Part)
	}
}

// End is what a command ends with that has printed what came of the list.
func (l Listing) End(err error) error {
	if err != nil || l.Part == nil {
		return err
	}
	return l.Part
}

// Quiet is End for a command that has said already what the list lacks.
func (l Listing) Quiet() error {
	if l.Part == nil {
		return nil
	}
	return Exit{Code: ExitPartial}
}
