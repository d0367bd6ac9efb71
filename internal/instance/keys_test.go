package instance_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/supascale/supascale-tui/internal/api/wire"
	"github.com/supascale/supascale-tui/internal/keys"
)

func TestBadBodiesNameTheirField(t *testing.T) {
	t.Parallel()
	b := open(t)
	const good = `"permissions":{"projects":"read"}`
	for _, c := range []struct{ body, field string }{
		{`{"name":"a",` + good + `,"hash":"x"}`, "hash"},
		{`{"name":"a",` + good + `,"Name":"b"}`, "Name"},
		{`{"name":"a","name":"b",` + good + `}`, "name"},
		{`{"name":"a",` + good + `} {}`, "body"},
		{`{"name":"a",` + good, "body"},
		{`["name"]`, "body"},
		{`null`, "body"},
		{` `, "body"},
		{"{\"name\":\"\xff\"," + good + "}", "body"},
		{`{` + good + `}`, "name"},
		{`{"name":null,` + good + `}`, "name"},
		{`{"name":7,` + good + `}`, "name"},
		{`{"name":"  ",` + good + `}`, "name"},
		{`{"name":"` + strings.Repeat("ü", 101) + `",` + good + `}`, "name"},
		{`{"name":"a\u001b[31m",` + good + `}`, "name"},
		{`{"name":"a\u202eb",` + good + `}`, "name"},
		{`{"name":"a"}`, "permissions"},
		{`{"name":"a","permissions":null}`, "permissions"},
		{`{"name":"a","permissions":{"projects":"none"}}`, "permissions"},
		{`{"name":"a","permissions":{"projects":"admin"}}`, "permissions.projects"},
		{`{"name":"a","permissions":{"projects":1}}`, "permissions.projects"},
		{`{"name":"a","permissions":{"projects":"read","projects":"write"}}`, "permissions.projects"},
		{`{"name":"a","permissions":{"mail":"read"}}`, "permissions.mail"},
		{`{"name":"a","expiresAt":"tomorrow",` + good + `}`, "expiresAt"},
		{`{"name":"a","expiresAt":"",` + good + `}`, "expiresAt"},
		{`{"name":"a","expiresAt":"2027-03-01T12:00:00Z",` + good + `}`, "expiresAt"},
		{`{"name":"a","expiresAt":"2027-03-01T12:00:00.9Z",` + good + `}`, "expiresAt"},
		{`{"name":"a","expiresAt":1803902400,` + good + `}`, "expiresAt"},
	} {
		e := b.want(400, b.admin, "POST", keysPath, c.body).refusal(t)
		if e.Code != wire.CodeInvalid || e.Details["field"] != c.field || e.Details["reason"] == "" {
			t.Errorf("%s: got %+v", c.body, e)
		}
	}
	long := `{"name":"` + strings.Repeat("a", 64<<10) + `"}`
	if e := b.want(413, b.admin, "POST", keysPath, long).refusal(t); e.Code != wire.CodeTooLarge {
		t.Errorf("got %+v", e)
	}
	b.want(400, b.admin, "POST", keysPath, `{"name":"a",`+good+`}`, "Content-Type: text/html")
	if n := len(b.list("").APIKeys); n != 1 {
		t.Errorf("%d keys, want the admin's alone", n)
	}
}

func TestCreatedKeyIsAsWanted(t *testing.T) {
	t.Parallel()
	b := open(t)
	var got wire.KeyCreated
	b.want(201, b.admin, "POST", keysPath, `{"name":" Zoë's key ","permissions":{"projects":"write"},"expiresAt":"2027-06-01T02:00:00.7+02:00"}`).into(t, &got)
	k := got.APIKey
	if !got.Success || k.Name != "Zoë's key" || keys.CheckFormat(k.Key) != nil || !k.CreatedAt.Equal(b.clock.now()) ||
		k.ExpiresAt == nil || !k.ExpiresAt.Equal(time.Date(2027, 6, 1, 0, 0, 0, 0, time.UTC)) {
		t.Errorf("got %+v", k)
	}
	if len(k.Permissions) != keys.ResourceCount || k.Permissions["projects"] != "write" || k.Permissions["system"] != "none" {
		t.Errorf("got %v", k.Permissions)
	}
	listed := b.list("").APIKeys[0]
	if listed.ID != k.ID || listed.KeyPreview != keys.Preview(k.Key) || listed.LastUsed != nil {
		t.Errorf("got %+v", listed)
	}
	b.want(200, k.Key, "GET", "/api/v1/projects", "")
}

