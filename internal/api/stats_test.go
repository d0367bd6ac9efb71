package api

import (
	"fmt"
	"net/http"
	"net/url"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/supascale/supascale-tui/internal/activity/cluster"
	"github.com/supascale/supascale-tui/internal/activity/query"
	"github.com/supascale/supascale-tui/internal/keys"
)

func parsed(t *testing.T, line string) query.Query {
	t.Helper()
	q, err := query.Parse(line)
	if err != nil {
		t.Fatal(err)
	}
	return q
}

func statsQuery(t *testing.T, line string) StatsQuery {
	return StatsQuery{
		Since: date("2026-01-19T00:30:00Z"), Until: date("2026-01-19T03:59:00Z"), Step: time.Hour,
		Where: parsed(t, line), Clusters: 10, Uses: true,
	}
}

func TestStatsReadsTheContract(t *testing.T) {
	var got url.Values
	c := connect(t, func(w http.ResponseWriter, r *http.Request) {
		got = r.URL.Query()
		says(200, fixtures(t, "stats")["contract"])(w, r)
	})
	s, err := c.Stats(t.Context(), statsQuery(t, "since:7d reason:permission key:ci outcome:failure"))
	if err != nil {
		t.Fatal(err)
	}
	want := url.Values{
		"since": {"2026-01-19T00:30:00Z"}, "until": {"2026-01-19T03:59:00Z"}, "step": {"3600"}, "clusters": {"10"},
		"uses": {"true"}, "outcome": {"failure"}, "query": {"reason:permission key:ci outcome:failure"},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("sent %v, want %v", got, want)
	}
	if s.Attempts != 180 || s.Entries != 180 || s.Total != 48201 || s.Dropped != 7 || s.More != 2 || s.Examined != 0 ||
		len(s.Clusters) != 1 || s.Clusters[0].Burst != 60 || s.Clusters[0].KeyName != "CI/CD Pipeline" || len(s.Uses) != 1 ||
		!reflect.DeepEqual(s.Addresses, []cluster.Address{{
			KeyID: "key-1", IP: "203.0.113.7", Count: 180, First: date("2026-01-19T01:02:00Z"), Last: date("2026-01-19T03:20:00Z"),
		}}) ||
		s.Reasons[keys.PermissionDenied] != 180 {
		t.Errorf("got %+v", s)
	}
}

// page is an answer of entries that many instances could send.
const page = `{"activities":[
	{"id":"3","timestamp":"2026-01-19T03:00:00Z","type":"api_key.request","outcome":"failure","reason":"expired_key","keyId":"k","method":"GET","path":"/x","ip":"192.0.2.1","status":401},
	{"id":"2","timestamp":"2026-01-19T02:00:00Z","type":"api_key.request","outcome":"success","keyId":"k","method":"GET","path":"/x","ip":"192.0.2.1","status":200},
	{"id":"1","timestamp":"2026-01-19T01:00:00Z","type":"api_key.request","outcome":"failure","reason":"expired_key","keyId":"k","method":"GET","path":"/x","ip":"192.0.2.1","status":401}]}`

func TestFiguresAreComputedWhereTheInstanceHasNone(t *testing.T) {
	for name, refuse := range map[string]int{"no such route": 404, "no such method": 405, "no such parameter": 400} {
		t.Run(name, func(t *testing.T) {
			asked := map[string]int{}
			c := connect(t, func(w http.ResponseWriter, r *http.Request) {
				asked[strings.TrimPrefix(r.URL.Path, "/api/v1")]++
				switch {
				case strings.HasSuffix(r.URL.Path, "/stats"), refuse == 400 && r.URL.Query().Has("query"):
					says(refuse, `{"success":false,"error":{"code":"x","message":"unknown"}}`)(w, r)
				default:
					says(200, page)(w, r)
				}
			}, func(o *Options) { o.Transport = &http.Transport{} }) // it is asked for offsets, which are not of the contract
			for range 2 {
				s, err := c.Stats(t.Context(), statsQuery(t, "outcome:failure reason:expired"))
				if err != nil {
					t.Fatal(err)
				}
				if s.Attempts != 2 || s.Examined != 3 || s.Partial || s.Total != -1 || len(s.Clusters) != 1 ||
					!reflect.DeepEqual(s.Buckets, []int{0, 1, 0, 1}) {
					t.Errorf("got %+v", s)
				}
			}
			if asked[statsPath] != 1 {
				t.Errorf("asked %d times for figures that there are not", asked[statsPath])
			}
		})
	}
}

