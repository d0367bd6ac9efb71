package instance_test

import (
	"slices"
	"testing"
	"time"

	"github.com/supascale/supascale-tui/internal/api/wire"
	"github.com/supascale/supascale-tui/internal/keys"
)

// Every reason, from a real request to its entry in the log.
func TestEveryReasonIsLoggedWithItsFields(t *testing.T) {
	t.Parallel()
	b := open(t)
	reader := b.create("Reader", keys.Grant(keys.Backups, keys.Read), "")
	expired := b.create("Expired", keys.Grant(keys.Backups, keys.Write), "2027-03-01T12:00:30Z")
	revoked := b.create("Revoked", keys.Grant(keys.Tasks, keys.Read), "")
	b.want(200, b.admin, "DELETE", keysPath+"/"+revoked.ID, "")
	b.clock.add(time.Minute)
	const agent = "test/1.0 (\x1b[31mred)"
	request := wire.Activity{
		Timestamp: b.clock.now(), Type: wire.TypeRequest, Outcome: wire.Failure, Method: "POST", Path: "/api/v1/backups",
		Resource: "backups", Required: "write", Status: 401, IP: "203.0.113.7", UserAgent: agent, Count: 1,
	}
	known := func(e wire.Activity, k wire.CreatedKey, granted string) wire.Activity {
		e.KeyID, e.KeyName, e.KeyPreview, e.Granted = k.ID, k.Name, keys.Preview(k.Key), granted
		return e
	}
	unknown := func(preview string) wire.Activity {
		e := request
		e.KeyPreview = preview
		return e
	}
	denied := known(request, reader, "read")
	denied.Status = 403
	signin := request
	signin.Type, signin.Path, signin.Resource, signin.Required = wire.TypeSignin, "/api/auth/callback/credentials", "", ""
	limited := request
	limited.Status, limited.Count = 429, 3
	for _, c := range []struct {
		reason keys.Reason
		header string
		want   wire.Activity
	}{
		{keys.MissingKey, "X-None: 1", request},
		{keys.MalformedKey, "Authorization: Bearer supascale_short", unknown("supascale_shor...")},
		{keys.MalformedKey, "Authorization: Bearer hunter2", request},
		{keys.UnknownKey, "Authorization: Bearer " + fakeKey(7), unknown("supascale_0000...")},
		{keys.RevokedKey, "Authorization: Bearer " + revoked.Key, known(request, revoked, "none")},
		{keys.ExpiredKey, "Authorization: Bearer " + expired.Key, known(request, expired, "write")},
		{keys.PermissionDenied, "Authorization: Bearer " + reader.Key, denied},
		{keys.BadCredentials, "X-None: 1", signin},
	} {
		r := b.send("POST", c.want.Path+"?token=hunter2", `{"password":"hunter2"}`, c.header, "User-Agent: "+agent, "From-Address: 203.0.113.7:1234")
		c.want.Reason = string(c.reason)
		if r.StatusCode != c.want.Status {
			t.Errorf("%s: got %d", c.reason, r.StatusCode)
		}
		got := b.lastFailure()
		c.want.ID = got.ID
		if got != c.want {
			t.Errorf("%s:\n got %+v\nwant %+v", c.reason, got, c.want)
		}
	}
	for range 60 + 3 - 7 {
		b.send("POST", "/api/v1/backups", "", "User-Agent: "+agent, "From-Address: 203.0.113.7:1234")
	}
	got := b.activity("reason=rate_limited").Activities
	limited.Reason = string(keys.RateLimited)
	if len(got) == 1 {
		limited.ID = got[0].ID
	}
	if !slices.Equal(got, []wire.Activity{limited}) {
		t.Errorf("got %+v, want %+v", got, limited)
	}
	if n := b.activity("outcome=failure&q=hunter2").Coverage.Matching; n != 0 {
		t.Errorf("%d entries hold what was sent", n)
	}
}

func TestSuccessesAreFoldedExactly(t *testing.T) {
	t.Parallel()
	b := open(t)
	key := b.create("Busy", keys.Grant(keys.Projects, keys.Write), "")
	done := make(chan struct{})
	for worker := range 4 {
		go func() {
			defer func() { done <- struct{}{} }()
			for n := range 250 {
				path := "/api/v1/projects"
				if n%5 == 0 {
					path += "/unknown" + string(rune('a'+worker))
				}
				b.as(key.Key, "GET", path, "")
				if n == 100 { // a group is written in between
					b.activity("limit=1")
				}
			}
		}()
	}
	for range 4 {
		<-done
	}
	b.clock.add(time.Minute)
	b.as(key.Key, "GET", "/api/v1/projects", "")
	counts := map[string][]int{}
	for _, e := range b.activity("keyId=" + key.ID + "&type=api_key.request").Activities {
		path := e.Path
		if len(path) > len("/api/v1/projects") {
			path = "one"
		}
		counts[path] = append(counts[path], e.Count)
		if e.Outcome != wire.Success || e.Reason != "" || e.Granted != "write" || e.Required != "read" {
			t.Errorf("got %+v", e)
		}
	}
	if !slices.Equal(counts["/api/v1/projects"], []int{1, 800}) || !slices.Equal(counts["one"], []int{200}) {
		t.Errorf("got %v", counts)
	}
	if used := b.list("?limit=1").APIKeys[0].LastUsed; used == nil || !used.Equal(b.clock.now()) {
		t.Errorf("last used %v", used)
	}
}

func TestKeyEventsAreLogged(t *testing.T) {
	t.Parallel()
	b := open(t)
	key := b.create("Short-lived", keys.Grant(keys.Tasks, keys.Read), "")
	b.want(200, b.admin, "DELETE", keysPath+"?id="+key.ID, "")
	got := b.activity("keyId=" + key.ID).Activities
	if len(got) != 2 || got[0].Type != wire.TypeRevoked || got[1].Type != wire.TypeCreated {
		t.Fatalf("got %+v", got)
	}
	for _, e := range got {
		if e.KeyName != "Short-lived" || e.KeyPreview != keys.Preview(key.Key) || e.Outcome != wire.Success {
			t.Errorf("got %+v", e)
		}
	}
}
