package undelivered

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/local"
)

// Names of files: OWNER-NUMBER.json is an entry, OWNER.lock is locked for as
// long as the console that wrote it lives. One file an entry, so that consoles
// never write to the same one.
const (
	entryEnd = ".json"
	lockEnd  = ".lock"
)

// Store is a folder of entries. It is safe for concurrent use, and for
// several consoles at once. It touches the folder only when there is something
// to note or to read.
type Store struct {
	dir string

	mu      sync.Mutex
	owner   *owner
	entries int
	mine    map[string]*Entry   // of this console, without an answer or unsettled
	made    map[string][]string // ids of the keys made through this console, by instance
	settled map[string]bool     // whose file may still be there
	closed  bool
	work    sync.WaitGroup
}

// Open returns the store in dir, which need not exist.
func Open(dir string) *Store {
	return &Store{dir: dir, mine: make(map[string]*Entry), made: make(map[string][]string), settled: make(map[string]bool)}
}

// Begin notes a creation that is about to be asked for. When it returns without
// an error the note survives the process and the machine. Its error says in
// words what is wrong and what to do; the creation must then not be sent.
func (j *Store) Begin(e Entry) (id string, err error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.closed {
		return "", errors.New("the console is closing: nothing was created")
	}
	if err := j.open(); err != nil {
		return "", j.cantNote(err)
	}
	j.entries++
	e.Last = e.At
	e.ID = fmt.Sprintf("%s-%d", j.owner.name, j.entries)
	e.Before = append(slices.Clone(e.Before), j.made[e.Instance]...)
	if err := j.write(&e); err != nil {
		return "", j.cantNote(err)
	}
	j.mine[e.ID] = &e
	return e.ID, nil
}

// Made adds to an entry which key it became. Older entries for keys of that
// name, whose answers were lost, are told that this is not theirs.
func (j *Store) Made(id string, k api.Key) error {
	j.mu.Lock()
	e := j.mine[id]
	if e == nil {
		j.mu.Unlock()
		return nil
	}
	j.made[e.Instance] = append(j.made[e.Instance], k.ID)
	e.KeyID, e.Preview = k.ID, k.Preview
	own := *e
	err := j.write(e)
	j.mu.Unlock()

	others, _ := j.Unsettled(own.Instance) // a note that can't be read is told of at the next look
	for i := range others {
		if o := &others[i]; o.KeyID == "" && o.Asked.Name == own.Asked.Name {
			err = errors.Join(err, j.amend(o, &own))
		}
	}
	return err
}

// amend notes that a key is not e's but another's. That may be a guess, where
// the answer was lost: then e stands for the other's request, which may still be
// carried out when e's own can't any more.
func (j *Store) amend(e, other *Entry) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.settled[e.ID] {
		return nil
	}
	e.Before = append(e.Before, other.KeyID)
	if e.Last.Before(other.Last) {
		e.Last = other.Last
	}
	return j.write(e)
}

// Settle forgets an entry: its key was taken, or revoked, or never made, or is
// to stay. It returns at once; Close waits for the file to be gone.
func (j *Store) Settle(id string) {
	j.mu.Lock()
	defer j.mu.Unlock()
	delete(j.mine, id)
	if id == "" || id != filepath.Base(id) || j.settled[id] {
		return
	}
	j.settled[id] = true
	j.work.Go(func() {
		_ = local.Remove(filepath.Join(j.dir, id+entryEnd)) // one that stays is asked about again
	})
}

// Unsettled gives the entries about an instance that this console wrote, or a
// console that is gone; the oldest first. Those of other running consoles are
// their own affair. A note that can't be read is an error beside the others.
func (j *Store) Unsettled(instance string) ([]Entry, error) {
	alive := make(map[string]bool)
	mine := func(name string) bool {
		id, isEntry := strings.CutSuffix(name, entryEnd)
		if !isEntry || j.isSettled(id) {
			return false
		}
		writer, _, _ := strings.Cut(id, "-")
		lives, known := alive[writer]
		if !known {
			lives = !j.isOwn(writer) && j.held(writer)
			alive[writer] = lives
		}
		return !lives
	}
	list, listed, err := local.ReadNotes(j.dir, "undelivered keys", mine, read)
	j.sweep(listed, alive)
	list = slices.DeleteFunc(list, func(e Entry) bool { return e.Instance != instance })
	slices.SortStableFunc(list, func(a, b Entry) int { return a.At.Compare(b.At) })
	return list, err
}

// Close waits for settled entries to be gone, as long as ctx allows, and lets
// other consoles see what is left.
func (j *Store) Close(ctx context.Context) {
	j.mu.Lock()
	j.closed = true
	j.mu.Unlock()
	done := make(chan struct{})
	go func() { j.work.Wait(); close(done) }()
	select {
	case <-done:
	case <-ctx.Done():
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.owner != nil {
		j.owner.release()
		j.owner = nil
	}
}

func (j *Store) isSettled(id string) bool {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.settled[id]
}
