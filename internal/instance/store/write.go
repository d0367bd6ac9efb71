package store

import (
	"context"
	"database/sql"

	"github.com/supascale/supascale-tui/internal/instance/activity"
)

// WriteActivity implements activity.Store. An entry whose fold is in the log
// already adds to its count.
func (s *Store) WriteActivity(ctx context.Context, batch []activity.Entry, lost int) error {
	return s.transactLogged(ctx, ordinary, batch, func(tx *sql.Tx) error {
		if lost == 0 {
			return nil
		}
		return addMeta(ctx, tx, metaLost, int64(lost))
	})
}

// transactLogged makes a change and writes its entries of the log: both or
// neither.
func (s *Store) transactLogged(ctx context.Context, u urgency, batch []activity.Entry, change func(*sql.Tx) error) error {
	if len(batch) == 0 {
		return s.transact(ctx, u, change)
	}
	s.log.Lock()
	defer s.log.Unlock()
	var w *activityWriter
	err := s.transact(ctx, u, func(tx *sql.Tx) error {
		if err := change(tx); err != nil {
			return err
		}
		rev, err := revision(ctx, tx)
		if err != nil {
			return err
		}
		w = &activityWriter{tx: tx, shapes: &s.shapes, rev: int64(rev), deltas: newDeltas()}
		defer w.close()
		return w.all(ctx, batch)
	})
	if err == nil {
		s.shapes.keep(w.made)
	}
	return err
}

// activityWriter writes one batch. What it learned is kept after the commit.
type activityWriter struct {
	tx     *sql.Tx
	shapes *shapes
	made   map[string]int64 // ids of shapes that are new
	rev    int64
	added  int
	deltas *deltas

	insert, fold *sql.Stmt
}

func (w *activityWriter) close() {
	for _, stmt := range []*sql.Stmt{w.insert, w.fold} {
		if stmt != nil {
			_ = stmt.Close() // they end with the transaction anyway
		}
	}
}

func (w *activityWriter) all(ctx context.Context, batch []activity.Entry) (err error) {
	w.made = map[string]int64{}
	w.insert, err = w.tx.PrepareContext(ctx, `INSERT INTO entry (at, shape, failed, count, fold, rev)
		VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (fold) WHERE fold IS NOT NULL DO NOTHING`)
	if err != nil {
		return err
	}
	w.fold, err = w.tx.PrepareContext(ctx, `UPDATE entry SET count = count + ?, rev = ? WHERE fold = ?
		RETURNING at, shape, (SELECT reason FROM shape WHERE id = entry.shape)`)
	if err != nil {
		return err
	}
	used := map[string]int64{}
	for i := range batch {
		e := &batch[i]
		if err := w.one(ctx, e); err != nil {
			return err
		}
		if !e.Used.IsZero() {
			used[e.KeyID] = max(used[e.KeyID], e.Used.UnixMilli())
		}
	}
	for id, at := range used {
		if _, err := w.tx.ExecContext(ctx, `UPDATE keys SET last_used = max(coalesce(last_used, 0), ?) WHERE id = ?`, at, id); err != nil {
			return err
		}
	}
	if err := w.deltas.apply(ctx, w.tx); err != nil {
		return err
	}
	if err := addMeta(ctx, w.tx, metaBytes, int64(w.added)*entryBytes); err != nil {
		return err
	}
	return setMeta(ctx, w.tx, metaRevision, w.rev)
}

func (w *activityWriter) one(ctx context.Context, e *activity.Entry) error {
	shape, err := w.shapeOf(ctx, e)
	if err != nil {
		return err
	}
	failed, fold := 0, any(nil)
	if e.Failed() {
		failed = 1
	}
	if e.Fold != "" {
		fold = e.Fold
	}
	w.rev++
	at := e.At.UnixMilli()
	res, err := w.insert.ExecContext(ctx, at, shape, failed, e.Count, fold, w.rev)
	if err != nil {
		return err
	}
	added, err := res.RowsAffected()
	if err != nil {
		return err
	}
	reason := string(e.Reason)
	if added == 0 { // it counts where its fold is
		if err := w.fold.QueryRowContext(ctx, e.Count, w.rev, e.Fold).Scan(&at, &shape, &reason); err != nil {
			return err
		}
	}
	w.added += int(added)
	w.deltas.add(delta{at: at, shape: shape, reason: reason, entries: int(added), requests: e.Count})
	return nil
}

// shapeOf gives the id of what the entry has in common with others.
func (w *activityWriter) shapeOf(ctx context.Context, e *activity.Entry) (int64, error) {
	digest := digestOf(e)
	if id, found := w.shapes.find(digest); found {
		return id, nil
	}
	if id, found := w.made[digest]; found {
		return id, nil
	}
	id, err := insertShape(ctx, w.tx, e, digest)
	if err == nil {
		w.made[digest] = id
	}
	return id, err
}
