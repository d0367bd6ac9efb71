package store

import (
	"context"
	"database/sql"
	"net/netip"
	"time"

	"github.com/supascale/supascale-tui/internal/instance/accounts"
	"github.com/supascale/supascale-tui/internal/instance/activity"
)

// LoadAccounts implements accounts.Store.
func (s *Store) LoadAccounts(ctx context.Context) ([]accounts.Account, error) {
	backup, err := s.loadBackupCodes(ctx)
	if err != nil {
		return nil, err
	}
	rows, err := s.read.QueryContext(ctx, `SELECT id, name, password, totp, step, backup_salt, created, changed FROM account ORDER BY seq`)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // rows.Err tells
	var list []accounts.Account
	for rows.Next() {
		var a accounts.Account
		var created, changed sql.NullInt64
		if err := rows.Scan(&a.ID, &a.Name, &a.Password, &a.TOTP, &a.Step, &a.BackupSalt, &created, &changed); err != nil {
			return nil, err
		}
		a.Created, a.Changed = fromMillis(created), fromMillis(changed)
		a.Backup = backup[a.ID]
		list = append(list, a)
	}
	return list, rows.Err()
}

func (s *Store) loadBackupCodes(ctx context.Context) (map[string][][]byte, error) {
	rows, err := s.read.QueryContext(ctx, `SELECT account, digest FROM backup_code`)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // rows.Err tells
	codes := map[string][][]byte{}
	for rows.Next() {
		var account string
		var digest []byte
		if err := rows.Scan(&account, &digest); err != nil {
			return nil, err
		}
		codes[account] = append(codes[account], digest)
	}
	return codes, rows.Err()
}

// PutAccount implements accounts.Store.
func (s *Store) PutAccount(ctx context.Context, a accounts.Account) error {
	return s.transact(ctx, ordinary, func(tx *sql.Tx) error {
		for _, statement := range []string{`DELETE FROM session WHERE account = ?`, `DELETE FROM backup_code WHERE account = ?`} {
			if _, err := tx.ExecContext(ctx, statement, a.ID); err != nil {
				return err
			}
		}
		if _, err := tx.ExecContext(ctx, `INSERT INTO account (id, name, password, totp, step, backup_salt, created, changed)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET
			password = excluded.password, totp = excluded.totp, step = excluded.step, backup_salt = excluded.backup_salt, changed = excluded.changed`,
			a.ID, a.Name, a.Password, a.TOTP, a.Step, a.BackupSalt, a.Created.UnixMilli(), a.Changed.UnixMilli()); err != nil {
			return err
		}
		for _, digest := range a.Backup {
			if _, err := tx.ExecContext(ctx, `INSERT INTO backup_code (account, digest) VALUES (?, ?)`, a.ID, digest); err != nil {
				return err
			}
		}
		return nil
	})
}

// LoadSessions implements accounts.Store.
func (s *Store) LoadSessions(ctx context.Context, now time.Time) ([]accounts.Session, error) {
	rows, err := s.read.QueryContext(ctx, `SELECT s.digest, s.account, a.name, s.created, s.expires
		FROM session s JOIN account a ON a.id = s.account WHERE s.expires > ?`, now.UnixMilli())
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // rows.Err tells
	var list []accounts.Session
	for rows.Next() {
		var one accounts.Session
		var digest sql.RawBytes
		var created, expires sql.NullInt64
		if err := rows.Scan(&digest, &one.Account, &one.Name, &created, &expires); err != nil {
			return nil, err
		}
		copy(one.Digest[:], digest)
		one.Created, one.Expires = fromMillis(created), fromMillis(expires)
		list = append(list, one)
	}
	return list, rows.Err()
}

// InsertSession implements accounts.Store.
func (s *Store) InsertSession(ctx context.Context, one accounts.Session, spent accounts.Spent, log []activity.Entry) error {
	return s.transactLogged(ctx, ordinary, log, func(tx *sql.Tx) error {
		if spent.Step != 0 {
			res, err := tx.ExecContext(ctx, `UPDATE account SET step = ? WHERE id = ? AND step < ?`, spent.Step, one.Account, spent.Step)
			if err := oneRow(res, err, accounts.ErrSpent); err != nil {
				return err
			}
		}
		if spent.Backup != nil {
			res, err := tx.ExecContext(ctx, `DELETE FROM backup_code WHERE account = ? AND digest = ?`, one.Account, spent.Backup)
			if err := oneRow(res, err, accounts.ErrSpent); err != nil {
				return err
			}
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM session WHERE expires <= ?`, one.Created.UnixMilli()); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO session (digest, account, created, expires) VALUES (?, ?, ?, ?)`,
			one.Digest[:], one.Account, one.Created.UnixMilli(), one.Expires.UnixMilli())
		return err
	})
}

// DeleteSession implements accounts.Store.
func (s *Store) DeleteSession(ctx context.Context, d accounts.Digest, log []activity.Entry) error {
	return s.transactLogged(ctx, urgent, log, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `DELETE FROM session WHERE digest = ?`, d[:])
		return err
	})
}

// LoadLocks implements accounts.Store.
func (s *Store) LoadLocks(ctx context.Context, after time.Time) ([]accounts.Lock, error) {
	rows, err := s.read.QueryContext(ctx, `SELECT address, level, until FROM address_lock WHERE until > ?`, after.UnixMilli())
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // rows.Err tells
	var list []accounts.Lock
	for rows.Next() {
		var address string
		var l accounts.Lock
		var until sql.NullInt64
		if err := rows.Scan(&address, &l.Level, &until); err != nil {
			return nil, err
		}
		if address != "" {
			if l.Address, err = netip.ParseAddr(address); err != nil {
				return nil, err
			}
		}
		l.Until = fromMillis(until)
		list = append(list, l)
	}
	return list, rows.Err()
}

// PutLock implements accounts.Store.
func (s *Store) PutLock(ctx context.Context, l accounts.Lock, after time.Time) error {
	address := ""
	if l.Address.IsValid() {
		address = l.Address.String()
	}
	return s.transact(ctx, ordinary, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `DELETE FROM address_lock WHERE until <= ? OR address = ?`, after.UnixMilli(), address); err != nil {
			return err
		}
		if l.Until.IsZero() {
			return nil
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO address_lock (address, level, until) VALUES (?, ?, ?)`, address, l.Level, l.Until.UnixMilli())
		return err
	})
}
