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
	"strconv"
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

// ErrExposed is returned where keys would cross a network in the clear.
var ErrExposed = errors.New("refusing to listen beyond this machine without TLS")

// CheckListen returns ErrExposed, in words for people, when addr (HOST:PORT)
// can be reached from another machine and neither TLS nor a proxy in front
// protects the keys. An addr of another form is another error, and so is a network
// of proxies that nearly everybody is in.
func CheckListen(addr string, withTLS bool, proxies []netip.Prefix) error {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return fmt.Errorf("listen address %q: want HOST:PORT, such as 127.0.0.1:8787", addr)
	}
	if _, err := strconv.ParseUint(port, 10, 16); err != nil {
		return fmt.Errorf("listen address %q: want a port from 0 to 65535", addr)
	}
	for _, p := range proxies {
		if wide := p.Bits() < 7 || p.Addr().Is4() && p.Bits() < 8; wide {
			return fmt.Errorf("proxy network %s: want the network of the proxy alone, such as 10.1.2.0/24", p)
		}
	}
	if withTLS || len(proxies) > 0 || host == "localhost" {
		return nil
	}
	if ip, err := netip.ParseAddr(host); err == nil && ip.Unmap().IsLoopback() {
		return nil
	}
	return fmt.Errorf("%w: on %s anyone on the network could read the keys sent to it. Give --tls-cert and --tls-key, or --behind-proxy CIDR if a TLS proxy stands in front", ErrExposed, addr)
}

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
