package fleet_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/supascale/supascale-tui/internal/activity/query"
	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/fleet"
	"github.com/supascale/supascale-tui/internal/health"
	"github.com/supascale/supascale-tui/internal/instance"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/testkit/sampletest"
)

// several are alpha, beta and, unless nobody is to miss, gone, where nobody answers.
func several(t testing.TB, gone bool) (s *fleet.Source, a *admins, alpha, beta *host) {
	t.Helper()
	alpha, beta = newHost(t, instance.Options{}, nil), newHost(t, instance.Options{}, nil)
	a = newAdmins(t)
	a.add("alpha", alpha.URL, alpha.admin)
	a.add("beta", beta.URL, beta.admin)
	if gone {
		nobody := httptest.NewServer(nil)
		nobody.Close()
		a.add("gone", nobody.URL, beta.admin)
	}
	s = fleet.NewSource(t.Context(), a.members())
	t.Cleanup(s.Close)
	return s, a, alpha, beta
}

// refused asks for something without a key, from the same address.
func (h *host) refused(t testing.TB, path string, header ...string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, h.URL+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, value := range header {
		r.Header.Set("Authorization", "Bearer "+value)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	_ = answer.Body.Close()
}

func TestKeysOfSeveralInstancesAreOneList(t *testing.T) {
	t.Parallel()
	s, _, alpha, beta := several(t, true)
	sampletest.FillKeys(t, alpha.i, 1500, time.Now())
	doomed := beta.create(t, "doomed", keys.Expiry{})
	list, err := api.Keys(t.Context(), s)
	if part := api.PartOf(err); part == nil || part.Short() != "2 of 3 answered, not gone" || len(list) != 1503 {
		t.Fatalf("%d keys, %v", len(list), err)
	}
	counts, ids := map[string]int{}, map[string]bool{}
	for i := range list {
		k := &list[i]
		counts[k.Instance]++
		ids[k.ID] = true
		if of, own := api.SplitID(k.ID); of != k.Instance || own != k.OwnID() || own == "" {
			t.Fatalf("got %+v", k)
		}
	}
	if counts["alpha"] != 1501 || counts["beta"] != 2 || len(ids) != len(list) {
		t.Errorf("got %v, %d ids", counts, len(ids))
	}
	if absent := s.Absent(); len(absent) != 1 || absent[0].Instance != "gone" || absent[0].State != fleet.Unreachable || !strings.Contains(absent[0].Why(), "connection refused") {
		t.Errorf("got %+v", absent)
	}
	alpha.Take()
	if err := s.RevokeKey(t.Context(), api.JoinID("beta", doomed.ID)); err != nil {
		t.Fatal(err)
	}
	if came := alpha.Take(); len(came) > 0 {
		t.Errorf("another instance was asked: %q", came)
	}
	if list, err := api.Keys(t.Context(), beta.client); err != nil || len(list) != 1 {
		t.Errorf("beta has %d keys, %v", len(list), err)
	}
	revoked, err := s.RevokedKeys(t.Context())
	if len(revoked) != 1 || revoked[0].Instance != "beta" || revoked[0].OwnID() != doomed.ID || api.PartOf(err) == nil {
		t.Errorf("got %+v, %v", revoked, err)
	}
	for _, id := range []string{doomed.ID, "nobody/" + doomed.ID, ""} {
		if err := s.RevokeKey(t.Context(), id); api.KindOf(err) != api.Invalid {
			t.Errorf("%q: %v", id, err)
		}
	}
	if _, err := s.CreateKey(t.Context(), api.NewKey{Name: "x"}); err == nil || !strings.Contains(err.Error(), "name one of alpha,beta,gone") {
		t.Errorf("got %v", err)
	}
	if _, err := s.TestWith(api.NewSecret(alpha.admin), "x"); err == nil {
		t.Error("a key is tested with nobody knows whom")
	}
	own, err := s.Member(t.Context(), "alpha")
	if err != nil || own.Instance().URL != alpha.URL || len(fleet.Parts(s)) != 3 || len(fleet.Parts(own)) != 1 {
		t.Errorf("got %v, %v", own, err)
	}
}

// stuck holds an instance up.
type stuck struct{ until chan struct{} }

func (s stuck) client(list ...api.Key) func(context.Context) (app.Client, error) {
	return func(context.Context) (app.Client, error) { return slow{list: list, until: s.until}, nil }
}

// slow lists its keys when it may.
type slow struct {
	app.API
	list  []api.Key
	until chan struct{}
}

func (slow) Close() {}

func (s slow) ListKeys(ctx context.Context, offset, _ int) (api.KeyPage, error) {
	select {
	case <-s.until:
	case <-ctx.Done():
		return api.KeyPage{Total: -1}, &api.Error{Op: api.OpListKeys, Kind: api.Canceled, Cause: ctx.Err()}
	}
	return api.KeyPage{Keys: slices.Clone(s.list[min(offset, len(s.list)):]), Total: len(s.list)}, nil
}

func TestKeysComeAsTheirInstancesAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		now, later := stuck{make(chan struct{})}, stuck{make(chan struct{})}
		close(now.until)
		never := stuck{make(chan struct{})}
		s := fleet.NewSource(t.Context(), []fleet.Member{
			{Profile: app.Profile{Name: "never"}, Connect: never.client(api.Key{ID: "1"})},
			{Profile: app.Profile{Name: "later"}, Connect: later.client(api.Key{ID: "1"})},
			{Profile: app.Profile{Name: "now"}, Connect: now.client(api.Key{ID: "1"}, api.Key{Name: "nameless", IDFlaw: api.IDMissing})},
			{Profile: app.Profile{Name: "too"}, Connect: now.client(api.Key{Name: "nameless", IDFlaw: api.IDMissing})},
		})
		defer s.Close()
		walk := api.NewKeyWalk(s, 100)
		var list []api.Key
		for len(list) < 3 {
			step, err := walk.Next(t.Context())
			if err != nil || step.Done {
				t.Fatalf("%+v, %v", step, err)
			}
			list = append(list, step.Keys...)
		}
		began := time.Now()
		time.AfterFunc(time.Second, func() { close(later.until) })
		step, err := walk.Next(t.Context())
		if list = append(list, step.Keys...); err != nil || time.Since(began) != time.Second || len(list) != 4 {
			t.Fatalf("%d keys after %v, %v", len(list), time.Since(began), err)
		}
		for !step.Done {
			if step, err = walk.Next(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if step.Partial == nil || step.Partial.Short() != "3 of 4 answered, not never" || time.Since(began) > 10*time.Minute {
			t.Errorf("%v after %v", step.Partial, time.Since(began))
		}
		// Who gives up holds nothing.
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, cancel)
		if _, err := api.Keys(ctx, s); api.KindOf(err) != api.Canceled {
			t.Errorf("got %v", err)
		}
		synctest.Wait()
	})
}

