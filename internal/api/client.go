// Package api is the client of a Supascale instance's REST API: the keys and
// the activity log. It speaks the contract (assets/openapi.yaml), tolerates
// the variants a real instance may send, and makes every text it returns safe
// to show.
package api

import (
	"cmp"
	"context"
	"crypto/tls"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/go-resty/resty/v2"

	"github.com/supascale/supascale-tui/internal/baseurl"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/text/sanitize"
)

// Ways to send the key and to name the key that is revoked (contract,
// "Base, authentication" and "Keys").
const (
	HeaderBearer  = "bearer"
	HeaderXAPIKey = "x-api-key"
	RevokeByPath  = "path"
	RevokeByQuery = "query"
)

const (
	defaultTimeout = 15 * time.Second
	defaultAgent   = "supascale-tui"
)

// Options say which instance to talk to, and how.
type Options struct {
	URL          string // the instance's URL, which may carry a path prefix
	Key          Secret
	Name         string // shown in headers; "" is the host
	ID           string // Instance.ID; "" is the URL
	AuthHeader   string // HeaderBearer ("" too) or HeaderXAPIKey
	RevokeStyle  string // RevokeByPath ("" too) or RevokeByQuery
	InsecureHTTP bool   // allow plain http beyond loopback
	UserAgent    string // "supascale-tui/VERSION"
	// Timeout is how long a request may go without a sign of life; 0 is 15 s.
	// An answer may take longer as long as it keeps arriving, at least 10 KiB in ten
	// times that.
	Timeout   time.Duration
	TLS       *tls.Config       // of TLSConfig; nil trusts what the system trusts
	Proxy     *url.URL          // of ParseProxy; nil is what HTTPS_PROXY and its like say
	Transport http.RoundTripper // nil is one of the client's own, with TLS and Proxy
	// Did hears of every key that the client made or revoked, before its caller
	// does; nil for nobody. It must not take long.
	Did func(Deed)
	// Awaited hears of a request that takes longer than 3 s, then every second of it and
	// of its end; nil for nobody. It is called by other goroutines and may wait.
	Awaited func(Awaited)
	// ClockApart hears, once and in a sentence, that this machine's clock and the
	// instance's are an hour or more apart; nil for nobody.
	ClockApart func(words string)

	sleep  func(context.Context, time.Duration) error // tests; nil waits
	jitter func() float64                             // tests; nil is random, in [0, 1)
}

// Client talks to one instance with one key, or in one session. It is safe for concurrent use.
type Client struct {
	rest        *resty.Client
	base        string // without a trailing slash
	origin      string
	agent       string
	transport   http.RoundTripper // without the credential
	instance    Instance
	credential  credential
	ownPreview  string // "" for a session
	revokeStyle string
	timeout     time.Duration
	sleep       func(context.Context, time.Duration) error
	jitter      func() float64
	did         func(Deed)
	awaited     func(Awaited) // nil for nobody
	clockApart  func(words string)
	clockOnce   *sync.Once
	lacks       *lacks
}

// lacks is what an instance turned out not to have of what the contract leaves
// open.
type lacks struct {
	queries atomic.Bool // query lines and follow cursors
	stats   atomic.Bool // the log's figures
}

// New checks o and returns a client. It sends nothing. Its errors say in words
// what is wrong with which option and hold neither the key nor the URL's
// credentials.
func New(o Options) (*Client, error) {
	base, err := parseURL(o.URL, o.InsecureHTTP)
	if err != nil {
		return nil, err
	}
	if err := CheckKey(o.Key.Reveal()); err != nil {
		return nil, err
	}
	key := &keyCredential{key: o.Key}
	switch o.AuthHeader {
	case "", HeaderBearer:
	case HeaderXAPIKey:
		key.plain = true
	default:
		return nil, fmt.Errorf("auth header %s is not known: use %s or %s", sanitize.Limit(o.AuthHeader, 40), HeaderBearer, HeaderXAPIKey)
	}
	c, err := newClient(o, base, key)
	if err != nil {
		return nil, err
	}
	c.ownPreview = keys.Preview(o.Key.Reveal())
	return c, nil
}

// newClient is New with what proves who asks.
func newClient(o Options, base *url.URL, by credential) (*Client, error) {
	auth := &authorizer{next: o.Transport, origin: baseurl.Origin(base), credential: by}
	switch o.RevokeStyle {
	case "", RevokeByPath, RevokeByQuery:
	default:
		return nil, fmt.Errorf("revoke style %s is not known: use %s or %s", sanitize.Limit(o.RevokeStyle, 40), RevokeByPath, RevokeByQuery)
	}
	if auth.next == nil {
		if o.Proxy == nil {
			proxy, err := environmentProxy(base)
			if err != nil {
				return nil, err
			}
			o.Proxy = proxy
		}
		auth.next = newTransport(o.TLS, o.Proxy)
	}
	c := &Client{
		rest:        newREST(auth, o.UserAgent),
		base:        strings.TrimRight(base.String(), "/"),
		origin:      auth.origin,
		agent:       cmp.Or(o.UserAgent, defaultAgent),
		transport:   auth.next,
		credential:  by,
		revokeStyle: o.RevokeStyle,
		timeout:     o.Timeout,
		sleep:       o.sleep,
		jitter:      o.jitter,
		did:         o.Did,
		awaited:     o.Awaited,
		clockApart:  o.ClockApart,
		clockOnce:   &sync.Once{},
		lacks:       &lacks{},
	}
	c.instance = Instance{Name: sanitize.Limit(o.Name, 100), URL: sanitize.Limit(c.base, 300)}
	if c.instance.Name == "" {
		c.instance.Name = sanitize.Limit(base.Host, 100)
	}
	if c.instance.ID = o.ID; o.ID == "" {
		c.instance.ID = c.instance.URL
	}
	c.setDefaults()
	return c, nil
}

func (c *Client) setDefaults() {
	if c.timeout <= 0 {
		c.timeout = defaultTimeout
	}
	if c.sleep == nil {
		c.sleep = Wait
	}
	if c.jitter == nil {
		c.jitter = randomJitter
	}
	if c.did == nil {
		c.did = func(Deed) {}
	}
}

// newREST makes the resty client. There is no cookie jar, since the credential is
// all that may identify the console, no retry of resty's (it would repeat a
// POST), and no logger (it would write over the screen).
func newREST(transport http.RoundTripper, agent string) *resty.Client {
	rest := resty.NewWithClient(&http.Client{Transport: transport})
	rest.SetLogger(silent{}).SetDebug(false).SetRetryCount(0)
	rest.SetRedirectPolicy(resty.RedirectPolicyFunc(followSameOrigin))
	rest.SetHeader("User-Agent", cmp.Or(agent, defaultAgent))
	rest.SetHeader("Accept", "application/json")
	return rest
}

type silent struct{}

func (silent) Errorf(string, ...any) {}
func (silent) Warnf(string, ...any)  {}
func (silent) Debugf(string, ...any) {}

// Instance says where the client is connected to.
func (c *Client) Instance() Instance { return c.instance }

// OwnPreview is the preview of the key the client itself uses, to recognise it
// in the list; "" when the key is not of the documented form, and in a session.
func (c *Client) OwnPreview() string { return c.ownPreview }

// Close closes idle connections. Requests under way are ended by their context.
func (c *Client) Close() { c.rest.GetClient().CloseIdleConnections() }
