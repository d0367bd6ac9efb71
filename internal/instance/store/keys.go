package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"github.com/supascale/supascale-tui/internal/activity/query"
	"github.com/supascale/supascale-tui/internal/instance/activity"
	"github.com/supascale/supascale-tui/internal/instance/keyset"
	"github.com/supascale/supascale-tui/internal/keys"
)

// LoadKeys implements keyset.Store.
func (s *Store) LoadKeys(ctx context.Context, yield func(keyset.Key) error) error {
	rows, err := s.read.QueryContext(ctx, `SELECT seq, id, digest, name, preview, permissions,
		created, expires, last_used, revoked FROM keys ORDER BY created, seq`)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }() // rows.Err tells
	// Many keys have few different permissions.
	known := map[string]keys.Permissions{}
	for rows.Next() {
		var k keyset.Key
		var digest, permissions sql.RawBytes
		var created, expires, used, revoked sql.NullInt64
		if err := rows.Scan(&k.Seq, &k.ID, &digest, &k.Name, &k.Preview, &permissions,
			&created, &expires, &used, &revoked); err != nil {
			return err
		}
		copy(k.Digest[:], digest)
		p, found := known[string(permissions)]
		if !found {
			if p, err = parsePermissions(string(permissions)); err != nil {
				return fmt.Errorf("key %s: %w", k.ID, err)
			}
			known[string(permissions)] = p
		}
		k.Permissions = p
		k.Created, k.Expires = fromMillis(created), fromMillis(expires)
		k.LastUsed, k.Revoked = fromMillis(used), fromMillis(revoked)
		if err := yield(k); err != nil {
			return err
		}
	}
	return rows.Err()
}

// InsertKeys implements keyset.Store.
func (s *Store) InsertKeys(ctx context.Context, list []keyset.Key, log []activity.Entry) error {
	return s.transactLogged(ctx, ordinary, log, func(tx *sql.Tx) error {
		insert, err := tx.PrepareContext(ctx, `INSERT INTO keys
			(id, digest, name, preview, permissions, created, expires, last_used, revoked, folded)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
		if err != nil {
			return err
		}
		defer func() { _ = insert.Close() }() // ends with the transaction anyway
		for i := range list {
			k := &list[i]
			res, err := insert.ExecContext(ctx, k.ID, k.Digest[:], k.Name, k.Preview,
				formatPermissions(k.Permissions), k.Created.UnixMilli(),
				millis(k.Expires), millis(k.LastUsed), millis(k.Revoked), query.Fold(k.Name))
			if err != nil {
				return err
			}
			if k.Seq, err = res.LastInsertId(); err != nil {
				return err
			}
		}
		return nil
	})
}

// RevokeKey implements keyset.Store.
func (s *Store) RevokeKey(ctx context.Context, id string, at time.Time, log []activity.Entry) error {
	return s.transactLogged(ctx, urgent, log, func(tx *sql.Tx) error {
		res, err := tx.ExecContext(ctx, `UPDATE keys SET revoked = ? WHERE id = ? AND revoked IS NULL`, at.UnixMilli(), id)
		return oneRow(res, err, keyset.ErrNotFound)
	})
}

// oneRow turns a change that touched nothing into missing.
func oneRow(res sql.Result, err, missing error) error {
	if err != nil {
		return err
	}
	n, err := res.RowsAffected()
	if err == nil && n == 0 {
		return missing
	}
	return err
}

// formatPermissions writes "projects:write backups:read"; what is absent is
// none.
func formatPermissions(p keys.Permissions) string {
	var parts []string
	for _, r := range keys.Resources() {
		if l := p.Level(r); l != keys.None {
			parts = append(parts, string(r)+":"+l.String())
		}
	}
	return strings.Join(parts, " ")
}

func parsePermissions(text string) (keys.Permissions, error) {
	names := map[string]string{}
	for part := range strings.FieldsSeq(text) {
		resource, level, _ := strings.Cut(part, ":")
		names[resource] = level
	}
	return keys.ParsePermissions(names)
}