func TestTheLogsAreMergedByTime(t *testing.T) {
	t.Parallel()
	s, _, alpha, beta := several(t, false)
	for _, h := range []*host{alpha, beta} {
		sampletest.FillLog(t, h.i, 400, sampletest.FillKeys(t, h.i, 3, time.Now()), time.Now())
	}
	ask := api.ActivityQuery{Where: query.Query{}.With(query.Outcome, query.Any), Limit: 70}
	var list []api.Activity
	page, err := s.Activity(t.Context(), ask)
	for err == nil {
		list = append(list, page.Entries...)
		if page.Next == "" {
			break
		}
		ask.Cursor = page.Next
		before := page
		if page, err = s.Activity(t.Context(), ask); err == nil && before.Next != page.Next && page.Next != "" {
			// Asked again, since the answer may have been lost, it is the same page.
			again, failed := s.Activity(t.Context(), ask)
			if failed != nil || !slices.Equal(again.Entries, page.Entries) || again.Next != page.Next {
				t.Fatalf("another page comes: %v", failed)
			}
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	counts, ids := map[string]int{}, map[string]bool{}
	for i, a := range list {
		counts[a.Instance]++
		ids[a.ID] = true
		if i > 0 && a.Time.After(list[i-1].Time) {
			t.Fatalf("entry %d is newer than the one before", i)
		}
		if of, _ := api.SplitID(a.KeyID); a.KeyID != "" && of != a.Instance {
			t.Fatalf("got %+v", a)
		}
	}
	if counts["alpha"] < 400 || counts["beta"] < 400 || len(ids) != len(list) || page.Total != len(list) || page.Matching != len(list) || page.Cut != "" {
		t.Errorf("%v, %d ids, %d of %d", counts, len(ids), page.Matching, page.Total)
	}
	// A walk on top, as the commands and screens read it, finds the same.
	walk, n := api.NewLogWalk(s, api.ActivityQuery{Where: ask.Where}), 0
	for walk.More() {
		page, err := walk.Page(t.Context(), 333)
		if err != nil {
			t.Fatal(err)
		}
		n += len(page.Entries)
	}
	if n < len(list) { // reading is logged, too
		t.Errorf("a walk reads %d of %d", n, len(list))
	}
	// A key is of one instance, which knows it by its own id.
	key := list[slices.IndexFunc(list, func(a api.Activity) bool { return a.Instance == "beta" && a.KeyID != "" })].KeyID
	page, err = s.Activity(t.Context(), api.ActivityQuery{KeyID: key, Limit: 1000})
	line, failed := s.Activity(t.Context(), api.ActivityQuery{Where: query.Query{}.With(query.KeyID, key), Limit: 1000})
	if err != nil || failed != nil || len(page.Entries) == 0 || len(page.Entries) != len(line.Entries) || slices.ContainsFunc(page.Entries, func(a api.Activity) bool { return a.KeyID != key }) {
		t.Errorf("%d and %d entries of %s: %v, %v", len(page.Entries), len(line.Entries), key, err, failed)
	}
	if _, err := s.Activity(t.Context(), api.ActivityQuery{Cursor: "reading-999-1"}); api.KindOf(err) != api.Invalid {
		t.Errorf("got %v", err)
	}
	// What is new in any of them is followed.
	first, err := s.Activity(t.Context(), api.ActivityQuery{Limit: 10})
	if err != nil || first.Follow == "" {
		t.Fatalf("%q, %v", first.Follow, err)
	}
	beta.refused(t, "/api/v1/projects")
	fresh, err := s.Activity(t.Context(), api.ActivityQuery{After: first.Follow, Limit: 1000})
	if err != nil || !slices.ContainsFunc(fresh.Entries, func(a api.Activity) bool { return a.Instance == "beta" && a.Reason == keys.MissingKey }) {
		t.Errorf("%+v, %v", fresh.Entries, err)
	}
	if after, err := s.Activity(t.Context(), api.ActivityQuery{After: fresh.Follow, Limit: 1000}); err != nil || after.Follow == "" || slices.ContainsFunc(after.Entries, func(a api.Activity) bool { return a.Reason == keys.MissingKey }) {
		t.Errorf("%+v, %v", after.Entries, err)
	}
}

func TestTheFiguresOfTheLogsAddUp(t *testing.T) {
	t.Parallel()
	s, _, alpha, beta := several(t, true)
	for range 3 {
		alpha.refused(t, "/api/v1/projects")
		beta.refused(t, "/api/v1/tasks")
	}
	limited := beta.create(t, "limited", keys.Expiry{})
	beta.refused(t, "/api/v1/backups", limited.Secret.Reveal())
	now := time.Now()
	ask := api.StatsQuery{Since: now.Add(-time.Hour), Until: now.Add(time.Minute), Step: time.Minute, Where: query.Query{}.With(query.Outcome, query.Failure), Uses: true}
	all, err := s.Stats(t.Context(), ask)
	if err != nil {
		t.Fatal(err)
	}
	buckets := 0
	for _, n := range all.Buckets {
		buckets += n
	}
	if all.Attempts != 7 || buckets != 7 || all.Reasons[keys.MissingKey] != 6 || !all.Partial {
		t.Errorf("got %+v", all)
	}
	if c := all.Clusters[0]; c.Reason != keys.MissingKey || c.Attempts != 6 || !slices.Equal(c.Instances, []string{"alpha", "beta"}) {
		t.Errorf("the same address is %+v", all.Clusters)
	}
	if c := all.Clusters[1]; c.KeyID != api.JoinID("beta", limited.ID) || !slices.Equal(c.Instances, []string{"beta"}) {
		t.Errorf("a key's cause is %+v", c)
	}
	ask.Where = all.Clusters[1].Query()
	if of, err := s.Stats(t.Context(), ask); err != nil || of.Attempts != 1 {
		t.Errorf("its query selects %+v, %v", of, err)
	}
}

// Findings are judged where what is noted about them is kept, and the most important of all
// come first.
func TestFindingsOfSeveralInstancesAreJoined(t *testing.T) {
	t.Parallel()
	s, a, alpha, beta := several(t, true)
	now := time.Now()
	alpha.create(t, "twice", keys.Expiry{})
	alpha.create(t, "soon", keys.ExpiresAt(now.Add(24*time.Hour)))
	beta.create(t, "twice", keys.Expiry{}) // the same name elsewhere is no doubt
	beta.create(t, "soon too", keys.ExpiresAt(now.Add(24*time.Hour)))
	by := fleet.Standard{Session: a.session, Rules: health.Rules(), Thresholds: health.Defaults(), Now: now}
	report, _, err := fleet.FindHealth(t.Context(), s, by)
	if err != nil || report.Keys != 6 || report.Partial == nil || report.Partial.Short() != "2 of 3 answered, not gone" {
		t.Fatalf("%+v, %v", report, err)
	}
	var found []string
	for _, f := range report.Findings {
		if f.Rule == health.DuplicateName || f.Rule == health.Expiring {
			found = append(found, string(f.Rule)+" "+f.Key.Instance+" "+f.Key.Name)
		}
	}
	if !slices.Equal(found, []string{"expiring alpha soon", "expiring beta soon too"}) {
		t.Errorf("got %q", found)
	}
	own, err := s.Member(t.Context(), "alpha")
	if err != nil {
		t.Fatal(err)
	}
	alone, _, err := fleet.FindHealth(t.Context(), own, by)
	ofAlpha := slices.DeleteFunc(slices.Clone(report.Findings), func(f health.Finding) bool { return f.Key.Instance != "alpha" })
	if err != nil || len(alone.Findings) != len(ofAlpha) || alone.Findings[0].Key.Instance != "" {
		t.Errorf("%d findings alone, %d among several, %v", len(alone.Findings), len(ofAlpha), err)
	}
	// A snoozed one is left out where its instance is one of several, too.
	store, err := a.session.Snoozed()
	if err != nil {
		t.Fatal(err)
	}
	if err := store.Add(own.Instance().ID, &alone.Findings[0], now.Add(time.Hour), now); err != nil {
		t.Fatal(err)
	}
	if again, _, _ := fleet.FindHealth(t.Context(), s, by); again.Snoozed != 1 || len(again.Findings) != len(report.Findings)-1 {
		t.Errorf("%d findings, %d snoozed", len(again.Findings), again.Snoozed)
	}
}

// A key's source is asked once however much is asked of the instance, and again after it
// failed.
func TestASourceOfAKeyIsAskedOnce(t *testing.T) {
	t.Parallel()
	h := newHost(t, instance.Options{}, nil)
	asked := 0
	s := fleet.NewSource(t.Context(), []fleet.Member{{Profile: app.Profile{Name: "one"}, Connect: func(context.Context) (app.Client, error) {
		if asked++; asked == 1 {
			return nil, errors.New("the keyring is locked")
		}
		return h.client, nil
	}}})
	defer s.Close()
	if _, err := api.Keys(t.Context(), s); api.PartOf(err) == nil || s.Words() != "0 of 1 answered, 1 failed" {
		t.Errorf("%s, %v", s.Words(), err)
	}
	for range 3 {
		if list, err := api.Keys(t.Context(), s); err != nil || len(list) != 1 || s.Words() != "1 of 1 answered" {
			t.Errorf("%d keys, %v", len(list), err)
		}
	}
	if asked != 2 {
		t.Errorf("asked %d times", asked)
	}
}
