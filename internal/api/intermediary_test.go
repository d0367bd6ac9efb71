package api

import (
	"crypto/x509"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"
)

// explained is what failed, why, and what to do, as all front ends say it.
func explained(t *testing.T, err error, kind Kind, parts ...string) {
	t.Helper()
	_ = failure(t, err, kind)
	for _, p := range parts {
		if !strings.Contains(Explain(err), p) {
			t.Errorf("%q is not in %q", p, Explain(err))
		}
	}
}

func TestAProxyThatWantsAPasswordIsNamedSoWhateverIsAsked(t *testing.T) {
	proxy := httptest.NewServer(says(407, `<html>Squid</html>`))
	defer proxy.Close()
	through, err := ParseProxy(proxy.URL)
	if err != nil {
		t.Fatal(err)
	}
	for _, at := range []string{"https://supascale.example.com", "http://supascale.example.com"} {
		o := Options{URL: at, Key: NewSecret(fakeKey), Proxy: through, InsecureHTTP: true}
		c, err := New(o)
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		const why, next = "the proxy answered with 407 Proxy Authentication Required.", "Write the proxy's user name and password into its URL"
		explained(t, list(c, t.Context()), Unreachable, why, next)
		explained(t, create(c, t.Context()), Unreachable, "Can't create the key: "+why, next)
		_, err = Probe(t.Context(), o)
		explained(t, err, Unreachable, why, next)
		_, err = Look(t.Context(), o)
		explained(t, err, Unreachable, why, next)
		_, err = SignIn(t.Context(), o, SignInForm{Username: "ada", Password: NewSecret("open sesame")})
		explained(t, err, Unreachable, why, next)
	}
}

func TestAProxyThatIsNotThereIsNotTheInstance(t *testing.T) {
	gone := httptest.NewServer(nil)
	gone.Close()
	through, err := url.Parse(gone.URL)
	if err != nil {
		t.Fatal(err)
	}
	c, err := New(Options{URL: "https://supascale.example.com", Key: NewSecret(fakeKey), Proxy: through})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	explained(t, list(c, t.Context()), Unreachable, "no way through the proxy: connection refused", "Check the proxy's address")
}

func TestPlainHTTPToAPortOfHTTPS(t *testing.T) {
	s := httptest.NewTLSServer(says(200, `{}`))
	defer s.Close()
	for name, at := range map[string]string{
		"Go":     "http://" + s.Listener.Addr().String(),
		"nginx":  httpServer(t, says(400, `<html><center>The plain HTTP request was sent to HTTPS port</center></html>`)),
		"Apache": httpServer(t, says(400, `Reason: You're speaking plain HTTP to an SSL-enabled server port.`)),
		"alert":  httpServer(t, alert(t)),
	} {
		o := Options{URL: at, Key: NewSecret(fakeKey)}
		c, err := New(o)
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		const why = "it speaks https, not plain http. Set the URL to https:// with the same host and port."
		explained(t, list(c, t.Context()), Unreachable, why)
		_, err = Probe(t.Context(), o)
		explained(t, err, Unreachable, why)
		_, err = Look(t.Context(), o)
		if explained(t, err, Unreachable, why); t.Failed() {
			t.Fatal(name)
		}
	}
	c := connect(t, says(400, `{"error":{"message":"the plain HTTP request was not good"}}`))
	explained(t, list(c, t.Context()), Invalid, "Correct what is named")
}

// alert answers with an alert of TLS, as servers do that can't read plain http.
func alert(t *testing.T) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		conn, _, err := w.(http.Hijacker).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		_, _ = conn.Write([]byte("\x15\x03\x01\x00\x02\x02\x0a"))
		_ = conn.Close()
	}
}

func httpServer(t *testing.T, handler http.HandlerFunc) string {
	t.Helper()
	s := httptest.NewServer(handler)
	t.Cleanup(s.Close)
	return s.URL
}

func TestPagesThatAreNotOfTheAPI(t *testing.T) {
	page := func(status int, name, value string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set(name, value)
			w.Header().Set("Content-Type", "text/html")
			w.WriteHeader(status)
			_, _ = w.Write([]byte("<html>"))
		}
	}
	for _, c := range []struct {
		handler http.HandlerFunc
		kind    Kind
		want    string
	}{
		{page(403, "X-Squid-Error", "ERR_ACCESS_DENIED 0"), Forbidden, "a proxy on the way answered with a web page of its own (403 Forbidden), not the API"},
		{page(200, "Proxy-Status", "portal; error=http_request_denied"), Unexpected, "a proxy on the way answered with a web page of its own (200 OK)"},
		{page(422, "Via", "1.1 cache"), Invalid, "422 Unprocessable Entity and a web page, not with the API"},
		{page(500, "Via", "1.1 cache"), Internal, "500 Internal Server Error and a web page, not with the API"},
		{page(502, "Via", "1.1 cache"), Internal, "a proxy in front of the instance answered with 502 Bad Gateway"},
		{page(511, "Via", "1.1 cache"), Unreachable, "it wants you to sign in before it lets connections through. Open any page in a browser"},
	} {
		explained(t, list(connect(t, c.handler), t.Context()), c.kind, c.want)
	}
}

func TestClocksThatAreApartAreNamedWhereARefusalMayBeAboutTime(t *testing.T) {
	at := func(status int, off time.Duration) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Date", time.Now().Add(off).UTC().Format(http.TimeFormat))
			says(status, `{"error":{"message":"no"}}`)(w, r)
		}
	}
	const words = "This machine's clock is "
	for _, c := range []struct {
		status int
		off    time.Duration
		kind   Kind
		want   string
	}{
		{401, 72 * time.Hour, Unauthorized, "not revoked. " + words + "3 days behind the instance's"},
		{400, -5 * time.Hour, Invalid, words + "5 hours ahead of the instance's"},
		{401, time.Minute, Unauthorized, ""},
		{403, 72 * time.Hour, Forbidden, ""},
	} {
		err := list(connect(t, at(c.status, c.off)), t.Context())
		if explained(t, err, c.kind, c.want); c.want == "" && strings.Contains(Explain(err), words) {
			t.Errorf("%d: %s", c.status, Explain(err))
		}
	}
}

func TestACertificateOutOfItsTimeTellsTheClock(t *testing.T) {
	ours := newAuthority(t)
	ours.issue(t, "expired", func(c *x509.Certificate) { c.NotAfter = time.Now().Add(-time.Minute) })
	security, err := TLSConfig(ours.file("ca.pem"), "", "")
	if err != nil {
		t.Fatal(err)
	}
	c := with(t, ours.serve(t, "expired", nil), security, nil)
	defer c.Close()
	explained(t, list(c, t.Context()), Unreachable, "it was valid until ", ", and this machine's clock says ", "Check this machine's clock and date.")
}

// Clocks that differ are told of once where nothing is refused.
func TestClocksThatAreApartAreToldOfOnSuccess(t *testing.T) {
	for off, want := range map[time.Duration]string{72 * time.Hour: "3 days behind the instance's", -50 * time.Hour: "2 days ahead of the instance's", time.Minute: ""} {
		var said []string
		c := connect(t, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Date", time.Now().Add(off).UTC().Format(http.TimeFormat))
			says(200, `{"apiKeys":[]}`)(w, r)
		}, func(o *Options) { o.ClockApart = func(words string) { said = append(said, words) } })
		for range 3 {
			if err := list(c, t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if got := strings.Join(said, "|"); (got == "") != (want == "") || len(said) > 1 || !strings.Contains(got, want) {
			t.Errorf("%s: %q", off, got)
		}
	}
}
