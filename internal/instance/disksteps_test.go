package instance_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"testing"
	"testing/synctest"
	"time"

	"github.com/supascale/supascale-tui/internal/instance"
	"github.com/supascale/supascale-tui/internal/instance/durable"
	"github.com/supascale/supascale-tui/internal/keys"
)

// sickDisk is where an instance keeps its data, and can fall sick.
type sickDisk interface {
	use(o *instance.Options)
	fall()
	// heal is called when the instance was closed.
	heal()
}

var (
	diskFaults = []string{"full", "read-only", "hung"}
	diskSteps  = []string{"create", "revoke", "start", "stop"}
)

// Deadlines of the steps. A request has eight seconds.
const (
	requestWithin = 9 * time.Second
	closeWithin   = 5 * time.Second
)

// history is what an instance has acknowledged.
type history struct {
	valid, revoked []string
}

// survivesAt lets a disk fall sick before a step. Nothing hangs past its deadline,
// and after the disk is well again nothing that was acknowledged is lost.
func survivesAt(t *testing.T, step string, disk sickDisk) {
	b := open(t, disk.use)
	b.ended = true // this closes it
	kept, gone, victim := b.create("Kept", keys.AllWrite(), ""), b.create("Gone", keys.AllWrite(), ""), b.create("Victim", keys.AllWrite(), "")
	b.want(http.StatusOK, b.admin, "DELETE", keysPath+"/"+gone.ID, "")
	h := history{valid: []string{b.admin, kept.Key}, revoked: []string{gone.Key}}
	if step == "start" {
		b.close()
	}
	disk.fall()
	switch step {
	case "create":
		within(t, requestWithin, func() { h.create(b) })
		h.check(b)
	case "revoke":
		within(t, requestWithin, func() { h.revoke(b, victim.ID, victim.Key) })
		if r := b.as(victim.Key, "GET", keysPath, ""); r.StatusCode != http.StatusUnauthorized {
			t.Errorf("the key is still taken: %d", r.StatusCode)
		}
		h.check(b)
	case "start":
		within(t, closeWithin+time.Second, func() { startSick(t, b, h) })
	}
	if step != "start" {
		within(t, closeWithin+2*time.Second, func() { stopSick(b.i) })
	}
	disk.heal()
	openAfterwards(t, b)
	h.check(b)
	b.close()
}

func (h *history) create(b *bench) {
	b.t.Helper()
	r := b.as(b.admin, "POST", keysPath, `{"name":"New","permissions":{"projects":"read"}}`)
	switch r.StatusCode {
	case http.StatusCreated:
		var made struct{ APIKey struct{ Key string } }
		r.into(b.t, &made)
		h.valid = append(h.valid, made.APIKey.Key)
	case http.StatusServiceUnavailable:
	default:
		b.t.Errorf("creating: got %d %s", r.StatusCode, r.body)
	}
}

func (h *history) revoke(b *bench, id, value string) {
	b.t.Helper()
	r := b.as(b.admin, "DELETE", keysPath+"/"+id, "")
	switch r.StatusCode {
	case http.StatusOK:
		h.revoked = append(h.revoked, value)
	case http.StatusServiceUnavailable:
	default:
		b.t.Errorf("revoking: got %d %s", r.StatusCode, r.body)
	}
}

// check uses every key, at once.
func (h *history) check(b *bench) {
	b.t.Helper()
	within(b.t, 2*time.Second, func() {
		for _, value := range h.valid {
			if r := b.as(value, "GET", "/api/v1/projects", ""); r.StatusCode != http.StatusOK {
				b.t.Errorf("a key that was made is refused: %d %s", r.StatusCode, r.body)
			}
		}
		for _, value := range h.revoked {
			if r := b.as(value, "GET", "/api/v1/projects", ""); r.StatusCode != http.StatusUnauthorized {
				b.t.Errorf("a key that was revoked: %d %s", r.StatusCode, r.body)
			}
		}
	})
}

// startSick starts on a disk that is sick. It may refuse to.
func startSick(t *testing.T, b *bench, h history) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), closeWithin)
	defer cancel()
	i, err := instance.Open(ctx, b.opts)
	if err != nil {
		t.Log("starting is refused:", err)
		return
	}
	b.i = i
	h.check(b)
	stopSick(i)
}

func stopSick(i *instance.Instance) {
	ctx, cancel := context.WithTimeout(context.Background(), closeWithin)
	defer cancel()
	_ = i.Close(ctx) // it may not be able to write what is left
}

// openAfterwards waits for what was given up to end: it still has the directory.
func openAfterwards(t *testing.T, b *bench) {
	t.Helper()
	for range 200 {
		i, err := instance.Open(t.Context(), b.opts)
		if err == nil {
			b.i = i
			return
		}
		if !errors.Is(err, instance.ErrInUse) {
			t.Fatal(err)
		}
		<-time.After(50 * time.Millisecond)
	}
	t.Fatal("the directory stays in use")
}

// faultyDisk is a disk whose faults are made up. Its time is virtual.
type faultyDisk struct {
	faults
	t     *testing.T
	fault string
	dir   string
	hung  chan struct{}
}

func (d *faultyDisk) use(o *instance.Options) {
	d.dir = o.DataDir
	o.Wrap(func(s instance.Store) instance.Store { return &badDisk{s, &d.faults} })
	o.Touch(func() error {
		if d.fault == "full" {
			return nil // what is written in place takes no room
		}
		return d.stand()
	})
}

func (d *faultyDisk) fall() {
	switch d.fault {
	case "full":
		d.is(fmt.Errorf("write: %w", durable.ErrFull), nil)
	case "read-only":
		d.copy(d.dir, d.dir+".before")
		d.is(fmt.Errorf("write: %w", durable.ErrUnwritable), nil)
	case "hung":
		d.hung = make(chan struct{})
		d.is(nil, d.hung)
	}
}

func (d *faultyDisk) heal() {
	d.is(nil, nil)
	switch d.fault {
	case "read-only": // nothing has changed on it
		if err := os.RemoveAll(d.dir); err != nil {
			d.t.Fatal(err)
		}
		d.copy(d.dir+".before", d.dir)
	case "hung":
		close(d.hung)
	}
}

func (d *faultyDisk) copy(from, to string) {
	if err := os.CopyFS(to, os.DirFS(from)); err != nil {
		d.t.Fatal(err)
	}
}

func TestEveryStepSurvivesASickDisk(t *testing.T) {
	for _, fault := range diskFaults {
		for _, step := range diskSteps {
			t.Run(fault+" at "+step, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) { survivesAt(t, step, &faultyDisk{t: t, fault: fault}) })
			})
		}
	}
}
