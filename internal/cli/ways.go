package cli

import (
	"context"
	"errors"
	"os"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/config"
	"github.com/supascale/supascale-tui/internal/credential"
	"github.com/supascale/supascale-tui/internal/text/sanitize"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// start connects to the instance the console begins with, and makes every
// profile one that it can go to. Nothing is sent yet: the console says what is
// wrong with the instance.
func (c *connections) start(ctx context.Context, chosen config.Profile) (screen.Connection, error) {
	for _, p := range c.flags.settings.Profiles {
		c.add(shown(p), c.profileWay(p, withoutKey))
	}
	first, err := c.by(ctx, func(ctx context.Context) (m made, err error) {
		m, err = c.connected(ctx, chosen, os.Getenv)
		c.notice = m.notice
		return m, err
	})
	if errors.Is(err, credential.ErrNone) || errors.Is(err, credential.ErrTwoSources) {
		err = usageError{err}
	}
	return first, err
}

// withoutKey is the environment for another profile than the one the program
// was started on: the key in it is for that one's instance, and must not reach
// another.
func withoutKey(name string) string {
	if name == credential.EnvKey {
		return ""
	}
	return os.Getenv(name)
}

// shown is a profile as the list of them has it.
func shown(p config.Profile) screen.Profile {
	return screen.Profile{Name: p.Name, URL: sanitize.Limit(p.URL, 300), Environment: screen.Environment(sanitize.Limit(p.Environment, 40))}
}

// profileWay connects with a profile, and sees whether the instance answers.
func (c *connections) profileWay(p config.Profile, getenv func(string) string) way {
	return func(ctx context.Context) (made, error) {
		m, err := c.connected(ctx, p, getenv)
		if err != nil {
			return made{}, sayPlainly(err)
		}
		if err := answers(ctx, m.API); err != nil {
			_ = m.close() // the failure is what is said
			return made{}, err
		}
		return m, nil
	}
}

// connected gives a client of a profile's instance, and what the profile has of
// its own.
func (c *connections) connected(ctx context.Context, p config.Profile, getenv func(string) string) (made, error) {
	found, err := credential.Find(ctx, keySettings(p), getenv)
	if err != nil {
		return made{}, err
	}
	client, err := clientWith(p, found.Key, c.announce)
	if err != nil {
		return made{}, err
	}
	m, err := c.ofProfile(p, client, "the key from "+found.Source.String())
	m.notice = found.Source.Notice()
	return m, err
}

// ofProfile is a connection with what the profile has of its own.
func (c *connections) ofProfile(p config.Profile, client *api.Client, credential string) (made, error) {
	m := ofClient(shown(p), client, credential)
	if m.Profile.Name == "" {
		m.Profile.Name = client.Instance().Name
	}
	m.Profile.URL = client.Instance().URL
	settings, err := c.flags.file.With(p, os.Getenv, c.flags.asked)
	if err != nil {
		return made{}, err
	}
	m.Defaults = screen.Defaults{Expiry: settings.Expiry, Preset: settings.Preset, From: "profile " + p.Name}
	if p.Expiry == "" && p.Preset == "" {
		m.Defaults.From = "your configuration"
	}
	if p.Theme != "" {
		m.Look = c.flags.looks.of(settings.Theme)
	}
	if p.Clipboard != "" || len(p.ClipboardCommand) > 0 {
		m.Clipboard = newClipboard(settings)
	}
	return m, nil
}
