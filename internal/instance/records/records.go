// Package records keeps what the other resources of an instance are about:
// projects, backups, tasks and cloud storage. They are records only; nothing
// is started, backed up or contacted.
package records

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/supascale/supascale-tui/internal/instance/durable"
	"github.com/supascale/supascale-tui/internal/instance/keyset"
	"github.com/supascale/supascale-tui/internal/keys"
)

// Record is one project, backup, task or storage configuration. Fields holds
// the values of its kind by wire name: string, bool, or absent.
type Record struct {
	ID      string
	Kind    string
	Created time.Time
	Updated time.Time
	Fields  map[string]any
}

// Store keeps records durably.
type Store interface {
	// ListRecords gives a page of a kind, newest first, and how many there are.
	ListRecords(ctx context.Context, kind string, limit, offset int) ([]Record, int, error)
	// GetRecord, UpdateRecord and DeleteRecord return ErrNotFound for an id
	// that the kind does not have.
	GetRecord(ctx context.Context, kind, id string) (Record, error)
	InsertRecords(ctx context.Context, list []Record) error
	UpdateRecord(ctx context.Context, r Record) error
	DeleteRecord(ctx context.Context, kind, id string) error
}

// ErrNotFound is returned for a record that is not there.
var ErrNotFound = errors.New("no record with this id")

// Book is all records of an instance, with the rules for changing them.
type Book struct {
	store  Store
	now    func() time.Time
	random io.Reader
	writes *durable.Queue // one change at a time
}

// NewBook returns a book over a store.
func NewBook(store Store, now func() time.Time, random io.Reader) *Book {
	return &Book{store: store, now: now, random: random, writes: durable.NewQueue()}
}

// List gives a page, newest first, and how many there are in all.
func (b *Book) List(ctx context.Context, k *Kind, limit, offset int) ([]Record, int, error) {
	return b.store.ListRecords(ctx, k.Name, limit, offset)
}

// Get gives one record, or ErrNotFound.
func (b *Book) Get(ctx context.Context, k *Kind, id string) (Record, error) {
	return b.store.GetRecord(ctx, k.Name, id)
}

// Create adds a record. A keys.FieldError names a field that is refused.
func (b *Book) Create(ctx context.Context, k *Kind, fields map[string]any) (Record, error) {
	checked, err := k.check(fields, nil)
	if err != nil {
		return Record{}, err
	}
	if err := b.checkReference(ctx, k, checked); err != nil {
		return Record{}, err
	}
	id, err := keyset.NewID(b.random, k.prefix)
	if err != nil {
		return Record{}, err
	}
	now := b.now().UTC().Truncate(time.Millisecond)
	r := Record{ID: id, Kind: k.Name, Created: now, Updated: now, Fields: checked}
	return r, b.writes.Do(ctx, func(ctx context.Context) error {
		if err := b.store.InsertRecords(ctx, []Record{r}); err != nil {
			return fmt.Errorf("store a record: %w", err)
		}
		return nil
	})
}

// Update changes the given fields of a record and leaves the others.
func (b *Book) Update(ctx context.Context, k *Kind, id string, fields map[string]any) (Record, error) {
	if err := b.checkReference(ctx, k, fields); err != nil {
		return Record{}, err
	}
	var changed Record
	err := b.writes.Do(ctx, func(ctx context.Context) error {
		r, err := b.store.GetRecord(ctx, k.Name, id)
		if err != nil {
			return err
		}
		if r.Fields, err = k.check(fields, r.Fields); err != nil {
			return err
		}
		r.Updated = b.now().UTC().Truncate(time.Millisecond)
		if err := b.store.UpdateRecord(ctx, r); err != nil {
			return fmt.Errorf("store a record: %w", err)
		}
		changed = r
		return nil
	})
	if err != nil {
		return Record{}, err
	}
	return changed, nil
}

// Delete removes a record, or returns ErrNotFound.
func (b *Book) Delete(ctx context.Context, k *Kind, id string) error {
	return b.writes.Do(ctx, func(ctx context.Context) error { return b.store.DeleteRecord(ctx, k.Name, id) })
}

// Import adds records made elsewhere, such as samples.
func (b *Book) Import(ctx context.Context, list []Record) error {
	return b.store.InsertRecords(ctx, list)
}

func (b *Book) checkReference(ctx context.Context, k *Kind, fields map[string]any) error {
	id, given := fields["projectId"].(string)
	if !given || k == &Projects {
		return nil
	}
	_, err := b.store.GetRecord(ctx, Projects.Name, id)
	if errors.Is(err, ErrNotFound) {
		return &keys.FieldError{Field: "projectId", Reason: "no project with this id"}
	}
	return err
}
