package cli

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"net/netip"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/config"
	"github.com/supascale/supascale-tui/internal/instance"
	"github.com/supascale/supascale-tui/internal/local"
)

// closeWithin is how long the last writes may take after serving has ended.
const closeWithin = 10 * time.Second

const acceptLossUsage = "start on what is left of a data folder that has lost its database or a part of it"

type serveOptions struct {
	listen       string
	dataDir      string
	adminKeyFile string
	admin        adminFlags
	sample       bool
	tlsCert      string
	tlsKey       string
	behindProxy  []string
	keep         keepFlags
	acceptLoss   bool
}

func newServeCommand() *cobra.Command {
	var o serveOptions
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Run the local instance on its own",
		Long: `Run the local instance: Supascale's API for keys and activity on a store of
its own. It keeps records of projects, backups, tasks and cloud storage, and
starts no Supabase containers.

On an empty store it makes the first key, with write on everything, and prints
it once, alone on a line of stdout; with --admin-key-file it writes it to a new
file (mode 0600) instead. When it is ready it prints "Listening on URL" on
stdout. Everything else, the request log too, goes to stderr.

With --admin-user it makes an account instead, to sign in with a name and a
password: no first key is made, unless --admin-key-file asks for one. The password
is asked for on the terminal, or read with --admin-password-file; without either
one is drawn and printed once, as are the secret and the backup codes of
--admin-totp. An account that is there already stays as it is, unless
--admin-reset is given.`,
		Example: `  supascale-tui serve
  supascale-tui serve --listen 127.0.0.1:0 --data-dir ./data --admin-key-file ./admin.key
  supascale-tui serve --admin-user ada --admin-totp
  supascale-tui serve --listen :8443 --tls-cert cert.pem --tls-key key.pem`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx, stop := signal.NotifyContext(cmd.Context(), os.Interrupt, syscall.SIGTERM)
			defer stop()
			o.admin.ask = passwordPrompt{in: cmd.InOrStdin(), out: cmd.ErrOrStderr()}
			return serve(ctx, o, cmd.OutOrStdout(), cmd.ErrOrStderr())
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.listen, "listen", "127.0.0.1:8787", "`HOST:PORT` to listen on; port 0 takes a free one")
	f.StringVar(&o.dataDir, "data-dir", "", "`DIR` that holds the store (default "+filepath.Join("$XDG_DATA_HOME", "supascale-tui", "instance")+")")
	f.StringVar(&o.adminKeyFile, "admin-key-file", "", "write the first key to this new `FILE` instead of printing it")
	f.BoolVar(&o.sample, "sample", false, "fill an empty store with keys and activity to look at")
	f.StringVar(&o.tlsCert, "tls-cert", "", "certificate `FILE` (PEM), for https")
	f.StringVar(&o.tlsKey, "tls-key", "", "private key `FILE` (PEM) of the certificate")
	f.StringArrayVar(&o.behindProxy, "behind-proxy", nil, "believe X-Forwarded-For from this `CIDR`; may be given several times")
	o.admin.register(cmd)
	o.keep.register(cmd)
	f.BoolVar(&o.acceptLoss, "accept-loss", false, acceptLossUsage)
	return cmd
}

// serve runs an instance until ctx ends.
func serve(ctx context.Context, o serveOptions, stdout, stderr io.Writer) (err error) {
	proxies, err := parsePrefixes(o.behindProxy)
	if err != nil {
		return err
	}
	if (o.tlsCert == "") != (o.tlsKey == "") {
		return usagef("--tls-cert and --tls-key belong together: give both, or neither")
	}
	if err := instance.CheckListen(o.listen, o.tlsCert != "", proxies); err != nil {
		return app.UsageError{Err: err}
	}
	if err := o.admin.check(); err != nil {
		return err
	}
	tlsConfig, err := loadTLS(o.tlsCert, o.tlsKey)
	if err != nil {
		return err
	}
	dir := o.dataDir
	if dir == "" {
		if dir, err = config.DataDir(os.Getenv); err != nil {
			return err
		}
	}
	keep, err := o.keep.read()
	if err != nil {
		return err
	}
	i, err := instance.Open(ctx, instance.Options{
		DataDir: dir, TrustedProxies: proxies, Keep: keep, AcceptLoss: o.acceptLoss,
		Logger: slog.New(slog.NewTextHandler(stderr, nil)),
	})
	if err != nil {
		return err
	}
	defer func() {
		last, cancel := context.WithTimeout(context.WithoutCancel(ctx), closeWithin)
		defer cancel()
		err = errors.Join(err, i.Close(last))
	}()
	// The address is taken before a key is made: a start that fails must not
	// have shown a key already.
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", o.listen)
	if err != nil {
		return fmt.Errorf("can't listen on %s: %w", o.listen, err)
	}
	if err := prepareStore(ctx, i, o, stdout, stderr); err != nil {
		return errors.Join(err, l.Close())
	}
	scheme := "http"
	if tlsConfig != nil {
		scheme = "https"
	}
	if _, err := fmt.Fprintf(stdout, "Listening on %s://%s\n", scheme, l.Addr()); err != nil {
		return errors.Join(fmt.Errorf("write to stdout: %w", err), l.Close())
	}
	return i.Serve(ctx, l, tlsConfig)
}

