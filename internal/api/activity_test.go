package api

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/supascale/supascale-tui/internal/keys"
)

func fixtureEntry() Activity {
	return Activity{
		ID: "17", Time: date("2026-01-20T08:00:00Z"), Type: "api_key.request", Failed: true, Reason: keys.PermissionDenied,
		KeyID: "key-1", KeyName: "CI/CD Pipeline", KeyPreview: "supascale_Fake...Fake",
		Method: "POST", Path: "/api/v1/backups", Resource: keys.Backups, Required: "write", Granted: "read",
		Status: 403, IP: "203.0.113.7", UserAgent: "curl/8.5", Count: 1,
	}
}

func TestActivityReadsEveryVariant(t *testing.T) {
	for name, body := range fixtures(t, "activity") {
		t.Run(name, func(t *testing.T) {
			page, err := connect(t, says(200, body)).Activity(t.Context(), ActivityQuery{FailuresOnly: true, KeyID: "key-1"})
			if err != nil {
				t.Fatal(err)
			}
			if len(page.Entries) != 1 || page.Entries[0] != fixtureEntry() || page.Examined != 0 {
				t.Errorf("got %+v, want %+v", page.Entries, fixtureEntry())
			}
			switch name {
			case "contract":
				if !page.Oldest.Equal(date("2026-01-01T00:00:00Z")) || page.Total != 48201 || page.Matching != 312 {
					t.Errorf("the coverage is %v, %d of %d", page.Oldest, page.Matching, page.Total)
				}
			case "details_and_metadata":
				if page.Matching != 9 || page.Total != -1 {
					t.Errorf("the counts are %d of %d", page.Matching, page.Total)
				}
			default:
				if !page.Oldest.IsZero() || page.Total != -1 || page.Matching != -1 || page.Sure {
					t.Errorf("the page claims what it can't know: %+v", page)
				}
			}
		})
	}
}

func TestActivitySendsTheWholeQuery(t *testing.T) {
	var got url.Values
	c := connect(t, func(w http.ResponseWriter, r *http.Request) {
		got = r.URL.Query()
		says(200, `{"activities":[]}`)(w, r)
	})
	zone := time.FixedZone("x", 3600)
	_, err := c.Activity(t.Context(), ActivityQuery{
		Since: date("2026-01-01T00:00:00Z").In(zone), Until: date("2026-01-02T00:00:00.5Z"), Type: "api_key.request",
		FailuresOnly: true, Reason: keys.ExpiredKey, KeyID: "key-1", IP: "::1", Text: "a & b", Limit: 5000,
	})
	if err != nil {
		t.Fatal(err)
	}
	want := url.Values{
		"since": {"2026-01-01T00:00:00Z"}, "until": {"2026-01-02T00:00:00.5Z"}, "type": {"api_key.request"},
		"outcome": {"failure"}, "reason": {"expired_key"}, "keyId": {"key-1"}, "ip": {"::1"}, "q": {"a & b"}, "limit": {"1000"},
	}
	if got.Encode() != want.Encode() {
		t.Errorf("sent %v", got)
	}
}

func TestActivityPagesByCursor(t *testing.T) {
	const hostile = "a b&c\x1b[31m\u202e=="
	pages := map[string]string{"": hostile, hostile: "last", "last": ""}
	c := connect(t, func(w http.ResponseWriter, r *http.Request) {
		next, known := pages[r.URL.Query().Get("cursor")]
		if !known {
			t.Errorf("asked for the cursor %q", r.URL.Query().Get("cursor"))
		}
		body, _ := json.Marshal(map[string]any{"activities": []any{map[string]any{"id": "1"}}, "nextCursor": next})
		says(200, string(body))(w, r)
	})
	count := 0
	for cursor := ""; ; count++ {
		page, err := c.Activity(t.Context(), ActivityQuery{Cursor: cursor})
		if err != nil {
			t.Fatal(err)
		}
		if strings.ContainsAny(page.Next, "\x1b\u202e ") {
			t.Errorf("the cursor is not inert: %q", page.Next)
		}
		if cursor = page.Next; cursor == "" {
			break
		}
	}
	if count != 2 {
		t.Errorf("followed %d cursors, want 2", count)
	}
}