func TestKeyGrantsNoMoreThanItHas(t *testing.T) {
	t.Parallel()
	b := open(t)
	maker := b.create("Maker", keys.Grant(keys.System, keys.Write).With(keys.Projects, keys.Read), "").Key
	b.want(201, maker, "POST", keysPath, `{"name":"equal","permissions":{"projects":"read","system":"write"}}`)
	e := b.want(403, maker, "POST", keysPath, `{"name":"more","permissions":{"projects":"write"}}`).refusal(t)
	if e.Code != wire.CodePermissionDenied || e.Details["resource"] != "projects" || e.Details["required"] != "write" || e.Details["granted"] != "read" {
		t.Errorf("got %+v", e)
	}
	got := b.lastFailure()
	if got.Reason != "permission_denied" || got.KeyName != "Maker" || got.Resource != "projects" || got.Granted != "read" || got.Path != keysPath {
		t.Errorf("got %+v", got)
	}
}

func TestKeysAreListedNewestFirst(t *testing.T) {
	t.Parallel()
	b := open(t)
	want := []string{"Admin"}
	for n := range 25 {
		if n%3 == 0 { // several within the same moment
			b.clock.add(time.Second)
		}
		name := fmt.Sprintf("key %02d", n)
		b.create(name, keys.AllWrite(), "")
		want = append([]string{name}, want...)
	}
	whole := b.list("")
	if whole.Pagination != nil || !slices.Equal(names(whole), want) {
		t.Errorf("whole list: got %v", names(whole))
	}
	var got []string
	for offset := 0; offset < 30; offset += 7 {
		page := b.list(fmt.Sprintf("?limit=7&offset=%d", offset))
		if *page.Pagination != (wire.Pagination{Total: 26, Limit: 7, Offset: offset}) {
			t.Errorf("got %+v", page.Pagination)
		}
		got = append(got, names(page)...)
	}
	if !slices.Equal(got, want) {
		t.Errorf("by page: got %v", got)
	}
	b.reopenAfterClose()
	if got := names(b.list("")); !slices.Equal(got, want) {
		t.Errorf("after a restart: got %v", got)
	}
	for _, query := range []string{"limit=0", "limit=1001", "limit=x", "limit=", "offset=-1", "limit=1&limit=2", "page=2"} {
		b.want(400, b.admin, "GET", keysPath+"?"+query, "")
	}
}

func names(list wire.KeyList) []string {
	var all []string
	for _, k := range list.APIKeys {
		all = append(all, k.Name)
	}
	return all
}

func (b *bench) reopenAfterClose() {
	b.t.Helper()
	b.close()
	b.reopen()
}

func TestRevokingNeedsAnID(t *testing.T) {
	t.Parallel()
	b := open(t)
	b.create("stays", keys.AllWrite(), "")
	for _, target := range []string{keysPath, keysPath + "?id=", keysPath + "?all=1"} {
		b.want(400, b.admin, "DELETE", target, "")
	}
	b.want(404, b.admin, "DELETE", keysPath+"/key-unknown", "")
	b.want(404, b.admin, "DELETE", keysPath+"?id=key-unknown", "")
	if n := len(b.list("").APIKeys); n != 2 {
		t.Errorf("%d keys are left, want 2", n)
	}
}

// A key can make none that lives longer than itself, as it can make none that does
// more.
func TestAKeyMakesNoneThatOutlivesIt(t *testing.T) {
	t.Parallel()
	b := open(t)
	end := b.clock.now().Add(24 * time.Hour).Format(time.RFC3339)
	mortal := b.create("Mortal", keys.AllWrite(), end).Key
	for _, expires := range []string{"", `,"expiresAt":null`, `,"expiresAt":"` + b.clock.now().Add(25*time.Hour).Format(time.RFC3339) + `"`} {
		e := b.want(400, mortal, "POST", keysPath, `{"name":"x","permissions":{"projects":"read"}`+expires+`}`).refusal(t)
		if e.Details["field"] != "expiresAt" || !strings.Contains(e.Message, end) {
			t.Errorf("%s: got %+v", expires, e)
		}
	}
	if e := b.lastFailure(); e.Reason != "permission_denied" || e.KeyName != "Mortal" || e.Status != 400 {
		t.Errorf("the log has %+v", e)
	}
	b.want(201, mortal, "POST", keysPath, `{"name":"x","permissions":{"projects":"read"},"expiresAt":"`+end+`"}`)
	b.want(201, b.admin, "POST", keysPath, `{"name":"y","permissions":{"projects":"read"}}`)
}
