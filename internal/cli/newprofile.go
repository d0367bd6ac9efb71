package cli

import (
	"context"
	"errors"
	"os"
	"strings"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/config"
	"github.com/supascale/supascale-tui/internal/credential"
	"github.com/supascale/supascale-tui/internal/text/sanitize"
	"github.com/supascale/supascale-tui/internal/views/connect"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// The ways to keep a key that is entered in the console.
const (
	keepInFile    = "file"
	keepInKeyring = "keyring"
	keepNot       = "session"
)

func waysToKeep() []connect.Keep {
	return []connect.Keep{
		{ID: keepInFile, Label: "in a file", Says: "a file that only you can read; the profile is saved too"},
		{ID: keepInKeyring, Label: "in the keyring", Says: "this machine's keyring, where it has one; the profile is saved too"},
		{ID: keepNot, Label: "until you quit", Says: "neither key nor profile is written anywhere"},
	}
}

// entered is the profile that somebody filled in.
func (c *connections) entered(to connect.Target, key api.Secret) config.Profile {
	p := config.Profile{
		Name: to.Name, URL: to.URL, Environment: string(to.Environment),
		InsecureHTTP: c.flags.target.insecureHTTP, Keyring: to.Keep == keepInKeyring,
	}
	if strings.HasPrefix(key.Reveal(), "sk_live_") { // of an earlier version (contract, "Base, authentication")
		p.AuthHeader = api.HeaderXAPIKey
	}
	return p
}

// withKey connects with a key that was entered. Only a key that the instance
// answers is kept.
func (c *connections) withKey(ctx context.Context, to connect.Target, key api.Secret) (screen.Connection, error) {
	p := c.entered(to, key)
	where := "the key you entered, until you quit"
	w := func(ctx context.Context) (made, error) {
		client, err := clientWith(p, key, c.announce)
		if err != nil {
			return made{}, &connect.FieldError{Field: connect.Address, Reason: sayPlainly(err).Error()}
		}
		if err := answers(ctx, client); err != nil {
			client.Close()
			return made{}, err
		}
		return c.ofProfile(p, client, where)
	}
	if to.Keep != keepInFile && to.Keep != keepInKeyring {
		return c.enter(ctx, w, true)
	}
	arrived, err := c.enter(ctx, func(ctx context.Context) (made, error) {
		m, err := w(ctx)
		if err != nil {
			return m, err
		}
		source, err := save(ctx, p, key)
		if err != nil {
			return made{}, errors.Join(err, m.close())
		}
		m.Credential = "the key from " + source.String()
		return m, nil
	}, false)
	if err == nil {
		c.add(arrived.Profile, c.profileWay(p, withoutKey))
	}
	return arrived, err
}

// save keeps the key and writes the profile, or neither.
func save(ctx context.Context, p config.Profile, key api.Secret) (credential.Source, error) {
	step := credential.File
	if p.Keyring {
		step = credential.Keyring
	}
	source, err := credential.Store(ctx, keySettings(p), key, step, os.Getenv)
	if err != nil {
		return source, &connect.FieldError{Field: connect.Kept, Reason: sayPlainly(err).Error()}
	}
	fields := []config.Field{{Name: "url", Value: p.URL}}
	for _, f := range []config.Field{
		{Name: "environment", Value: p.Environment}, {Name: "auth_header", Value: p.AuthHeader},
		{Name: "insecure_http", Value: p.InsecureHTTP}, {Name: "keyring", Value: p.Keyring},
	} {
		if f.Value != "" && f.Value != false {
			fields = append(fields, f)
		}
	}
	_, err = change(func(path string, text []byte) ([]byte, error) { return withProfile(path, text, p.Name, fields) })
	if err != nil {
		_, undone := credential.Remove(ctx, keySettings(p), os.Getenv)
		return source, &connect.FieldError{Field: connect.Name, Reason: sayPlainly(errors.Join(err, undone)).Error()}
	}
	return source, nil
}

// signOutWithin bounds the goodbye to an instance that is being left.
const signOutWithin = 5 * time.Second

// signIn connects as a person. Password and code are gone when it returns; the
// session ends when the console leaves the instance.
func (c *connections) signIn(ctx context.Context, to connect.Target, as connect.Credentials) (screen.Connection, error) {
	p := c.entered(to, api.Secret{})
	o, err := optionsFor(p)
	if err != nil {
		return screen.Connection{}, &connect.FieldError{Field: connect.Address, Reason: sayPlainly(err).Error()}
	}
	c.announce(&o)
	arrived, err := c.enter(ctx, func(ctx context.Context) (made, error) {
		session, err := api.SignIn(ctx, o, api.SignInForm{Username: as.User, Password: as.Password, Code: as.Code})
		if err != nil {
			return made{}, onField(err, !as.Code.IsZero())
		}
		m, err := c.ofProfile(p, session.Client(), "your session as "+sanitize.Limit(as.User, 60)+", until you leave")
		m.close = func() error {
			last, cancel := context.WithTimeout(context.WithoutCancel(ctx), signOutWithin)
			defer cancel()
			_ = session.SignOut(last) // it expires by itself
			session.Close()
			return nil
		}
		return m, err
	}, false)
	if err == nil {
		c.add(arrived.Profile, func(context.Context) (made, error) {
			return made{}, errors.New("you were signed out when you left; press n to sign in again")
		})
	}
	return arrived, err
}

// onField says to which field a refused sign-in belongs.
func onField(err error, withCode bool) error {
	field := connect.Password
	switch {
	case errors.Is(err, api.ErrCodeNeeded):
		field = connect.Code
	case !errors.Is(err, api.ErrBadCredentials):
		return err
	case withCode:
		field = connect.Code
	}
	return &connect.FieldError{Field: field, Reason: worded(err)}
}

func worded(err error) string {
	if e, ok := errors.AsType[*api.Error](err); ok {
		return sayPlainly(errors.New(e.Message)).Error()
	}
	return sayPlainly(err).Error()
}