func TestActivityPagesByOffset(t *testing.T) {
	var asked []string
	c := connect(t, func(w http.ResponseWriter, r *http.Request) {
		offset := r.URL.Query().Get("offset")
		asked = append(asked, offset)
		if offset == "" {
			offset = "0"
		}
		items := `[{"id":"1"},{"id":"2"}]`
		if offset == "4" {
			items = `[{"id":"5"}]`
		}
		says(200, `{"items":`+items+`,"pagination":{"total":5,"limit":2,"offset":`+offset+`}}`)(w, r)
	}, func(o *Options) { o.Transport = &http.Transport{} }) // offset is not of the contract here
	for cursor, i := "", 0; i == 0 || cursor != ""; i++ {
		page, err := c.Activity(t.Context(), ActivityQuery{Cursor: cursor, Limit: 2})
		if err != nil {
			t.Fatal(err)
		}
		if page.Matching != 5 {
			t.Errorf("matching is %d", page.Matching)
		}
		cursor = page.Next
	}
	if !slices.Equal(asked, []string{"", "2", "4"}) {
		t.Errorf("asked for the offsets %q", asked)
	}
}

// An instance without filters sends the same for every query.
func TestActivityFiltersByItself(t *testing.T) {
	const body = `{"activities":[
		{"id":"1","timestamp":"2026-01-20T08:00:00Z","type":"api_key.request","outcome":"failure","reason":"expired_key","keyId":"a","keyName":"Laptop","ip":"::ffff:192.0.2.1","path":"/api/v1/projects","userAgent":"Go"},
		{"id":"2","timestamp":"2026-01-19T08:00:00Z","type":"api_key.request","outcome":"success","keyId":"a","ip":"192.0.2.2","path":"/api/v1/tasks","userAgent":"CURL"},
		{"id":"3","timestamp":"2026-01-18T08:00:00Z","type":"api_key.created","outcome":"success","keyId":"b","keyName":"Other","ip":"192.0.2.3"}
	],"coverage":{"total":3,"matching":3,"oldestAt":null}}`
	c := connect(t, says(200, body))
	for name, q := range map[string]struct {
		query ActivityQuery
		want  string
	}{
		"all":      {ActivityQuery{}, "123"},
		"failures": {ActivityQuery{FailuresOnly: true}, "1"},
		"reason":   {ActivityQuery{Reason: keys.ExpiredKey}, "1"},
		"type":     {ActivityQuery{Type: "api_key.created"}, "3"},
		"key":      {ActivityQuery{KeyID: "a"}, "12"},
		"ip":       {ActivityQuery{IP: "192.0.2.1"}, "1"},
		"since":    {ActivityQuery{Since: date("2026-01-19T00:00:00Z")}, "12"},
		"until":    {ActivityQuery{Until: date("2026-01-19T00:00:00Z")}, "3"},
		"agent":    {ActivityQuery{Text: "curl"}, "2"},
		"path":     {ActivityQuery{Text: "PROJECTS"}, "1"},
		"name":     {ActivityQuery{Text: "other"}, "3"},
		"nothing":  {ActivityQuery{Text: "nowhere"}, ""},
	} {
		page, err := c.Activity(t.Context(), q.query)
		if err != nil {
			t.Fatal(err)
		}
		var got string
		for _, e := range page.Entries {
			got += e.ID
		}
		examined, matching := 3, -1
		if name == "all" {
			examined, matching = 0, 3
		}
		if got != q.want || page.Examined != examined || page.Matching != matching || page.Total != 3 {
			t.Errorf("%s: got %q, examined %d, matching %d of %d", name, got, page.Examined, page.Matching, page.Total)
		}
	}
}

