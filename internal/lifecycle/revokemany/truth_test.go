package revokemany_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/instance"
	"github.com/supascale/supascale-tui/internal/lifecycle"
	"github.com/supascale/supascale-tui/internal/lifecycle/revokemany"
)

// badLink is a proxy that breaks connections off after a random number of bytes, in
// either direction, wherever in a request or an answer that is.
type badLink struct {
	to string
	mu sync.Mutex
	*rand.Rand
	good bool
	cuts int
}

// room is how many bytes a connection carries, -1 for all.
func (l *badLink) room() int64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.good {
		return -1
	}
	return l.Int64N([]int64{40, 4_000, 20_000, 400_000}[l.IntN(4)])
}

func (l *badLink) serve(listener net.Listener) {
	for {
		here, err := listener.Accept()
		if err != nil {
			return
		}
		there, err := net.Dial("tcp", l.to)
		if err != nil {
			_ = here.Close()
			continue
		}
		for _, way := range [][2]net.Conn{{here, there}, {there, here}} {
			go func() {
				if room := l.room(); room < 0 {
					_, _ = io.Copy(way[1], way[0])
				} else if _, err := io.CopyN(way[1], way[0], room); err == nil {
					l.mu.Lock()
					l.cuts++
					l.mu.Unlock()
				}
				_ = here.Close()
				_ = there.Close()
			}()
		}
	}
}

// watched is an instance that knows who revoked what, and has a colleague who revokes
// keys meanwhile, now and then.
type watched struct {
	http.Handler
	mu            sync.Mutex
	rand          *rand.Rand
	theirs        string // the colleague's credential
	by            map[string]string
	stubborn      map[string]bool // ids that it refuses to revoke, with a clear answer
	toColleague   []string        // ids that the colleague will revoke
	colleagueRate int             // one in so many requests
}

func (w *watched) ServeHTTP(out http.ResponseWriter, req *http.Request) {
	_, id, _ := strings.Cut(req.URL.Path, "/api-keys/")
	w.mu.Lock()
	refuse := w.stubborn[id]
	for len(w.toColleague) > 0 && w.rand.IntN(w.colleagueRate) == 0 {
		id := w.toColleague[0]
		w.toColleague = w.toColleague[1:]
		w.delete(httptest.NewRequestWithContext(context.Background(), http.MethodDelete, "/api/v1/settings/api-keys/"+id, nil), id, w.theirs)
	}
	w.mu.Unlock()
	switch {
	case req.Method != http.MethodDelete:
		w.Handler.ServeHTTP(out, req)
	case refuse:
		http.Error(out, `{"error":"not now"}`, http.StatusConflict)
	default:
		w.mu.Lock()
		rec := w.delete(req, id, "")
		w.mu.Unlock()
		out.WriteHeader(rec.Code)
		_, _ = out.Write(rec.Body.Bytes())
	}
}

func (w *watched) delete(req *http.Request, id, key string) *httptest.ResponseRecorder {
	who := "us"
	if key != "" {
		who = "a colleague"
		req.Header.Set("Authorization", "Bearer "+key)
	}
	rec := httptest.NewRecorder()
	w.Handler.ServeHTTP(rec, req)
	if rec.Code == http.StatusOK {
		w.by[id] = who
	}
	return rec
}

// mortal is a client whose process is killed before or after one of its calls.
type mortal struct {
	*api.Client
	left int // steps until then, 0: it lives on
}

func (m *mortal) RevokeKey(ctx context.Context, id string) error {
	m.step()
	err := m.Client.RevokeKey(ctx, id)
	m.step()
	return err
}

func (m *mortal) ListKeys(ctx context.Context, offset, limit int) (api.KeyPage, error) {
	m.step()
	page, err := m.Client.ListKeys(ctx, offset, limit)
	m.step()
	return page, err
}

func (m *mortal) step() {
	if m.left--; m.left == 0 {
		runtime.Goexit()
	}
}

// world is all of it, for one seed.
type world struct {
	t      *testing.T
	rand   *rand.Rand
	link   *badLink
	watch  *watched
	direct *api.Client // without the link
	client *mortal
	dir    string
	kills  int
}