func TestQueryThatTheInstanceIgnoresIsAppliedHere(t *testing.T) {
	c := connect(t, says(200, page))
	got, err := c.Activity(t.Context(), ActivityQuery{Where: parsed(t, "outcome:failure since:1h")})
	if err != nil || len(got.Entries) != 2 || got.Examined != 3 || got.Follow != "" {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestQueryThatTheInstanceRefusesIsNotSentAgain(t *testing.T) {
	var got []url.Values
	c := connect(t, func(w http.ResponseWriter, r *http.Request) {
		got = append(got, r.URL.Query())
		if r.URL.Query().Has("query") || r.URL.Query().Has("after") {
			says(400, `{"error":"unknown parameter"}`)(w, r)
			return
		}
		says(200, page)(w, r)
	})
	for range 2 {
		p, err := c.Activity(t.Context(), ActivityQuery{Where: parsed(t, "reason:expired_key agent:curl -ip:192.0.2.9"), After: "c"})
		if err != nil || len(p.Entries) != 0 || p.Examined != 3 {
			t.Errorf("got %+v, %v", p, err)
		}
	}
	if len(got) != 3 || got[1].Get("reason") != "expired_key" || got[2].Has("query") {
		t.Errorf("sent %v", got)
	}
}

func TestCursorsOfFollowingTravelAsTheyWere(t *testing.T) {
	const opaque = "a+b/c==\x1b"
	var got string
	c := connect(t, func(w http.ResponseWriter, r *http.Request) {
		got = r.URL.Query().Get("after")
		says(200, `{"activities":[],"followCursor":"a+b/c==\u001b"}`)(w, r)
	})
	p, err := c.Activity(t.Context(), ActivityQuery{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Activity(t.Context(), ActivityQuery{After: p.Follow}); err != nil || got != opaque {
		t.Errorf("sent %q, %v", got, err)
	}
}

func TestStatsOfAnotherQuestionAreRefused(t *testing.T) {
	for name, body := range map[string]string{
		"another step":   `{"start":"2026-01-19T00:00:00Z","step":60,"buckets":[1],"coverage":{"total":1}}`,
		"no buckets":     `{"start":"2026-01-19T00:00:00Z","step":3600,"buckets":[],"coverage":{"total":1}}`,
		"no coverage":    `{"start":"2026-01-19T00:00:00Z","step":3600,"buckets":[1]}`,
		"something else": `{"status":"ok"}`,
	} {
		_, err := connect(t, says(200, body)).Stats(t.Context(), statsQuery(t, ""))
		if KindOf(err) != Unexpected || err == nil {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestRevokedKeysAreThoseThatSaySo(t *testing.T) {
	const body = `{"apiKeys":[{"id":"key-1","name":"Old","keyPreview":"supascale_Fake...Fake","permissions":{"projects":"read"},"createdAt":"2026-01-01T00:00:00Z","revokedAt":"2026-01-19T00:00:00Z"},
		{"id":"key-2","name":"Active","createdAt":"2026-01-01T00:00:00Z"}]}`
	list, err := connect(t, says(200, body)).RevokedKeys(t.Context())
	if err != nil || len(list) != 1 || list[0].ID != "key-1" || list[0].Permissions.Level(keys.Projects) != keys.Read || list[0].Revoked.IsZero() {
		t.Errorf("got %+v, %v", list, err)
	}
	list, err = connect(t, says(400, `{"error":"unknown parameter"}`)).RevokedKeys(t.Context())
	if err != nil || len(list) != 0 {
		t.Errorf("an instance without such a list: got %+v, %v", list, err)
	}
}

// An instance that cuts pages, and one that ignores where a page begins.
func TestTheListOfRevokedKeysIsReadToItsEnd(t *testing.T) {
	const all = 250
	for name, c := range map[string]struct{ most, want int }{"pages of 100": {100, all}, "pages of one": {1, all}, "always the first page": {0, 100}} {
		requests := 0
		list, err := connect(t, func(w http.ResponseWriter, r *http.Request) {
			requests++
			from, _ := strconv.Atoi(r.URL.Query().Get("offset"))
			to := min(from+c.most, all)
			if c.most == 0 {
				from, to = 0, 100
			}
			var rows []string
			for i := min(from, all); i < to; i++ {
				rows = append(rows, fmt.Sprintf(`{"id":"key-%d","name":"Old","revokedAt":"2026-01-19T00:00:00Z"}`, i))
			}
			says(200, `{"apiKeys":[`+strings.Join(rows, ",")+`]}`)(w, r)
		}).RevokedKeys(t.Context())
		if err != nil || len(list) != c.want || requests > all+1 {
			t.Errorf("%s: %d keys by %d requests, %v", name, len(list), requests, err)
		}
	}
}
