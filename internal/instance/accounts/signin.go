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

	"github.com/supascale/supascale-tui/internal/instance/activity"
)

// Form is what somebody signs in with.
type Form struct {
	Name, Password string
	Code           string // of the authenticator app or a backup code; "" for none
}

// Entry gives the entry of the log that a change of a session is stored with.
type Entry func(Session) activity.Entry

// SignIn opens a session and gives its token, which is kept nowhere. The session
// and its entry of the log are durable then. A failure is ErrRefused,
// ErrCodeNeeded, ErrBusy, a LockedError or one of durable.Queue.
func (b *Book) SignIn(ctx context.Context, addr netip.Addr, f Form, entry Entry) (token string, s Session, err error) {
	addr = sender(addr)
	t, wait := b.gate.enter(addr, b.now())
	if wait > 0 {
		return "", Session{}, &LockedError{wait}
	}
	token, s, err = b.signIn(ctx, f, entry)
	what := neither
	switch {
	case err == nil:
		what = succeeded
	case errors.Is(err, ErrRefused):
		what = failed
	}
	b.leave(ctx, t, addr, what)
	return token, s, err
}

// leave counts an attempt. A lock that can't be stored holds until a restart: no
// answer depends on the disk for that.
func (b *Book) leave(ctx context.Context, t *tries, addr netip.Addr, what outcome) {
	now := b.now()
	lock, changed := b.gate.leave(t, addr, now, what)
	if !changed {
		return
	}
	// Its turn comes in the order of the calls, whether or not the sender waits.
	_ = b.writes.Do(ctx, func(ctx context.Context) error {
		return b.store.PutLock(ctx, lock, now.Add(-levelFor))
	})
}

func (b *Book) signIn(ctx context.Context, f Form, entry Entry) (string, Session, error) {
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
	return b.open(ctx, a, spent, entry)
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
