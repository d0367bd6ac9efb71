package instance_test

import (
	"context"
	"fmt"
	"io/fs"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/supascale/supascale-tui/internal/api/wire"
	"github.com/supascale/supascale-tui/internal/instance"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/testkit/sampletest"
)

// diskUse is what the data folder takes.
func diskUse(t testing.TB, dir string) (bytes int64) {
	t.Helper()
	err := filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		bytes += info.Size()
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return bytes
}

// long is a text longer than any that is kept, different for every n.
func long(n int) string { return fmt.Sprint(n) + strings.Repeat("x", 2_000) + fmt.Sprint(n) }

// flooder has the keys of somebody who means no good.
type flooder struct{ least, expired string }

// floods are what somebody with the least key, or with none, can send. Every
// request differs from the one before in whatever its sender can choose.
var floods = map[string]func(b *bench, k flooder, n int) reply{
	"levels that are refused": func(b *bench, k flooder, n int) reply {
		return b.as(k.least, "POST", "/api/v1/backups/"+long(n), "{}", "User-Agent: "+long(n))
	},
	"odd methods on unknown paths": func(b *bench, k flooder, n int) reply {
		return b.as(k.least, long(n), "/nothing/"+long(n), "", "User-Agent: "+long(n))
	},
	"keys that are refused": func(b *bench, k flooder, n int) reply {
		return b.as(k.least, "POST", keysPath, `{"name":"x","permissions":{"system":"write"}}`, "User-Agent: "+long(n))
	},
	"permitted reads of paths that are not there": func(b *bench, k flooder, n int) reply {
		return b.as(k.least, "GET", "/api/v1/projects/"+long(n), "", "User-Agent: "+long(n))
	},
	"no key": func(b *bench, _ flooder, n int) reply {
		return b.send("GET", "/"+long(n), "", "User-Agent: "+long(n))
	},
	"no key, from everywhere": func(b *bench, _ flooder, n int) reply {
		return b.send("GET", "/"+long(n), "", "User-Agent: "+long(n), fmt.Sprintf("From-Address: [2001:db8:%x:%x::1]:1", n/5000, n%5000))
	},
	"guessed keys, from everywhere": func(b *bench, _ flooder, n int) reply {
		return b.as(fakeKey(n), "GET", "/"+long(n), "", fmt.Sprintf("From-Address: 10.%d.%d.1:1", n/250, n%250))
	},
	"expired keys": func(b *bench, k flooder, n int) reply {
		return b.as(k.expired, "GET", "/"+long(n), "")
	},
	"forged sign-ins": func(b *bench, _ flooder, n int) reply {
		return b.send("POST", "/api/auth/callback/credentials", "username="+long(n), "User-Agent: "+long(n))
	},
}

// Whatever is sent, a minute of it adds little to the disk and to the request
// log, every request is counted, and others are not touched.
func TestAFloodFillsNoDisk(t *testing.T) {
	const requests = 3_000
	for name, send := range floods {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := open(t)
			least := b.create("Least", keys.Grant(keys.Projects, keys.Read), "")
			expired := b.create("Expired", keys.AllWrite(), b.clock.now().Add(time.Second).Format(time.RFC3339))
			b.clock.add(time.Minute)
			before := b.activity("limit=1").Coverage.Total
			disk, lines := diskUse(t, b.opts.DataDir), len(b.log.String())
			for n := range requests {
				send(b, flooder{least.Key, expired.Key}, n)
				if n%100 == 99 {
					b.clock.add(time.Minute / (requests / 100))
				}
				if n%500 == 0 {
					b.activity("limit=1") // writes what waits
				}
			}
			page := b.activity("limit=1000")
			if n := page.Coverage.Total - before; n > 900 {
				t.Errorf("%d entries in a minute and a bit", n)
			}
			if got := countOf(b, page); got < requests {
				t.Errorf("the log counts %d of %d requests", got, requests)
			}
			if grown := diskUse(t, b.opts.DataDir) - disk; grown > 5<<20 {
				t.Errorf("the data folder grew by %d bytes", grown)
			}
			if grown := len(b.log.String()) - lines; grown > 1<<20 {
				t.Errorf("the request log grew by %d bytes", grown)
			}
			b.want(200, b.admin, "DELETE", keysPath+"/"+least.ID, "")
			if r := b.as(least.Key, "GET", "/api/v1/projects", ""); r.StatusCode == 200 {
				t.Error("the flooder's key still works after it was revoked")
			}
			b.want(200, b.admin, "GET", "/api/v1/projects", "")
		})
	}
}

