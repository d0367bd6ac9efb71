package instance_test

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/supascale/supascale-tui/internal/instance"
)

// overHTTP sends a request through a connection and reads the answer.
func overHTTP(t *testing.T, addr, key, method, path, body string, status int) []byte {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, "http://"+addr+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+key)
	r.Close = true
	answer, err := (&http.Transport{}).RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(answer.Body)
	_ = answer.Body.Close()
	if err != nil || answer.StatusCode != status {
		t.Fatalf("%s %s: got %d %s, %v", method, path, answer.StatusCode, got, err)
	}
	return got
}

func TestServeEndsWithItsContext(t *testing.T) {
	t.Parallel()
	b := open(t)
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- b.i.Serve(ctx, l, nil) }()
	overHTTP(t, l.Addr().String(), b.admin, "GET", keysPath, "", 200)
	if body := overHTTP(t, l.Addr().String(), b.admin, "HEAD", keysPath, "", 200); len(body) != 0 {
		t.Errorf("HEAD has a body: %s", body)
	}
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if _, err := net.Dial("tcp", l.Addr().String()); err == nil {
		t.Error("the address still answers")
	}
}

func TestServeSpeaksTLS(t *testing.T) {
	t.Parallel()
	b := open(t)
	other := httptest.NewTLSServer(http.NotFoundHandler()) // has a certificate for tests
	defer other.Close()
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- b.i.Serve(ctx, l, &tls.Config{Certificates: other.TLS.Certificates}) }()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://"+l.Addr().String()+keysPath, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+b.admin)
	client := other.Client()
	answer, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	_ = answer.Body.Close()
	if answer.StatusCode != 200 || answer.TLS == nil {
		t.Errorf("got %d", answer.StatusCode)
	}
	client.CloseIdleConnections()
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

// A request for the server as a whole passes the same check as any other.
func TestOptionsForTheServerNeedsAKey(t *testing.T) {
	t.Parallel()
	b := open(t)
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- b.i.Serve(ctx, l, nil) }()
	conn, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(conn, "OPTIONS * HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(conn)
	if err != nil || !strings.HasPrefix(string(got), "HTTP/1.1 401") {
		t.Errorf("got %.80s, %v", got, err)
	}
	_ = conn.Close()
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

func TestListeningBeyondThisMachineNeedsProtection(t *testing.T) {
	t.Parallel()
	proxy := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}
	for _, c := range []struct {
		addr    string
		tls     bool
		proxies []netip.Prefix
		ok      bool
	}{
		{"127.0.0.1:0", false, nil, true},
		{"127.5.5.5:80", false, nil, true},
		{"[::1]:80", false, nil, true},
		{"localhost:80", false, nil, true},
		{":80", false, nil, false},
		{"0.0.0.0:80", false, nil, false},
		{"[::]:80", false, nil, false},
		{"192.0.2.1:80", false, nil, false},
		{"supascale.example.com:80", false, nil, false},
		{"0.0.0.0:80", true, nil, true},
		{"0.0.0.0:80", false, proxy, true},
	} {
		err := instance.CheckListen(c.addr, c.tls, c.proxies)
		if (err == nil) != c.ok || err != nil && !errors.Is(err, instance.ErrExposed) {
			t.Errorf("%s: got %v", c.addr, err)
		}
	}
	for _, everybody := range []string{"0.0.0.0/0", "128.0.0.0/1", "::/0", "2000::/3"} {
		if err := instance.CheckListen("0.0.0.0:80", false, []netip.Prefix{netip.MustParsePrefix(everybody)}); err == nil {
			t.Errorf("--behind-proxy %s is taken", everybody)
		}
	}
	for _, addr := range []string{"", "nonsense", "127.0.0.1:", "127.0.0.1:http", "127.0.0.1:65536", "127.0.0.1:-1", "::1:80"} {
		if err := instance.CheckListen(addr, true, nil); err == nil || errors.Is(err, instance.ErrExposed) {
			t.Errorf("%q: got %v", addr, err)
		}
	}
}

