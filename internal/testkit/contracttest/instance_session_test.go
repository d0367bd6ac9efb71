package contracttest_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/instance"
	"github.com/supascale/supascale-tui/internal/instance/accounts"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/testkit/contracttest"
)

const passphrase = "a passphrase of tests"

// signIn signs in to the local instance. Both sides are held against the contract.
func (l *local) signIn(password, code string) (*api.Session, error) {
	l.t.Helper()
	s, err := api.SignIn(l.t.Context(), api.Options{URL: l.url, Transport: contracttest.Exchanges(l.t, l.http.Transport)}, api.SignInForm{
		Username: "ada", Password: api.NewSecret(password), Code: api.NewSecret(code),
	})
	if err == nil {
		l.t.Cleanup(s.Close)
	}
	return s, err
}

func TestTheFirstKeyThroughASession(t *testing.T) {
	l := startLocal(t, func(o *instance.Options) { o.PasswordCost = accounts.Cost{Memory: 8, Passes: 1} })
	if _, err := l.signIn(passphrase, ""); !errors.Is(err, api.ErrNoSignin) {
		t.Errorf("without accounts: %v", err)
	}
	made, err := l.instance.MakeAccount(t.Context(), accounts.Wanted{Name: "ada", Password: passphrase, TOTP: true})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := l.signIn(passphrase, ""); !errors.Is(err, api.ErrCodeNeeded) {
		t.Errorf("without a code: %v", err)
	}
	s, err := l.signIn(passphrase, strings.ToUpper(made.Backup[0][:4]+"-"+made.Backup[0][4:]))
	if err != nil {
		t.Fatal(err)
	}
	if who, err := s.Who(t.Context(), "ask who is signed in"); err != nil || who.User != "ada" || time.Until(who.Expires) < 11*time.Hour {
		t.Errorf("got %+v, %v", who, err)
	}
	c := s.Client()
	first := l.create(c, "First", keys.Grant(keys.System, keys.Write), time.Time{})
	if page, err := l.client(first.Secret.Reveal()).ListKeys(t.Context(), 0, 0); err != nil || len(page.Keys) != 2 {
		t.Errorf("with the new key: %+v, %v", page, err)
	}
	if err := c.RevokeKey(t.Context(), first.ID); err != nil {
		t.Error(err)
	}
	if err := s.SignOut(t.Context()); err != nil {
		t.Error(err)
	}
	if _, err := s.Who(t.Context(), "ask who is signed in"); !errors.Is(err, api.ErrSessionEnded) {
		t.Errorf("after signing out: %v", err)
	}
}

func TestTheLocalInstanceLocks(t *testing.T) {
	l := startLocal(t, func(o *instance.Options) { o.PasswordCost = accounts.Cost{Memory: 8, Passes: 1} })
	if _, err := l.instance.MakeAccount(t.Context(), accounts.Wanted{Name: "ada", Password: passphrase}); err != nil {
		t.Fatal(err)
	}
	for range 5 {
		if _, err := l.signIn("wrong", ""); !errors.Is(err, api.ErrBadCredentials) {
			t.Fatalf("got %v", err)
		}
	}
	_, err := l.signIn(passphrase, "")
	e, ok := errors.AsType[*api.Error](err)
	if !ok || !errors.Is(err, api.ErrLocked) || e.RetryAfter < 14*time.Minute || e.RetryAfter > 15*time.Minute || !strings.Contains(e.Next(), "Wait 15 minutes") {
		t.Errorf("got %+v", err)
	}
}