// countOf counts the requests of the whole log.
func countOf(b *bench, page wire.ActivityPage) (n int) {
	for {
		for _, e := range page.Activities {
			n += e.Count
		}
		if page.NextCursor == "" {
			return n
		}
		page = b.activity("limit=1000&cursor=" + page.NextCursor)
	}
}

// A key beyond its share of refusals is told so; what it may do is still done.
func TestRefusedLevelsAreLimited(t *testing.T) {
	t.Parallel()
	b := open(t)
	least := b.create("Least", keys.Grant(keys.Projects, keys.Read), "").Key
	for range 60 {
		b.want(403, least, "POST", "/api/v1/projects", "{}")
	}
	for range 500 {
		r := b.want(429, least, "POST", "/api/v1/projects", "{}")
		if r.Header.Get("Retry-After") != "60" || !strings.Contains(r.refusal(t).Message, "with this key") {
			t.Fatalf("got %v %s", r.Header, r.body)
		}
	}
	b.want(200, least, "GET", "/api/v1/projects", "")
	b.want(201, b.admin, "POST", "/api/v1/projects", `{"name":"mine"}`)
	page := b.activity("reason=permission_denied&limit=1000")
	if len(page.Activities) != 61 || page.Activities[0].Count != 500 || page.Activities[0].Resource != "projects" || page.Activities[0].Status != 429 {
		t.Errorf("%d entries, the newest %+v", len(page.Activities), page.Activities[0])
	}
	b.clock.add(time.Minute)
	b.want(403, least, "POST", "/api/v1/projects", "{}")
}

// What is left out of the request log is counted there.
func TestTheRequestLogSaysWhatItLeftOut(t *testing.T) {
	t.Parallel()
	b := open(t)
	for range 1000 {
		b.guess("/")
	}
	b.clock.add(time.Minute)
	b.guess("/after")
	if log := b.log.String(); !strings.Contains(log, "requests=900") || strings.Count(log, "reason=") != 101 {
		t.Errorf("%d lines, the last:\n%s", strings.Count(log, "reason="), log[max(0, len(log)-500):])
	}
	// Refusals don't crowd out what was done.
	for range 1000 {
		b.guess("/")
	}
	b.want(200, b.admin, "GET", "/api/v1/tasks", "")
	if !strings.Contains(b.log.String(), "path=/api/v1/tasks") {
		t.Error("a permitted request is not in the log")
	}
	b.guess("/")
	b.close()
	b.ended = true
	if log := b.log.String(); strings.Count(log, "left out of this log") < 3 {
		t.Error("what was left out at last is not told")
	}
}

// The log is bounded in bytes too, and says what went.
func TestTheLogIsBoundedInBytes(t *testing.T) {
	t.Parallel()
	const most = 2 << 20
	b := open(t, func(o *instance.Options) { o.Keep = instance.Keep{Bytes: most} })
	for hour := range 40 {
		b.clock.add(time.Hour)
		for n := range 60 {
			b.send("GET", fmt.Sprintf("/%d/%d/%s", hour, n, strings.Repeat("p", 480)), "", "User-Agent: "+strings.Repeat("a", 240))
		}
	}
	for b.activity("limit=1").Coverage.Waiting > 0 {
		runtime.Gosched() // a busy machine writes it later
	}
	if _, err := b.i.Prune(t.Context()); err != nil {
		t.Fatal(err)
	}
	c := b.activity("limit=1").Coverage
	if c.Dropped == 0 || c.Total == 0 {
		t.Fatalf("got %+v", *c)
	}
	b.close()
	b.ended = true
	// What was freed is used again: the file does not grow any more.
	info, err := os.Stat(filepath.Join(b.opts.DataDir, "instance.db"))
	if err != nil {
		t.Fatal(err)
	}
	kept := info.Size() * int64(c.Total) / int64(c.Total+c.Dropped)
	if kept < most/2 || kept > most*3/2 {
		t.Errorf("about %d bytes of %d are kept, want about %d: %+v", kept, info.Size(), most, *c)
	}
}

