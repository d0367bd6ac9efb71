package app

import (
	"context"
	"errors"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/config"
	"github.com/supascale/supascale-tui/internal/credential"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/text/sanitize"
)

// The ways to keep a key that is entered.
const (
	keepInFile    = "file"
	keepInKeyring = "keyring"
	keepNot       = "session"
)

func waysToKeep() []Keep {
	return []Keep{
		{ID: keepInFile, Label: "in a file", Says: "a file that only you can read; the profile is saved too"},
		{ID: keepInKeyring, Label: "in the keyring", Says: "this machine's keyring, where it has one; the profile is saved too"},
		{ID: keepNot, Label: "until you quit", Says: "neither key nor profile is written anywhere"},
	}
}

// entered is the profile that somebody filled in.
func (c *Connections) entered(to NewProfile, key api.Secret) config.Profile {
	p := config.Profile{
		Name: to.Name, URL: to.URL, Environment: to.Environment,
		InsecureHTTP: c.prefer.Target.InsecureHTTP, Keyring: to.Keep == keepInKeyring,
	}
	if keys.IsEarlier(key.Reveal()) {
		p.AuthHeader = api.HeaderXAPIKey
	}
	return p
}

// about is a refusal of one answer.
func about(answer Answer, err error) error {
	return &AnswerError{About: answer, Reason: plainly(err).Error()}
}

// withKey connects with a key that was entered. Only a key that the instance
// answers is kept.
func (c *Connections) withKey(ctx context.Context, to NewProfile, key api.Secret) (Connection, error) {
	p := c.entered(to, key)
	w := c.heldWay(p, key, "the key you entered, until you quit")
	if to.Keep != keepInFile && to.Keep != keepInKeyring {
		return c.arrive(ctx, w, true)
	}
	arrived, err := c.arrive(ctx, func(ctx context.Context) (Arrival, error) {
		a, err := w(ctx)
		if err != nil {
			return a, err
		}
		source, err := c.session.save(ctx, p, key)
		if err != nil {
			return Arrival{}, errors.Join(err, a.End())
		}
		a.Credential = "the key from " + source.String()
		return a, nil
	}, false)
	if err == nil {
		c.add(arrived.Profile, c.profileWay(p))
	}
	return arrived, err
}

// heldWay connects with a key that this run alone knows, and sees whether the instance
// answers.
func (c *Connections) heldWay(p config.Profile, key api.Secret, credential string) Way {
	return func(ctx context.Context) (Arrival, error) {
		client, err := c.session.Client(p, key)
		if err != nil {
			return Arrival{}, about(Address, err)
		}
		if err := answers(ctx, client); err != nil {
			client.Close()
			return Arrival{}, err
		}
		return c.ofProfile(p, client, credential)
	}
}

// save keeps the key and writes the profile, or neither.
func (s *Session) save(ctx context.Context, p config.Profile, key api.Secret) (credential.Source, error) {
	step := credential.File
	if p.Keyring {
		step = credential.Keyring
	}
	source, err := credential.Store(ctx, KeyOf(p), key, step, s.Getenv)
	if err != nil {
		return source, about(Kept, err)
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
	if _, err = s.AddProfile(p.Name, fields); err != nil {
		_, undone := credential.Remove(ctx, KeyOf(p), s.Getenv)
		return source, about(Name, errors.Join(err, undone))
	}
	return source, nil
}

// signOutWithin bounds the goodbye to an instance that is being left.
const signOutWithin = 5 * time.Second

// signIn connects as a person. Password and code are gone when it returns; the
// session ends when the run leaves the instance.
func (c *Connections) signIn(ctx context.Context, to NewProfile, as Person) (Connection, error) {
	p := c.entered(to, api.Secret{})
	o, err := c.session.Options(p)
	if err != nil {
		return Connection{}, about(Address, err)
	}
	arrived, err := c.arrive(ctx, func(ctx context.Context) (Arrival, error) {
		session, err := api.SignIn(ctx, o, api.SignInForm{Username: as.User, Password: as.Password, Code: as.Code})
		if err != nil {
			return Arrival{}, refusedSignIn(err, !as.Code.IsZero())
		}
		a, err := c.ofProfile(p, session.Client(), "your session as "+sanitize.Limit(as.User, 60)+", until you leave")
		a.End = func() error {
			last, cancel := context.WithTimeout(context.WithoutCancel(ctx), signOutWithin)
			defer cancel()
			_ = session.SignOut(last) // it expires by itself
			session.Close()
			return nil
		}
		return a, err
	}, false)
	if err == nil {
		c.add(arrived.Profile, func(context.Context) (Arrival, error) {
			return Arrival{}, errors.New("you were signed out when you left; press n to sign in again")
		})
	}
	return arrived, err
}

// refusedSignIn says about which answer a refused sign-in is.
func refusedSignIn(err error, withCode bool) error {
	answer := Password
	switch {
	case errors.Is(err, api.ErrCodeNeeded):
		answer = Code
	case !errors.Is(err, api.ErrBadCredentials):
		return err
	case withCode:
		answer = Code
	}
	if e, ok := errors.AsType[*api.Error](err); ok {
		err = errors.New(e.Message)
	}
	return about(answer, err)
}
