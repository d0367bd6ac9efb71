package store

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/supascale/supascale-tui/internal/activity/cluster"
	"github.com/supascale/supascale-tui/internal/activity/query"
	"github.com/supascale/supascale-tui/internal/instance/activity"
	"github.com/supascale/supascale-tui/internal/instance/keyset"
	"github.com/supascale/supascale-tui/internal/keys"
)

var logEnd = time.Date(2027, 3, 1, 12, 34, 56, 789e6, time.UTC)

// texts are what senders choose: with capitals that fold to several letters,
// and with what means something to LIKE and to SQL.
var texts = []string{"", "curl/8.5", "CURL", "straße", "STRASSE", "İstanbul", "100%_\\", `"quoted'`, "監視", "a b", "nul\x00one", "nul\x00two"}

func drawEntry(t *rapid.T, knownKeys []keyset.Key) activity.Entry {
	e := activity.Entry{
		At:        logEnd.Add(-time.Duration(rapid.IntRange(0, 30*3600*1000).Draw(t, "ago")) * time.Millisecond),
		Type:      rapid.SampledFrom([]string{"api_key.request", "api_key.created", "session.signin"}).Draw(t, "type"),
		Method:    rapid.SampledFrom([]string{"GET", "POST", "delete"}).Draw(t, "method"),
		Path:      rapid.SampledFrom([]string{"/api/v1/projects", "/api/v1/projects/p1", "/api/v1/Backups/B2", "/x/100%_", "/straße", "/x/\x00Straße", "/x/\x00"}).Draw(t, "path"),
		Resource:  rapid.SampledFrom([]keys.Resource{"", keys.Projects, keys.CloudStorage}).Draw(t, "resource"),
		Required:  rapid.SampledFrom([]string{"read", "write"}).Draw(t, "required"),
		Status:    rapid.SampledFrom([]int{200, 401, 403}).Draw(t, "status"),
		IP:        rapid.SampledFrom([]string{"", "192.0.2.1", "192.0.2.17", "2001:db8::1", "unix"}).Draw(t, "ip"),
		UserAgent: rapid.SampledFrom(texts).Draw(t, "agent"),
		Count:     rapid.IntRange(1, 3).Draw(t, "count"),
	}
	if rapid.Bool().Draw(t, "failed") {
		e.Reason = rapid.SampledFrom(keys.Reasons()).Draw(t, "reason")
	}
	switch n := rapid.IntRange(0, len(knownKeys)+1).Draw(t, "key"); {
	case n < len(knownKeys):
		e.KeyID = knownKeys[n].ID
	case n == len(knownKeys):
		e.KeyPreview = "supascale_Zz9x..."
	}
	if rapid.IntRange(0, 3).Draw(t, "folds") == 0 {
		e.Fold = fmt.Sprint("fold ", rapid.IntRange(0, 5).Draw(t, "fold"))
	}
	return e
}

// drawTerm draws terms that often match something.
func drawTerm(t *rapid.T) query.Term {
	values := map[query.Field][]string{
		query.Word:     append([]string{"projects", "GITHUB", "zz9x", "192.0", "expired", "/"}, texts[1:]...),
		query.Reason:   {"expired", "permission_denied", "unknown"},
		query.Key:      {"straße", "STRASSE", "key-1", "KEY-2", "ci/cd", "zz9", "100%"},
		query.KeyID:    {"key-1", "KEY-1", "key-404"},
		query.IP:       {"192.0.2.1", "192.0.2.", "192.0.2.0/28", "2001:db8::/32", "2001:db8:0:0::1"},
		query.Method:   {"get", "DELETE"},
		query.Path:     {"/api/v1/", "/API/v1/backups", "projects", "100%_", "/STRASSE", "api"},
		query.Route:    {"/api/v1/projects/{id}", "/api/v1/projects"},
		query.Resource: {"projects", "cloud"},
		query.Agent:    texts[1:],
		query.Type:     {"api_key", "session.signin"},
		query.Status:   {"401", "200"},
		query.Outcome:  {"failure", "success", "any"},
	}
	f := rapid.SampledFrom(append(query.Fields(), query.Word, query.Word)).Filter(func(f query.Field) bool { return len(values[f]) > 0 }).Draw(t, "field")
	return query.Term{Field: f, Value: rapid.SampledFrom(values[f]).Draw(t, "value"), Not: rapid.IntRange(0, 3).Draw(t, "not") == 0}
}

