package cli

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/spf13/cobra"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/build"
	"github.com/supascale/supascale-tui/internal/config"
	"github.com/supascale/supascale-tui/internal/instance"
	"github.com/supascale/supascale-tui/internal/local"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// localKeyFile holds the console's own credential, beside the store.
const localKeyFile = "console.key"

func newLocalCommand() *cobra.Command {
	var flags consoleFlags
	var dataDir string
	var sample, acceptLoss bool
	var keep keepFlags
	cmd := &cobra.Command{
		Use:   "local",
		Short: "Open the console on a local instance",
		Long: `Open the console on a local instance that runs inside this program, on
loopback, for as long as the console is open. Its data stays in the data folder.

Two consoles can't share a data folder this way. To have an instance for
several, run "supascale-tui serve" and connect to it.`,
		Example: `  supascale-tui local
  supascale-tui local --sample --data-dir ./try`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if dataDir == "" {
				dir, err := config.DataDir(os.Getenv)
				if err != nil {
					return err
				}
				dataDir = dir
			}
			return runLocal(cmd, localOptions{dir: dataDir, sample: sample, acceptLoss: acceptLoss}, keep, flags)
		},
	}
	flags.register(cmd)
	cmd.Flags().StringVar(&dataDir, "data-dir", "", "`DIR` for the data (default "+filepath.Join("$XDG_DATA_HOME", "supascale-tui", "instance")+")")
	cmd.Flags().BoolVar(&sample, "sample", false, "fill an empty store with sample keys and a week of activity")
	cmd.Flags().BoolVar(&acceptLoss, "accept-loss", false, acceptLossUsage)
	keep.register(cmd)
	return cmd
}

func runLocal(cmd *cobra.Command, o localOptions, keeping keepFlags, flags consoleFlags) error {
	if err := flags.load(cmd, config.Profile{}); err != nil {
		return err
	}
	if err := flags.needTerminal(); err != nil {
		return err
	}
	keep, err := keeping.read()
	if err != nil {
		return err
	}
	o.keep, o.say = keep, cmd.PrintErrf
	w := localWay(o)
	c := newConnections(flags)
	first, err := c.by(cmd.Context(), w)
	if err != nil {
		return err
	}
	c.add(first.Profile, w)
	return showConsole(cmd.Context(), c, first, flags)
}

// localOptions say what a local instance works on.
type localOptions struct {
	dir    string
	sample bool
	keep   instance.Keep
	// acceptLoss opens a folder that has lost data.
	acceptLoss bool
	say        func(format string, args ...any) // nil: nobody can read it
}

// localWay runs an instance inside this program, on loopback, until the
// connection is closed.
func localWay(o localOptions) way {
	return func(ctx context.Context) (made, error) {
		// Only the start ends with ctx.
		life, stop := context.WithCancel(context.WithoutCancel(ctx))
		i, err := instance.Open(life, instance.Options{DataDir: o.dir, Keep: o.keep, AcceptLoss: o.acceptLoss})
		if err != nil {
			stop()
			return made{}, err
		}
		end := func() error {
			stop()
			last, cancel := context.WithTimeout(context.WithoutCancel(life), closeWithin)
			defer cancel()
			return i.Close(last)
		}
		id, key, err := prepareLocal(ctx, i, o)
		if err != nil {
			return made{}, errors.Join(err, end())
		}
		client, served, err := serveLocally(life, i, id, key)
		if err != nil {
			return made{}, errors.Join(err, end())
		}
		p := screen.Profile{Name: "local", URL: client.Instance().URL, Environment: screen.Local}
		m := ofClient(p, client, "")
		m.Exact = func(value api.Secret) (string, bool, bool) { return i.Owner(value.Reveal()) }
		m.close = func() error {
			client.Close()
			stop()
			return errors.Join(<-served, end())
		}
		return m, nil
	}
}

// prepareLocal fills an empty store if asked to, and gives the instance's
// identity and the console's key.
func prepareLocal(ctx context.Context, i *instance.Instance, o localOptions) (id string, key api.Secret, err error) {
	if o.sample {
		err := i.FillSample(ctx)
		switch {
		case errors.Is(err, instance.ErrNotEmpty):
			if o.say != nil {
				o.say("%s has keys already: --sample changes nothing. For samples, name an empty folder with --data-dir.\n", o.dir)
			}
		case err != nil:
			return "", api.Secret{}, err
		}
	}
	if key, err = localKey(ctx, i, filepath.Join(o.dir, localKeyFile)); err != nil {
		return "", api.Secret{}, err
	}
	// The port changes at every start: the data folder is what stays.
	at, err := filepath.Abs(o.dir)
	if err != nil {
		return "", api.Secret{}, fmt.Errorf("find the data folder: %w", err)
	}
	return "local:" + at, key, nil
}

// serveLocally runs the instance until life ends; served then says how.
func serveLocally(life context.Context, i *instance.Instance, id string, key api.Secret) (client *api.Client, served <-chan error, err error) {
	listener, err := (&net.ListenConfig{}).Listen(life, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, nil, fmt.Errorf("listen on loopback: %w", err)
	}
	client, err = api.New(api.Options{
		Name:      "local",
		ID:        id,
		URL:       "http://" + listener.Addr().String(),
		Key:       key,
		UserAgent: "supascale-tui/" + build.Version(),
		Did:       noteDeed,
	})
	if err != nil {
		return nil, nil, errors.Join(err, listener.Close())
	}
	ended := make(chan error, 1)
	go func() { ended <- i.Serve(life, listener, nil) }()
	return client, ended, nil
}

// localKey reads the console's credential, or makes one when there is none or
// the one there is no longer valid. A file that others can read is refused:
// somebody may have read it.
func localKey(ctx context.Context, i *instance.Instance, path string) (api.Secret, error) {
	info, err := os.Stat(path)
	// Windows has no such bits; its file lies in the user's own profile.
	if err == nil && runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
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
