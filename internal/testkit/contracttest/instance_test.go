package contracttest_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/instance"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/testkit/contracttest"
)

// local is a real local instance behind HTTP. Both sides of every exchange are
// held against the contract.
type local struct {
	t     *testing.T
	url   string
	admin string
	http  *http.Client

	instance *instance.Instance
}

func startLocal(t *testing.T, change ...func(*instance.Options)) *local {
	t.Helper()
	o := instance.Options{DataDir: t.TempDir()}
	for _, f := range change {
		f(&o)
	}
	i, err := instance.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	admin, err := i.CreateFirstKey(t.Context(), "First key")
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(contracttest.Handler(t, i.Handler()))
	t.Cleanup(func() {
		server.Close()
		if err := i.Close(context.WithoutCancel(t.Context())); err != nil {
			t.Error(err)
		}
	})
	return &local{t, server.URL, admin, server.Client(), i}
}

func (l *local) client(key string, change ...func(*api.Options)) *api.Client {
	l.t.Helper()
	o := api.Options{URL: l.url, Key: api.NewSecret(key), Transport: contracttest.Exchanges(l.t, &http.Transport{})}
	for _, f := range change {
		f(&o)
	}
	c, err := api.New(o)
	if err != nil {
		l.t.Fatal(err)
	}
	l.t.Cleanup(c.Close)
	return c
}

// use sends a request as any program with a key would, and gives the status.
func (l *local) use(key, method, path, body string) int {
	l.t.Helper()
	r, err := http.NewRequestWithContext(l.t.Context(), method, l.url+path, strings.NewReader(body))
	if err != nil {
		l.t.Fatal(err)
	}
	if key != "" {
		r.Header.Set("Authorization", "Bearer "+key)
	}
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	r.Header.Set("User-Agent", "curl/8.5")
	answer, err := l.http.Do(r)
	if err != nil {
		l.t.Fatal(err)
	}
	_, _ = io.Copy(io.Discard, answer.Body)
	_ = answer.Body.Close()
	return answer.StatusCode
}

func (l *local) create(c *api.Client, name string, p keys.Permissions, expires time.Time) api.CreatedKey {
	l.t.Helper()
	made, err := c.CreateKey(l.t.Context(), api.NewKey{Name: name, Permissions: p, Expires: keys.ExpiresAt(expires)})
	if err != nil {
		l.t.Fatal(err)
	}
	return made
}

func cicd() keys.Permissions {
	return keys.Grant(keys.Projects, keys.Write).With(keys.Backups, keys.Read)
}

func TestLifeOfAKeyOnTheLocalInstance(t *testing.T) {
	for _, header := range []string{api.HeaderBearer, api.HeaderXAPIKey} {
		for _, style := range []string{api.RevokeByPath, api.RevokeByQuery} {
			t.Run(header+" "+style, func(t *testing.T) {
				l := startLocal(t)
				c := l.client(l.admin, func(o *api.Options) { o.AuthHeader, o.RevokeStyle = header, style })
				expires := time.Now().Add(90 * 24 * time.Hour).Truncate(time.Second)
				made := l.create(c, "CI/CD Pipeline", cicd(), expires)
				if keys.CheckFormat(made.Secret.Reveal()) != nil || made.Preview != keys.Preview(made.Secret.Reveal()) {
					t.Fatalf("got no whole key: %+v", made)
				}
				page, err := c.ListKeys(t.Context(), 0, 0)
				if err != nil || len(page.Keys) != 2 {
					t.Fatalf("got %+v, %v", page, err)
				}
				if got := page.Keys[0]; got != made.Key || got.Expires != keys.ExpiresAt(expires) || got.Permissions != cicd() {
					t.Errorf("listed as %+v, made as %+v", got, made.Key)
				}
				if !slices.ContainsFunc(page.Keys, func(k api.Key) bool { return k.Preview == c.OwnPreview() }) {
					t.Error("the client's own key is not recognised in the list")
				}
				for request, want := range map[string]int{
					"GET /api/v1/projects": 200, `POST /api/v1/projects {"name":"Shop"}`: 201,
					"GET /api/v1/backups": 200, `POST /api/v1/backups {"projectId":"x"}`: 403,
					"GET /api/v1/tasks": 403, "GET /api/v1/settings/api-keys": 403,
				} {
					parts := append(strings.SplitN(request, " ", 3), "")
					if got := l.use(made.Secret.Reveal(), parts[0], parts[1], parts[2]); got != want {
						t.Errorf("%s: %d, want %d", request, got, want)
					}
				}
				if err := c.RevokeKey(t.Context(), made.ID); err != nil {
					t.Fatal(err)
				}
				if got := l.use(made.Secret.Reveal(), "GET", "/api/v1/projects", ""); got != 401 {
					t.Errorf("the revoked key is answered with %d", got)
				}
				if kind := api.KindOf(c.RevokeKey(t.Context(), made.ID)); kind != api.NotFound {
					t.Errorf("revoked twice: kind %d", kind)
				}
				if page, err = c.ListKeys(t.Context(), 0, 10); err != nil || len(page.Keys) != 1 || page.Total != 1 {
					t.Errorf("still listed: %+v, %v", page, err)
				}
			})
		}
	}
}

