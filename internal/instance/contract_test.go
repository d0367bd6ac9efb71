package instance_test

import (
	"cmp"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/testkit/contracttest"
)

// Every request that the contract shows, answered by the instance and held
// against the contract: with all permissions, with none, and without a key.
func TestInstanceAnswersAsTheContractSays(t *testing.T) {
	t.Parallel()
	b := open(t)
	if err := b.i.FillSample(t.Context()); err != nil {
		t.Fatal(err)
	}
	poor := b.create("Poor", keys.Grant(keys.Tasks, keys.Read), "").Key
	h := contracttest.Handler(t, b.i.Handler())
	ids := b.sampleIDs()
	answered := map[int]int{}
	for _, key := range []string{b.admin, poor, "", fakeKey(1)} {
		examples := contracttest.Examples(t)
		// What others refer to is deleted last.
		slices.SortStableFunc(examples, func(a, b contracttest.Example) int {
			return cmp.Compare(strings.Count(a.Method, "DELETE"), strings.Count(b.Method, "DELETE"))
		})
		for _, e := range examples {
			if e.Resource == "" {
				continue // signing in needs a token drawn before: TestSessionsAreAsTheContractSays
			}
			if key == b.admin { // the documented ids become ones that are there
				for kind, id := range ids {
					if space, found := strings.CutPrefix(e.Path, kind); found && space != "" {
						e.Path = kind + "/" + id
					}
				}
				e.Body = []byte(strings.ReplaceAll(string(e.Body), "proj-4f0qzm3k1x7d", ids["/api/v1/projects"]))
				if e.Query.Has("id") {
					e.Query.Set("id", b.create("Thrown away", keys.AllWrite(), "").ID)
				}
				e.Query.Del("keyId")
			}
			r := e.Request(t, "http://localhost")
			r.RemoteAddr = "192.0.2.1:1"
			if key != "" {
				r.Header.Set("Authorization", "Bearer "+key)
			}
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			answered[w.Code]++
			if key == b.admin && w.Code >= 300 {
				t.Errorf("%s %s: got %d %s", r.Method, r.URL, w.Code, w.Body)
			}
		}
	}
	for _, status := range []int{200, 201, 401, 403, 429} {
		if answered[status] == 0 {
			t.Errorf("no answer had status %d: %v", status, answered)
		}
	}
}

// sampleIDs gives an id that is there for each collection.
func (b *bench) sampleIDs() map[string]string {
	ids := map[string]string{keysPath: b.create("To be revoked", keys.AllWrite(), "").ID}
	for path, body := range map[string]string{
		"/api/v1/projects":      `{"name":"p"}`,
		"/api/v1/tasks":         `{"name":"t","schedule":"0 3 * * *"}`,
		"/api/v1/cloud-storage": `{"name":"c","provider":"s3","bucket":"b"}`,
	} {
		ids[path] = b.createRecord(path, body)
	}
	ids["/api/v1/backups"] = b.createRecord("/api/v1/backups", `{"projectId":"`+ids["/api/v1/projects"]+`"}`)
	return ids
}

func (b *bench) createRecord(path, body string) string {
	b.t.Helper()
	var answer map[string]any
	b.want(201, b.admin, "POST", path, body).into(b.t, &answer)
	for _, one := range answer {
		if fields, ok := one.(map[string]any); ok {
			return fields["id"].(string)
		}
	}
	b.t.Fatalf("no id in %v", answer)
	return ""
}

// The refusal of a foreign name is in the contract too.
func TestTheContractHasMisdirectedRequests(t *testing.T) {
	t.Parallel()
	b := open(t)
	r := httptest.NewRequest(http.MethodGet, "http://evil.example.com/api/v1/projects", nil)
	r.RemoteAddr = "127.0.0.1:1"
	w := httptest.NewRecorder()
	contracttest.Handler(t, b.i.Handler()).ServeHTTP(w, r)
	if w.Code != http.StatusMisdirectedRequest {
		t.Errorf("got %d", w.Code)
	}
}
