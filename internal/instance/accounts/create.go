package accounts

import (
	"context"
	"fmt"
	"io"
	"maps"
	"time"

	"github.com/supascale/supascale-tui/internal/instance/keyset"
)

// Wanted is an account asked for.
type Wanted struct {
	Name     string
	Password string // "" draws one
	TOTP     bool   // with a second factor
	// Reset replaces the account that is there: its password, its second factor
	// (none without TOTP), and no session of it lasts.
	Reset bool
}

// Made is what an account's owner is told once.
type Made struct {
	Name     string
	Password string // the drawn one, "" where it was given
	// TOTPURL is an otpauth URL, "" without a second factor.
	TOTPURL string
	Backup  []string
}

// Make makes an account. The account is durable when Make returns. It returns
// ErrExists when there is one of that name and it is not to be reset.
func (b *Book) Make(ctx context.Context, w Wanted) (Made, error) {
	name, err := SanitizeName(w.Name)
	if err != nil {
		return Made{}, err
	}
	made := Made{Name: name}
	if w.Password == "" {
		// 100 bits.
		if made.Password, err = drawText(b.random, backupAlphabet, 20); err != nil {
			return Made{}, err
		}
		w.Password = made.Password
	}
	if err := CheckPassword(w.Password); err != nil {
		return Made{}, err
	}
	now := b.now().UTC().Truncate(time.Millisecond)
	a := Account{Name: name, Created: now, Changed: now}
	if a.ID, err = keyset.NewID(b.random, "user"); err != nil {
		return Made{}, err
	}
	if a.Password, err = b.hasher.seal(ctx, b.random, w.Password); err != nil {
		return Made{}, err
	}
	if w.TOTP {
		if err := b.addFactor(ctx, &a, &made); err != nil {
			return Made{}, err
		}
	}
	return made, b.put(ctx, a, w.Reset)
}

// addFactor draws the second factor and the backup codes. The codes of an account
// share a salt, so that checking one costs one hash.
func (b *Book) addFactor(ctx context.Context, a *Account, made *Made) error {
	a.TOTP, a.BackupSalt = make([]byte, totpBytes), make([]byte, saltBytes)
	for _, raw := range [][]byte{a.TOTP, a.BackupSalt} {
		if _, err := io.ReadFull(b.random, raw); err != nil {
			return fmt.Errorf("draw a second factor: %w", err)
		}
	}
	made.TOTPURL = otpauth(a.Name, a.TOTP)
	for range backupCodes {
		code, err := drawText(b.random, backupAlphabet, backupLength)
		if err != nil {
			return err
		}
		digest, err := b.hasher.digest(ctx, b.hasher.cost, code, a.BackupSalt)
		if err != nil {
			return err
		}
		made.Backup = append(made.Backup, code)
		a.Backup = append(a.Backup, digest)
	}
	return nil
}

func (b *Book) put(ctx context.Context, a Account, reset bool) error {
	return b.writes.Do(ctx, func(ctx context.Context) error {
		old, found := b.find(a.Name)
		switch {
		case found && !reset:
			return ErrExists
		case found:
			a.ID, a.Created = old.ID, old.Created
		}
		if err := b.store.PutAccount(ctx, a); err != nil {
			return fmt.Errorf("store an account: %w", err)
		}
		b.mu.Lock()
		defer b.mu.Unlock()
		b.byName[a.Name] = a
		maps.DeleteFunc(b.sessions, func(_ Digest, s Session) bool { return s.Account == a.ID })
		return nil
	})
}

// Has reports whether there is an account of that name.
func (b *Book) Has(name string) bool {
	_, found := b.find(name)
	return found
}
