package api

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// authority signs certificates for the tests.
type authority struct {
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
	dir  string
}

func newAuthority(t *testing.T) *authority {
	t.Helper()
	a := &authority{dir: t.TempDir()}
	a.cert, a.key = a.issue(t, "ca", func(c *x509.Certificate) {
		c.IsCA, c.BasicConstraintsValid, c.KeyUsage = true, true, x509.KeyUsageCertSign
	})
	return a
}

// file is where a certificate or key of a name is kept.
func (a *authority) file(name string) string { return filepath.Join(a.dir, name) }

// issue signs a certificate for loopback and leaves NAME.pem and NAME.key.
func (a *authority) issue(t *testing.T, name string, change func(*x509.Certificate)) (*x509.Certificate, *ecdsa.PrivateKey) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(time.Now().UnixNano()), Subject: pkix.Name{CommonName: name},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
	}
	if change != nil {
		change(template)
	}
	parent, signer := a.cert, a.key
	if parent == nil {
		parent, signer = template, key
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent, &key.PublicKey, signer)
	if err != nil {
		t.Fatal(err)
	}
	keyDER, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	for file, block := range map[string]*pem.Block{
		name + ".pem": {Type: "CERTIFICATE", Bytes: der},
		name + ".key": {Type: "PRIVATE KEY", Bytes: keyDER},
	} {
		if err := os.WriteFile(a.file(file), pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return cert, key
}

// serve runs an instance with the certificate of a name. With wants it asks
// for a client certificate of that authority.
func (a *authority) serve(t *testing.T, name string, wants *authority) string {
	t.Helper()
	pair, err := tls.LoadX509KeyPair(a.file(name+".pem"), a.file(name+".key"))
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewUnstartedServer(says(200, `{"apiKeys":[]}`))
	server.Config.ErrorLog = log.New(io.Discard, "", 0) // the refused handshakes
	server.TLS = &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12}
	if wants != nil {
		server.TLS.ClientAuth, server.TLS.ClientCAs = tls.RequireAndVerifyClientCert, x509.NewCertPool()
		server.TLS.ClientCAs.AddCert(wants.cert)
	}
	server.StartTLS()
	t.Cleanup(server.Close)
	return server.URL
}

// with gives a client of an instance, with a transport of its own.
func with(t *testing.T, address string, security *tls.Config, proxy *url.URL) *Client {
	t.Helper()
	return connect(t, nil, func(o *Options) { o.URL, o.Transport, o.TLS, o.Proxy = address, nil, security, proxy })
}

func TestAnAuthorityOfTheAdminsOwn(t *testing.T) {
	ours, other := newAuthority(t), newAuthority(t)
	ours.issue(t, "server", nil)
	ours.issue(t, "expired", func(c *x509.Certificate) { c.NotAfter = time.Now().Add(-time.Minute) })
	ours.issue(t, "elsewhere", func(c *x509.Certificate) { c.IPAddresses = []net.IP{net.IPv4(192, 0, 2, 1)} })
	ours.issue(t, "early", func(c *x509.Certificate) { c.NotBefore = time.Now().Add(time.Hour) })
	for _, c := range []struct{ cert, ca, want, next string }{
		{"server", ours.file("ca.pem"), "", ""},
		{"server", other.file("ca.pem"), "its certificate is signed by an unknown authority", "set ca_file = "},
		{"server", "", "its certificate is signed by an unknown authority", "set ca_file = "},
		{"expired", ours.file("ca.pem"), "its certificate has expired: it was valid until ", "must be renewed on the instance"},
		{"early", ours.file("ca.pem"), "its certificate is not valid before ", "this machine's clock"},
		{"elsewhere", ours.file("ca.pem"), "its certificate is for another name", "Set the URL to a name that the certificate holds: 192.0.2.1."},
	} {
		security, err := TLSConfig(c.ca, "", "")
		if err != nil {
			t.Fatal(err)
		}
		err = list(with(t, ours.serve(t, c.cert, nil), security, nil), t.Context())
		if c.want == "" {
			if err != nil {
				t.Errorf("%+v: %v", c, err)
			}
		} else if e := failure(t, err, Unreachable); !strings.HasPrefix(e.Message, c.want) || !strings.Contains(e.Next(), c.next) {
			t.Errorf("%+v: %s %s", c, e.Message, e.Next())
		}
	}
}

func TestAClientCertificate(t *testing.T) {
	ours, other := newAuthority(t), newAuthority(t)
	ours.issue(t, "server", nil)
	ours.issue(t, "laptop", nil)
	other.issue(t, "laptop", nil)
	address := ours.serve(t, "server", ours)
	for _, c := range []struct {
		from *authority
		want string
	}{
		{ours, ""},
		{nil, "it asks for a client certificate"},
		{other, "it refused the client certificate: signed by an authority it does not know"},
	} {
		var cert, key string
		if c.from != nil {
			cert, key = c.from.file("laptop.pem"), c.from.file("laptop.key")
		}
		security, err := TLSConfig(ours.file("ca.pem"), cert, key)
		if err != nil {
			t.Fatal(err)
		}
		err = list(with(t, address, security, nil), t.Context())
		if c.want == "" {
			if err != nil {
				t.Errorf("%v", err)
			}
		} else if e := failure(t, err, Unreachable); e.Message != c.want {
			t.Errorf("got %q, want %q", e.Message, c.want)
		}
	}
}

