package activity

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"
	"pgregory.net/rapid"

	"github.com/supascale/supascale-tui/internal/keys"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// memory is a store that can be told to refuse or to wait.
type memory struct {
	Store
	mu      sync.Mutex
	entries []Entry
	writes  int
	lost    int
	err     error
	block   chan struct{}
}

func (m *memory) WriteActivity(ctx context.Context, batch []Entry, lost int) error {
	if m.block != nil {
		select {
		case <-m.block:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.writes++
	if m.err != nil {
		return m.err
	}
	m.entries = append(m.entries, batch...)
	m.lost += lost
	return nil
}

func (m *memory) state() (entries, writes int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.entries), m.writes
}

func (m *memory) fail(err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.err = err
}

func newTestRecorder(m *memory) *Recorder {
	return NewRecorder(m, slog.New(slog.DiscardHandler))
}

func TestFailuresAreWrittenTogetherWithinASecond(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := &memory{}
		r := newTestRecorder(m)
		for range 100 {
			r.Record(Entry{Reason: keys.MissingKey})
		}
		synctest.Wait()
		if n, _ := m.state(); n != 0 {
			t.Errorf("%d entries were written one by one", n)
		}
		<-time.After(999 * time.Millisecond) // virtual
		if n, writes := m.state(); n != 100 || writes != 1 {
			t.Errorf("%d entries in %d writes", n, writes)
		}
		if err := r.Close(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

func TestStoreThatRefusesIsTriedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := &memory{err: errors.New("disk full")}
		r := newTestRecorder(m)
		r.Record(Entry{Path: "/first"})
		if err := r.Flush(t.Context()); err == nil {
			t.Error("the refusal was not told")
		}
		r.Record(Entry{Path: "/second"})
		m.fail(nil)
		<-time.After(2 * retryAfter) // virtual
		if n, _ := m.state(); n != 2 {
			t.Errorf("%d entries after the retry", n)
		}
		if err := r.Close(t.Context()); err != nil {
			t.Error(err)
		}
		if len(m.entries) != 2 || m.entries[0].Path != "/first" || m.entries[1].Path != "/second" {
			t.Errorf("got %+v", m.entries)
		}
	})
}

func TestAFullBufferHoldsNobodyAndCountsWhatIsLost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := &memory{err: errors.New("disk full")}
		r := newTestRecorder(m)
		start := time.Now()
		const n = 3 * bufferMax
		for range n {
			r.Record(Entry{Reason: keys.UnknownKey})
		}
		r.Fold(FoldKey{Key: "k"}, start, false, func() Entry { return Entry{} })
		if time.Since(start) != 0 {
			t.Errorf("recording waited %v", time.Since(start))
		}
		if err := r.Room(t.Context()); !errors.Is(err, ErrNoRoom) || time.Since(start) != roomWithin {
			t.Errorf("a change waited %v and got %v", time.Since(start), err)
		}
		waiting, lost := r.Unwritten()
		if waiting+lost != n+1 || waiting > 2*bufferMax {
			t.Errorf("%d wait and %d are lost of %d", waiting, lost, n+1)
		}
		m.fail(nil)
		<-time.After(2 * retryAfter) // virtual
		if err := r.Room(t.Context()); err != nil {
			t.Errorf("there is room again: %v", err)
		}
		if err := r.Close(t.Context()); err != nil {
			t.Error(err)
		}
		if got, _ := m.state(); got+m.lost != n+1 || m.lost != lost {
			t.Errorf("%d written and %d noted as lost of %d", got, m.lost, n+1)
		}
	})
}

// deaf is a store on a disk that does not answer: no context ends a write.
type deaf struct {
	memory
	hung chan struct{}
}

func (d *deaf) WriteActivity(context.Context, []Entry, int) error {
	<-d.hung
	return nil
}

func TestCloseDoesNotWaitForADiskThatHangs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &deaf{hung: make(chan struct{})}
		r := NewRecorder(d, slog.New(slog.DiscardHandler))
		r.Record(Entry{})
		<-time.After(time.Second) // the write hangs
		start := time.Now()
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		if err := r.Close(ctx); err == nil || !strings.Contains(err.Error(), "1 activity entries") || time.Since(start) > 7*time.Second {
			t.Errorf("closed after %v: %v", time.Since(start), err)
		}
		close(d.hung)
	})
}

func TestCloseSaysWhatIsLost(t *testing.T) {
	m := &memory{block: make(chan struct{})}
	r := newTestRecorder(m)
	r.Record(Entry{})
	r.Record(Entry{})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := r.Close(ctx); err == nil || !strings.Contains(err.Error(), "2 activity entries") {
		t.Errorf("got %v", err)
	}
	if err := r.Flush(t.Context()); !errors.Is(err, ErrClosed) {
		t.Errorf("after Close: got %v", err)
	}
	r.Record(Entry{}) // must not wait or panic
	if err := r.Close(t.Context()); err != nil {
		t.Errorf("a second Close: got %v", err)
	}
}

func TestFoldsCountAndKeepTheLastUse(t *testing.T) {
	m := &memory{}
	r := newTestRecorder(m)
	at := time.Unix(1_800_000_000, 0)
	for n := range 10 {
		for _, route := range []string{"/a", "/b"} {
			k := FoldKey{Key: "k", Method: "GET", Route: route, Minute: MinuteOf(at)}
			r.Fold(k, at.Add(time.Duration(n)*time.Second), true, func() Entry { return Entry{KeyID: "k", Path: route} })
		}
	}
	if err := r.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	if len(m.entries) != 2 {
		t.Fatalf("got %+v", m.entries)
	}
	for _, e := range m.entries {
		if e.Count != 10 || !e.Used.Equal(at.Add(9*time.Second)) || e.Fold == "" {
			t.Errorf("got %+v", e)
		}
	}
}

func TestCursorComesBackAsItWas(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := Position{time.UnixMilli(rapid.Int64().Draw(t, "at")).UTC(), rapid.Int64().Draw(t, "seq")}
		if got, ok := ParseCursor(p.Cursor()); !ok || got != p {
			t.Fatalf("got %v, want %v", got, p)
		}
	})
}

func TestKeysNeverStayInText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		prefix := rapid.SampledFrom(keys.Prefixes()).Draw(t, "prefix")
		body := rapid.StringMatching(`[0-9A-Za-z]{24,32}`).Draw(t, "body")
		around := rapid.StringMatching(`[ /=:_.a-z]{0,40}`)
		text := around.Draw(t, "before") + prefix + body + around.Draw(t, "after")
		if got := RedactKeys(text); strings.Contains(got, body) {
			t.Fatalf("%q became %q", text, got)
		}
	})
}

func FuzzBound(f *testing.F) {
	f.Add("plain", 10)
	f.Add("ü\xff\x00supascale_0123456789", 5)
	f.Fuzz(func(t *testing.T, s string, limit int) {
		if limit < 1 || limit > 1000 {
			return
		}
		got := bound(s, limit)
		if n := len([]rune(got)); n > limit || strings.ToValidUTF8(got, "") != got {
			t.Errorf("%q became %q, %d characters of %d", s, got, n, limit)
		}
	})
}