func TestPagesOfTheLocalInstance(t *testing.T) {
	l := startLocal(t)
	c := l.client(l.admin)
	for i := range 7 {
		l.create(c, fmt.Sprintf("Key %d", i), cicd(), time.Time{})
	}
	whole, err := c.ListKeys(t.Context(), 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	var paged []api.Key
	for len(paged) < len(whole.Keys) {
		page, err := c.ListKeys(t.Context(), len(paged), 3)
		if err != nil || page.Total != 8 || len(page.Keys) == 0 {
			t.Fatalf("got %+v, %v", page, err)
		}
		paged = append(paged, page.Keys...)
	}
	for i := range paged {
		paged[i].LastUsed, whole.Keys[i].LastUsed = time.Time{}, time.Time{} // the client's own key goes on being used
	}
	if !slices.Equal(paged, whole.Keys) || paged[0].Name != "Key 6" {
		t.Errorf("the pages are %+v, the whole is %+v", paged, whole.Keys)
	}
}

func TestRefusalsOfTheLocalInstance(t *testing.T) {
	l := startLocal(t)
	admin := l.client(l.admin)
	_, err := admin.CreateKey(t.Context(), api.NewKey{Name: "late", Permissions: cicd(), Expires: keys.ExpiresAt(time.Now().Add(-time.Hour))})
	if e, ok := errors.AsType[*api.Error](err); !ok || e.Kind != api.Invalid || e.Fields["expiresAt"] == "" || e.RequestID == "" {
		t.Errorf("a past expiry: %+v", err)
	}
	weak := l.create(admin, "weak", keys.Grant(keys.System, keys.Write), time.Time{})
	c := l.client(weak.Secret.Reveal())
	_, err = c.CreateKey(t.Context(), api.NewKey{Name: "strong", Permissions: keys.AllWrite()})
	if e, ok := errors.AsType[*api.Error](err); !ok || e.Kind != api.Forbidden || e.Resource != "projects" || e.Required != "write" || e.Granted != "none" {
		t.Errorf("a key above its maker: %+v", err)
	}
	reader := l.create(admin, "reader", keys.Grant(keys.Projects, keys.Read), time.Time{})
	_, err = l.client(reader.Secret.Reveal()).ListKeys(t.Context(), 0, 0)
	if e, ok := errors.AsType[*api.Error](err); !ok || e.Kind != api.Forbidden || !strings.Contains(e.Next(), "system: read") {
		t.Errorf("a key without system: %+v", err)
	}
	_, err = l.client(keys.Prefix+"FakeFakeFakeFakeFakeFakeFake").Activity(t.Context(), api.ActivityQuery{})
	if api.KindOf(err) != api.Unauthorized {
		t.Errorf("an unknown key: %v", err)
	}
}

func TestEveryFilterOnTheLocalInstance(t *testing.T) {
	l := startLocal(t)
	c := l.client(l.admin)
	made := l.create(c, "CI/CD Pipeline", cicd(), time.Time{})
	l.use(made.Secret.Reveal(), "GET", "/api/v1/projects", "")
	l.use(made.Secret.Reveal(), "GET", "/api/v1/tasks", "")
	l.use(keys.Prefix+"FakeFakeFakeFakeFakeFakeFake", "GET", "/api/v1/projects", "")
	l.use("nonsense", "GET", "/api/v1/backups", "")
	l.use("", "GET", "/api/v1/backups", "")

	read := func(q api.ActivityQuery) api.ActivityPage {
		t.Helper()
		page, err := c.Activity(t.Context(), q)
		if err != nil {
			t.Fatalf("%+v: %v", q, err)
		}
		if page.Examined != 0 {
			t.Errorf("%+v: the instance's filter was not enough: %+v", q, page.Entries)
		}
		return page
	}
	all := read(api.ActivityQuery{})
	if all.Total < 7 || all.Matching != all.Total || all.Oldest.IsZero() {
		t.Errorf("the log holds %d of %d from %s", all.Matching, all.Total, all.Oldest)
	}
	for name, q := range map[string]struct {
		query api.ActivityQuery
		want  int
	}{
		"failures":   {api.ActivityQuery{FailuresOnly: true}, 4},
		"denied":     {api.ActivityQuery{Reason: keys.PermissionDenied}, 1},
		"unknown":    {api.ActivityQuery{Reason: keys.UnknownKey}, 1},
		"malformed":  {api.ActivityQuery{Reason: keys.MalformedKey}, 1},
		"missing":    {api.ActivityQuery{Reason: keys.MissingKey}, 1},
		"none":       {api.ActivityQuery{Reason: keys.ExpiredKey}, 0},
		"created":    {api.ActivityQuery{Type: "api_key.created"}, 2},
		"its key":    {api.ActivityQuery{KeyID: made.ID}, 3},
		"key failed": {api.ActivityQuery{KeyID: made.ID, FailuresOnly: true}, 1},
		"no address": {api.ActivityQuery{IP: "203.0.113.7"}, 0},
		"address":    {api.ActivityQuery{IP: "127.0.0.1", FailuresOnly: true}, 4},
		"path":       {api.ActivityQuery{Text: "v1/tasks"}, 1},
		"agent":      {api.ActivityQuery{Text: "CURL", FailuresOnly: true}, 4},
		"name":       {api.ActivityQuery{Text: "ci/cd"}, 3},
		"past":       {api.ActivityQuery{Until: time.Now().Add(-time.Hour)}, 0},
		"recent":     {api.ActivityQuery{Since: time.Now().Add(-time.Hour), Until: time.Now().Add(time.Hour), FailuresOnly: true}, 4},
		"future":     {api.ActivityQuery{Since: time.Now().Add(time.Hour)}, 0},
	} {
		page := read(q.query)
		if len(page.Entries) != q.want || page.Matching != q.want {
			t.Errorf("%s: got %d entries, matching %d, want %d: %+v", name, len(page.Entries), page.Matching, q.want, page.Entries)
		}
	}
	denied := read(api.ActivityQuery{Reason: keys.PermissionDenied}).Entries[0]
	if denied.KeyName != "CI/CD Pipeline" || denied.Required != "read" || denied.Granted != "none" || denied.Resource != keys.Tasks || denied.Status != 403 {
		t.Errorf("the refusal is logged as %+v", denied)
	}
	assertPagesMeet(t, c)
}

// assertPagesMeet reads the failures by ones and at once.
func assertPagesMeet(t *testing.T, c *api.Client) {
	t.Helper()
	var ids []string
	q := api.ActivityQuery{FailuresOnly: true, Limit: 1}
	for {
		page, err := c.Activity(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range page.Entries {
			ids = append(ids, e.ID)
		}
		if q.Cursor = page.Next; q.Cursor == "" {
			break
		}
	}
	whole, err := c.Activity(t.Context(), api.ActivityQuery{FailuresOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	if len(ids) != 4 || !slices.EqualFunc(ids, whole.Entries, func(id string, e api.Activity) bool { return id == e.ID }) {
		t.Errorf("the pages give %q, the whole %+v", ids, whole.Entries)
	}
}

// Every example request of the contract is answered in the documented shape;
// what names an id gets one that is there.
func TestEveryExampleRequestIsAnswered(t *testing.T) {
	l := startLocal(t)
	c := l.client(l.admin)
	statuses := map[string]int{}
	for _, e := range contracttest.Examples(t) {
		if e.Resource == "" {
			continue // signing in needs a token drawn before: TestTheFirstKeyThroughASession
		}
		r := l.example(c, e)
		answer, err := l.http.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		got, _ := io.ReadAll(answer.Body)
		_ = answer.Body.Close()
		want := 200
		if e.Method == http.MethodPost {
			want = 201
		}
		if statuses[e.Operation] = answer.StatusCode; answer.StatusCode != want {
			t.Errorf("%s: %s %s was answered with %d: %s", e.Name, e.Method, r.URL.Path, answer.StatusCode, got)
		}
		if bytes.Contains(got, []byte(l.admin)) {
			t.Errorf("%s: the answer holds the key it was asked with", e.Name)
		}
		if l.use("", e.Method, r.URL.RequestURI(), "") != 401 {
			t.Errorf("%s is answered without a key", e.Name)
		}
	}
	if len(statuses) < 29 {
		t.Errorf("only these were asked: %q", slices.Sorted(maps.Keys(statuses)))
	}
}

// example builds a request, with an id of the local instance for the
// contract's.
func (l *local) example(c *api.Client, e contracttest.Example) *http.Request {
	l.t.Helper()
	const exampleKey = "key-4f0qzm3k1x7d"
	id := func() string {
		kind := strings.Split(strings.TrimPrefix(e.Path, "/api/v1/"), "/")[0]
		if kind == "settings" {
			return l.create(c, "for "+e.Name, cicd(), time.Time{}).ID
		}
		return l.record(kind)
	}
	if strings.Contains(e.Path, exampleKey) {
		e.Path = strings.ReplaceAll(e.Path, exampleKey, id())
	}
	if e.Query.Get("id") == exampleKey {
		e.Query.Set("id", id())
	}
	if bytes.Contains(e.Body, []byte("proj-4f0qzm3k1x7d")) {
		e.Body = bytes.ReplaceAll(e.Body, []byte("proj-4f0qzm3k1x7d"), []byte(l.record("projects")))
	}
	r := e.Request(l.t, l.url)
	r.Header.Set("Authorization", "Bearer "+l.admin)
	return r
}
