package api

import (
	"context"
	"crypto/tls"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/supascale/supascale-tui/internal/baseurl"
)

// newTransport is tuned for one instance: a few connections kept for a while,
// proxies from the environment where none is given, and no step that may take
// for ever.
func newTransport(security *tls.Config, through *url.URL) *http.Transport {
	dialer := &net.Dialer{Timeout: 10 * time.Second, KeepAlive: 30 * time.Second}
	if security == nil {
		security = &tls.Config{MinVersion: tls.VersionTLS12}
	}
	proxy := proxyBeyondHere
	if through != nil {
		proxy = http.ProxyURL(through)
	}
	return &http.Transport{
		Proxy:                  proxy,
		DialContext:            dialHere(dialer.DialContext),
		ForceAttemptHTTP2:      true,
		MaxIdleConns:           8,
		MaxIdleConnsPerHost:    4,
		IdleConnTimeout:        60 * time.Second,
		TLSHandshakeTimeout:    10 * time.Second,
		MaxResponseHeaderBytes: 64 << 10,
		TLSClientConfig:        security.Clone(),
		OnProxyConnectResponse: checkProxy,
	}
}

// proxyBeyondHere is http.ProxyFromEnvironment, which knows localhost as this machine
// but not the names below it.
func proxyBeyondHere(r *http.Request) (*url.URL, error) {
	if baseurl.IsLoopback(r.URL.Hostname()) {
		return nil, nil
	}
	return http.ProxyFromEnvironment(r)
}

// dialHere dials the names below localhost as localhost. A name server may lead them to
// another machine, and plain http is allowed to them.
func dialHere(dial func(context.Context, string, string) (net.Conn, error)) func(context.Context, string, string) (net.Conn, error) {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		if host, port, err := net.SplitHostPort(address); err == nil && baseurl.IsBelowLocalhost(host) {
			address = net.JoinHostPort("localhost", port)
		}
		return dial(ctx, network, address)
	}
}

// proxyError is a proxy that refuses to pass a connection on.
type proxyError struct{ status int }

func (e *proxyError) Error() string { return "the proxy answered with " + statusWords(e.status) }

// checkProxy gives a proxy's refusal a type: net/http has only its text.
func checkProxy(_ context.Context, _ *url.URL, _ *http.Request, answer *http.Response) error {
	if answer.StatusCode != http.StatusOK {
		return &proxyError{answer.StatusCode}
	}
	return nil
}

// authorizer puts the credential on requests to the instance's own origin, as
// late as possible: no request, answer or client that can be printed holds it.
type authorizer struct {
	next       http.RoundTripper
	origin     string
	credential credential
}

func (a *authorizer) RoundTrip(r *http.Request) (*http.Response, error) {
	if baseurl.Origin(r.URL) != a.origin {
		return a.next.RoundTrip(r)
	}
	signed := r.Clone(r.Context())
	a.credential.sign(signed)
	if changes(r.Method) {
		sendOnce(signed)
	}
	answer, err := a.next.RoundTrip(signed)
	if answer != nil {
		a.credential.learn(r.URL, answer)
		answer.Request = r
	}
	return answer, err
}

// changes reports whether a request of this method changes something.
func changes(method string) bool { return method != http.MethodGet && method != http.MethodHead }

// sendOnce takes from the transport what it would need to send a request again by
// itself. Over HTTP/2 it does so when a server refuses a stream, or goes away before
// it has answered, and a server that did what it was asked can do both.
func sendOnce(r *http.Request) {
	r.GetBody = nil
	if r.Body == nil || r.Body == http.NoBody {
		// Even a request without a body is sent again, but none with one that has
		// been read.
		r.Body = io.NopCloser(strings.NewReader(""))
	}
}

// CloseIdleConnections lets http.Client reach the transport's own.
func (a *authorizer) CloseIdleConnections() {
	if closer, ok := a.next.(interface{ CloseIdleConnections() }); ok {
		closer.CloseIdleConnections()
	}
}

// Wait waits, no longer than the context lasts.
func Wait(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

func randomJitter() float64 { return rand.Float64() } //nolint:gosec // it spreads retries and guards nothing
