package rest

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/supascale/supascale-tui/internal/activity/cluster"
	"github.com/supascale/supascale-tui/internal/activity/query"
	"github.com/supascale/supascale-tui/internal/instance/accounts"
	"github.com/supascale/supascale-tui/internal/instance/activity"
	"github.com/supascale/supascale-tui/internal/instance/keyset"
	"github.com/supascale/supascale-tui/internal/instance/store"
	"github.com/supascale/supascale-tui/internal/keys"
)

// lastEvent is the time of the newest event that a test makes. The requests of
// the test itself come later, so that they can be told apart.
var lastEvent = time.Date(2027, 3, 1, 12, 34, 56, 789e6, time.UTC)

// event is what must be in the log.
type event struct {
	activity.Entry
	changed int // grows with every change
}

func (e *event) asked() query.Event {
	return query.Event{
		At: e.At, Failed: e.Failed(), Type: e.Type, Reason: string(e.Reason), KeyID: e.KeyID, KeyName: e.KeyName, KeyPreview: e.KeyPreview,
		Method: e.Method, Path: e.Path, Resource: string(e.Resource), Status: e.Status, IP: e.IP, Agent: e.UserAgent,
	}
}

func (e *event) folded() *cluster.Event {
	return &cluster.Event{Event: e.asked(), Required: e.Required, Granted: e.Granted, Entries: 1, Counts: e.Count}
}

func (e *event) String() string {
	return fmt.Sprintf("%d %q", e.At.UnixMilli(), []string{
		e.Type, string(e.Reason), e.KeyID, e.KeyName, e.KeyPreview, e.Method, e.Path, string(e.Resource), e.Required, e.Granted,
		strconv.Itoa(e.Status), e.IP, e.UserAgent, strconv.Itoa(e.Count),
	})
}

// history is a service with a log, and what must be in that.
type history struct {
	*rapid.T
	service *Service
	store   *store.Store
	known   []keyset.Key
	admin   string
	events  []*event
	seq     int64
	changes int
	dropped int
}

func newHistory(t *testing.T) *history {
	st, err := store.Open(t.Context(), t.TempDir())
	must(t, err)
	h := &history{store: st}
	for i, name := range []string{"CI/CD Pipeline", "Straße 100%_", "監視 \"GitHub\" \\"} {
		k := keyset.Key{
			ID: fmt.Sprintf("key-%d", i), Digest: keys.DigestOf(name), Name: name, Preview: fmt.Sprintf("supascale_Ab%dd...x9Zk", i), Created: lastEvent,
		}
		h.known = append(h.known, k)
	}
	must(t, st.InsertKeys(t.Context(), h.known, nil))
	now := func() time.Time { return lastEvent.Add(time.Hour) }
	set, err := keyset.Load(t.Context(), st, now, rand.Reader)
	must(t, err)
	_, h.admin, err = set.Create(t.Context(), keyset.Wanted{Name: "Reader", Permissions: keys.AllWrite()}, keyset.Owner(), noEntry)
	must(t, err)
	recorder := activity.NewRecorder(st, slog.New(slog.DiscardHandler))
	t.Cleanup(func() { // the test's own context has ended
		if err := errors.Join(recorder.Close(context.Background()), st.Close(context.Background())); err != nil {
			t.Error(err)
		}
	})
	people, err := accounts.Load(t.Context(), st, now, rand.Reader, accounts.OWASP)
	must(t, err)
	h.service, err = New(Deps{Keys: set, Recorder: recorder, Log: st, Accounts: people, Machine: still{}, Pause: func(context.Context, time.Duration) {}, Now: now, Logger: slog.New(slog.DiscardHandler)})
	must(t, err)
	return h
}

// begin empties the log: opening a store for each of many histories would take
// longer than all the rest.
func (h *history) begin(t *rapid.T) {
	h.T, h.events = t, nil
	must(t, h.service.Recorder.Flush(context.Background()))
	n, err := h.store.PruneActivity(context.Background(), lastEvent.AddDate(1, 0, 0), 1_000_000)
	must(t, err)
	h.dropped += n
}