func TestFilesOfCertificatesThatCannotBeUsed(t *testing.T) {
	a, b := newAuthority(t), newAuthority(t)
	a.issue(t, "laptop", nil)
	b.issue(t, "laptop", nil)
	empty := a.file("empty.pem")
	encrypted := a.file("encrypted.key")
	for file, text := range map[string]string{empty: "x-value-x", encrypted: "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n"} {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	cert, key := a.file("laptop.pem"), a.file("laptop.key")
	for _, c := range []struct{ ca, cert, key, want string }{
		{a.file("no.pem"), "", "", "the CA file " + a.file("no.pem") + " can't be read: no such file"},
		{a.dir, "", "", "the CA file " + a.dir + " can't be read: is a directory"},
		{empty, "", "", "the CA file " + empty + " holds no certificate"},
		{"", cert, "", "belong together"},
		{"", empty, key, "the client certificate " + empty + " holds no certificate"},
		{"", cert, a.file("no.key"), "the client certificate's key " + a.file("no.key") + " can't be read"},
		{"", cert, encrypted, "is encrypted"},
		{"", cert, empty, "do not belong together, or one can't be read"},
		{"", cert, b.file("laptop.key"), "do not belong together"},
	} {
		_, err := TLSConfig(c.ca, c.cert, c.key)
		if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "x-value-x") {
			t.Errorf("%+v: got %v", c, err)
		}
	}
}

// tunnel is an http proxy that passes connections on to the clients of one
// password.
func tunnel(t *testing.T, password string) *url.URL {
	t.Helper()
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		wanted := &http.Request{Header: http.Header{}}
		wanted.SetBasicAuth("user", password)
		if r.Header.Get("Proxy-Authorization") != wanted.Header.Get("Authorization") {
			w.WriteHeader(http.StatusProxyAuthRequired)
			return
		}
		if r.Header.Get("Authorization") != "" {
			t.Error("the key reaches the proxy")
		}
		there, err := (&net.Dialer{}).DialContext(r.Context(), "tcp", r.Host)
		if err != nil {
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		here, read, err := w.(http.Hijacker).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		_, _ = io.WriteString(here, "HTTP/1.1 200 OK\r\n\r\n")
		// What the server has already read of the client's bytes belongs to
		// the tunnel.
		pass(&readAhead{here, read.Reader}, there)
	}))
	t.Cleanup(proxy.Close)
	u, err := ParseProxy(proxy.URL)
	if err != nil {
		t.Fatal(err)
	}
	u.User = url.UserPassword("user", "hunter2")
	return u
}

// readAhead is a connection some of whose bytes were already read.
type readAhead struct {
	net.Conn
	read io.Reader
}

func (c *readAhead) Read(b []byte) (int, error) { return c.read.Read(b) }

// pass carries bytes both ways until either side is done.
func pass(a, b net.Conn) {
	done := make(chan struct{}, 2)
	for _, way := range [][2]net.Conn{{a, b}, {b, a}} {
		go func() {
			_, _ = io.Copy(way[0], way[1])
			_ = a.Close()
			_ = b.Close()
			done <- struct{}{}
		}()
	}
	<-done
	<-done
}

func TestThroughAProxy(t *testing.T) {
	ours := newAuthority(t)
	ours.issue(t, "server", nil)
	address := ours.serve(t, "server", nil)
	security, err := TLSConfig(ours.file("ca.pem"), "", "")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		proxy *url.URL
		want  string
	}{
		{tunnel(t, "hunter2"), ""},
		{tunnel(t, "another"), "the proxy answered with 407 Proxy Authentication Required"},
		{socks(t, 0), ""},
		{socks(t, 5), "the proxy does not pass the connection on: is it open to you, and can it reach the instance?"},
	} {
		client := with(t, address, security, c.proxy)
		err := list(client, t.Context())
		client.Close()
		if c.want == "" {
			if err != nil {
				t.Errorf("%s: %v", c.proxy.Scheme, err)
			}
			continue
		}
		e := failure(t, err, Unreachable)
		if e.Message != c.want {
			t.Errorf("%s: %s", c.proxy.Scheme, e.Message)
		}
		for err := error(e); err != nil; err = errors.Unwrap(err) {
			if strings.Contains(fmt.Sprintf("%+v", err), "hunter2") {
				t.Errorf("the proxy's password is in %v", err)
			}
		}
	}
}

// socks is a SOCKS5 proxy (RFC 1928) without authentication that answers with
// a reply: 0 passes the connection on.
func socks(t *testing.T, reply byte) *url.URL {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			answerSocks(conn, reply)
		}
	}()
	t.Cleanup(func() { _ = l.Close(); <-ended })
	u, err := ParseProxy("socks5://" + l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func answerSocks(conn net.Conn, reply byte) {
	defer conn.Close() //nolint:errcheck // the client sees how it ends
	greeting := make([]byte, 2)
	if _, err := io.ReadFull(conn, greeting); err != nil {
		return
	}
	if _, err := io.CopyN(io.Discard, conn, int64(greeting[1])); err != nil {
		return
	}
	_, _ = conn.Write([]byte{5, 0})
	asked := make([]byte, 10) // version, connect, 0, IPv4, address, port
	if _, err := io.ReadFull(conn, asked); err != nil {
		return
	}
	_, _ = conn.Write([]byte{5, reply, 0, 1, 0, 0, 0, 0, 0, 0})
	if reply != 0 {
		return
	}
	to := &net.TCPAddr{IP: asked[4:8], Port: int(asked[8])<<8 | int(asked[9])}
	there, err := net.DialTCP("tcp", nil, to)
	if err == nil {
		pass(conn, there)
	}
}

func TestProxiesThatAreRefused(t *testing.T) {
	for _, given := range []string{"", "proxy:3128", "ftp://user:hunter2@proxy", "http://user:hunter2@", "http://%zz:hunter2@x"} {
		if _, err := ParseProxy(given); err == nil || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%q: %v", given, err)
		}
	}
}
