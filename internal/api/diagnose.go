package api

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"sync"
	"time"

	"github.com/supascale/supascale-tui/internal/baseurl"
	"github.com/supascale/supascale-tui/internal/text/sanitize"
)

// OpLook is what Look does, for Error.Op.
const OpLook = "reach the instance"

// Seen is what a first look at an address found on the way there. What was not
// reached is left zero.
type Seen struct {
	Proxy     string        // scheme, host and port of the proxy on the way, "" for none
	Addresses int           // that the name has: of the proxy, where there is one
	Looked    bool          // a name was looked up: an address in the URL needs it not
	Connected bool          // a connection came about, to the proxy where there is one
	Connect   time.Duration // how long it took
	TLS       *tls.ConnectionState
	Chain     []*x509.Certificate // that the other side showed, trusted or not
	Status    int
	Date      time.Time     // the clock of the other side; zero where it doesn't tell
	Asked     time.Time     // when the request went out
	Took      time.Duration // until the answer's head was there
	WebPage   bool          // the answer is HTML
	SignIn    bool          // people can sign in there
	Redirect  string        // where the answer leads to, "" when it doesn't
	Away      bool          // and that is another origin
}

// Look asks o.URL once, without a key and without following a redirect, and
// tells what it saw on the way even when that ends in an error: an *Error, or
// what is wrong with the options. It asks the sign-in's route, as Probe does,
// which no log keeps.
func Look(ctx context.Context, o Options) (Seen, error) {
	base, err := parseURL(o.URL, o.InsecureHTTP)
	if err != nil {
		return Seen{}, err
	}
	c := &Client{credential: &keyCredential{key: o.Key}, timeout: o.Timeout} // for its words alone
	c.setDefaults()
	transport := o.Transport
	if transport == nil {
		if o.Proxy == nil {
			if o.Proxy, err = environmentProxy(base); err != nil {
				return Seen{}, err
			}
		}
		transport = newTransport(o.TLS, o.Proxy)
	}
	rest := newREST(transport, o.UserAgent)
	defer rest.GetClient().CloseIdleConnections()
	rest.SetRedirectPolicy(noRedirects{})

	ctx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	way := &way{}
	way.seen.Proxy = proxyOf(transport, base)
	way.seen.Asked = time.Now()
	answer, err := rest.R().SetContext(httptrace.WithClientTrace(ctx, way.trace())).SetDoNotParseResponse(true).Get(base.String() + signInPath)
	seen := way.end()
	if err != nil {
		if shown, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
			seen.Chain = shown.UnverifiedCertificates
		}
		return seen, c.transportError(ctx, call{op: OpLook}, err, seen.Asked)
	}
	defer func() { _ = answer.RawBody().Close() }() // nothing more is read from it
	c.readHead(&seen, answer.RawResponse)
	text, err := io.ReadAll(io.LimitReader(answer.RawBody(), errorBytesMax))
	if err != nil {
		return seen, c.transportError(ctx, call{op: OpLook}, err, seen.Asked)
	}
	if misdirected := c.misdirected(OpLook, answer.RawResponse, text); misdirected != nil {
		return seen, misdirected
	}
	seen.WebPage = isWebPage(answer.Header().Get("Content-Type"), text)
	seen.SignIn = seen.Status == http.StatusOK && firstText(object(text), "csrfToken") != ""
	return seen, nil
}

func (c *Client) readHead(seen *Seen, answer *http.Response) {
	seen.Status = answer.StatusCode
	seen.Date = dateOf(answer)
	if seen.Status < 300 || seen.Status > 399 {
		return
	}
	if to := redirectTarget(answer); to != nil {
		seen.Redirect = c.tidy(to.String(), messageMax)
		seen.Away = baseurl.Origin(to) != baseurl.Origin(answer.Request.URL)
	}
}

// proxyOf is the proxy a transport takes for an address, without credentials.
func proxyOf(transport http.RoundTripper, to *url.URL) string {
	t, ok := transport.(*http.Transport)
	if !ok || t.Proxy == nil {
		return ""
	}
	proxy, err := t.Proxy(&http.Request{URL: to, Header: http.Header{}})
	if err != nil || proxy == nil {
		return ""
	}
	return sanitize.Limit((&url.URL{Scheme: proxy.Scheme, Host: proxy.Host}).String(), messageMax)
}

// way notes what is passed on the way. Its hooks run in goroutines of the
// transport, some after the request is over.
type way struct {
	mu    sync.Mutex
	seen  Seen
	began map[string]time.Time
}

func (w *way) trace() *httptrace.ClientTrace {
	w.began = make(map[string]time.Time)
	return &httptrace.ClientTrace{
		DNSDone: func(i httptrace.DNSDoneInfo) {
			w.note(func(s *Seen) { s.Looked, s.Addresses = true, len(i.Addrs) })
		},
		ConnectStart: func(_, address string) {
			now := time.Now()
			w.note(func(*Seen) { w.began[address] = now })
		},
		ConnectDone: func(_, address string, err error) {
			now := time.Now()
			w.note(func(s *Seen) {
				if err == nil && !s.Connected {
					s.Connected, s.Connect = true, now.Sub(w.began[address])
				}
			})
		},
		TLSHandshakeDone: func(state tls.ConnectionState, err error) {
			if err == nil {
				w.note(func(s *Seen) { s.TLS, s.Chain = &state, state.PeerCertificates })
			}
		},
		GotFirstResponseByte: func() {
			now := time.Now()
			w.note(func(s *Seen) { s.Took = now.Sub(s.Asked) })
		},
	}
}

func (w *way) note(f func(*Seen)) {
	w.mu.Lock()
	defer w.mu.Unlock()
	f(&w.seen)
}

func (w *way) end() Seen {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.seen
}
