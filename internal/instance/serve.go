package instance

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"time"
)

// Limits of a connection. A whole list of 100,000 keys is 30 MB: the time to
// write is meant for a slow link.
const (
	readHeaderTimeout = 5 * time.Second
	readTimeout       = 30 * time.Second
	writeTimeout      = 2 * time.Minute
	idleTimeout       = 2 * time.Minute
	maxHeaderBytes    = 32 << 10
	// shutdownGrace is how long requests under way may take to end.
	shutdownGrace = 10 * time.Second
)

// Serve answers requests on l until ctx ends, then lets those under way end.
// With a TLS config it speaks TLS. It closes l, not the instance.
func (i *Instance) Serve(ctx context.Context, l net.Listener, tlsConfig *tls.Config) error {
	// Requests keep running while the server shuts down.
	base, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	l = &bounded{Listener: l, proxies: i.opts.TrustedProxies, closed: tlsConfig == nil && len(i.opts.TrustedProxies) > 0, count: map[netip.Addr]int{}}
	srv := &http.Server{
		Handler:           interruptible(ctx, i.Handler()),
		ReadHeaderTimeout: readHeaderTimeout,
		ReadTimeout:       readTimeout,
		WriteTimeout:      writeTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    maxHeaderBytes,
		TLSConfig:         tlsConfig,
		BaseContext:       func(net.Listener) context.Context { return base },
		ErrorLog:          slog.NewLogLogger(i.opts.Logger.Handler(), slog.LevelWarn),
		// "OPTIONS *" must pass the middleware like everything else.
		DisableGeneralOptionsHandler: true,
	}
	failed := make(chan error, 1)
	go func() {
		if tlsConfig != nil {
			failed <- srv.ServeTLS(l, "", "")
		} else {
			failed <- srv.Serve(l)
		}
	}()
	select {
	case err := <-failed:
		return fmt.Errorf("serve: %w", err)
	case <-ctx.Done():
	}
	grace, stop := context.WithTimeout(base, shutdownGrace)
	defer stop()
	err := srv.Shutdown(grace)
	if err != nil {
		err = errors.Join(fmt.Errorf("requests cut off after %s: %w", shutdownGrace, err), srv.Close())
	}
	if ended := <-failed; !errors.Is(ended, http.ErrServerClosed) {
		err = errors.Join(err, fmt.Errorf("serve: %w", ended))
	}
	return err
}