// A clock that is far ahead for one look must not make the whole log old.
func TestAClockThatIsAheadForOneLookRemovesNothing(t *testing.T) {
	t.Parallel()
	b := open(t, func(o *instance.Options) { o.Keep = instance.DefaultKeep })
	for range 10 {
		b.clock.add(24 * time.Hour)
		b.guess("/")
	}
	before := b.activity("limit=1").Coverage
	b.clock.add(500 * 24 * time.Hour)
	b.close()
	b.reopen()
	b.activity("limit=1")
	if n, err := b.i.Prune(t.Context()); n != 0 || err != nil {
		t.Errorf("%d entries were removed: %v", n, err)
	}
	b.clock.add(-500 * 24 * time.Hour)
	if n, err := b.i.Prune(t.Context()); n != 0 || err != nil {
		t.Errorf("%d entries were removed later: %v", n, err)
	}
	if after := b.activity("limit=1").Coverage; after.Total < before.Total || after.Dropped != 0 {
		t.Errorf("the log had %+v and has %+v", *before, *after)
	}
}

// fillLog adds n entries of a few keys.
func (b *bench) fillLog(n int) {
	b.t.Helper()
	sampletest.FillLog(b.t, b.i, n, sampletest.FillKeys(b.t, b.i, 5, b.clock.now()), b.clock.now())
}

// Figures of a long log wait for themselves: a key that asks for many at once
// does not hold another's.
func TestFiguresOfOneKeyHoldNobodyElse(t *testing.T) {
	t.Parallel()
	b := open(t)
	b.fillLog(2000)
	now := b.clock.now()
	path := fmt.Sprintf("/api/v1/system/activity/stats?since=%s&until=%s&step=3600", now.Add(-31*24*time.Hour).Format(time.RFC3339), now.Format(time.RFC3339))
	b.want(200, b.admin, "GET", path, "")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	r := httptest.NewRequestWithContext(ctx, "GET", path, nil)
	r.Header.Set("Authorization", "Bearer "+b.admin)
	w := httptest.NewRecorder()
	b.i.Handler().ServeHTTP(w, r)
	if w.Code != 503 {
		t.Errorf("figures that nobody waits for: got %d", w.Code)
	}
}

// slowReader takes the beginning of an answer, and the rest when it is told to.
type slowReader struct {
	*httptest.ResponseRecorder
	began chan struct{}
	more  chan struct{}
	once  sync.Once
}

func (s *slowReader) Write(p []byte) (int, error) {
	s.once.Do(func() { s.began <- struct{}{} })
	<-s.more
	return len(p), nil
}

// Slow readers of a long list hold little of it.
func TestSlowReadersOfALongListCostLittle(t *testing.T) {
	b := open(t)
	const fill = 10_000
	sampletest.FillKeys(t, b.i, fill, b.clock.now())
	whole := len(b.want(200, b.admin, "GET", keysPath, "").body)
	const readers, most = 40, 32<<10 + 8*fill // 16 KB, where the keys are, and what a request takes
	if held := b.heldBySlowReaders(keysPath, readers, readers); held > readers*most {
		t.Errorf("%d readers hold %d bytes of a list of %d", readers, held, whole)
	}
}

// Slow readers of the log hold no more than a few pages of one key, and all of them get
// their page in the end.
func TestSlowReadersOfTheLogCostLittle(t *testing.T) {
	b := open(t)
	b.fillLog(5000)
	const path, readers = "/api/v1/system/activity?limit=1000", 24
	whole := len(b.want(200, b.admin, "GET", path, "").body)
	if held := b.heldBySlowReaders(path, readers, 8); held > int64(10*whole) {
		t.Errorf("%d readers hold %d bytes, a page has %d", readers, held, whole)
	}
}

// heldBySlowReaders is how much memory so many readers of one path hold once as many as
// may begin have begun to read. They all read on then.
func (b *bench) heldBySlowReaders(path string, readers, begin int) int64 {
	b.t.Helper()
	before := heapInUse()
	more, began := make(chan struct{}), make(chan struct{}, readers)
	var wg sync.WaitGroup
	for range readers {
		w := &slowReader{ResponseRecorder: httptest.NewRecorder(), began: began, more: more}
		wg.Go(func() {
			r := httptest.NewRequest("GET", path, nil)
			r.Header.Set("Authorization", "Bearer "+b.admin)
			b.i.Handler().ServeHTTP(w, r)
			if w.Code != 200 {
				b.t.Errorf("a slow reader got %d", w.Code)
			}
		})
	}
	for range begin {
		<-began
	}
	held := heapInUse() - before
	close(more)
	wg.Wait()
	return held
}
