package api

import (
	"bytes"
	"context"
	"crypto/tls"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"
)

// http2Server speaks HTTP/2 frame by frame: it takes each request whole and then
// breaks off in its own way.
type http2Server struct {
	listener net.Listener
	breakOff func(*http2.Framer, uint32) error

	mu       sync.Mutex
	requests []string // methods and paths, as they came
}

// startHTTP2 gives a server and a transport that trusts it.
func startHTTP2(t *testing.T, breakOff func(*http2.Framer, uint32) error) (*http2Server, *http.Transport) {
	t.Helper()
	certified := httptest.NewUnstartedServer(nil)
	certified.Config.ErrorLog = log.New(io.Discard, "", 0)
	certified.EnableHTTP2 = true
	certified.StartTLS()
	t.Cleanup(certified.Close)
	listener, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{
		Certificates: certified.TLS.Certificates, NextProtos: []string{"h2"}, MinVersion: tls.VersionTLS12,
	})
	if err != nil {
		t.Fatal(err)
	}
	s := &http2Server{listener: listener, breakOff: breakOff}
	var serving sync.WaitGroup
	serving.Go(func() {
		for conn, err := listener.Accept(); err == nil; conn, err = listener.Accept() {
			serving.Go(func() { s.serve(conn) })
		}
	})
	trusting := certified.Client().Transport.(*http.Transport).TLSClientConfig
	transport := newTransport(&tls.Config{RootCAs: trusting.RootCAs, MinVersion: tls.VersionTLS12}, nil)
	t.Cleanup(func() {
		transport.CloseIdleConnections()
		_ = listener.Close()
		serving.Wait()
	})
	return s, transport
}

func (s *http2Server) serve(conn net.Conn) {
	defer func() { _ = conn.Close() }()
	if _, err := io.ReadFull(conn, make([]byte, len(http2.ClientPreface))); err != nil {
		return
	}
	framer := http2.NewFramer(conn, conn)
	framer.ReadMetaHeaders = hpack.NewDecoder(4096, nil)
	if framer.WriteSettings() != nil {
		return
	}
	for {
		frame, err := framer.ReadFrame()
		if err != nil {
			return
		}
		ended := false
		switch f := frame.(type) {
		case *http2.SettingsFrame:
			if !f.IsAck() && framer.WriteSettingsAck() != nil {
				return
			}
		case *http2.MetaHeadersFrame:
			s.note(f.PseudoValue("method") + " " + f.PseudoValue("path"))
			ended = f.StreamEnded()
		case *http2.DataFrame:
			ended = f.StreamEnded()
		}
		if ended && s.breakOff(framer, frame.Header().StreamID) != nil {
			return
		}
	}
}

func (s *http2Server) note(request string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests = append(s.requests, request)
}

func (s *http2Server) took() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.requests
}

// Go's transport sends a request again by itself in each of these ways, a change
// too. The server may have done it.
func TestTheTransportSendsNoChangeTwice(t *testing.T) {
	for name, breakOff := range map[string]func(*http2.Framer, uint32) error{
		"refused stream": func(f *http2.Framer, id uint32) error { return f.WriteRSTStream(id, http2.ErrCodeRefusedStream) },
		"protocol error": func(f *http2.Framer, id uint32) error { return f.WriteRSTStream(id, http2.ErrCodeProtocol) },
		"going away": func(f *http2.Framer, _ uint32) error {
			_ = f.WriteGoAway(0, http2.ErrCodeNo, nil)
			return io.EOF
		},
	} {
		for change, send := range map[string]func(*Client, context.Context) error{
			"create": create,
			"revoke": func(c *Client, ctx context.Context) error { return c.RevokeKey(ctx, "key-1") },
		} {
			t.Run(change+", "+name, func(t *testing.T) {
				server, transport := startHTTP2(t, breakOff)
				c, err := New(Options{URL: "https://" + server.listener.Addr().String(), Key: NewSecret(fakeKey), Transport: transport})
				if err != nil {
					t.Fatal(err)
				}
				defer c.Close()
				e := failure(t, send(c, t.Context()), Unreachable)
				if took := server.took(); len(took) != 1 {
					t.Errorf("the instance got %q", took)
				}
				if !e.MaybeDone {
					t.Errorf("it may have been done, and is told as %v", e)
				}
			})
		}
	}
}

// What takes the body away from the transport must not take it from the instance.
func TestChangesKeepTheirBodies(t *testing.T) {
	var bodies [][]byte
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		bodies = append(bodies, body)
		says(200, `{"success":true,"apiKey":{"id":"a","key":"`+fakeKey+`"}}`)(w, r)
	})
	for _, protocol := range []string{"HTTP/1.1", "HTTP/2"} {
		server := httptest.NewUnstartedServer(handler)
		server.EnableHTTP2 = protocol == "HTTP/2"
		server.StartTLS()
		bodies = nil
		c, err := New(Options{URL: server.URL, Key: NewSecret(fakeKey), Transport: server.Client().Transport})
		if err != nil {
			t.Fatal(err)
		}
		if err := create(c, t.Context()); err != nil {
			t.Error(err)
		}
		if err := c.RevokeKey(t.Context(), "key-1"); err != nil {
			t.Error(err)
		}
		if len(bodies) != 2 || !bytes.Contains(bodies[0], []byte(`"name":"a"`)) || len(bodies[1]) != 0 {
			t.Errorf("%s: the bodies were %q", protocol, bodies)
		}
		c.Close()
		server.Close()
	}
}
