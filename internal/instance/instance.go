// Package instance is a local Supascale instance: the API for keys and
// activity as the contract states it, on a SQLite store. It keeps records of
// projects, backups, tasks and cloud storage, and starts no containers.
package instance

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"

	"github.com/supascale/supascale-tui/internal/api/wire"
	"github.com/supascale/supascale-tui/internal/instance/accounts"
	"github.com/supascale/supascale-tui/internal/instance/activity"
	"github.com/supascale/supascale-tui/internal/instance/hoststats"
	"github.com/supascale/supascale-tui/internal/instance/keyset"
	"github.com/supascale/supascale-tui/internal/instance/records"
	"github.com/supascale/supascale-tui/internal/instance/rest"
	"github.com/supascale/supascale-tui/internal/keys"
)

// Store is all that an instance needs of what keeps its data.
type Store interface {
	keyset.Store
	activity.Store
	records.Store
	accounts.Store
	// Shrink frees the memory of writes that are over.
	Shrink(ctx context.Context) error
	// Close flushes and frees what the store holds.
	Close(ctx context.Context) error
}

// Errors of an instance.
var (
	// ErrInUse is returned by Open while another process, or another Instance
	// of this one, has the data directory.
	ErrInUse = errors.New("the data directory is in use")
	// ErrNotEmpty is returned where keys of somebody would be in the way.
	ErrNotEmpty = keyset.ErrNotEmpty
)

// Instance is an open instance. Its methods are safe for concurrent use.
type Instance struct {
	opts     Options
	dir      *folder
	store    Store
	keys     *keyset.Set
	recorder *activity.Recorder
	book     *records.Book
	people   *accounts.Book
	service  *rest.Service
	upkeep   *upkeep

	mu       sync.Mutex
	firstKey string          // id of the key CreateFirstKey made
	sample   map[string]bool // ids of the keys FillSample made

	closing  sync.Once
	closeErr error
}

// Open opens the instance in a data directory, and makes it if there is none.
// It takes the directory for itself until Close or the end of the process. It does
// not wait for a disk that does not answer longer than ctx lasts.
func Open(ctx context.Context, o Options) (*Instance, error) {
	if o.DataDir == "" {
		return nil, errors.New("open the instance: no data directory given")
	}
	type result struct {
		i   *Instance
		err error
	}
	done := make(chan result, 1)
	go func() {
		i, err := open(ctx, o.withDefaults())
		done <- result{i, err}
	}()
	select {
	case r := <-done:
		return r.i, r.err
	case <-ctx.Done():
	}
	go func() { // nobody has what is opened after all
		if r := <-done; r.i != nil {
			_ = r.i.Close(context.WithoutCancel(ctx)) // nobody is left to tell
		}
	}()
	return nil, fmt.Errorf("open the data directory %s: it was not open in time: %w", o.DataDir, ctx.Err())
}

func open(ctx context.Context, o Options) (*Instance, error) {
	dir, err := openFolder(o.DataDir, o.AcceptLoss)
	if err != nil {
		return nil, err
	}
	dir.touch = o.touch
	opened, err := dir.openStore(ctx)
	if err != nil {
		return nil, errors.Join(err, dir.lock.release())
	}
	var st Store = opened
	if o.wrap != nil {
		st = o.wrap(st)
	}
	i, err := assemble(ctx, o, st)
	if err != nil {
		// The directory is noted as in use, and must not be left as such.
		return nil, errors.Join(err, dir.close(context.WithoutCancel(ctx), st))
	}
	i.dir = dir
	return i, nil
}

func assemble(ctx context.Context, o Options, st Store) (*Instance, error) {
	i := &Instance{opts: o, store: st, sample: map[string]bool{}}
	var err error
	if i.keys, err = keyset.Load(ctx, st, o.Now, o.Random); err != nil {
		return nil, err
	}
	i.book = records.NewBook(st, o.Now, o.Random)
	if i.people, err = accounts.Load(ctx, st, o.Now, o.Random, o.PasswordCost); err != nil {
		return nil, err
	}
	i.recorder = activity.NewRecorder(st, o.Logger)
	i.service, err = rest.New(rest.Deps{
		Keys: i.keys, Recorder: i.recorder, Log: st, Book: i.book, Accounts: i.people,
		Machine: &hoststats.Machine{Dir: o.DataDir, Now: o.Now},
		Now:     o.Now, Logger: o.Logger, TrustedProxies: o.TrustedProxies, Pause: o.pause,
	})
	if err != nil {
		return nil, errors.Join(err, i.recorder.Close(ctx))
	}
	i.upkeep = i.startUpkeep()
	return i, nil
}

// Handler answers the instance's requests. It needs no path prefix.
func (i *Instance) Handler() http.Handler { return i.service }

// KeyCount is the number of keys that are not revoked, expired ones included.
func (i *Instance) KeyCount(context.Context) (int, error) { return i.keys.Count(), nil }

// CreateFirstKey makes a key with write on everything that never expires, and
// returns its value: the only time it is known. It returns ErrNotEmpty when
// the store has keys; those that FillSample made since Open don't count.
func (i *Instance) CreateFirstKey(ctx context.Context, name string) (plaintext string, err error) {
	i.mu.Lock()
	defer i.mu.Unlock()
	wanted := keyset.Wanted{Name: name, Permissions: keys.AllWrite()}
	k, value, err := i.keys.CreateFirst(ctx, wanted, keyEntry(wire.TypeCreated), func(ids []string) bool {
		for _, id := range ids {
			if !i.sample[id] {
				return false
			}
		}
		return true
	})
	if err != nil {
		return "", fmt.Errorf("make the first key: %w", err)
	}
	i.firstKey = k.ID
	return value, nil
}

// keyEntry gives the entry of the log for a key that no request made or revoked.
func keyEntry(kind string) keyset.Entry {
	return func(k keyset.Key) activity.Entry {
		at := k.Created
		if kind == wire.TypeRevoked {
			at = k.Revoked
		}
		return activity.Entry{At: at, Type: kind, KeyID: k.ID, Count: 1}
	}
}

// RevokeFirstKey takes back what CreateFirstKey made, for a caller who could
// not hand the value over: the next start can then make another.
func (i *Instance) RevokeFirstKey(ctx context.Context) error {
	i.mu.Lock()
	defer i.mu.Unlock()
	if _, err := i.keys.Revoke(ctx, i.firstKey, keyEntry(wire.TypeRevoked)); err != nil {
		return fmt.Errorf("take the first key back: %w", err)
	}
	return nil
}

// MakeAccount makes an account that may do everything (accounts.Book.Make), and
// returns what its owner is told: the only time it is known.
func (i *Instance) MakeAccount(ctx context.Context, w accounts.Wanted) (accounts.Made, error) {
	made, err := i.people.Make(ctx, w)
	if err != nil {
		return accounts.Made{}, fmt.Errorf("make the account: %w", err)
	}
	return made, nil
}

// HasAccount reports whether there is an account of that name.
func (i *Instance) HasAccount(name string) bool { return i.people.Has(name) }

// Close writes what is left of the activity log, checkpoints the store and
// gives the data directory free. Stop serving first. A context that ends cuts
// it short; the error then says what was lost.
func (i *Instance) Close(ctx context.Context) error {
	i.closing.Do(func() {
		i.upkeep.stop(ctx)
		i.service.EndLog()
		i.closeErr = errors.Join(i.keys.Settle(ctx), i.recorder.Close(ctx), i.dir.close(ctx, i.store))
	})
	return i.closeErr
}