// A page elsewhere that has its name lead to this machine is not answered.
func TestOtherNamesForLoopbackAreRefused(t *testing.T) {
	t.Parallel()
	b := open(t)
	local := []string{"From-Address: 127.0.0.1:1", "Authorization: Bearer " + b.admin}
	for _, host := range []string{"evil.example.com", "evil.example.com:8787", "localhost.evil.example.com", "127.0.0.1.nip.io:8787"} {
		if r := b.send("GET", "http://"+host+"/api/v1/projects", "", local...); r.StatusCode != http.StatusMisdirectedRequest {
			t.Errorf("%s: got %d", host, r.StatusCode)
		}
		for range 10 {
			b.send("POST", "http://"+host+"/api/auth/callback/credentials", "username=a&password=b", local[0])
		}
	}
	for _, host := range []string{"localhost:8787", "127.0.0.1:8787", "[::1]:8787", "LOCALHOST"} {
		if r := b.send("GET", "http://"+host+"/api/v1/projects", "", local...); r.StatusCode != http.StatusOK {
			t.Errorf("%s: got %d", host, r.StatusCode)
		}
	}
	if page := b.activity("outcome=failure"); len(page.Activities) != 0 {
		t.Errorf("they count as failures: %+v", page.Activities)
	}
}

// A client that never ends its body does not delay the end of the server, and one
// address can't take all connections.
func TestNoClientHoldsTheServer(t *testing.T) {
	t.Parallel()
	b := open(t)
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- b.i.Serve(ctx, l, nil) }()
	dial := func() net.Conn {
		c, err := net.Dial("tcp", l.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	body := dial()
	if _, err := io.WriteString(body, "POST "+keysPath+" HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nAuthorization: Bearer "+b.admin+"\r\nContent-Length: 100\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	// The server asks for the body: it is reading.
	if _, err := io.ReadFull(body, make([]byte, len("HTTP/1.1 100"))); err != nil {
		t.Fatal(err)
	}
	var many []net.Conn
	for range 200 {
		many = append(many, dial())
	}
	last := many[len(many)-1]
	if _, err := last.Read(make([]byte, 1)); err == nil {
		t.Error("the last of 200 connections of one address is not closed")
	}
	for _, c := range many {
		_ = c.Close()
	}
	start := time.Now()
	stop()
	if err := <-ended; err != nil {
		t.Errorf("after %v: %v", time.Since(start), err)
	}
	_ = body.Close()
}

// piped is a listener whose connections come from where the test says.
type piped struct {
	conns chan net.Conn
	done  chan struct{}
	once  sync.Once
}

// pipedConn is a connection from an address.
type pipedConn struct {
	net.Conn
	from net.Addr
}

func (c pipedConn) RemoteAddr() net.Addr { return c.from }

func (p *piped) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.done:
		return nil, net.ErrClosed
	}
}

func (p *piped) Close() error {
	p.once.Do(func() { close(p.done) })
	return nil
}

func (p *piped) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4zero, Port: 80} }

// Behind a proxy that speaks TLS, plain http is for the proxy and this machine alone.
func TestPlainHTTPIsForTheProxyAlone(t *testing.T) {
	t.Parallel()
	b := open(t, func(o *instance.Options) { o.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("10.1.2.0/24")} })
	l := &piped{conns: make(chan net.Conn), done: make(chan struct{})}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- b.i.Serve(ctx, l, nil) }()
	for from, want := range map[string]bool{"10.1.2.7": true, "127.0.0.1": true, "10.1.3.7": false, "203.0.113.9": false, "2001:db8::1": false} {
		client, server := net.Pipe()
		l.conns <- pipedConn{server, &net.TCPAddr{IP: net.ParseIP(from), Port: 4711}}
		_, _ = io.WriteString(client, "GET "+keysPath+" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer "+b.admin+"\r\n\r\n")
		got, _ := io.ReadAll(client) // a connection that is closed gives nothing
		if answered := strings.HasPrefix(string(got), "HTTP/1.1 200"); answered != want || !want && len(got) > 0 {
			t.Errorf("%s got %.80q", from, got)
		}
		_ = client.Close()
	}
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}
