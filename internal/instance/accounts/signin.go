package accounts

import (
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"strings"
	"time"
)

// Form is what somebody signs in with.
type Form struct {
	Name, Password string
	Code           string // of the authenticator app or a backup code; "" for none
}

// SignIn opens a session and gives its token, which is kept nowhere. A failure
// is ErrRefused, ErrCodeNeeded, ErrBusy or a LockedError.
func (b *Book) SignIn(ctx context.Context, addr netip.Addr, f Form) (token string, s Session, err error) {
	addr = sender(addr)
	t, wait := b.gate.enter(addr, b.now())
	if wait > 0 {
		return "", Session{}, &LockedError{wait}
	}
	token, s, err = b.signIn(ctx, f)
	what := neither
	switch {
	case err == nil:
		what = succeeded
	case errors.Is(err, ErrRefused):
		what = failed
	}
	// A sender that goes away must not leave its failure uncounted.
	if err := b.leave(context.WithoutCancel(ctx), t, addr, what); err != nil {
		return "", Session{}, err
	}
	return token, s, err
}

func (b *Book) leave(ctx context.Context, t *tries, addr netip.Addr, what outcome) error {
	b.writes.Lock() // the store is to hear of locks in the order they come
	defer b.writes.Unlock()
	now := b.now()
	lock, changed := b.gate.leave(t, addr, now, what)
	if !changed {
		return nil
	}
	if err := b.store.PutLock(ctx, lock, now.Add(-levelFor)); err != nil {
		return fmt.Errorf("store a lock: %w", err)
	}
	return nil
}

func (b *Book) signIn(ctx context.Context, f Form) (string, Session, error) {
	a, found := b.find(f.Name)
	sealed := b.dummy
	if found {
		sealed = a.Password
	}
	if len(f.Password) > PasswordMax {
		return "", Session{}, ErrRefused
	}
	// The hash is made for an unknown name too: the time tells nothing.
	right, err := b.hasher.opens(ctx, sealed, f.Password)
	if err != nil {
		return "", Session{}, err
	}
	if !found || !right {
		return "", Session{}, ErrRefused
	}
	spent, err := b.spend(ctx, a, plainCode(f.Code))
	if err != nil {
		return "", Session{}, err
	}
	return b.open(ctx, a, spent)
}

// plainCode leaves out what people write codes with.
func plainCode(code string) string {
	return strings.ToLower(strings.NewReplacer(" ", "", "-", "").Replace(code))
}

// spend finds what a code uses up. Nothing is used up yet.
func (b *Book) spend(ctx context.Context, a Account, code string) (Spent, error) {
	switch {
	case a.TOTP == nil:
		return Spent{}, nil
	case code == "":
		return Spent{}, ErrCodeNeeded
	case len(code) == totpDigits:
		if step, ok := checkTOTP(a.TOTP, code, b.now(), a.Step); ok {
			return Spent{Step: step}, nil
		}
		return Spent{}, ErrRefused
	case len(code) != backupLength:
		return Spent{}, ErrRefused
	}
	digest, err := b.hasher.digest(ctx, b.hasher.cost, code, a.BackupSalt)
	if err != nil {
		return Spent{}, err
	}
	for _, left := range a.Backup {
		if subtle.ConstantTimeCompare(left, digest) == 1 {
			return Spent{Backup: digest}, nil
		}
	}
	return Spent{}, ErrRefused
}

// open makes the session and uses up the code, durably and together.
func (b *Book) open(ctx context.Context, a Account, spent Spent) (string, Session, error) {
	raw := make([]byte, 32)
	if _, err := io.ReadFull(b.random, raw); err != nil {
		return "", Session{}, fmt.Errorf("draw a session: %w", err)
	}
	token := base64.RawURLEncoding.EncodeToString(raw)
	b.writes.Lock()
	defer b.writes.Unlock()
	if current, found := b.find(a.Name); !found || current.Password != a.Password {
		return "", Session{}, ErrRefused // the password was changed while this one was checked
	}
	now := b.now().UTC().Truncate(time.Millisecond)
	s := Session{Digest: sha256.Sum256([]byte(token)), Account: a.ID, Name: a.Name, Created: now, Expires: now.Add(SessionLife)}
	// A caller that goes away must not leave it open whether the code was used.
	err := b.store.InsertSession(context.WithoutCancel(ctx), s, spent)
	switch {
	case errors.Is(err, ErrSpent):
		return "", Session{}, ErrRefused
	case err != nil:
		return "", Session{}, fmt.Errorf("store a session: %w", err)
	}
	b.publish(s, spent)
	return token, s, nil
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

// SignOut ends a session, durably.
func (b *Book) SignOut(ctx context.Context, s Session) error {
	b.writes.Lock()
	defer b.writes.Unlock()
	if err := b.store.DeleteSession(context.WithoutCancel(ctx), s.Digest); err != nil {
		return fmt.Errorf("end a session: %w", err)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.sessions, s.Digest)
	return nil
}