// prepareStore gives an empty store its first key, and samples if asked for.
func prepareStore(ctx context.Context, i *instance.Instance, o serveOptions, stdout, stderr io.Writer) error {
	say := func(format string, args ...any) {
		_, _ = fmt.Fprintf(stderr, format+"\n", args...) // nothing depends on it
	}
	if err := o.admin.prepare(ctx, i, stdout, say); err != nil {
		return err
	}
	n, err := i.KeyCount(ctx)
	if err != nil {
		return err
	}
	if n > 0 {
		if o.sample {
			say("The store has keys already: --sample changes nothing.")
		}
		if o.adminKeyFile != "" {
			say("The store has keys already: no first key is made, %s is not written.", o.adminKeyFile)
		}
		return nil
	}
	switch {
	case o.adminKeyFile != "":
		if err := writeFirstKey(ctx, i, o.adminKeyFile); err != nil {
			return err
		}
		say("The first key (write on everything) is in %s. Keep it safe: it can't be shown again.", o.adminKeyFile)
	case o.admin.user == "":
		if err := checkStdout(stdout); err != nil {
			return fmt.Errorf("%w, so the first key would be lost. No key was made. To have it in a file, add --admin-key-file FILE", err)
		}
		say("The first key (write on everything) is the next line of stdout. Keep it safe: it can't be shown again.")
		if err := handOver(ctx, i, stdout); err != nil {
			return err
		}
	}
	if o.sample {
		return skipFilled(i.FillSample(ctx), say)
	}
	return nil
}

// skipFilled passes over a store that has a past: all its keys were revoked.
func skipFilled(err error, say func(string, ...any)) error {
	if errors.Is(err, instance.ErrNotEmpty) {
		say("The store had keys before: --sample changes nothing.")
		return nil
	}
	return err
}

// handOver makes the first key and writes it to w. If that fails the key is
// taken back: nobody has it, and the next start can make another.
func handOver(ctx context.Context, i *instance.Instance, w io.Writer) error {
	value, err := i.CreateFirstKey(ctx, "First key")
	if err != nil {
		return err
	}
	if _, err := io.WriteString(w, value+"\n"); err != nil {
		return errors.Join(fmt.Errorf("hand over the first key: %w", err), i.RevokeFirstKey(ctx))
	}
	return nil
}

// writeFirstKey makes the first key and writes it to a new file that its owner
// alone can read. The file is there before the key is.
func writeFirstKey(ctx context.Context, i *instance.Instance, path string) error {
	_, err := local.CreateFile(path, func(f *os.File) error { return handOver(ctx, i, syncWriter{f}) })
	if errors.Is(err, os.ErrExist) {
		return fmt.Errorf("%s is there already: the first key is written to a new file only. Remove it, or name another", path)
	}
	if _, ok := errors.AsType[*fs.PathError](err); ok {
		return fmt.Errorf("the first key can't be written to %s (%s)", path, local.Reason(err))
	}
	return err
}

// syncWriter reports a write only when it is on the disk.
type syncWriter struct{ f *os.File }

func (s syncWriter) Write(p []byte) (int, error) {
	n, err := s.f.Write(p)
	return n, errors.Join(err, s.f.Sync())
}

func parsePrefixes(list []string) ([]netip.Prefix, error) {
	prefixes := make([]netip.Prefix, len(list))
	for n, text := range list {
		p, err := netip.ParsePrefix(text)
		if err != nil {
			return nil, usagef("--behind-proxy %q: want a CIDR such as 10.0.0.0/8", text)
		}
		prefixes[n] = p.Masked()
	}
	return prefixes, nil
}

// loadTLS gives nil without a certificate.
func loadTLS(certFile, keyFile string) (*tls.Config, error) {
	if certFile == "" {
		return nil, nil
	}
	cert, err := tls.LoadX509KeyPair(certFile, keyFile)
	if err != nil {
		return nil, fmt.Errorf("can't use the certificate: %w", err)
	}
	return &tls.Config{Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS12}, nil
}