func must(t rapid.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// letters are what comparing texts can go wrong about.
var letters = rapid.StringOfN(rapid.SampledFrom([]rune("aAbß\u1e9eİıſsS%_\\\"' /-:@{}09監\x00é\u0301")), 1, 6, -1)

func (h *history) drawEntry() activity.Entry {
	e := activity.Entry{
		At:        lastEvent.Add(-time.Duration(rapid.IntRange(0, 40*3600*1000).Draw(h.T, "ago")) * time.Millisecond),
		Type:      rapid.SampledFrom([]string{"api_key.request", "api_key.created", "session.signin"}).Draw(h.T, "type"),
		Method:    rapid.SampledFrom([]string{"GET", "POST", "get"}).Draw(h.T, "method"),
		Path:      rapid.SampledFrom([]string{"/api/v1/projects", "/api/v1/projects/p1", "/api/v1/Backups/B2", "/"}).Draw(h.T, "path"),
		Resource:  rapid.SampledFrom([]keys.Resource{"", keys.Projects, keys.CloudStorage}).Draw(h.T, "resource"),
		Required:  rapid.SampledFrom([]string{"read", "write"}).Draw(h.T, "required"),
		Granted:   rapid.SampledFrom([]string{"", "none"}).Draw(h.T, "granted"),
		Status:    rapid.SampledFrom([]int{200, 401, 403}).Draw(h.T, "status"),
		IP:        rapid.SampledFrom([]string{"", "192.0.2.1", "192.0.2.17", "2001:db8::1"}).Draw(h.T, "ip"),
		UserAgent: rapid.OneOf(rapid.Just("curl/8.5"), letters).Draw(h.T, "agent"),
		Count:     rapid.IntRange(1, 20).Draw(h.T, "count"),
	}
	if rapid.Bool().Draw(h.T, "odd path") {
		e.Path += letters.Draw(h.T, "path")
	}
	if rapid.Bool().Draw(h.T, "failed") {
		e.Reason = rapid.SampledFrom(keys.Reasons()).Draw(h.T, "reason")
	}
	switch n := rapid.IntRange(0, len(h.known)+1).Draw(h.T, "key"); {
	case n < len(h.known):
		e.KeyID = h.known[n].ID
	case n == len(h.known):
		e.KeyPreview = "supascale_Zz9x..."
	}
	if rapid.IntRange(0, 2).Draw(h.T, "folds") == 0 {
		e.Fold = fmt.Sprint("fold ", rapid.IntRange(0, 5).Draw(h.T, "fold"))
	}
	return e
}

func (h *history) write() {
	batch := make([]activity.Entry, rapid.IntRange(0, 15).Draw(h.T, "entries"))
	for i := range batch {
		batch[i] = h.drawEntry()
	}
	must(h.T, h.store.WriteActivity(context.Background(), batch, 0))
	for _, e := range batch {
		h.changes++
		same := func(o *event) bool { return e.Fold != "" && o.Fold == e.Fold }
		if i := slices.IndexFunc(h.events, same); i >= 0 {
			h.events[i].Count += e.Count
			h.events[i].changed = h.changes
			continue
		}
		if i := slices.IndexFunc(h.known, func(k keyset.Key) bool { return k.ID == e.KeyID }); i >= 0 {
			e.KeyName, e.KeyPreview = h.known[i].Name, h.known[i].Preview
		}
		h.seq++
		e.Seq = h.seq
		h.events = append(h.events, &event{e, h.changes})
	}
}

// prune removes some of the oldest, and may stop in the middle of an hour as a
// kill between two batches does.
func (h *history) prune() {
	before := lastEvent.Add(-time.Duration(rapid.IntRange(0, 45).Draw(h.T, "hours kept")) * time.Hour).Truncate(time.Hour)
	batch := rapid.IntRange(1, 20).Draw(h.T, "batch")
	n, err := h.store.PruneActivity(context.Background(), before, batch)
	must(h.T, err)
	slices.SortFunc(h.events, newestLast)
	want := 0
	for want < min(batch, len(h.events)) && h.events[want].At.Before(before) {
		want++
	}
	if n != want {
		h.Fatalf("removed %d, want %d", n, want)
	}
	h.events = slices.Delete(h.events, 0, n)
	h.dropped += n
}

func newestLast(a, b *event) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Seq, b.Seq)) }

func (h *history) get(path string, params url.Values, into any) {
	h.Helper()
	r := httptest.NewRequest(http.MethodGet, path+"?"+params.Encode(), nil)
	r.Header.Set("Authorization", "Bearer "+h.admin)
	w := httptest.NewRecorder()
	h.service.ServeHTTP(w, r)
	if w.Code != http.StatusOK {
		h.Fatalf("%s %s: %d %s", path, params, w.Code, w.Body)
	}
	must(h.T, json.Unmarshal(w.Body.Bytes(), into))
}
