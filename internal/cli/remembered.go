package cli

import (
	"os"

	"github.com/supascale/supascale-tui/internal/config"
	"github.com/supascale/supascale-tui/internal/history"
	"github.com/supascale/supascale-tui/internal/lifecycle/many"
	"github.com/supascale/supascale-tui/internal/lifecycle/rotation"
	"github.com/supascale/supascale-tui/internal/lifecycle/undelivered"
	"github.com/supascale/supascale-tui/internal/notes"
)

// memory is what this machine remembers about instances and their keys.
type memory struct {
	undelivered *undelivered.Store // to be closed
	rotations   *rotation.Store
	records     *history.Store
	many        *many.Store
	notes       *notes.Store
}

// remembered opens all of it. No folder is touched before there is something to
// read or to note.
func remembered() (m memory, err error) {
	if m.rotations, err = rotationStore(); err != nil {
		return m, err
	}
	if m.records, err = historyStore(); err != nil {
		return m, err
	}
	if m.many, err = manyStore(); err != nil {
		return m, err
	}
	m.notes = noteStore()
	m.undelivered, err = openUndelivered()
	return m, err
}

func openUndelivered() (*undelivered.Store, error) { return openIn(config.StateDir, undelivered.Open) }

func rotationStore() (*rotation.Store, error) { return openIn(config.RotationsDir, rotation.Open) }

func historyStore() (*history.Store, error) { return openIn(config.HistoryDir, history.Open) }

func manyStore() (*many.Store, error) { return openIn(config.RevocationsDir, many.Open) }

// noteStore is without notes where there is no place for any; keeping one then tells why.
func noteStore() *notes.Store {
	dir, err := config.NotesDir(os.Getenv)
	if err != nil {
		return notes.Nowhere(err)
	}
	return notes.Open(dir)
}

func openIn[T any](place func(getenv func(string) string) (string, error), open func(dir string) *T) (*T, error) {
	dir, err := place(os.Getenv)
	if err != nil {
		return nil, err
	}
	return open(dir), nil
}
