// Package instance is the command that serves the local instance.
package instance

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
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/cli/command"
	"github.com/supascale/supascale-tui/internal/config"
	"github.com/supascale/supascale-tui/internal/instance"
	"github.com/supascale/supascale-tui/internal/local"
)

// closeWithin is how long the last writes may take after serving has ended.
const closeWithin = 10 * time.Second

// ServeOptions say where an instance listens, what it works on, and whom it lets in.
type ServeOptions struct {
	Session      *app.Session
	Listen       string
	DataDir      string
	AdminKeyFile string
	Admin        AdminAccount
	Sample       bool
	TLSCert      string
	TLSKey       string
	BehindProxy  []string
	Keep         command.StoreFlags
}

// NewServe makes the command.
func NewServe(s *app.Session) *cobra.Command {
	o := ServeOptions{Session: s}
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
		Args: command.NoArgs,
		RunE: command.Run(o.Run),
	}
	f := cmd.Flags()
	f.StringVar(&o.Listen, "listen", "127.0.0.1:8787", "`HOST:PORT` to listen on; port 0 takes a free one")
	f.StringVar(&o.DataDir, "data-dir", "", "`DIR` that holds the store (default "+filepath.Join("$XDG_DATA_HOME", "supascale-tui", "instance")+")")
	f.StringVar(&o.AdminKeyFile, "admin-key-file", "", "write the first key to this new `FILE` instead of printing it")
	f.BoolVar(&o.Sample, "sample", false, "fill an empty store with keys and activity to look at")
	f.StringVar(&o.TLSCert, "tls-cert", "", "certificate `FILE` (PEM), for https")
	f.StringVar(&o.TLSKey, "tls-key", "", "private key `FILE` (PEM) of the certificate")
	f.StringArrayVar(&o.BehindProxy, "behind-proxy", nil, "believe X-Forwarded-For from this `CIDR`; may be given several times")
	o.Admin.register(cmd)
	o.Keep.Register(cmd)
	return cmd
}

// Run runs an instance until ctx ends.
func (o *ServeOptions) Run(ctx context.Context, call *command.Call) (err error) {
	proxies, err := parsePrefixes(o.BehindProxy)
	if err != nil {
		return err
	}
	if (o.TLSCert == "") != (o.TLSKey == "") {
		return command.Usagef("--tls-cert and --tls-key belong together: give both, or neither")
	}
	if err := instance.CheckListen(o.Listen, o.TLSCert != "", proxies); err != nil {
		return app.UsageError{Err: err}
	}
	if err := o.Admin.check(); err != nil {
		return err
	}
	tlsConfig, err := loadTLS(o.TLSCert, o.TLSKey)
	if err != nil {
		return err
	}
	dir := o.DataDir
	if dir == "" {
		if dir, err = config.DataDir(o.Session.Getenv); err != nil {
			return err
		}
	}
	keep, err := o.Keep.Read()
	if err != nil {
		return err
	}
	i, err := instance.Open(ctx, instance.Options{
		DataDir: dir, TrustedProxies: proxies, Keep: keep, AcceptLoss: o.Keep.AcceptLoss,
		Logger: slog.New(slog.NewTextHandler(call.Err, nil)),
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
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", o.Listen)
	if err != nil {
		return fmt.Errorf("can't listen on %s: %w", o.Listen, err)
	}
	if err := o.prepareStore(ctx, i, call); err != nil {
		return errors.Join(err, l.Close())
	}
	scheme := "http"
	if tlsConfig != nil {
		scheme = "https"
	}
	if _, err := fmt.Fprintf(call.Out, "Listening on %s://%s\n", scheme, l.Addr()); err != nil {
		return errors.Join(fmt.Errorf("write to stdout: %w", err), l.Close())
	}
	return i.Serve(ctx, l, tlsConfig)
}

// prepareStore gives an empty store its first key, and samples if asked for.
func (o *ServeOptions) prepareStore(ctx context.Context, i *instance.Instance, call *command.Call) error {
	if err := o.Admin.prepare(ctx, i, call); err != nil {
		return err
	}
	n, err := i.KeyCount(ctx)
	if err != nil {
		return err
	}
	if n > 0 {
		if o.Sample {
			call.Say("The store has keys already: --sample changes nothing.")
		}
		if o.AdminKeyFile != "" {
			call.Say("The store has keys already: no first key is made, %s is not written.", o.AdminKeyFile)
		}
		return nil
	}
	switch {
	case o.AdminKeyFile != "":
		if err := writeFirstKey(ctx, i, o.AdminKeyFile); err != nil {
			return err
		}
		call.Say("The first key (write on everything) is in %s. Keep it safe: it can't be shown again.", o.AdminKeyFile)
	case o.Admin.User == "":
		if err := command.CheckStdout(call.Out); err != nil {
			return fmt.Errorf("%w, so the first key would be lost. No key was made. To have it in a file, add --admin-key-file FILE", err)
		}
		call.Say("The first key (write on everything) is the next line of stdout. Keep it safe: it can't be shown again.")
		if err := handOver(ctx, i, call.Out); err != nil {
			return err
		}
	}
	if o.Sample {
		return skipFilled(i.FillSample(ctx), call)
	}
	return nil
}

// skipFilled passes over a store that has a past: all its keys were revoked.
func skipFilled(err error, call *command.Call) error {
	if errors.Is(err, instance.ErrNotEmpty) {
		call.Say("The store had keys before: --sample changes nothing.")
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
			return nil, command.Usagef("--behind-proxy %q: want a CIDR such as 10.0.0.0/8", text)
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
