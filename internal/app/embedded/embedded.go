// Package embedded runs a local instance inside this program.
package embedded

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/config"
	"github.com/supascale/supascale-tui/internal/instance"
	"github.com/supascale/supascale-tui/internal/local"
)

// keyFile holds the console's own credential, beside the store.
const keyFile = "console.key"

// closeWithin is how long the last writes may take after serving has ended.
const closeWithin = 10 * time.Second

// Options say what a local instance works on.
type Options struct {
	Dir        string // "" is the usual one
	Sample     bool   // fills an empty store
	Keep       instance.Keep
	AcceptLoss bool                             // opens a folder that has lost data
	Say        func(format string, args ...any) // nil: nobody can read it
}

// Way runs an instance on loopback until the connection is closed.
func Way(s *app.Session, o Options) app.Way {
	return func(ctx context.Context) (app.Arrival, error) {
		if o.Dir == "" {
			dir, err := config.DataDir(s.Getenv)
			if err != nil {
				return app.Arrival{}, err
			}
			o.Dir = dir
		}
		// Only the start ends with ctx.
		life, stop := context.WithCancel(context.WithoutCancel(ctx))
		i, err := instance.Open(life, instance.Options{DataDir: o.Dir, Keep: o.Keep, AcceptLoss: o.AcceptLoss})
		if err != nil {
			stop()
			return app.Arrival{}, err
		}
		end := func() error {
			stop()
			last, cancel := context.WithTimeout(context.WithoutCancel(life), closeWithin)
			defer cancel()
			return i.Close(last)
		}
		id, key, err := prepare(ctx, i, o)
		if err != nil {
			return app.Arrival{}, errors.Join(err, end())
		}
		client, served, err := serve(life, s, i, id, key)
		if err != nil {
			return app.Arrival{}, errors.Join(err, end())
		}
		a := app.ClientOf(app.Profile{Name: "local", URL: client.Instance().URL, Environment: "local"}, client, "")
		a.Exact = func(value api.Secret) (string, bool, bool) { return i.Owner(value.Reveal()) }
		a.End = func() error {
			client.Close()
			stop()
			return errors.Join(<-served, end())
		}
		return a, nil
	}
}

// prepare fills an empty store if asked to, and gives the instance's identity and the
// console's key.
func prepare(ctx context.Context, i *instance.Instance, o Options) (id string, key api.Secret, err error) {
	if o.Sample {
		err := i.FillSample(ctx)
		switch {
		case errors.Is(err, instance.ErrNotEmpty):
			if o.Say != nil {
				o.Say("%s has keys already: --sample changes nothing. For samples, name an empty folder with --data-dir.", o.Dir)
			}
		case err != nil:
			return "", api.Secret{}, err
		}
	}
	if key, err = ownKey(ctx, i, filepath.Join(o.Dir, keyFile)); err != nil {
		return "", api.Secret{}, err
	}
	// The port changes at every start: the data folder is what stays.
	at, err := filepath.Abs(o.Dir)
	if err != nil {
		return "", api.Secret{}, fmt.Errorf("find the data folder: %w", err)
	}
	return "local:" + at, key, nil
}

// serve runs the instance until life ends; served then says how.
func serve(life context.Context, s *app.Session, i *instance.Instance, id string, key api.Secret) (client *api.Client, served <-chan error, err error) {
	listener, err := (&net.ListenConfig{}).Listen(life, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, nil, fmt.Errorf("listen on loopback: %w", err)
	}
	client, err = api.New(api.Options{
		Name:      "local",
		ID:        id,
		URL:       "http://" + listener.Addr().String(),
		Key:       key,
		UserAgent: s.UserAgent(),
		Did:       s.NoteDeed,
	})
	if err != nil {
		return nil, nil, errors.Join(err, listener.Close())
	}
	ended := make(chan error, 1)
	go func() { ended <- i.Serve(life, listener, nil) }()
	return client, ended, nil
}

// ownKey reads the console's credential, or makes one when there is none or the one
// there is no longer valid. A file that others can read is refused: somebody may have
// read it.
func ownKey(ctx context.Context, i *instance.Instance, path string) (api.Secret, error) {
	info, err := os.Stat(path)
	if err == nil && local.OpenToOthers(info.Mode()) {
		return api.Secret{}, fmt.Errorf("others on this machine can read the console's key in %s. Remove the file; the next start makes a new key, and the old one can then be revoked", path)
	}
	held, err := local.ReadFile(path, 4<<10)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return api.Secret{}, fmt.Errorf("the console's key can't be read from %s (%s)", path, local.Reason(err))
	}
	if value := strings.TrimSpace(string(held)); value != "" && i.Accepts(value) {
		return api.NewSecret(value), nil
	}
	value, err := i.CreateLocalKey(ctx, "Local console")
	if err != nil {
		return api.Secret{}, err
	}
	if err := local.WriteFile(path, []byte(value+"\n")); err != nil {
		return api.Secret{}, fmt.Errorf("the console's key can't be kept in %s (%s)", path, local.Reason(err))
	}
	return api.NewSecret(value), nil
}
