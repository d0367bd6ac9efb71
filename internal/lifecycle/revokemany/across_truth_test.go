package revokemany_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httptrace"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/iotest"
	"testing/synctest"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/api/wire"
	"github.com/supascale/supascale-tui/internal/lifecycle"
	"github.com/supascale/supascale-tui/internal/lifecycle/revokemany"
)

const (
	instancesOfAll = 10
	keysOfEach     = 30
	keysToStay     = 5
)

// ofMany is one of many instances: its keys, who revoked which, and a link to it that
// breaks anywhere.
type ofMany struct {
	mu       sync.Mutex
	rand     *rand.Rand
	keys     []wire.Key
	by       map[string]string
	stubborn map[string]bool // ids that it refuses to revoke
	theirs   []string        // ids that a colleague will revoke
	late     []*http.Request // that are on their way although nobody waits for them
	good     bool            // the link
	cuts     int
}

// The ways of a request over a bad link.
const (
	arrives = iota
	isRefused
	isLost
	arrivesLate
	losesItsAnswer
	breaksItsAnswer
)

func (o *ofMany) way() int {
	if o.good || o.rand.IntN(5) > 0 {
		return arrives
	}
	o.cuts++
	return isRefused + o.rand.IntN(5)
}

// RoundTrip implements http.RoundTripper.
func (o *ofMany) RoundTrip(req *http.Request) (*http.Response, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	trace := httptrace.ContextClientTrace(req.Context())
	trace.GetConn(req.URL.Host)
	o.meanwhile(o.rand.IntN(3) == 0)
	way := o.way()
	if way == isRefused {
		return nil, &net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}
	}
	trace.WroteHeaders()
	switch way {
	case isLost:
		return nil, io.ErrUnexpectedEOF
	case arrivesLate:
		o.late = append(o.late, req)
		return nil, io.ErrUnexpectedEOF
	}
	rec := httptest.NewRecorder()
	o.answer(rec, req, "us")
	if way == losesItsAnswer {
		return nil, io.ErrUnexpectedEOF
	}
	answer := rec.Result()
	if whole := rec.Body.Bytes(); way == breaksItsAnswer {
		answer.Body = io.NopCloser(io.MultiReader(bytes.NewReader(whole[:o.rand.IntN(len(whole))]), iotest.ErrReader(io.ErrUnexpectedEOF)))
	}
	answer.Request = req
	return answer, nil
}

// meanwhile lets what is late arrive, and a colleague revoke a key now and then.
func (o *ofMany) meanwhile(arrive bool) {
	if arrive {
		for _, req := range o.late {
			o.answer(httptest.NewRecorder(), req, "us")
		}
		o.late = nil
	}
	if len(o.theirs) > 0 && o.rand.IntN(8) == 0 {
		o.revoke(o.theirs[0], "a colleague")
		o.theirs = o.theirs[1:]
	}
}

func (o *ofMany) revoke(id, who string) bool {
	for i := range o.keys {
		if o.keys[i].ID == id {
			o.keys = append(o.keys[:i:i], o.keys[i+1:]...)
			o.by[id] = who
			return true
		}
	}
	return false
}

func (o *ofMany) answer(out http.ResponseWriter, req *http.Request, who string) {
	_, id, _ := strings.Cut(req.URL.Path, "/api-keys/")
	switch {
	case req.Method == http.MethodGet:
		from, _ := strconv.Atoi(req.URL.Query().Get("offset"))
		_ = json.NewEncoder(out).Encode(wire.KeyList{APIKeys: o.keys[min(from, len(o.keys)):], Pagination: &wire.Pagination{Total: len(o.keys), Offset: from, Limit: 1000}})
	case o.stubborn[id]:
		http.Error(out, `{"error":"not now"}`, http.StatusConflict)
	case o.revoke(id, who):
		_, _ = io.WriteString(out, `{"success":true,"message":"revoked"}`)
	default:
		http.Error(out, `{"error":"no such key"}`, http.StatusNotFound)
	}
}

// listed are the ids that there are.
func (o *ofMany) listed() map[string]bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	ids := map[string]bool{}
	for _, k := range o.keys {
		ids[k.ID] = true
	}
	return ids
}

