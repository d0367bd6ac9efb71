package api

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

func TestDefaultTransportTakesProxiesFromTheEnvironment(t *testing.T) {
	if newTransport(nil, nil).Proxy == nil {
		t.Error("no proxy is ever asked")
	}
}

func TestProxyThatRefuses(t *testing.T) {
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(407) }))
	defer proxy.Close()
	closed := httptest.NewServer(nil)
	closed.Close()
	for address, want := range map[string]string{
		proxy.URL:  "the proxy answered with 407 Proxy Authentication Required",
		closed.URL: "no way through the proxy: connection refused",
	} {
		through, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		through.User = url.UserPassword("user", "hunter2")
		transport := newTransport(nil, nil)
		transport.Proxy = http.ProxyURL(through)
		c := connect(t, nil, func(o *Options) { o.URL, o.Transport = "https://supascale.example.com", transport })
		e := failure(t, create(c, t.Context()), Unreachable)
		if e.Message != want || e.MaybeDone {
			t.Errorf("got %+v, want %q", e, want)
		}
		for err := error(e); err != nil; err = errors.Unwrap(err) {
			if strings.Contains(fmt.Sprintf("%+v", err), "hunter2") {
				t.Errorf("the proxy's password is in %v", err)
			}
		}
	}
}
