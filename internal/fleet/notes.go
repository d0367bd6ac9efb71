package fleet

import (
	"errors"

	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/notes"
)

// Notes lists what is noted about the keys of what the client works on. It is kept by
// instance: of several, by those that were reached.
func Notes(client app.API, store *notes.Store) (all []notes.Note, err error) {
	for _, part := range Parts(client) {
		list, failed := store.List(part.Instance())
		for _, n := range list {
			n.KeyID = part.ID(n.KeyID)
			all = append(all, n)
		}
		err = errors.Join(err, failed)
	}
	return all, err
}
