package app

import (
	"context"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/config"
	"github.com/supascale/supascale-tui/internal/health/snooze"
	"github.com/supascale/supascale-tui/internal/history"
	"github.com/supascale/supascale-tui/internal/lifecycle/revokemany"
	"github.com/supascale/supascale-tui/internal/lifecycle/rotation"
	"github.com/supascale/supascale-tui/internal/lifecycle/undelivered"
	"github.com/supascale/supascale-tui/internal/notes"
)

// State is what this machine keeps about instances and their keys.
type State struct {
	Undelivered *undelivered.Store
	Rotations   *rotation.Store
	History     *history.Store
	Many        *revokemany.Store
	Notes       *notes.Store
}

// State opens all of it. No folder is touched before there is something to read or to
// note. Close it.
func (s *Session) State() (m State, err error) {
	if m.Rotations, err = s.Rotations(); err != nil {
		return m, err
	}
	if m.History, err = s.History(); err != nil {
		return m, err
	}
	if m.Many, err = s.Many(); err != nil {
		return m, err
	}
	m.Notes = s.Notes()
	m.Undelivered, err = s.Undelivered()
	return m, err
}

// Close waits a moment for what is settled to be forgotten.
func (m State) Close() { CloseUndelivered(m.Undelivered) }

// CloseUndelivered waits a moment for what is settled to be forgotten.
func CloseUndelivered(j *undelivered.Store) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	j.Close(ctx)
}

// UndeliveredPart is the part of the state in which undelivered keys are noted.
const UndeliveredPart = "undelivered"

// Undelivered opens the store of keys that nobody has the value of yet.
func (s *Session) Undelivered() (*undelivered.Store, error) {
	return openIn(s, UndeliveredPart, undelivered.Open)
}

// Rotations opens the rotations that were begun.
func (s *Session) Rotations() (*rotation.Store, error) {
	return openIn(s, "rotations", rotation.Open)
}

// History opens what was last seen of instances.
func (s *Session) History() (*history.Store, error) {
	return openIn(s, "visits", history.Open)
}

// Many opens the revocations of many keys that are under way.
func (s *Session) Many() (*revokemany.Store, error) { return openIn(s, "revocations", revokemany.Open) }

// Snoozed opens the findings that were snoozed.
func (s *Session) Snoozed() (*snooze.Store, error) { return openIn(s, "health", snooze.Open) }

// Notes opens the admin's notes. It is without any where there is no place for them;
// keeping one then tells why.
func (s *Session) Notes() *notes.Store {
	dir, err := config.NotesDir(s.Getenv)
	if err != nil {
		return notes.Nowhere(err)
	}
	return notes.Open(dir)
}

func openIn[T any](s *Session, part string, open func(dir string) *T) (*T, error) {
	dir, err := config.StatePath(part, s.Getenv)
	if err != nil {
		return nil, err
	}
	return open(dir), nil
}

// NoteDeed notes what this machine does to keys, which is no news to its admin.
// Without a place for it, it is told as news.
func (s *Session) NoteDeed(d api.Deed) {
	if store, err := s.History(); err == nil {
		store.Did(d, time.Now())
	}
}

// CarryNotes gives what carries the note about a key over to its successor; nil where no
// notes are kept.
func CarryNotes(store *notes.Store, client interface{ Instance() api.Instance }, now func() time.Time) func(old string, fresh *api.Key) error {
	if store == nil {
		return nil
	}
	return func(old string, fresh *api.Key) error { return store.Carry(client.Instance(), old, fresh, now()) }
}

// Rotator rotates the keys of an instance, with what is noted on this machine. Close the
// notes.
func (s *Session) Rotator(client rotation.Client) (*undelivered.Store, *rotation.Rotator, error) {
	records, err := s.Rotations()
	if err != nil {
		return nil, nil, err
	}
	notes, err := s.Undelivered()
	if err != nil {
		return nil, nil, err
	}
	return notes, &rotation.Rotator{
		Client: client, Notes: notes, Records: records, Now: time.Now, Zone: time.Local, Carry: CarryNotes(s.Notes(), client, time.Now),
	}, nil
}
