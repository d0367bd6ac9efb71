package cli

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/supascale/supascale-tui/internal/api"
)

// keyListing is an instance's list of keys, as far as it gives it.
type keyListing struct {
	keys []api.Key         // the newest first
	part *api.PartialError // why these are not all, nil where they are
}

// listAll lists every key.
func listAll(ctx context.Context, client *api.Client) (keyListing, error) {
	list, err := api.Keys(ctx, client)
	if part := api.PartOf(err); part != nil {
		return keyListing{list, part}, nil
	}
	return keyListing{keys: list}, explained(err)
}

// pick finds the key that a word means. That a list which is not whole lacks it is no
// sign that there is none.
func (l keyListing) pick(word string) (api.Key, error) {
	k, err := pickOne(l.keys, word)
	if coded, ok := errors.AsType[codedError](err); ok && coded.code == exitNotFound && l.part != nil {
		return k, codedError{exitPartial, fmt.Errorf("%w. It may be one of the keys that aren't listed: %w", err, l.part)}
	}
	return k, err
}

// warn says on stderr that the list is not whole.
func (l keyListing) warn(words io.Writer) {
	if l.part != nil {
		say(words, "! %s", l.part)
	}
}

// end is what a command ends with that has printed what came of the list.
func (l keyListing) end(err error) error {
	if err != nil || l.part == nil {
		return err
	}
	return l.part
}

// quiet is end for a command that has said already what the list lacks.
func (l keyListing) quiet() error {
	if l.part == nil {
		return nil
	}
	return codedError{code: exitPartial}
}
