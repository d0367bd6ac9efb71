package history

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/local"
)

// Records is what screens ask of a Store. Nothing of it may run on the event loop.
type Records interface {
	Look(ctx context.Context, instance string, list List, began, ended time.Time) (News, error)
	Read(ctx context.Context, instance string) (News, error)
	Dismiss(ctx context.Context, instance string, upTo time.Time) error
	GoneKeys(ctx context.Context, instance string) ([]GoneKey, error)
	Past(ctx context.Context, instance string) (Past, error)
}

// Store is a folder with what was seen, three files an instance: its keys, when
// they were looked at with the gone keys, and the journal of what happened to keys. It
// is safe for several consoles at once.
type Store struct{ dir string }

// Open returns the store in dir, which need not exist.
func Open(dir string) *Store { return &Store{dir} }

const (
	lockName   = "lock"
	keysEnd    = ".keys.gz"
	stateEnd   = ".json"
	journalEnd = ".journal"
	stateMost  = 16 << 20
	// writeEvery is how far apart looks without news are noted, and clockOff how
	// much later than a list one from another console may have been.
	writeEvery = time.Minute
	clockOff   = time.Hour
	// visitGap is how far apart looks are that belong to two visits.
	visitGap = time.Hour
)

type paths struct{ keys, state, journal string }

func (s *Store) paths(instance string) paths {
	start := filepath.Join(s.dir, local.Digest(instance))
	return paths{start + keysEnd, start + stateEnd, start + journalEnd}
}

// alone does something to the folder while no other console does.
func (s *Store) alone(do func() error) error {
	if err := local.MakeDir(s.dir); err != nil {
		return err
	}
	return local.WithLock(filepath.Join(s.dir, lockName), do)
}

// Look compares the whole list of an instance, which was asked for between began
// and ended, with what was seen before, and notes it. Its errors say in words what
// is wrong, and what was noted before is as it was then.
func (s *Store) Look(ctx context.Context, instance string, list List, began, ended time.Time) (News, error) {
	var news News
	began, ended = began.Truncate(time.Second), ended.Truncate(time.Second)
	err := s.alone(func() (err error) {
		news, err = s.look(ctx, instance, list, began, ended)
		return err
	})
	return news, s.words(instance, err)
}

func (s *Store) look(ctx context.Context, instance string, list List, began, ended time.Time) (News, error) {
	p := s.paths(instance)
	st, err := readState(p.state, instance)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return News{}, err
	}
	// A clock that was wrong once must not stop all looks until then.
	if began.Before(st.began) && st.began.Sub(ended) < clockOff {
		return p.read(ctx, st) // another console has a newer list
	}
	past := readJournal(p.journal)
	m := comparison{list: list, deeds: past.deeds(st.began), after: st.began, began: began, ended: ended, buried: make(map[string]bool)}
	for _, t := range st.goneKeys {
		m.buried[t.Key.ID] = false
	}
	if err := m.compare(ctx, p.keys); err != nil {
		return News{}, err
	}
	next := state{since: st.since, began: began, ended: ended, goneKeys: keep(st.goneKeys, m.goneKeys, m.buried, ended)}
	switch {
	case next.since.IsZero():
		next.since = began
	case !m.unseen && began.Sub(st.began) >= visitGap:
		next.since = st.began // another visit begins, and of the one before nothing is left to be seen
	}
	m.news.Since, m.news.Looked = next.since, ended
	m.news.order()
	return m.news, s.note(ctx, instance, p, &m, &st, &next)
}

// compare goes through all without writing.
func (m *comparison) compare(ctx context.Context, path string) (err error) {
	m.old, err = openLines(path)
	if errors.Is(err, fs.ErrNotExist) {
		m.old, err = nil, nil
		m.changed, m.news.First = true, true
	}
	if err != nil {
		return err
	}
	defer m.old.close()
	return m.run(ctx, func([]byte) error { return nil })
}

// note writes what a look changed. A crash between two files loses nothing: the
// next look finds the same changes once more, and its gone keys are there.
func (s *Store) note(ctx context.Context, instance string, p paths, m *comparison, was, next *state) error {
	if err := appendJournal(p.journal, m.found()...); err != nil {
		return err
	}
	if m.changed {
		if !m.news.First && !sameGoneKeys(was.goneKeys, next.goneKeys) {
			half := *was
			half.goneKeys = next.goneKeys
			if err := half.write(p.state, instance); err != nil {
				return err
			}
		}
		again := comparison{list: m.list, deeds: m.deeds, after: m.after, began: m.began, ended: m.ended}
		if err := again.rewrite(ctx, p.keys); err != nil {
			return err
		}
	}
	due := next.began.Sub(was.began) >= writeEvery || next.began.Before(was.began) || !next.since.Equal(was.since) && m.changed
	if m.changed || due || !sameGoneKeys(was.goneKeys, next.goneKeys) || !m.deeds.none() {
		if err := next.write(p.state, instance); err != nil {
			return err
		}
	}
	if listed, err := local.ReadDir(s.dir); err == nil && m.changed {
		local.Sweep(s.dir, listed)
	}
	return nil
}

// rewrite is compare with what is kept written.
func (m *comparison) rewrite(ctx context.Context, path string) (err error) {
	m.old, err = openLines(path)
	if errors.Is(err, fs.ErrNotExist) {
		m.old, err = nil, nil
	}
	if err != nil {
		return err
	}
	defer m.old.close()
	return writeLines(path, func(add func([]byte) error) error { return m.run(ctx, add) })
}