// An entry failed where anything says so, and where nothing tells it is neither
// a failure nor a success.
func TestActivityOutcomes(t *testing.T) {
	const failed, done, untold = "failed", "done", "untold"
	for entry, want := range map[string]string{
		`{"outcome":"failure"}`: failed, `{"outcome":"success","reason":"x"}`: done, `{"status":"failed"}`: failed,
		`{"success":false}`: failed, `{"success":true,"status":403}`: done, `{"status":401}`: failed, `{"status":200}`: done,
		`{"reason":"expired_key"}`: failed, `{}`: untold, `{"result":"DENIED"}`: failed,
		`{"type":"api_key.denied"}`: failed, `{"action":"loginFailed"}`: failed, `{"event":"request error"}`: failed, `{"level":"error"}`: failed,
		`{"status":"Unauthorized"}`: failed, `{"type":"auth.unauthorized","outcome":"success"}`: failed, `{"level":"ERROR","status":200}`: failed,
		`{"status_code":500}`: failed, `{"statusCode":204}`: done, `{"details":{"http_status":"403"}}`: failed, `{"metadata":{"success":"false"}}`: failed,
		`{"ok":false}`: failed, `{"allowed":false}`: failed, `{"is_success":0}`: failed, `{"failed":true}`: failed, `{"failed":false}`: done,
		`{"error":"no such key"}`: failed, `{"error":{"code":"x"}}`: failed, `{"error":null,"status":200}`: done, `{"error":false,"result":"ok"}`: done,
		`{"action":"key_created"}`: done, `{"action":"key_created","status":403}`: failed, `{"type":"api_key.revoked"}`: done,
		`{"type":"access.not_allowed"}`: failed, `{"type":"session.signin"}`: untold, `{"action":"request","message":"no such key"}`: untold,
		`{"level":"info"}`: untold, `{"level":"write","type":"api_key.request"}`: untold, `{"type":"notification"}`: untold,
	} {
		var fields map[string]json.RawMessage
		if err := json.Unmarshal([]byte(entry), &fields); err != nil {
			t.Fatal(err)
		}
		e := readEntry(fields)
		got := map[[2]bool]string{{true, false}: failed, {false, false}: done, {false, true}: untold}[[2]bool{e.Failed, e.Untold}]
		if got != want {
			t.Errorf("%s: got %s, want %s", entry, got, want)
		}
	}
}

func TestTheInstancesOwnWordsAreKept(t *testing.T) {
	for entry, want := range map[string]string{
		`{"message":"no such key"}`: "no such key", `{"error":"no such key"}`: "no such key", `{"error":{"message":"no such key"}}`: "no such key",
		`{"error_message":"no such key"}`: "no such key", `{"details":{"failureReason":"no such key"}}`: "no such key", `{"error":true}`: "",
	} {
		var fields map[string]json.RawMessage
		if err := json.Unmarshal([]byte(entry), &fields); err != nil {
			t.Fatal(err)
		}
		if e := readEntry(fields); e.Message != want {
			t.Errorf("%s: got %q", entry, e.Message)
		}
	}
}

func TestActivityCleansItsTexts(t *testing.T) {
	c := connect(t, says(200, `[{"id":"1","message":"used \u001b[2J","userAgent":"`+strings.Repeat("x", 2000)+`","path":"/x?key=`+fakeKey+`","keyName":"a\u202eb","count":7}]`))
	page, err := c.Activity(t.Context(), ActivityQuery{})
	if err != nil {
		t.Fatal(err)
	}
	e := page.Entries[0]
	if e.Message != "used ␛[2J" || len([]rune(e.UserAgent)) != agentMax || e.KeyName != "a⟨U+202E⟩b" || e.Count != 7 {
		t.Errorf("got %+v", e)
	}
	if strings.Contains(e.Path, "FakeFake") {
		t.Errorf("a key in a path is shown: %s", e.Path)
	}
}