// console is a process that may be killed before or after any request. From then on nothing
// is sent, and what it writes is lost.
type console struct {
	*world
	mu       sync.Mutex
	left     int // steps until then, 0: it lives on
	dead     bool
	underWay sync.WaitGroup
	buried   chan struct{} // closed when what it wrote is lost
}

// begins reports whether the process still sends something.
func (c *console) begins() bool { return c.lives(1) }

// ends reports whether the process lives to hear an answer.
func (c *console) ends() bool {
	c.underWay.Done()
	return c.lives(0)
}

// lives takes a step. What is left of a process that was killed waits until it has no say
// any more.
func (c *console) lives(requests int) bool {
	c.mu.Lock()
	c.left--
	killed := c.left == 0 && !c.dead
	c.dead = c.dead || killed
	lives := !c.dead
	if lives {
		c.underWay.Add(requests)
	}
	c.mu.Unlock()
	if killed {
		c.underWay.Wait()
		c.kills++
		c.bury()
		close(c.buried)
	}
	if !lives {
		<-c.buried
	}
	return lives
}

var errDead = &api.Error{Op: "be killed", Kind: api.Canceled}

// client is what a process has of an instance.
type client struct {
	*api.Client
	*console
}

func (c *client) RevokeKey(ctx context.Context, id string) (err error) {
	if !c.begins() {
		return errDead
	}
	if err = c.Client.RevokeKey(ctx, id); !c.ends() {
		return errDead
	}
	return err
}

func (c *client) ListKeys(ctx context.Context, offset, limit int) (page api.KeyPage, err error) {
	if !c.begins() {
		return page, errDead
	}
	if page, err = c.Client.ListKeys(ctx, offset, limit); !c.ends() {
		return page, errDead
	}
	return page, err
}

// admin revokes keys of many instances, and knows what was told or noted of them last.
type admin struct {
	*world
	instances []*ofMany
	clients   []*api.Client
	keys      []api.Key
	told      map[string][]lifecycle.Receipt
}

func name(i int) string { return fmt.Sprintf("m%02d", i) }

func newAdmin(t *testing.T, seed uint64) *admin {
	a := &admin{world: &world{t: t, rand: rand.New(rand.NewPCG(seed, 1)), dir: t.TempDir()}, told: map[string][]lifecycle.Receipt{}}
	for i := range instancesOfAll {
		o := &ofMany{rand: rand.New(rand.NewPCG(seed, uint64(i+2))), by: map[string]string{}, stubborn: map[string]bool{}}
		for k := range keysOfEach + keysToStay {
			id := fmt.Sprint("key-", k) // the same on each
			o.keys = append(o.keys, wire.Key{ID: id, Name: fmt.Sprint("key ", k), KeyPreview: fmt.Sprintf("supk_%04d...wxyz", k), CreatedAt: time.Now()})
			if k < keysOfEach {
				a.keys = append(a.keys, api.Key{ID: id, Name: fmt.Sprint("key ", k)}.Of(name(i)))
			}
			switch {
			case k%9 == 4 && k < keysOfEach:
				o.theirs = append(o.theirs, id)
			case k%20 == 7:
				o.stubborn[id] = true
			}
		}
		c, err := api.New(api.Options{URL: "https://" + name(i) + ".example.com", Key: api.NewSecret("supk_own"), Transport: o})
		if err != nil {
			t.Fatal(err)
		}
		a.instances, a.clients = append(a.instances, o), append(a.clients, c)
	}
	a.rand.Shuffle(len(a.keys), func(i, j int) { a.keys[i], a.keys[j] = a.keys[j], a.keys[i] })
	return a
}

// run runs something in a process that is killed after so many steps, 0 for never. Whatever
// it told is remembered.
func (a *admin) run(steps int, do func(*revokemany.Across) revokemany.Revocations) {
	c := &console{world: a.world, left: steps, buried: make(chan struct{})}
	across := &revokemany.Across{Store: revokemany.Open(a.dir), Now: time.Now}
	for i, of := range a.clients {
		across.Parts = append(across.Parts, revokemany.Part{Name: name(i), Client: &client{of, c}})
	}
	r := do(across)
	if !c.dead {
		for _, run := range r.Runs {
			a.told[run.Name] = run.Receipts
		}
		a.claims("told")
	}
}

