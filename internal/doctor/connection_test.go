package doctor

import (
	"context"
	"crypto/x509"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/credential"
)

func TestNobodyListens(t *testing.T) {
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	r := examine(t, planFor(t, gone.URL, newKey(t)))
	r.finds(t, "connection.connect", Fail, "connection refused", "runs and listens there")
	r.finds(t, "connection.answer", Skipped)
	r.finds(t, "instance.key", Skipped, "not reached")
	r.failsWith(t, "connection.connect", Unreachable)
}

func TestNoSuchName(t *testing.T) {
	r := examine(t, planFor(t, "https://supascale.invalid/scale", newKey(t)))
	r.finds(t, "connection.url", OK, "https://supascale.invalid/scale, with a path")
	r.finds(t, "connection.name", Fail, "spelling")
	r.finds(t, "connection.connect", Skipped)
	r.failsWith(t, "connection.name", Unreachable)
}

func TestURLsThatAreRefused(t *testing.T) {
	for address, want := range map[string]string{
		"http://scale.example.com":                 "plain http",
		"https://admin:hunter2@scale.example.com":  "must not hold a user name",
		"https://scale.example.com/?token=hunter2": "leave out what follows",
	} {
		r := examine(t, planFor(t, address, newKey(t)))
		r.finds(t, "connection.url", Fail, want)
		r.failsWith(t, "connection.url", Usage)
		if out := printed(t, r); strings.Contains(out, "hunter2") {
			t.Errorf("%s: the password is in\n%s", address, out)
		}
	}
}

func TestCertificates(t *testing.T) {
	now := time.Now()
	working := fake{list: says(200, `{"apiKeys":[]}`)}
	for name, c := range map[string]struct {
		until   time.Time
		change  func(*x509.Certificate)
		trusted bool
		state   State
		says    string
	}{
		"unknown authority": {now.Add(1000 * time.Hour), nil, false, Fail, `ca_file = `},
		"expired":           {now.Add(-time.Hour), nil, true, Fail, "must be renewed on the instance"},
		"another name":      {now.Add(1000 * time.Hour), func(c *x509.Certificate) { c.IPAddresses = nil }, true, Fail, "scale.example.com"},
		"soon":              {now.Add(13 * 24 * time.Hour), nil, true, Warn, "in 12 days"},
		"good":              {now.Add(1000 * time.Hour), nil, true, OK, "for Fake instance, by Fake instance (Fake Org), until "},
	} {
		t.Run(name, func(t *testing.T) {
			address, ca := working.secure(t, c.until, c.change)
			p := planFor(t, address, newKey(t))
			if c.trusted {
				p.trust(t, ca)
			}
			r := examine(t, p)
			r.finds(t, "connection.certificate", c.state, c.says)
			if c.state == Fail {
				r.finds(t, "connection.tls", Skipped)
				r.finds(t, "instance.key", Skipped)
				r.failsWith(t, "connection.certificate", Unreachable)
				return
			}
			r.finds(t, "connection.tls", OK, "TLS 1.3")
			r.finds(t, "connection.certificate", c.state, "ca_file is trusted")
			r.finds(t, "instance.key", OK)
		})
	}
}

func TestARedirectElsewhereGetsNoKey(t *testing.T) {
	keyed := 0
	other := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, _ *http.Request) { keyed++ }))
	defer other.Close()
	here := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "" {
			keyed++
		}
		http.Redirect(w, r, other.URL+"/new"+r.URL.Path, http.StatusMovedPermanently)
	}))
	defer here.Close()
	r := examine(t, planFor(t, here.URL, newKey(t)))
	r.finds(t, "connection.answer", Fail, "redirects to "+other.URL, `set url = "`+other.URL+`/new"`)
	r.finds(t, "instance.key", Skipped)
	r.failsWith(t, "connection.answer", Other)
	if keyed > 0 {
		t.Errorf("%d requests carried the key or followed", keyed)
	}
}

