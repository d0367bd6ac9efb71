package instance_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/supascale/supascale-tui/internal/instance"
	"github.com/supascale/supascale-tui/internal/instance/accounts"
	"github.com/supascale/supascale-tui/internal/instance/activity"
	"github.com/supascale/supascale-tui/internal/instance/durable"
	"github.com/supascale/supascale-tui/internal/instance/keyset"
	"github.com/supascale/supascale-tui/internal/keys"
)

// badDisk is a store whose writes fail, or hang whatever their context says.
type badDisk struct {
	instance.Store
	*faults
}

// faults are what is the matter with a disk, for every store that is opened on it.
type faults struct {
	mu   sync.Mutex
	err  error
	hung chan struct{}
}

func (d *faults) is(err error, hung chan struct{}) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.err, d.hung = err, hung
}

func (d *faults) stand() error {
	d.mu.Lock()
	err, hung := d.err, d.hung
	d.mu.Unlock()
	if hung != nil {
		<-hung
	}
	return err
}

func (d *badDisk) InsertKeys(ctx context.Context, list []keyset.Key, log []activity.Entry) error {
	if err := d.stand(); err != nil {
		return err
	}
	return d.Store.InsertKeys(ctx, list, log)
}

func (d *badDisk) RevokeKey(ctx context.Context, id string, at time.Time, log []activity.Entry) error {
	if err := d.stand(); err != nil {
		return err
	}
	return d.Store.RevokeKey(ctx, id, at, log)
}

func (d *badDisk) WriteActivity(ctx context.Context, batch []activity.Entry, lost int) error {
	if err := d.stand(); err != nil {
		return err
	}
	return d.Store.WriteActivity(ctx, batch, lost)
}

func (d *badDisk) PutLock(ctx context.Context, l accounts.Lock, after time.Time) error {
	if err := d.stand(); err != nil {
		return err
	}
	return d.Store.PutLock(ctx, l, after)
}

func openOnBadDisk(t *testing.T) (*bench, *faults) {
	d := &faults{}
	return open(t, func(o *instance.Options) {
		o.Wrap(func(s instance.Store) instance.Store { return &badDisk{s, d} })
	}), d
}

// within checks that an answer comes in time. Time is virtual.
func within(t testing.TB, most time.Duration, ask func()) {
	t.Helper()
	start := time.Now()
	ask()
	if took := time.Since(start); took > most {
		t.Errorf("the answer took %v, want at most %v", took, most)
	}
}

// A disk that takes nothing more, or that does not answer: reading and refusing
// go on, a revoked key is refused from the next request on, what can't be done is
// answered with 503 in time, and what could not be logged is counted.
func TestADiskThatTakesNothingHangsNoRequest(t *testing.T) {
	for name, c := range map[string]struct {
		err  error
		says string
	}{
		"full":      {fmt.Errorf("write: %w", durable.ErrFull), "disk is full"},
		"read-only": {fmt.Errorf("write: %w", durable.ErrUnwritable), "can't write"},
		"hung":      {nil, "did not confirm"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b, disk := openOnBadDisk(t)
				flooder := b.create("Flooder", keys.Grant(keys.Projects, keys.Read), "")
				hung := make(chan struct{})
				if c.err == nil {
					disk.is(nil, hung)
				} else {
					disk.is(c.err, nil)
				}
				within(t, 9*time.Second, func() {
					got := b.want(503, b.admin, "POST", keysPath, `{"name":"New","permissions":{"projects":"read"}}`)
					if m := got.refusal(t).Message; !strings.Contains(m, c.says) {
						t.Errorf("creating says %q", m)
					}
				})
				within(t, 0, func() {
					// More than the buffer takes.
					for n := range 9_000 {
						b.clock.add(time.Minute)
						b.want(403, flooder.Key, "POST", "/api/v1/projects", `{}`)
						b.send("GET", "/", "", fmt.Sprintf("From-Address: 10.0.%d.%d:1", n/250, n%250))
					}
					b.want(200, b.admin, "GET", keysPath, "")
				})
				within(t, 9*time.Second, func() {
					got := b.want(503, b.admin, "DELETE", keysPath+"/"+flooder.ID, "")
					if m := got.refusal(t).Message; !strings.Contains(m, "refuses the key from now on") || !strings.Contains(m, "after a restart") {
						t.Errorf("revoking says %q", m)
					}
				})
				within(t, 0, func() { b.want(401, flooder.Key, "GET", "/api/v1/projects", "") })
				within(t, 3*time.Second, func() {
					if c := b.activity("limit=1").Coverage; c.Lost == 0 || c.Waiting == 0 {
						t.Errorf("the log does not tell what is missing: %+v", *c)
					}
				})
				disk.is(nil, nil)
				close(hung)
				<-time.After(4 * time.Second) // the instance tries again by itself
				b.want(404, b.admin, "DELETE", keysPath+"/"+flooder.ID, "")
				if c := b.activity("limit=1").Coverage; c.Lost == 0 || c.Waiting != 0 {
					t.Errorf("after the disk works again: %+v", *c)
				}
			})
		})
	}
}

// An instance on a disk that does not answer can be stopped.
func TestStoppingDoesNotWaitForADiskThatHangs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, disk := openOnBadDisk(t)
		hung := make(chan struct{})
		disk.is(nil, hung)
		b.guess("/waits")
		<-time.After(time.Second) // the write has begun
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		within(t, 7*time.Second, func() {
			if err := b.i.Close(ctx); err == nil || !strings.Contains(err.Error(), "not written") {
				t.Errorf("got %v", err)
			}
		})
		disk.is(nil, nil)
		close(hung)
		openAfterwards(t, b) // what was begun has ended then
	})
}

// Where the log can't be written for long, what changes something is not done:
// nobody could tell who did it.
func TestNothingChangesUnlogged(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, disk := openOnBadDisk(t)
		disk.is(durable.ErrFull, nil)
		for n := range 10_000 {
			b.clock.add(time.Minute)
			b.guess(fmt.Sprintf("/%d", n))
		}
		within(t, 3*time.Second, func() {
			b.want(http.StatusServiceUnavailable, b.admin, "POST", "/api/v1/projects", `{"name":"unseen"}`)
		})
		disk.is(nil, nil)
		<-time.After(3 * time.Second)
		b.want(http.StatusCreated, b.admin, "POST", "/api/v1/projects", `{"name":"seen"}`)
		if body := string(b.want(200, b.admin, "GET", "/api/v1/projects", "").body); strings.Contains(body, "unseen") {
			t.Errorf("got %s", body)
		}
	})
}
