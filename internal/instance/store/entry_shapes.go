package store

import (
	"context"
	"database/sql"
	"errors"
	"strconv"

	"github.com/supascale/supascale-tui/internal/activity/query"
	"github.com/supascale/supascale-tui/internal/instance/activity"
)

// shapesMax bounds the memory for ids of shapes. Who sends a new path with
// every request makes as many shapes as requests.
const shapesMax = 20_000

// What the log takes on the disk, measured: an entry with its indexes and its part
// of what is counted ahead, and a shape.
const (
	entryBytes = 320
	shapeBytes = `350 + 2 * (octet_length(path) + octet_length(agent)) + octet_length(route)`
)

// shapes remembers the ids of shapes by digest. Who changes the log has it.
type shapes struct{ ids map[string]int64 }

func (s *shapes) find(digest string) (int64, bool) {
	id, found := s.ids[digest]
	return id, found
}

func (s *shapes) keep(made map[string]int64) {
	if s.ids == nil || len(s.ids)+len(made) > shapesMax {
		s.ids = map[string]int64{}
	}
	for digest, id := range made {
		s.ids[digest] = id
	}
}

func (s *shapes) forget() { s.ids = nil }

// attemptOf is what is kept of a preview: that of a known key is known.
func attemptOf(e *activity.Entry) string {
	if e.KeyID != "" {
		return ""
	}
	return e.KeyPreview
}

func digestOf(e *activity.Entry) string {
	d := digester{}
	for _, text := range []string{
		e.Type, string(e.Reason), e.KeyID, attemptOf(e), e.Method, e.Path, string(e.Resource),
		e.Required, e.Granted, strconv.Itoa(e.Status), e.IP, e.UserAgent,
	} {
		d.add(text)
	}
	return string(d.sum())
}

func insertShape(ctx context.Context, tx *sql.Tx, e *activity.Entry, digest string) (int64, error) {
	var id int64
	err := tx.QueryRowContext(ctx, `SELECT id FROM shape WHERE digest = ?`, []byte(digest)).Scan(&id)
	if err == nil || !errors.Is(err, sql.ErrNoRows) {
		return id, err
	}
	var bytes int64
	err = tx.QueryRowContext(ctx, `INSERT INTO shape (digest, type, failed, reason, key_id, attempt, method, path,
		resource, required, granted, status, ip, agent, route, folded_path, folded_agent)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id, `+shapeBytes,
		[]byte(digest), e.Type, e.Failed(), string(e.Reason), e.KeyID, attemptOf(e), e.Method, e.Path,
		string(e.Resource), e.Required, e.Granted, e.Status, e.IP, e.UserAgent,
		query.Fold(query.RouteOf(e.Path)), query.Fold(e.Path), query.Fold(e.UserAgent)).Scan(&id, &bytes)
	if err != nil {
		return 0, err
	}
	return id, addMeta(ctx, tx, metaBytes, bytes)
}
