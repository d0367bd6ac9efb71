// Package accounts holds the people who may sign in to an instance, their
// sessions, and the locks of addresses that guess. What it says is durable
// before it says it.
package accounts

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"strings"
	"sync"
	"time"

	"github.com/supascale/supascale-tui/internal/instance/activity"
	"github.com/supascale/supascale-tui/internal/instance/durable"
)

// Account is everything kept of a person's account.
type Account struct {
	ID       string
	Name     string // lower case: names differ in more than case
	Password string // argon2id, in the PHC string format
	// TOTP is the secret of the second factor, nil without one. It has to be kept
	// as it is: a code can't be checked against a hash.
	TOTP []byte
	// Step is the last time step whose code was used (RFC 6238, 5.2: a code is
	// accepted once).
	Step int64
	// Backup are the backup codes that are left, as argon2id digests with the
	// salt BackupSalt.
	Backup     [][]byte
	BackupSalt []byte
	Created    time.Time
	Changed    time.Time
}

// Digest is the SHA-256 of a session's token: 256 random bits need no slow hash.
type Digest [sha256.Size]byte

// Spent is the one-time code that a sign-in uses up; the zero value is none.
type Spent struct {
	Step   int64
	Backup []byte // digest
}

// Lock is what an address has to wait for.
type Lock struct {
	Address netip.Addr
	Level   int // how many locks in a row
	Until   time.Time
}

// Store keeps accounts durably: a nil error means that the write survives a kill.
type Store interface {
	LoadAccounts(ctx context.Context) ([]Account, error)
	// PutAccount adds an account, or replaces the one of the same id and ends its
	// sessions.
	PutAccount(ctx context.Context, a Account) error
	// LoadSessions gives the sessions that have not expired by now.
	LoadSessions(ctx context.Context, now time.Time) ([]Session, error)
	// InsertSession adds a session with its entries of the log and uses up what
	// was spent on it, all or none: ErrSpent when that was used up before. Expired
	// sessions go.
	InsertSession(ctx context.Context, s Session, spent Spent, log []activity.Entry) error
	// DeleteSession ends a session and adds the entries of the log, both or neither.
	DeleteSession(ctx context.Context, d Digest, log []activity.Entry) error
	// LoadLocks gives the locks that count after the given time.
	LoadLocks(ctx context.Context, after time.Time) ([]Lock, error)
	// PutLock adds or replaces an address's lock, and removes those that no
	// longer count; a zero Until removes it.
	PutLock(ctx context.Context, l Lock, after time.Time) error
}

// Errors of the rules.
var (
	// ErrRefused is a wrong name, password or code, without telling which.
	ErrRefused = errors.New("bad credentials")
	// ErrCodeNeeded asks for the second factor after a right name and password.
	ErrCodeNeeded = errors.New("a code is needed")
	// ErrBusy is returned while more sign-ins wait than may.
	ErrBusy = errors.New("too many sign-ins at once")
	// ErrSpent is a one-time code that was used before.
	ErrSpent = errors.New("the code was used before")
	// ErrExists is an account that is there already.
	ErrExists = errors.New("the account is there already")
)

// LockedError refuses an address for a while.
type LockedError struct{ Wait time.Duration }

func (e *LockedError) Error() string { return fmt.Sprintf("locked for %s", e.Wait) }

// Limits of what a form may hold, in bytes.
const (
	NameMax     = 64
	PasswordMin = 12
	PasswordMax = 1024
)

// SanitizeName checks an account's name and gives the form that is kept.
func SanitizeName(name string) (string, error) {
	name = strings.ToLower(strings.TrimSpace(name))
	if name == "" || len(name) > NameMax {
		return "", fmt.Errorf("the account's name must have 1 to %d characters", NameMax)
	}
	for _, r := range name {
		if !strings.ContainsRune("abcdefghijklmnopqrstuvwxyz0123456789._@+-", r) {
			return "", errors.New("the account's name may have letters without accents, digits and . _ @ + -")
		}
	}
	return name, nil
}

// CheckPassword refuses a password that is too short or too long.
func CheckPassword(password string) error {
	switch {
	case len([]rune(password)) < PasswordMin:
		return fmt.Errorf("the password must have at least %d characters", PasswordMin)
	case len(password) > PasswordMax:
		return fmt.Errorf("the password must have at most %d bytes", PasswordMax)
	}
	return nil
}

// Book is all accounts and sessions of an instance. Its methods are safe for
// concurrent use.
type Book struct {
	store  Store
	now    func() time.Time
	random io.Reader // safe for concurrent use
	hasher *hasher
	gate   gate
	dummy  string // a password of nobody's, in the PHC format: what unknown names are checked against

	writes *durable.Queue // one change at a time

	mu       sync.RWMutex
	byName   map[string]Account
	sessions map[Digest]Session
}

// Load reads the book from the store. cost is what a password's hash costs;
// OWASP is what it should.
func Load(ctx context.Context, store Store, now func() time.Time, random io.Reader, cost Cost) (*Book, error) {
	b := &Book{
		store: store, now: now, random: random, writes: durable.NewQueue(), hasher: newHasher(cost), dummy: nobody(cost),
		byName: map[string]Account{}, sessions: map[Digest]Session{},
	}
	list, err := store.LoadAccounts(ctx)
	if err != nil {
		return nil, fmt.Errorf("load accounts: %w", err)
	}
	for _, a := range list {
		b.byName[a.Name] = a
	}
	sessions, err := store.LoadSessions(ctx, now())
	if err != nil {
		return nil, fmt.Errorf("load sessions: %w", err)
	}
	for _, s := range sessions {
		b.sessions[s.Digest] = s
	}
	locks, err := store.LoadLocks(ctx, now().Add(-levelFor))
	if err != nil {
		return nil, fmt.Errorf("load locks: %w", err)
	}
	b.gate.load(locks)
	return b, nil
}

// Any reports whether anybody can sign in.
func (b *Book) Any() bool {
	b.mu.RLock()
	defer b.mu.RUnlock()
	return len(b.byName) > 0
}

func (b *Book) find(name string) (Account, bool) {
	b.mu.RLock()
	defer b.mu.RUnlock()
	a, found := b.byName[strings.ToLower(strings.TrimSpace(name))]
	return a, found
}
