package store

import (
	"context"
	"database/sql"
	"strings"

	"github.com/supascale/supascale-tui/internal/api/wire"
	"github.com/supascale/supascale-tui/internal/instance/activity"
)

// WriteActivity implements activity.Store. An entry whose fold is in the log
// already adds to its count.
func (s *Store) WriteActivity(ctx context.Context, batch []activity.Entry) error {
	var added int64
	err := s.transact(ctx, func(tx *sql.Tx) error {
		w, err := prepareActivity(ctx, tx)
		if err != nil {
			return err
		}
		defer w.close()
		added, err = w.all(ctx, batch)
		return err
	})
	if err == nil {
		s.entries.Add(added)
	}
	return err
}

type activityWriter struct{ insert, fold, used *sql.Stmt }

func prepareActivity(ctx context.Context, tx *sql.Tx) (w activityWriter, err error) {
	for _, p := range []struct {
		stmt **sql.Stmt
		sql  string
	}{
		{&w.insert, `INSERT INTO activity (at, type, failed, reason, key_id, attempt, method, path,
			resource, required, granted, status, ip, agent, count, fold)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
			ON CONFLICT (fold) WHERE fold IS NOT NULL DO NOTHING`},
		{&w.fold, `UPDATE activity SET count = count + ? WHERE fold = ?`},
		{&w.used, `UPDATE keys SET last_used = max(coalesce(last_used, 0), ?) WHERE id = ?`},
	} {
		//nolint:sqlclosecheck // activityWriter.close closes them all
		if *p.stmt, err = tx.PrepareContext(ctx, p.sql); err != nil {
			w.close()
			return w, err
		}
	}
	return w, nil
}

// close frees the statements early; they end with the transaction anyway.
func (w activityWriter) close() {
	for _, stmt := range []*sql.Stmt{w.insert, w.fold, w.used} {
		if stmt != nil {
			_ = stmt.Close()
		}
	}
}

func (w activityWriter) all(ctx context.Context, batch []activity.Entry) (added int64, err error) {
	used := map[string]int64{}
	for _, e := range batch {
		n, err := w.one(ctx, e)
		if err != nil {
			return 0, err
		}
		added += n
		if !e.Used.IsZero() {
			used[e.KeyID] = max(used[e.KeyID], e.Used.UnixMilli())
		}
	}
	for id, at := range used {
		if _, err := w.used.ExecContext(ctx, at, id); err != nil {
			return 0, err
		}
	}
	return added, nil
}

func (w activityWriter) one(ctx context.Context, e activity.Entry) (added int64, err error) {
	failed, fold, attempt := 0, any(nil), e.KeyPreview
	if e.Failed() {
		failed = 1
	}
	if e.Fold != "" {
		fold = e.Fold
	}
	if e.KeyID != "" {
		attempt = "" // the key's own preview is known
	}
	res, err := w.insert.ExecContext(ctx, e.At.UnixMilli(), e.Type, failed, string(e.Reason), e.KeyID, attempt,
		e.Method, e.Path, string(e.Resource), e.Required, e.Granted, e.Status, e.IP, e.UserAgent, e.Count, fold)
	if err != nil {
		return 0, err
	}
	added, err = res.RowsAffected()
	if err != nil || added > 0 {
		return added, err
	}
	_, err = w.fold.ExecContext(ctx, e.Count, e.Fold)
	return 0, err
}

// ReadActivity implements activity.Store.
func (s *Store) ReadActivity(ctx context.Context, q activity.Query) ([]activity.Entry, error) {
	where, args := conditions(q)
	if q.After != nil {
		where = append(where, `(a.at, a.seq) < (?, ?)`)
		args = append(args, q.After.At.UnixMilli(), q.After.Seq)
	}
	//nolint:gosec // the conditions are fixed texts of this file; every value is bound
	rows, err := s.read.QueryContext(ctx, `SELECT a.seq, a.at, a.type, a.reason, a.key_id,
		coalesce(k.name, ''), coalesce(k.preview, a.attempt), a.method, a.path, a.resource,
		a.required, a.granted, a.status, a.ip, a.agent, a.count
		FROM activity a LEFT JOIN keys k ON k.id = a.key_id`+clause(where)+
		` ORDER BY a.at DESC, a.seq DESC LIMIT ?`, append(args, q.Limit)...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // rows.Err tells
	var list []activity.Entry
	for rows.Next() {
		var e activity.Entry
		var at sql.NullInt64
		if err := rows.Scan(&e.Seq, &at, &e.Type, &e.Reason, &e.KeyID, &e.KeyName, &e.KeyPreview,
			&e.Method, &e.Path, &e.Resource, &e.Required, &e.Granted, &e.Status,
			&e.IP, &e.UserAgent, &e.Count); err != nil {
			return nil, err
		}
		e.At = fromMillis(at)
		list = append(list, e)
	}
	return list, rows.Err()
}

// ActivityCoverage implements activity.Store.
func (s *Store) ActivityCoverage(ctx context.Context, q activity.Query) (activity.Coverage, error) {
	var c activity.Coverage
	var oldest sql.NullInt64
	if err := s.read.QueryRowContext(ctx, `SELECT min(at) FROM activity`).Scan(&oldest); err != nil {
		return c, err
	}
	c.Oldest = fromMillis(oldest)
	c.Total = int(s.entries.Load())
	if !q.Filtered() {
		c.Matching = c.Total
		return c, nil
	}
	where, args := conditions(q)
	err := s.read.QueryRowContext(ctx, `SELECT count(*) FROM activity a`+clause(where), args...).Scan(&c.Matching)
	return c, err
}

// conditions turns a query into SQL. Constants that stand in the conditions of
// the partial indexes are written out, or SQLite would not use those.
func conditions(q activity.Query) (where []string, args []any) {
	add := func(sql string, values ...any) {
		where = append(where, sql)
		args = append(args, values...)
	}
	if !q.Since.IsZero() {
		add(`a.at >= ?`, q.Since.UnixMilli())
	}
	if !q.Until.IsZero() {
		add(`a.at <= ?`, q.Until.UnixMilli())
	}
	if q.Type != "" {
		add(`a.type = ?`, q.Type)
	}
	switch q.Outcome {
	case wire.Failure:
		add(`a.failed = 1`)
	case wire.Success:
		add(`a.failed = 0`)
	}
	if q.Reason != "" {
		add(`a.failed = 1 AND a.reason = ?`, string(q.Reason))
	}
	if q.KeyID != "" {
		add(`a.key_id <> '' AND a.key_id = ?`, q.KeyID)
	}
	if q.IP != "" {
		add(`a.ip = ?`, q.IP)
	}
	if q.Text != "" {
		like := "%" + strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(q.Text) + "%"
		add(`(a.path LIKE ? ESCAPE '\' OR a.agent LIKE ? ESCAPE '\'
			OR a.key_id IN (SELECT id FROM keys WHERE name LIKE ? ESCAPE '\'))`, like, like, like)
	}
	return where, args
}

func clause(where []string) string {
	if len(where) == 0 {
		return ""
	}
	return " WHERE " + strings.Join(where, " AND ")
}
