package instance_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/supascale/supascale-tui/internal/api/wire"
	"github.com/supascale/supascale-tui/internal/instance"
	"github.com/supascale/supascale-tui/internal/keys"
)

func TestMain(m *testing.M) {
	if runAsServer() {
		return
	}
	goleak.VerifyTestMain(m)
}

// clock is a time that stands still until it is moved.
type clock struct {
	mu sync.Mutex
	t  time.Time
}

func newClock() *clock { return &clock{t: time.Date(2027, 3, 1, 12, 0, 0, 0, time.UTC)} }

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

func (c *clock) set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = t
}

func (c *clock) add(d time.Duration) { c.set(c.now().Add(d)) }

// syncBuffer takes the request log.
type syncBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *syncBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *syncBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

// bench is an open instance with its admin key.
type bench struct {
	t     testing.TB
	i     *instance.Instance
	opts  instance.Options
	clock *clock
	log   *syncBuffer
	admin string
	// handler answers instead of the instance's own, where a test wraps that.
	handler http.Handler
	// ended says that the test has closed the instance for good.
	ended bool
}

func open(t testing.TB, change ...func(*instance.Options)) *bench {
	t.Helper()
	c, log := newClock(), &syncBuffer{}
	o := instance.Options{DataDir: t.TempDir(), Now: c.now, Logger: slog.New(slog.NewTextHandler(log, nil))}
	o.NeverPause()
	for _, f := range change {
		f(&o)
	}
	b := &bench{t: t, opts: o, clock: c, log: log}
	b.reopen()
	t.Cleanup(func() {
		if !b.ended {
			b.close()
		}
	})
	admin, err := b.i.CreateFirstKey(t.Context(), "Admin")
	if err != nil {
		t.Fatal(err)
	}
	b.admin = admin
	return b
}

func (b *bench) reopen() {
	b.t.Helper()
	var err error
	if b.i, err = instance.Open(b.t.Context(), b.opts); err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) close() {
	b.t.Helper()
	// A test's own context has ended when its clean-up runs.
	if err := b.i.Close(context.Background()); err != nil {
		b.t.Error(err)
	}
}

// reply is an answer read to its end.
type reply struct {
	*http.Response
	body []byte
}

func (r reply) into(t testing.TB, v any) {
	t.Helper()
	if err := json.Unmarshal(r.body, v); err != nil {
		t.Fatalf("%s: %v", r.body, err)
	}
}

func (r reply) refusal(t testing.TB) wire.ErrorDetail {
	t.Helper()
	var e wire.ErrorAnswer
	r.into(t, &e)
	return e.Error
}

// send sends a request; header is a list of "Name: value".
func (b *bench) send(method, target, body string, header ...string) reply {
	var reader io.Reader
	if body != "" {
		reader = strings.NewReader(body)
	}
	r := httptest.NewRequest(method, target, reader)
	r.RemoteAddr = "192.0.2.10:4711"
	for _, h := range header {
		name, value, _ := strings.Cut(h, ": ")
		if name == "From-Address" {
			r.RemoteAddr = value
			continue
		}
		r.Header.Add(name, value)
	}
	w := httptest.NewRecorder()
	h := b.handler
	if h == nil {
		h = b.i.Handler()
	}
	h.ServeHTTP(w, r)
	return reply{w.Result(), w.Body.Bytes()}
}

// as sends a request with a key.
func (b *bench) as(key, method, path, body string, header ...string) reply {
	return b.send(method, path, body, append(header, "Authorization: Bearer "+key)...)
}

// want is as, and checks the status.
func (b *bench) want(status int, key, method, path, body string, header ...string) reply {
	b.t.Helper()
	r := b.as(key, method, path, body, header...)
	if r.StatusCode != status {
		b.t.Fatalf("%s %s: got %d, want %d: %s", method, path, r.StatusCode, status, r.body)
	}
	return r
}

const keysPath = "/api/v1/settings/api-keys"

// create makes a key as the admin. expires is RFC 3339 or empty.
func (b *bench) create(name string, p keys.Permissions, expires string) wire.CreatedKey {
	b.t.Helper()
	fields := map[string]any{"name": name, "permissions": p.Wire()}
	if expires != "" {
		fields["expiresAt"] = expires
	}
	body, err := json.Marshal(fields)
	if err != nil {
		b.t.Fatal(err)
	}
	var answer wire.KeyCreated
	b.want(http.StatusCreated, b.admin, "POST", keysPath, string(body)).into(b.t, &answer)
	return answer.APIKey
}

func (b *bench) list(query string) wire.KeyList {
	b.t.Helper()
	var list wire.KeyList
	b.want(http.StatusOK, b.admin, "GET", keysPath+query, "").into(b.t, &list)
	return list
}

func (b *bench) activity(query string) wire.ActivityPage {
	b.t.Helper()
	var page wire.ActivityPage
	b.want(http.StatusOK, b.admin, "GET", "/api/v1/system/activity?"+query, "").into(b.t, &page)
	return page
}

// lastFailure is the newest failure of the log.
func (b *bench) lastFailure() wire.Activity {
	b.t.Helper()
	page := b.activity("outcome=failure&limit=1")
	if len(page.Activities) != 1 {
		b.t.Fatal("no failure in the log")
	}
	return page.Activities[0]
}

// fakeKey is of the right form and was never issued.
func fakeKey(n int) string { return fmt.Sprintf("%s%028d", keys.Prefix, n) }