// pending is what is noted of each instance.
func (a *admin) pending() (runs []revokemany.Run) {
	a.t.Helper()
	for i, c := range a.clients {
		list, err := revokemany.Open(a.dir).List(c.Instance().ID)
		if err != nil || len(list) > 1 {
			a.t.Fatalf("%s: %d are noted, %v", name(i), len(list), err)
		}
		for _, b := range list {
			runs = append(runs, revokemany.Run{Name: name(i), Revocation: b})
			a.told[name(i)] = b.Receipts
		}
	}
	a.claims("noted")
	return runs
}

// claims fails where a receipt says more than is true. That a key is there was true when it
// was looked for, and a colleague may have revoked it since.
func (a *admin) claims(when string) {
	a.t.Helper()
	for i, o := range a.instances {
		listed := o.listed()
		for _, r := range a.told[name(i)] {
			if r.Gone() && listed[r.Key.ID] || r.Result == lifecycle.Failed && o.by[r.Key.ID] == "us" {
				a.t.Errorf("%s: %s of %s is said to be %s (lost: %v, %v), revoked by %q", when, r.Key.ID, name(i), r.Result, r.Lost, r.Err, o.by[r.Key.ID])
			}
		}
	}
}

// Whatever is cut and killed wherever, and whoever else revokes keys meanwhile: once the
// links hold and what is pending was resumed, the receipts are the truth of each instance.
func TestReceiptsEqualTheTruthOfManyInstances(t *testing.T) {
	for seed := range uint64(20) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			t.Parallel() // notes wait for the disk
			synctest.Test(t, func(t *testing.T) {
				a := newAdmin(t, seed)
				a.run(a.rand.IntN(2)*(1+a.rand.IntN(400)), func(x *revokemany.Across) revokemany.Revocations { return x.Begin(t.Context(), a.keys) })
				for range 4 {
					left := a.pending()
					if len(left) > 0 && a.rand.IntN(3) == 0 {
						left = left[:1] // as from the page of one instance
					}
					a.run(a.rand.IntN(2)*(1+a.rand.IntN(80)), func(x *revokemany.Across) revokemany.Revocations {
						return x.Resume(t.Context(), revokemany.Join(left...))
					})
				}
				a.mend()
				for range 3 { // with a key in doubt the first look is not the last
					a.run(0, func(x *revokemany.Across) revokemany.Revocations {
						return x.Resume(t.Context(), revokemany.Join(a.pending()...))
					})
				}
				a.whole()
			})
		})
	}
}

// mend ends all trouble.
func (a *admin) mend() {
	for _, o := range a.instances {
		o.mu.Lock()
		o.good = true
		clear(o.stubborn)
		o.meanwhile(true)
		o.mu.Unlock()
	}
}

// whole wants the receipts of every instance to be its truth.
func (a *admin) whole() {
	a.t.Helper()
	if left := a.pending(); len(left) > 0 {
		a.t.Errorf("%d are still noted", len(left))
	}
	order := map[string][]string{}
	for _, k := range a.keys {
		order[k.Instance] = append(order[k.Instance], k.OwnID())
	}
	cuts := 0
	for i, o := range a.instances {
		told, listed := a.told[name(i)], o.listed()
		if len(told) != keysOfEach || len(listed) != keysToStay {
			a.t.Fatalf("%s: %d receipts, %d keys are left", name(i), len(told), len(listed))
		}
		for at := range told {
			r := &told[at]
			want := lifecycle.Revoked
			if o.by[r.Key.ID] == "a colleague" && !r.Lost {
				want = lifecycle.AlreadyGone
			}
			if r.Key.ID != order[name(i)][at] || o.by[r.Key.ID] == "" || r.Result != want {
				a.t.Errorf("%s: %s was revoked by %q, and is said to be %s (lost: %v, %v)", name(i), r.Key.ID, o.by[r.Key.ID], r.Result, r.Lost, r.Err)
			}
		}
		cuts += o.cuts
	}
	if cuts < instancesOfAll {
		a.t.Errorf("%d killed, %d cut: there was nothing to survive", a.kills, cuts)
	}
}
