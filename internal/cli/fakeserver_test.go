//go:build unix

package cli

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/supascale/supascale-tui/internal/keys"
)

// received is all that a request brought along.
type received struct {
	line   string // method, path and query
	header http.Header
	body   string
}

// fakeServer is an instance that is not ours: it knows what the test tells it
// and nothing of this project. It notes what reaches it.
type fakeServer struct {
	*httptest.Server
	mu  sync.Mutex
	got []received
}

func newFakeServer(t *testing.T, start func(*httptest.Server), answer http.HandlerFunc) *fakeServer {
	t.Helper()
	f := &fakeServer{}
	f.Server = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(io.LimitReader(r.Body, 1<<20))
		r.Body = io.NopCloser(bytes.NewReader(body))
		f.mu.Lock()
		f.got = append(f.got, received{r.Method + " " + r.URL.String(), r.Header.Clone(), string(body)})
		f.mu.Unlock()
		answer(w, r)
	}))
	f.Config.ErrorLog = log.New(io.Discard, "", 0) // refused handshakes
	start(f.Server)
	t.Cleanup(f.Close)
	return f
}

func (f *fakeServer) requests() []received {
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]received(nil), f.got...)
}

// keepsTheKey reports where else than in the one header the key, or a good part
// of it, reached the server, and whether it reached it in that.
func (f *fakeServer) keepsTheKey(t *testing.T, key, header, value string) {
	t.Helper()
	part := key[len(key)-20:]
	for _, r := range f.requests() {
		if got := r.header.Get(header); got != value {
			t.Errorf("%s came with %s %q instead of the key", r.line, header, strings.ReplaceAll(got, key, "KEY"))
		}
		r.header.Del(header)
		if all := fmt.Sprint(r); strings.Contains(all, part) {
			t.Errorf("%s has the key in another place, too: %s", r.line, strings.ReplaceAll(all, part, "KEY"))
		}
	}
}

// newKey draws a key that no instance knows.
func newKey(t *testing.T) string {
	t.Helper()
	key, err := keys.Generate(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func sendJSON(w http.ResponseWriter, text string) {
	w.Header().Set("Content-Type", "application/json")
	_, _ = io.WriteString(w, text)
}