// writeLines writes a file of the lines that fill adds.
func writeLines(path string, fill func(add func(line []byte) error) error) error {
	return local.WriteStream(path, func(to io.Writer) error {
		w, err := newWriter(to)
		if err != nil {
			return err
		}
		if err := fill(w.add); err != nil {
			return err
		}
		return w.end()
	})
}

// Read gives what is new, as far as it was looked. Without a look before it is
// empty.
func (s *Store) Read(ctx context.Context, instance string) (News, error) {
	p := s.paths(instance)
	st, err := readState(p.state, instance)
	if errors.Is(err, fs.ErrNotExist) {
		return News{}, nil
	}
	if err != nil {
		return News{}, s.words(instance, err)
	}
	news, err := p.read(ctx, st)
	return news, s.words(instance, err)
}

func (p paths) read(ctx context.Context, st state) (News, error) {
	news := News{Since: st.since, Looked: st.ended}
	err := each(ctx, p.keys, func(e *entry) error {
		if e.mark() != markSeen {
			news.add(e.change())
		}
		return nil
	})
	news.order()
	return news, err
}

// each goes through a file of lines.
func each(ctx context.Context, path string, see func(*entry) error) error {
	r, err := openLines(path)
	if err != nil {
		return err
	}
	defer r.close()
	for {
		e, err := r.next()
		if err != nil || e == nil {
			return err
		}
		if r.count%checkEvery == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		if err := see(e); err != nil {
			return err
		}
	}
}

// Dismiss says that the admin has seen what changed up to a look (News.Looked):
// from now on it is what others are compared with. What came later stays news.
func (s *Store) Dismiss(ctx context.Context, instance string, upTo time.Time) error {
	return s.words(instance, s.alone(func() error {
		p := s.paths(instance)
		st, err := readState(p.state, instance)
		if err != nil {
			return err
		}
		left := false
		err = writeLines(p.keys, func(add func([]byte) error) error {
			return each(ctx, p.keys, func(e *entry) error {
				line := dismissed(e, upTo)
				if line == nil {
					return nil
				}
				left = left || line[0] != markSeen
				return add(line)
			})
		})
		if err != nil {
			return err
		}
		if st.since = st.began; left {
			st.since = upTo
		}
		return st.write(p.state, instance)
	}))
}

// GoneKeys gives the keys of which this console knows that they are gone, the
// latest first.
func (s *Store) GoneKeys(ctx context.Context, instance string) ([]GoneKey, error) {
	p := s.paths(instance)
	st, err := readState(p.state, instance)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, s.words(instance, err)
	}
	past := readJournal(p.journal)
	pending, err := past.deeds(st.began).pending(st.goneKeys, p.find(ctx))
	list := append(st.goneKeys, pending...)
	newestFirst(list)
	return list, s.words(instance, err)
}

// find gives what looks keys up among those that were seen.
func (p paths) find(ctx context.Context) func(ids map[string]bool) ([]api.Key, error) {
	return func(ids map[string]bool) (found []api.Key, err error) {
		err = each(ctx, p.keys, func(e *entry) error {
			if ids[string(e.id())] {
				found = append(found, e.key())
			}
			return nil
		})
		return found, err
	}
}

// Past is what this machine knows of an instance's keys: what it did itself, and what
// it saw of what others did.
type Past struct {
	From    time.Time // of the first look; zero without one
	Changes []Change  // in the order in which they were noted
	More    int       // changes that were seen and are not listed
}

// Past gives what this machine knows.
func (s *Store) Past(ctx context.Context, instance string) (Past, error) {
	p := s.paths(instance)
	j := readJournal(p.journal)
	want, named := make(map[string]bool), make(map[string]api.Key)
	for _, c := range j.changes {
		if c.Key.Name != "" {
			named[c.Key.ID] = c.Key
		}
		want[c.Key.ID] = true
	}
	for id := range named {
		delete(want, id)
	}
	if len(want) > 0 {
		found, err := p.find(ctx)(want)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return Past{}, s.words(instance, err)
		}
		for _, k := range found {
			named[k.ID] = k
		}
	}
	for i := range j.changes {
		if k, known := named[j.changes[i].Key.ID]; known && j.changes[i].Key.Name == "" {
			j.changes[i].Key = k
		}
	}
	return Past{From: j.from, Changes: j.changes, More: j.more}, nil
}

// words says what is wrong and what to do.
func (s *Store) words(instance string, err error) error {
	p := s.paths(instance)
	switch {
	case err == nil, errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return err
	case errors.Is(err, errNewer):
		return fmt.Errorf("what changed since the last visit can't be told: a newer version of this program wrote %s. It is left as it is; use that version, or remove the file", p.state)
	case errors.Is(err, errUnreadable), errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("what changed since the last visit can't be told: what is noted of it in %s (or %s beside it) can't be read (%w). It is left as it is; look into it, then remove both files", p.state, filepath.Base(p.keys), errUnreadable)
	case errors.Is(err, local.ErrLocked):
		return fmt.Errorf("what changed since the last visit can't be told now: another console is at work in %s", s.dir)
	}
	return fmt.Errorf("what was seen on this visit can't be noted in %s (%s): make that folder writable, or set XDG_STATE_HOME to one that is", s.dir, local.Reason(err))
}
