package app

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/config"
	"github.com/supascale/supascale-tui/internal/credential"
	"github.com/supascale/supascale-tui/internal/keys"
)

// Target says which instance is meant.
type Target struct {
	Profile      string // by its name, "" for the usual one
	InsecureHTTP bool
}

// Given are the settings that it makes.
func (t *Target) Given() config.Given {
	given := config.Given{}
	if t.Profile != "" {
		given["profile"] = t.Profile
	}
	if t.InsecureHTTP {
		given["insecure_http"] = strconv.FormatBool(true)
	}
	return given
}

// Choose finds the profile to connect with: a usage error where there is none.
func (s *Session) Choose(settings config.Settings, t *Target) (config.Profile, error) {
	p, err := settings.Choose(s.Getenv, t.Given())
	switch {
	case errors.Is(err, config.ErrNoInstance):
		return p, UsageError{fmt.Errorf("no instance to connect to. Make a profile with \"supascale-tui profile add NAME --url URL\", set %s and %s, or try \"supascale-tui local --sample\"", config.EnvURL, keys.EnvKey)}
	case err != nil:
		return p, UsageError{err}
	}
	p.InsecureHTTP = p.InsecureHTTP || t.InsecureHTTP
	return p, nil
}

// Resolve reads the configuration and gives the profile to connect with.
func (s *Session) Resolve(t *Target) (config.Profile, error) {
	settings, err := s.Load()
	if err != nil {
		return config.Profile{}, err
	}
	return s.Choose(settings, t)
}

// Because says why a profile was chosen (config.Settings.Choose).
func (s *Session) Because(t *Target, settings config.Settings, chosen config.Profile) string {
	switch {
	case t.Profile != "":
		return "--profile names it"
	case s.Getenv(config.EnvProfile) != "":
		return config.EnvProfile + " names it"
	case chosen.Name == "":
		return config.EnvURL + " names the instance"
	case settings.Profile != "":
		return "the file's usual one (profile use)"
	}
	return "the only one in the file"
}

// Connect gives a client of the instance that is meant, and what there is to say about
// its key, "" for nothing. Nothing is sent. Close the client.
func (s *Session) Connect(ctx context.Context, t *Target) (client *api.Client, notice string, err error) {
	p, err := s.Resolve(t)
	if err != nil {
		return nil, "", err
	}
	client, source, err := s.connect(ctx, p, s.Getenv)
	return client, source.Notice(), err
}

// connect gives a client of a profile's instance with the key that getenv and the
// profile lead to.
func (s *Session) connect(ctx context.Context, p config.Profile, getenv func(string) string) (*api.Client, credential.Source, error) {
	found, err := credential.Find(ctx, KeyOf(p), getenv)
	if errors.Is(err, credential.ErrNone) || errors.Is(err, credential.ErrTwoSources) {
		err = UsageError{err}
	}
	if err != nil {
		return nil, found.Source, err
	}
	client, err := s.Client(p, found.Key)
	return client, found.Source, err
}

// ConnectTo gives a client of a profile's instance with the key that the profile itself
// leads to, as one instance of several is asked. Nothing is sent. Close the client.
func (s *Session) ConnectTo(ctx context.Context, p config.Profile) (*api.Client, error) {
	client, _, err := s.connect(ctx, p, s.withoutKey)
	return client, err
}

// withoutKey is the environment for another profile than the one the program was
// started on: the key in it is for that one's instance, and must not reach another.
func (s *Session) withoutKey(name string) string {
	if name == keys.EnvKey {
		return ""
	}
	return s.Getenv(name)
}

// KeyOf is what a profile says about its key.
func KeyOf(p config.Profile) credential.Profile {
	return credential.Profile{Name: p.Name, URL: p.URL, TokenCommand: p.TokenCommand, Keyring: p.Keyring, KeyFile: p.KeyFile}
}

// Client gives a client of a profile's instance with a key.
func (s *Session) Client(p config.Profile, key api.Secret) (*api.Client, error) {
	o, err := s.Options(p)
	if err != nil {
		return nil, UsageError{err}
	}
	o.Key = key
	client, err := api.New(o)
	if err != nil {
		return nil, UsageError{err}
	}
	return client, nil
}

// Options are a profile's, without a key.
func (s *Session) Options(p config.Profile) (o api.Options, err error) {
	o = api.Options{
		URL:          p.URL,
		Name:         p.Name,
		AuthHeader:   p.AuthHeader,
		RevokeStyle:  p.RevokeStyle,
		InsecureHTTP: p.InsecureHTTP,
		Timeout:      p.Timeout,
		UserAgent:    s.UserAgent(),
		Did:          s.NoteDeed,
	}
	if s.Announce != nil {
		s.Announce(&o)
	}
	if o.TLS, err = api.TLSConfig(p.CAFile, p.ClientCert, p.ClientKey); err != nil {
		return o, err
	}
	if p.Proxy != "" {
		o.Proxy, err = api.ParseProxy(p.Proxy)
	}
	return o, err
}

// UserAgent is how the program names itself to an instance.
func (s *Session) UserAgent() string { return "supascale-tui/" + s.Version }