// world is a store and what must be in it.
type world struct {
	store   *Store
	log     []activity.Entry
	seq     int64
	dropped int
	keys    []keyset.Key
	known   map[string]keyset.Key
}

func newWorld(t *testing.T) *world {
	w := &world{store: openIn(t, t.TempDir()), known: map[string]keyset.Key{}}
	for i, name := range []string{"CI/CD Pipeline", "Straße 100%_", "監視 GitHub"} {
		k := keyset.Key{ID: fmt.Sprintf("key-%d", i), Name: name, Preview: fmt.Sprintf("supascale_Ab%dd...x9Zk", i), Created: logEnd}
		k.Digest[0] = byte(i)
		w.keys = append(w.keys, k)
		w.known[k.ID] = k
	}
	if err := w.store.InsertKeys(t.Context(), w.keys, nil); err != nil {
		t.Fatal(err)
	}
	return w
}

// begin makes another log. Opening a store for each would take longer than all
// the rest.
func (w *world) begin(t *rapid.T) {
	n, err := w.store.PruneActivity(context.Background(), logEnd.AddDate(1, 0, 0), 1_000_000)
	if err != nil || n != len(w.log) {
		t.Fatalf("removed %d of %d, %v", n, len(w.log), err)
	}
	w.log, w.dropped = nil, w.dropped+n
	for range rapid.IntRange(1, 3).Draw(t, "batches") {
		w.write(t)
	}
}

func (w *world) write(t *rapid.T) {
	batch := make([]activity.Entry, rapid.IntRange(0, 30).Draw(t, "entries"))
	for i := range batch {
		batch[i] = drawEntry(t, w.keys)
		if i > 0 && rapid.Bool().Draw(t, "again") { // logs repeat themselves
			at := batch[i-1].At.Add(-time.Duration(rapid.IntRange(0, 40*60*1000).Draw(t, "before that")) * time.Millisecond)
			batch[i] = batch[i-1]
			batch[i].At, batch[i].Fold = at, ""
		}
	}
	if err := w.store.WriteActivity(context.Background(), batch, 0); err != nil {
		t.Fatal(err)
	}
	for _, e := range batch {
		w.add(e)
	}
}

func (w *world) add(e activity.Entry) {
	if e.Fold != "" {
		if i := slices.IndexFunc(w.log, func(o activity.Entry) bool { return o.Fold == e.Fold }); i >= 0 {
			w.log[i].Count += e.Count
			return
		}
	}
	if k, found := w.known[e.KeyID]; found {
		e.KeyName, e.KeyPreview = k.Name, k.Preview
	}
	w.seq++
	e.Seq = w.seq
	w.log = append(w.log, e)
}

// prune removes some of the oldest, in the middle of an hour too: there a kill
// between two batches leaves the log.
func (w *world) prune(t *rapid.T) {
	before := logEnd.Truncate(time.Hour).Add(-time.Duration(rapid.IntRange(0, 30).Draw(t, "hours kept")) * time.Hour)
	n, err := w.store.PruneActivity(context.Background(), before, rapid.IntRange(1, 20).Draw(t, "batch"))
	if err != nil {
		t.Fatal(err)
	}
	slices.SortFunc(w.log, func(a, b activity.Entry) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Seq, b.Seq)) })
	w.log = slices.Delete(w.log, 0, n)
	w.dropped += n
}

func event(e *activity.Entry) query.Event {
	return query.Event{
		At: e.At, Failed: e.Failed(), Type: e.Type, Reason: string(e.Reason), KeyID: e.KeyID, KeyName: e.KeyName, KeyPreview: e.KeyPreview,
		Method: e.Method, Path: e.Path, Resource: string(e.Resource), Status: e.Status, IP: e.IP, Agent: e.UserAgent,
	}
}

// matching is what the query must select, newest first.
func (w *world) matching(f query.Filter) []activity.Entry {
	var list []activity.Entry
	for _, e := range w.log {
		if ev := event(&e); f.Match(&ev) {
			list = append(list, e)
		}
	}
	slices.SortFunc(list, func(a, b activity.Entry) int {
		return cmp.Or(b.At.Compare(a.At), cmp.Compare(b.Seq, a.Seq))
	})
	return list
}

