package accounts

import (
	"context"
	"crypto/subtle"
	"errors"
	"net/netip"
	"strings"

	"github.com/supascale/supascale-tui/internal/instance/activity"
	"github.com/supascale/supascale-tui/internal/ipaddr"
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
	addr = ipaddr.Sender(addr)
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
