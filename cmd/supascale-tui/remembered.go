package main

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
	untaken   *undelivered.Journal // to be closed
	rotations *rotation.Store
	visits    *history.Store
	bulk      *many.Store
	notes     *notes.Store
}

// remembered opens all of it. No folder is touched before there is something to
// read or to note.
func remembered() (m memory, err error) {
	if m.rotations, err = rotationStore(); err != nil {
		return m, err
	}
	if m.visits, err = visitStore(); err != nil {
		return m, err
	}
	if m.bulk, err = bulkStore(); err != nil {
		return m, err
	}
	m.notes = noteStore()
	m.untaken, err = openJournal()
	return m, err
}

func openJournal() (*undelivered.Journal, error) { return openIn(config.StateDir, undelivered.Open) }

func rotationStore() (*rotation.Store, error) { return openIn(config.RotationsDir, rotation.Open) }

func visitStore() (*history.Store, error) { return openIn(config.VisitsDir, history.Open) }

func bulkStore() (*many.Store, error) { return openIn(config.BulkDir, many.Open) }

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
