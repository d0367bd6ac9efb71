package instance_test

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/supascale/supascale-tui/internal/keys"
)

// guess makes a failure with the path as its mark.
func (b *bench) guess(path string) { b.send("GET", path, "", "From-Address: 198.51.100.9:1") }

func TestActivityPagesHoldStillWhileEventsArrive(t *testing.T) {
	t.Parallel()
	b := open(t)
	var want []string
	for n := range 40 {
		if n%4 == 0 { // several within the same moment
			b.clock.add(time.Minute)
		}
		path := fmt.Sprintf("/old/%02d", n)
		b.guess(path)
		want = append([]string{path}, want...)
	}
	var got []string
	for cursor, first := "", true; first || cursor != ""; first = false {
		query := "outcome=failure&limit=7"
		if cursor != "" {
			query += "&cursor=" + cursor
		}
		page := b.activity(query)
		if (page.Coverage != nil) != first {
			t.Errorf("coverage on the first page alone: got %+v", page.Coverage)
		}
		if first && (page.Coverage.Matching != 40 || page.Coverage.OldestAt == nil) {
			t.Errorf("got %+v", page.Coverage)
		}
		for _, e := range page.Activities {
			got = append(got, e.Path)
		}
		cursor = page.NextCursor
		b.clock.add(time.Second)
		b.guess("/new")
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %v", got)
	}
}

func TestActivityFilters(t *testing.T) {
	t.Parallel()
	b := open(t)
	start := b.clock.now()
	key := b.create("50% _Pipeline", keys.Grant(keys.Projects, keys.Read), "")
	b.clock.add(time.Minute)
	b.as(key.Key, "GET", "/api/v1/projects", "", "User-Agent: Curl/8.5")
	b.as(key.Key, "POST", "/api/v1/projects", "")
	b.clock.add(time.Hour)
	b.send("GET", "/api/v1/tasks", "", "From-Address: [2001:db8::5]:1", "User-Agent: scanner")
	b.clock.add(time.Hour)
	stamp := func(d time.Duration) string { return url.QueryEscape(start.Add(d).Format(time.RFC3339)) }
	for query, want := range map[string]int{
		"outcome=failure": 2, "reason=permission_denied": 1, "reason=unknown_key": 0,
		"keyId=" + key.ID: 3, "keyId=" + key.ID + "&outcome=success&type=api_key.request": 1,
		"type=api_key.created": 2, "ip=2001:db8:0::5": 1, "ip=192.0.2.200": 0,
		"q=PIPELINE": 3, "q=curl": 1, "q=%2Fv1%2Ftasks": 1, "q=%25": 3, "q=_pipe": 3, "q=e_k": 0,
		"since=" + stamp(time.Minute) + "&until=" + stamp(time.Minute): 2,
		"since=" + stamp(time.Minute+time.Second):                      1,
		"outcome=failure&until=" + stamp(30*time.Minute):               1,
		"outcome=failure&q=scanner&ip=2001:db8::5&reason=missing_key":  1,
	} {
		if strings.HasPrefix(query, "since="+stamp(time.Minute+time.Second)) {
			query += "&outcome=failure" // each query of this test is an entry too
		}
		page := b.activity(query)
		if len(page.Activities) != want || page.Coverage.Matching != want {
			t.Errorf("%s: %d entries, %d matching, want %d", query, len(page.Activities), page.Coverage.Matching, want)
		}
	}
	for _, query := range []string{
		"limit=0", "limit=1001", "since=yesterday", "until=5", "type=x", "outcome=maybe", "reason=x", "ip=home",
		"cursor=x", "cursor=!.!", "sort=asc", "q=a&q=b", "q=", "q=" + strings.Repeat("a", 201), "%zz",
	} {
		e := b.want(400, b.admin, "GET", "/api/v1/system/activity?"+query, "").refusal(t)
		if e.Details["field"] == "" {
			t.Errorf("%s: got %+v", query, e)
		}
	}
}

func TestCoverageCountsTheWholeLog(t *testing.T) {
	t.Parallel()
	b := open(t)
	for n := range 5 {
		b.guess(fmt.Sprintf("/%d", n))
	}
	first := b.activity("limit=1").Coverage
	// The first key, the guesses; then the first query itself.
	if first.Total != 6 || first.Matching != 6 || !first.OldestAt.Equal(b.clock.now()) {
		t.Errorf("got %+v", first)
	}
	b.reopenAfterClose()
	if again := b.activity("limit=1").Coverage; again.Total != 7 {
		t.Errorf("after a restart: got %+v", again)
	}
}

func TestNothingIsLostOnClose(t *testing.T) {
	t.Parallel()
	b := open(t)
	for n := range 55 {
		b.guess(fmt.Sprintf("/%d", n))
	}
	for range 300 {
		b.as(b.admin, "GET", "/api/v1/projects", "")
	}
	b.reopenAfterClose()
	if n := b.activity("outcome=failure").Coverage.Matching; n != 55 {
		t.Errorf("%d failures in the log, want 55", n)
	}
	if got := b.activity("outcome=success&q=projects").Activities; len(got) != 1 || got[0].Count != 300 {
		t.Errorf("got %+v", got)
	}
	if used := b.list("").APIKeys[0].LastUsed; used == nil || !used.Equal(b.clock.now()) {
		t.Errorf("last used %v", used)
	}
}

func TestWhatASenderChoosesIsBounded(t *testing.T) {
	t.Parallel()
	b := open(t)
	b.send("GET", "/"+strings.Repeat("é", 2000), "", "User-Agent: "+strings.Repeat("x", 5000)+"\xff")
	got := b.lastFailure()
	if n := len([]rune(got.Path)); n != 512 {
		t.Errorf("%d characters of path", n)
	}
	if n := len([]rune(got.UserAgent)); n != 256 {
		t.Errorf("%d characters of agent", n)
	}
	secret := b.create("Pasted", keys.AllWrite(), "").Key
	b.send("GET", "/api/v1/projects/"+secret, "", "User-Agent: my "+secret)
	got = b.lastFailure()
	if strings.Contains(got.Path+got.UserAgent, secret) || !strings.Contains(got.Path, secret[:14]+"...") {
		t.Errorf("got %s by %s", got.Path, got.UserAgent)
	}
	if strings.Contains(b.log.String(), secret) {
		t.Error("the request log holds the key")
	}
}
