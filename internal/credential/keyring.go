package credential

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
)

// keyringTimeout is how long each call of the keyring may take: one that asks for a password answers later.
const keyringTimeout = 3 * time.Second

// Secrets is a keyring of the system. Every call ends soon after its context.
type Secrets interface {
	Get(ctx context.Context, service, user string) (string, error)
	Set(ctx context.Context, service, user, secret string) error
	Delete(ctx context.Context, service, user string) error
}

// Why a keyring has no answer; what Secrets returns wraps one of them, or says
// in words of its own what is wrong.
var (
	ErrNoEntry   = errors.New("the keyring has no entry for it")
	ErrNoKeyring = errors.New("this system has no keyring running")
)

// service is what all entries of this program go under.
const service = "supascale-tui"

func (s System) secrets() Secrets {
	if s.Secrets == nil {
		return child{}
	}
	return s.Secrets
}

// fromKeyring asks the keyring. One that works and has no entry is not a
// failure: the key may be in the file.
func (s System) fromKeyring(ctx context.Context, p Profile) (api.Secret, Source, error) {
	source := Source{Step: Keyring, Profile: p.Name}
	if !p.Keyring {
		return api.Secret{}, source, nil
	}
	user, err := entryName(p)
	if err != nil {
		return api.Secret{}, source, err
	}
	bounded, cancel := context.WithTimeout(ctx, or(s.KeyringTimeout, keyringTimeout))
	defer cancel()
	text, err := s.secrets().Get(bounded, service, user)
	if errors.Is(err, ErrNoEntry) {
		return api.Secret{}, source, nil
	}
	if err != nil {
		return api.Secret{}, source, s.keyringError(source, err)
	}
	found, err := decode(text)
	if err != nil {
		return api.Secret{}, source, &Error{Source: source, Why: "its entry can't be used: " + err.Error(), Next: "Store the key anew: " + loginLine(p.Name), Cause: err}
	}
	key, err := found.bound(p.URL, source)
	return key, source, err
}

// keyringError words what a keyring call ended with.
func (s System) keyringError(source Source, err error) *Error {
	without := "or take keyring = true out of" + orProfile(source.Profile) + " and keep the key in a file: " + loginLine(source.Profile) + " --file"
	failed := &Error{Source: source, Cause: err}
	switch {
	case errors.Is(err, context.Canceled):
		failed.Why = "asking it was interrupted"
	case errors.Is(err, context.DeadlineExceeded):
		failed.Why = fmt.Sprintf("it did not answer within %s; it may be locked and wait for its password in a window", or(s.KeyringTimeout, keyringTimeout))
		failed.Next = "Unlock it and try again, " + without
	case errors.Is(err, ErrNoKeyring):
		failed.Why = ErrNoKeyring.Error()
		failed.Next = "Start one, " + without
	default:
		failed.Why = Redact(err.Error())
		failed.Next = "See that it is running and unlocked, " + without
	}
	return failed
}

func orProfile(name string) string {
	if name == "" {
		return " the profile"
	}
	return ofProfile(name)[len(" of"):]
}

func (s System) keyringStore(ctx context.Context, p Profile, text string) error {
	source := Source{Step: Keyring, Profile: p.Name}
	user, err := entryName(p)
	if err != nil {
		return err
	}
	bounded, cancel := context.WithTimeout(ctx, or(s.KeyringTimeout, keyringTimeout))
	defer cancel()
	if err := s.secrets().Set(bounded, service, user, text); err != nil {
		return asStored(s.keyringError(source, err))
	}
	return nil
}

// keyringRemove reports whether there was something to remove.
func (s System) keyringRemove(ctx context.Context, p Profile) (bool, error) {
	user, err := entryName(p)
	if err != nil {
		return false, err
	}
	bounded, cancel := context.WithTimeout(ctx, or(s.KeyringTimeout, keyringTimeout))
	defer cancel()
	err = s.secrets().Delete(bounded, service, user)
	if errors.Is(err, ErrNoEntry) {
		return false, nil
	}
	if err != nil {
		return false, asRemoved(s.keyringError(Source{Step: Keyring, Profile: p.Name}, err))
	}
	return true, nil
}