const revocationKeys = 500

func newWorld(t *testing.T, seed uint64) (*world, []api.Key) {
	t.Helper()
	in, err := instance.Open(t.Context(), instance.Options{DataDir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = in.Close(context.Background()) })
	own, err := in.CreateFirstKey(t.Context(), "Admin")
	for n := 0; err == nil && n < revocationKeys+100; n++ {
		_, err = in.CreateLocalKey(t.Context(), fmt.Sprintf("key %d", n))
	}
	if err != nil {
		t.Fatal(err)
	}
	w := &world{t: t, rand: rand.New(rand.NewPCG(seed, 1)), dir: t.TempDir()}
	w.watch = &watched{Handler: in.Handler(), rand: rand.New(rand.NewPCG(seed, 2)), theirs: own, by: map[string]string{}, stubborn: map[string]bool{}, colleagueRate: 12}
	server := httptest.NewServer(w.watch)
	t.Cleanup(server.Close)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	w.link = &badLink{to: server.Listener.Addr().String(), Rand: rand.New(rand.NewPCG(seed, 3))}
	go w.link.serve(listener)
	connect := func(url string) *api.Client {
		c, err := api.New(api.Options{URL: url, Key: api.NewSecret(own)})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(c.Close)
		return c
	}
	w.direct = connect(server.URL)
	w.client = &mortal{Client: connect("http://" + listener.Addr().String())}

	var list []api.Key
	for _, k := range w.listed() {
		if k.Preview != w.direct.OwnPreview() && len(list) < revocationKeys {
			list = append(list, k)
		}
	}
	for i, k := range list {
		switch {
		case i%25 == 3:
			w.watch.toColleague = append(w.watch.toColleague, k.ID)
		case i%100 == 50:
			w.watch.stubborn[k.ID] = true
		}
	}
	w.rand.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	return w, list
}

// listed is the instance's truth.
func (w *world) listed() map[string]api.Key {
	w.t.Helper()
	all, err := api.Keys(w.t.Context(), w.direct)
	if err != nil {
		w.t.Fatal(err)
	}
	list := make(map[string]api.Key)
	for _, k := range all {
		list[k.ID] = k
	}
	return list
}

// run runs something that may be killed half-way.
func (w *world) run(do func(r *revokemany.Runner) (revokemany.Revocation, error)) (b revokemany.Revocation, killed bool) {
	killed = true
	done := make(chan struct{})
	go func() {
		defer close(done)
		r := revokemany.Runner{Client: w.client, Store: revokemany.Open(w.dir), Now: time.Now}
		b, _ = do(&r) // what it says of single keys is what counts
		killed = false
	}()
	<-done
	if killed {
		w.kills++
		w.bury()
	}
	return b, killed
}

// bury leaves of the process what a disk holds after a power cut: all up to the last
// key that was going to be asked for, and of what was noted since not every byte.
func (w *world) bury() {
	w.t.Helper()
	files, err := os.ReadDir(w.dir)
	if err != nil {
		w.t.Fatal(err)
	}
	next := w.t.TempDir()
	for _, f := range files {
		text, err := os.ReadFile(filepath.Join(w.dir, f.Name()))
		if err != nil {
			w.t.Fatal(err)
		}
		synced := bytes.IndexByte(text, '\n') + 1
		if at := bytes.LastIndex(text, []byte(`"said":"noAnswer"`)); at > 0 {
			synced = at + bytes.IndexByte(text[at:], '\n') + 1
		}
		if left := len(text) - synced; left > 0 && w.rand.IntN(2) == 0 {
			text = text[:synced+w.rand.IntN(left)]
		}
		if err := os.WriteFile(filepath.Join(next, f.Name()), text, 0o600); err != nil {
			w.t.Fatal(err)
		}
	}
	w.dir = next
}

