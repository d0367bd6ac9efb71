package accounts

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/supascale/supascale-tui/internal/instance/activity"
)

// SessionLife is how long a session lasts from the sign-in. Use does not extend
// it: so no request writes, and a forgotten session ends the same day.
const SessionLife = 12 * time.Hour

// open makes the session and uses up the code, durably and together.
func (b *Book) open(ctx context.Context, a Account, spent Spent, entry Entry) (string, Session, error) {
	raw := make([]byte, 32)
	if _, err := io.ReadFull(b.random, raw); err != nil {
		return "", Session{}, fmt.Errorf("draw a session: %w", err)
	}
	token := base64.RawURLEncoding.EncodeToString(raw)
	var opened Session
	err := b.writes.Do(ctx, func(ctx context.Context) error {
		if current, found := b.find(a.Name); !found || current.Password != a.Password {
			return ErrRefused // the password was changed while this one was checked
		}
		now := b.now().UTC().Truncate(time.Millisecond)
		s := Session{Digest: sha256.Sum256([]byte(token)), Account: a.ID, Name: a.Name, Created: now, Expires: now.Add(SessionLife)}
		err := b.store.InsertSession(ctx, s, spent, []activity.Entry{entry(s)})
		switch {
		case errors.Is(err, ErrSpent):
			return ErrRefused
		case err != nil:
			return fmt.Errorf("store a session: %w", err)
		}
		b.publish(s, spent)
		opened = s
		return nil
	})
	if err != nil {
		return "", Session{}, err
	}
	return token, opened, nil
}

func (b *Book) publish(s Session, spent Spent) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for d, old := range b.sessions {
		if !s.Created.Before(old.Expires) {
			delete(b.sessions, d)
		}
	}
	b.sessions[s.Digest] = s
	a := b.byName[s.Name]
	a.Step = max(a.Step, spent.Step)
	left := a.Backup
	a.Backup = nil
	for _, digest := range left {
		if !bytes.Equal(digest, spent.Backup) {
			a.Backup = append(a.Backup, digest)
		}
	}
	b.byName[s.Name] = a
}

// Session gives the session of a token, if it is valid now.
func (b *Book) Session(token string) (Session, bool) {
	b.mu.RLock()
	s, found := b.sessions[sha256.Sum256([]byte(token))]
	b.mu.RUnlock()
	return s, found && b.now().Before(s.Expires)
}

// SignOut ends a session: at once for this process, and durably when SignOut
// returns nil.
func (b *Book) SignOut(ctx context.Context, s Session, entry Entry) error {
	b.mu.Lock()
	delete(b.sessions, s.Digest)
	b.mu.Unlock()
	return b.writes.Do(ctx, func(ctx context.Context) error {
		if err := b.store.DeleteSession(ctx, s.Digest, []activity.Entry{entry(s)}); err != nil {
			return fmt.Errorf("end a session: %w", err)
		}
		return nil
	})
}

// Session is what is kept of a session.
type Session struct {
	Digest  Digest
	Account string // its id
	Name    string // of the account; the store knows it by its id
	Created time.Time
	Expires time.Time
}
