package instance

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"sync"
	"time"
)

// Bounds of connections, so that one address can't take them all.
const (
	connectionsMost       = 2048
	connectionsPerAddress = 128
)

// bounded is a listener that closes what is too much, and what comes from where it
// must not.
type bounded struct {
	net.Listener
	proxies []netip.Prefix
	// closed says that plain http is for the proxies alone.
	closed bool

	mu    sync.Mutex
	all   int
	count map[netip.Addr]int
}

// Accept gives the next connection that may be.
func (b *bounded) Accept() (net.Conn, error) {
	for {
		c, err := b.Listener.Accept()
		if err != nil {
			return nil, err
		}
		addr := peerOf(c)
		if b.enter(addr) {
			return &countedConn{Conn: c, leave: sync.OnceFunc(func() { b.leave(addr) })}, nil
		}
		_ = c.Close() // nothing was said
	}
}

func peerOf(c net.Conn) netip.Addr {
	ap, err := netip.ParseAddrPort(c.RemoteAddr().String())
	if err != nil {
		return netip.Addr{}
	}
	return ap.Addr().Unmap().WithZone("")
}

func (b *bounded) enter(addr netip.Addr) bool {
	proxy := slices.ContainsFunc(b.proxies, func(p netip.Prefix) bool { return p.Contains(addr) })
	if b.closed && !proxy && !addr.IsLoopback() {
		return false
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.all >= connectionsMost || !proxy && b.count[addr] >= connectionsPerAddress {
		return false
	}
	b.all++
	b.count[addr]++
	return true
}

func (b *bounded) leave(addr netip.Addr) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.all--
	if b.count[addr]--; b.count[addr] == 0 {
		delete(b.count, addr)
	}
}

type countedConn struct {
	net.Conn
	leave func()
}

func (c *countedConn) Close() error {
	c.leave()
	return c.Conn.Close()
}

// unreadWithin is how long a client has for the rest of a body that nobody reads
// any more.
const unreadWithin = time.Second

// interruptible ends the reading of a body when ending ends: a client that never
// ends its body must not delay the end of the server.
func interruptible(ending context.Context, h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Body == nil || r.Body == http.NoBody {
			h.ServeHTTP(w, r)
			return
		}
		control := http.NewResponseController(w)
		stop := context.AfterFunc(ending, func() {
			_ = control.SetReadDeadline(time.Now()) // a connection that is gone needs none
		})
		defer func() {
			stop()
			_ = control.SetReadDeadline(time.Now().Add(unreadWithin)) // the same
		}()
		r.Body = &watchedBody{r.Body, stop}
		h.ServeHTTP(w, r)
	})
}

// watchedBody is left alone once it was read to its end: interrupting the
// connection then would end the request that is being answered.
type watchedBody struct {
	io.ReadCloser
	stop func() bool
}

func (b *watchedBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if err != nil {
		b.stop()
	}
	return n, err
}