func describe(list []activity.Entry) []string {
	out := make([]string, len(list))
	for i, e := range list {
		out[i] = fmt.Sprint(e.At.UnixMilli(), e.Type, e.Reason, e.KeyID, e.KeyName, e.KeyPreview, e.Method, e.Path, e.Resource, e.Status, e.IP, e.UserAgent, e.Count)
	}
	return out
}

// pages reads all that the query selects, page by page.
func (w *world) pages(t *rapid.T, q activity.Query) (list []activity.Entry, first activity.Page) {
	for {
		page, err := w.store.ReadActivity(context.Background(), q)
		if err != nil {
			t.Fatal(err)
		}
		if q.Before == nil {
			first = page
		}
		list = append(list, page.Entries...)
		if len(page.Entries) < q.Limit {
			return list, first
		}
		last := page.Entries[len(page.Entries)-1]
		q.Before = &activity.Position{At: last.At, Seq: last.Seq}
	}
}

func TestSQLSelectsWhatAQuerySelectsElsewhere(t *testing.T) {
	w := newWorld(t)
	rapid.Check(t, func(t *rapid.T) {
		w.begin(t)
		for range 3 {
			if rapid.IntRange(0, 2).Draw(t, "prunes") == 0 {
				w.prune(t)
			}
			var line query.Query
			for range rapid.IntRange(0, 3).Draw(t, "terms") {
				line.Terms = append(line.Terms, drawTerm(t))
			}
			f, err := line.Bind(logEnd, time.UTC)
			if err != nil {
				t.Fatal(err)
			}
			q := activity.Query{Limit: rapid.IntRange(1, 30).Draw(t, "limit"), Where: f}
			if rapid.Bool().Draw(t, "since") {
				q.Since = logEnd.Add(-time.Duration(rapid.IntRange(0, 100_000).Draw(t, "since ago")) * time.Second)
			}
			if rapid.Bool().Draw(t, "until") {
				q.Until = logEnd.Add(-time.Duration(rapid.IntRange(0, 100_000).Draw(t, "until ago")) * time.Second)
			}
			f.Since, f.Until = q.Since, q.Until
			want := w.matching(f)
			got, first := w.pages(t, q)
			if !slices.Equal(describe(got), describe(want)) {
				t.Fatalf("%q from %v to %v selects %d:\n%v\nwant %d:\n%v", line, q.Since, q.Until, len(got), describe(got), len(want), describe(want))
			}
			if first.Coverage.Matching != len(want) || first.Coverage.Total != len(w.log) {
				t.Fatalf("%q from %v to %v: the coverage is %+v, want %d of %d", line, q.Since, q.Until, first.Coverage, len(want), len(w.log))
			}
			w.checkStats(t, q, want)
		}
	})
}

// checkStats compares figures with those of the folder that a client uses.
func (w *world) checkStats(t *rapid.T, q activity.Query, want []activity.Entry) {
	if q.Since.IsZero() {
		q.Since = logEnd.Add(-52 * time.Hour) // before all that a log of the test can have
	}
	if q.Until.IsZero() {
		q.Until = logEnd
	}
	if q.Until.Before(q.Since) {
		return
	}
	step := rapid.SampledFrom([]time.Duration{time.Minute, 5 * time.Minute, 15 * time.Minute, time.Hour, 6 * time.Hour}).Draw(t, "step")
	for _, clusters := range []int{0, 1000} {
		// By entries or by what was counted ahead: the figures are the same.
		w.store.hourCost = rapid.SampledFrom([]int64{0, hourCost}).Draw(t, "cost of an hour")
		found, err := w.store.ActivityStats(context.Background(), activity.StatsQuery{Query: q, Step: step, Clusters: clusters, Uses: clusters > 0})
		if err != nil {
			t.Fatal(err)
		}
		got := found.Stats
		folder := cluster.NewFolder(q.Since, q.Until, step, clusters, clusters > 0)
		for _, e := range want {
			folder.Add(&cluster.Event{Event: event(&e), Required: e.Required, Granted: e.Granted, Entries: 1, Counts: e.Count})
		}
		expect := folder.Stats()
		if clusters == 0 {
			expect.More, expect.Clusters = len(expect.Clusters), nil
			got.More = expect.More // not counted when nobody asks for clusters
		}
		expect.Oldest, expect.Total, expect.Dropped = got.Oldest, len(w.log), w.dropped
		if !reflect.DeepEqual(got, expect) {
			t.Fatalf("from %v to %v by %v:\n%+v\nwant\n%+v", q.Since, q.Until, step, got, expect)
		}
	}
}