// claims fails where a receipt says more than is true.
func (w *world) claims(b *revokemany.Revocation, when string) {
	w.t.Helper()
	listed := w.listed()
	for _, r := range b.Receipts {
		_, there := listed[r.Key.ID]
		if r.Gone() && there {
			w.t.Errorf("%s: %s is said to be %s, and is there", when, r.Key.ID, r.Result)
		}
		if r.Result == lifecycle.Failed && !there {
			w.t.Errorf("%s: %s is said to be %s (%v), and is gone", when, r.Key.ID, r.Result, r.Err)
		}
	}
}

// Whatever is cut and killed wherever, and whoever else revokes keys meanwhile: what
// the receipts say is true at any time, and the whole truth once the link holds.
func TestReceiptsEqualTheInstancesTruth(t *testing.T) {
	for seed := range uint64(3) { // any will do; a fixed one fails again when it fails
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			t.Parallel() // the client waits before it asks again
			w, list := newWorld(t, seed)
			b := w.badTimes(list)
			w.goodTimes()
			for range 3 { // with a key in doubt the first look is not the last
				if b.Tally().Left() > 0 {
					b, _ = w.run(func(r *revokemany.Runner) (revokemany.Revocation, error) { return r.Resume(t.Context(), b) })
				}
			}
			w.whole(&b, list)
			if w.kills+w.link.cuts < 2 {
				t.Errorf("%d times killed, %d connections cut: there was nothing to survive", w.kills, w.link.cuts)
			}
		})
	}
}

// badTimes revokes and goes on, while the link breaks and the process is killed. What
// is known of the revocation afterwards is on the disk alone.
func (w *world) badTimes(list []api.Key) revokemany.Revocation {
	w.client.left = 1 + w.rand.IntN(200)
	b, killed := w.run(func(r *revokemany.Runner) (revokemany.Revocation, error) { return r.Begin(w.t.Context(), list) })
	for range 4 {
		if !killed {
			w.claims(&b, "half-way")
		}
		b = w.reopened()
		w.claims(&b, "read again")
		w.client.left = w.rand.IntN(2) * (1 + w.rand.IntN(40))
		b, killed = w.run(func(r *revokemany.Runner) (revokemany.Revocation, error) { return r.Resume(w.t.Context(), b) })
	}
	return w.reopened()
}

func (w *world) reopened() revokemany.Revocation {
	w.t.Helper()
	left, err := revokemany.Open(w.dir).List(w.client.Instance().ID)
	if err != nil || len(left) != 1 {
		w.t.Fatalf("the notes have %d revocations, %v", len(left), err)
	}
	return left[0]
}

// goodTimes mends the link and whoever refuses.
func (w *world) goodTimes() {
	w.link.mu.Lock()
	w.link.good, w.client.left = true, 0
	w.link.mu.Unlock()
	w.watch.mu.Lock()
	clear(w.watch.stubborn)
	w.watch.mu.Unlock()
}

// whole wants the receipts to be the instance's truth.
func (w *world) whole(b *revokemany.Revocation, list []api.Key) {
	w.t.Helper()
	w.claims(b, "at the end")
	if len(b.Receipts) != len(list) {
		w.t.Fatalf("%d receipts for %d keys", len(b.Receipts), len(list))
	}
	listed := w.listed()
	w.watch.mu.Lock()
	defer w.watch.mu.Unlock()
	for i := range b.Receipts {
		r := &b.Receipts[i]
		if r.Key.ID != list[i].ID {
			w.t.Fatalf("receipt %d is about another key", i)
		}
		by := w.watch.by[r.Key.ID]
		want := lifecycle.Revoked
		if by == "a colleague" && !r.Lost {
			want = lifecycle.AlreadyGone
		}
		if by == "" || r.Result != want {
			w.t.Errorf("%s was revoked by %q, and is said to be %s (lost: %v, %v)", r.Key.ID, by, r.Result, r.Lost, r.Err)
		}
	}
	for id := range w.watch.by {
		if _, there := listed[id]; there {
			w.t.Errorf("%s was revoked, and is listed", id)
		}
	}
	if len(w.watch.by) != len(list) {
		w.t.Errorf("%d keys were revoked, want %d", len(w.watch.by), len(list))
	}
	if files, err := os.ReadDir(w.dir); err != nil || len(files) > 0 {
		w.t.Errorf("left in the notes: %v, %v", files, err)
	}
}