func TestAWebPage(t *testing.T) {
	page := httptest.NewServer(says(200, "<html>Welcome to nginx"))
	defer page.Close()
	r := examine(t, planFor(t, page.URL, newKey(t)))
	r.finds(t, "connection.answer", Warn, "web page")
	r.finds(t, "instance.key", Fail, "web page", "URL")
	r.failsWith(t, "instance.key", Other)
}

func TestASilentServerHoldsNothingUp(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close() //nolint:errcheck // the test is over
	for scheme, c := range map[string]struct{ id, says string }{
		"http":  {"connection.answer", "does not answer"},
		"https": {"connection.tls", "port of https"},
	} {
		p := planFor(t, scheme+"://"+l.Addr().String(), newKey(t))
		p.Step, p.Total = 80*time.Millisecond, time.Second
		began := time.Now()
		r := examine(t, p)
		r.finds(t, "connection.connect", OK)
		r.finds(t, c.id, Fail, "timed out", c.says)
		r.failsWith(t, c.id, Unreachable)
		if took := time.Since(began); took > 10*time.Second {
			t.Errorf("%s: it took %s", scheme, took)
		}
	}
}

func TestSlowStepsEndInTime(t *testing.T) {
	blocked := make(chan struct{})
	hold := func(http.ResponseWriter, *http.Request) { <-blocked }
	address := fake{list: says(200, `{"apiKeys":[]}`), logs: hold, logs + "/stats": hold}.serve(t)
	t.Cleanup(func() { close(blocked) }) // before the server's own end
	p := planFor(t, address, newKey(t))
	p.Step = 300 * time.Millisecond
	r := examine(t, p)
	r.finds(t, "instance.key", OK)
	r.finds(t, "instance.activity", Fail, "timed out")
	r.failsWith(t, "instance.activity", Unreachable)
}

func TestInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	p := planFor(t, fake{}.serve(t), newKey(t))
	find := p.Target.FindKey
	p.Target.FindKey = func(c context.Context) (credential.Credential, error) {
		cancel()
		return find(c)
	}
	r := Run(ctx, p)
	r.finds(t, "connection.url", Skipped, "interrupted")
	r.finds(t, "instance.key", Skipped, "interrupted")
	r.finds(t, "terminal.trace", OK)
	if !r.Interrupted || !strings.Contains(printed(t, r), "Interrupted before all was looked at") {
		t.Errorf("got\n%s", printed(t, r))
	}
}

func TestTheClock(t *testing.T) {
	for skew, c := range map[time.Duration]struct {
		state State
		says  string
	}{
		0:                 {OK, "agree"},
		time.Minute:       {Warn, "behind the other side's"},
		-time.Minute:      {Warn, "ahead of the other side's"},
		10 * time.Minute:  {Fail, "set-ntp"},
		-10 * time.Minute: {Fail, "10 minutes"},
	} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Date", time.Now().Add(skew).UTC().Format(http.TimeFormat))
			says(200, `{"apiKeys":[]}`)(w, r)
		}))
		r := examine(t, planFor(t, server.URL, newKey(t)))
		server.Close()
		r.finds(t, "connection.clock", c.state, c.says)
		r.finds(t, "instance.key", OK) // it goes on
		if c.state == Fail {
			r.failsWith(t, "connection.clock", Other)
		}
	}
}

func TestAProxyThatRefuses(t *testing.T) {
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusProxyAuthRequired)
	}))
	defer proxy.Close()
	p := planFor(t, "https://scale.example.com", newKey(t))
	options := p.Target.Options
	p.Target.ProxyFrom = "the profile"
	p.Target.Options = func(key api.Secret, header string) (api.Options, error) {
		o, err := options(key, header)
		o.Proxy, _ = url.Parse(proxy.URL)
		o.Proxy.User = url.UserPassword("proxyuser", "hunter2")
		return o, err
	}
	r := examine(t, p)
	r.finds(t, "connection.proxy", Info, proxy.URL+", from the profile")
	r.finds(t, "connection.connect", Fail, "407", "user name and password")
	r.finds(t, "connection.tls", Skipped)
	if out := printed(t, r); strings.Contains(out, "hunter2") || strings.Contains(out, "proxyuser") {
		t.Errorf("the proxy's password is in\n%s", out)
	}
}