// TestStoreOfTheFirstVersionIsBroughtOver fills a store as the first version
// left it, and compares what the present one makes of it with a new store that
// was given the same entries.
func TestStoreOfTheFirstVersionIsBroughtOver(t *testing.T) {
	dir := t.TempDir()
	old, err := os.ReadFile(filepath.Join("migrations", "0001_keys_activity_records.sql"))
	if err != nil {
		t.Fatal(err)
	}
	s := openRaw(t, dir)
	statements := []string{
		string(old),
		`CREATE TABLE migration (version INTEGER PRIMARY KEY, name TEXT NOT NULL, applied INTEGER NOT NULL) STRICT`,
		`INSERT INTO migration VALUES (1, '0001_keys_activity_records', 0)`,
		`INSERT INTO keys (id, digest, name, preview, permissions, created) VALUES ('key-1', zeroblob(32), 'Straße CI', 'supascale_Ab3d...x9Zk', '', 1)`,
	}
	want := make([]activity.Entry, 500)
	for i := range want {
		e := activity.Entry{
			At: logEnd.Add(-time.Duration(i*7919%90_000) * time.Second), Type: "api_key.request", KeyID: "key-1", Method: "GET",
			Path: fmt.Sprintf("/api/v1/Projects/%d\x00%d", i%5, i%3), Resource: keys.Projects, Required: "read", Status: 200, IP: "192.0.2.1",
			UserAgent: texts[i%len(texts)], Count: 1 + i%3,
		}
		if i%4 == 0 {
			e.Reason = keys.Reasons()[i%8]
		}
		if i%5 == 0 {
			e.Fold = fmt.Sprint(i)
		}
		want[i] = e
	}
	for _, sql := range statements {
		if _, err := s.ExecContext(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	for _, e := range want {
		if _, err := s.ExecContext(t.Context(), `INSERT INTO activity (at, type, failed, reason, key_id, attempt, method, path, resource,
			required, granted, status, ip, agent, count, fold) VALUES (?, ?, ?, ?, ?, '', ?, ?, ?, ?, '', ?, ?, ?, ?, nullif(?, ''))`,
			e.At.UnixMilli(), e.Type, e.Failed(), string(e.Reason), e.KeyID, e.Method, e.Path, string(e.Resource), e.Required,
			e.Status, e.IP, e.UserAgent, e.Count, e.Fold); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	brought, made := openIn(t, dir), openIn(t, t.TempDir())
	key := keyset.Key{ID: "key-1", Name: "Straße CI", Preview: "supascale_Ab3d...x9Zk", Created: time.UnixMilli(1)}
	if err := made.InsertKeys(t.Context(), []keyset.Key{key}, nil); err != nil {
		t.Fatal(err)
	}
	for _, st := range []*Store{brought, made} {
		// The folds of what was brought over still count.
		more := want[:10]
		if st == made {
			more = append(slices.Clone(want), more...)
		}
		if err := st.WriteActivity(t.Context(), more, 0); err != nil {
			t.Fatal(err)
		}
	}
	for _, line := range []string{"", "key:strasse", "reason:expired", "path:/api/v1/projects/3 -straße", "outcome:failure"} {
		parsed, err := query.Parse(line)
		if err != nil {
			t.Fatal(err)
		}
		where, err := parsed.Bind(logEnd, time.UTC)
		if err != nil {
			t.Fatal(err)
		}
		q := activity.Query{Limit: 1000, Where: where, Since: logEnd.Add(-20 * time.Hour), Until: logEnd}
		stats := activity.StatsQuery{Query: q, Step: time.Hour, Clusters: 100, Uses: true}
		a, errA := brought.ReadActivity(t.Context(), q)
		b, errB := made.ReadActivity(t.Context(), q)
		x, errX := brought.ActivityStats(t.Context(), stats)
		y, errY := made.ActivityStats(t.Context(), stats)
		if errA != nil || errB != nil || errX != nil || errY != nil {
			t.Fatal(errA, errB, errX, errY)
		}
		if !reflect.DeepEqual(a, b) {
			t.Errorf("%q: %d entries and %+v, want %d and %+v", line, len(a.Entries), a.Coverage, len(b.Entries), b.Coverage)
		}
		if !reflect.DeepEqual(x, y) {
			t.Errorf("%q:\n%+v\nwant\n%+v", line, x, y)
		}
	}
}
