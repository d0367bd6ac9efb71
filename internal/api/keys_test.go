package api

import (
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/supascale/supascale-tui/internal/keys"
)

// fixtures gives the files of a folder of testdata by name.
func fixtures(t testing.TB, folder string) map[string]string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join("testdata", folder, "*.json"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("no fixtures in %s: %v", folder, err)
	}
	files := map[string]string{}
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		files[strings.TrimSuffix(filepath.Base(path), ".json")] = string(text)
	}
	return files
}

func fixtureKey() Key {
	return Key{
		ID: "key-1", Name: "CI/CD Pipeline", Preview: "supascale_Fake...Fake",
		Permissions: keys.Grant(keys.Projects, keys.Write).With(keys.Backups, keys.Read),
		Created:     date("2026-01-19T12:00:00Z"), Expires: keys.ExpiresAt(date("2027-01-19T00:00:00Z")), LastUsed: date("2026-01-20T08:00:00Z"),
	}
}

func TestListKeysReadsEveryVariant(t *testing.T) {
	for name, body := range fixtures(t, "keys") {
		t.Run(name, func(t *testing.T) {
			c := connect(t, says(200, body))
			page, err := c.ListKeys(t.Context(), 4, 2)
			if err != nil {
				t.Fatal(err)
			}
			if len(page.Keys) != 1 || page.Keys[0] != fixtureKey() {
				t.Errorf("got %+v, want %+v", page.Keys, fixtureKey())
			}
			if name == "contract" && page.Total != 45 {
				t.Errorf("the page is %d of %d", len(page.Keys), page.Total)
			}
		})
	}
}

// An expiry that can't be read is neither none nor a moment.
func TestListKeysWithAnExpiryThatCantBeRead(t *testing.T) {
	for raw, told := range map[string]string{
		`"next week"`: "next week", `true`: "true", `-1`: "-1", `"0000-00-00T00:00:00Z"`: "0000-00-00T00:00:00Z",
		`{"$date":1}`: `{"$date":1}`, `"\u001b[2Jsoon"`: "soon", `"10000-01-01T00:00:00Z"`: "10000-01-01T00:00:00Z",
	} {
		c := connect(t, says(200, `{"apiKeys":[{"id":"1","expiresAt":`+raw+`,"createdAt":"2026-01-19T12:00:00Z"}]}`))
		page, err := c.ListKeys(t.Context(), 0, 0)
		if err != nil || len(page.Keys) != 1 {
			t.Fatalf("%s: %v", raw, err)
		}
		k := page.Keys[0]
		if got, unreadable := k.Expires.Unreadable(); !unreadable || !strings.Contains(got, told) || strings.Contains(got, "\x1b") || k.Expires.IsNever() || k.Expires.StatusAt(time.Now()) != keys.Untold {
			t.Errorf("%s: got %q", raw, got)
		}
		if again := k.Template(); again.Lifetime.IsKnown() || !strings.Contains(strings.Join(again.Notes(), ""), "choose") {
			t.Errorf("%s: a key like it lasts %v", raw, again.Lifetime)
		}
	}
}

// What an instance makes otherwise than it was asked is said, and a value that is none
// is a lost answer.
func TestACreatedKeyIsComparedWithWhatWasAskedFor(t *testing.T) {
	asked := NewKey{Name: "CI", Permissions: keys.Grant(keys.Backups, keys.Read), Expires: keys.ExpiresAt(time.Date(2027, 1, 19, 10, 0, 0, 0, time.UTC))}
	value := keys.Prefix + strings.Repeat("aB3d", 7)
	for fields, want := range map[string]string{
		`"name":"CI","permissions":{"backups":"read"},"expiresAt":"2027-01-19T10:00:00Z"`: "",
		`"id":"1"`:                           "",
		`"expiresAt":"2027-01-19T00:00:00Z"`: "", // it keeps the day alone
		`"permissions":{"backups":"write","system":"read"}`: "backups: write and not read; the system: read and not none",
		`"permissions":{"backups":"read","mail":"read"}`:    "mail: “read”, which was not asked for",
		`"name":"other"`:         "its name is “other” and not “CI”",
		`"expiresAt":null`:       "its expiry is never and not Tue 19 Jan 2027",
		`"expiresAt":"whenever"`: "its expiry is can't be read: “whenever”",
	} {
		c := connect(t, says(201, `{"success":true,"apiKey":{"key":"`+value+`",`+fields+`}}`))
		made, err := c.CreateKey(t.Context(), asked)
		if err != nil {
			t.Fatalf("%s: %v", fields, err)
		}
		if got := made.Warning(); (got == "") != (want == "") || !strings.Contains(got, want) {
			t.Errorf("%s: %q, want %q", fields, got, want)
		}
		if want == "" && made.Expires.IsNever() {
			t.Errorf("%s: an expiry that isn't told reads never", fields)
		}
	}
	for answer, want := range map[string]string{
		`{"apiKey":{"id":"1","key":"supascale_Ab3d****************x9Zk"}}`: "masked",
		`{"apiKey":{"id":"1","key":"supascale_Ab3d...x9Zk"}}`:              "masked",
		`{"success":false,"error":{"message":"quota reached"}}`:            "quota reached",
	} {
		c := connect(t, says(200, answer))
		if made, err := c.CreateKey(t.Context(), asked); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %+v, %v", answer, made.Key, err)
		}
	}
}

// A level or a shape that isn't known is no access to nobody's eyes.
func TestListKeysWithPermissionsThatCantBeRead(t *testing.T) {
	for raw, want := range map[string]string{
		`{"projects":"admin","system":"read"}`: "P:? B:- T:- C:- S:r",
		`{"projects":2}`:                       "P:? B:- T:- C:- S:-",
		`{"projects":"Write"}`:                 "P:w B:- T:- C:- S:-",
		`["projects:owner","backups:read"]`:    "P:? B:r T:- C:- S:-",
		`"full"`:                               "P:? B:? T:? C:? S:?",
		`[{"resource":"projects"}]`:            "P:? B:? T:? C:? S:?",
		`7`:                                    "P:? B:? T:? C:? S:?",
		`null`:                                 "P:- B:- T:- C:- S:-",
		`{}`:                                   "P:- B:- T:- C:- S:-",
	} {
		c := connect(t, says(200, `{"apiKeys":[{"id":"1","permissions":`+raw+`}]}`))
		page, err := c.ListKeys(t.Context(), 0, 0)
		if err != nil || len(page.Keys) != 1 {
			t.Fatalf("%s: %v", raw, err)
		}
		p := page.Keys[0].Permissions
		if got := p.Summary(); got != want {
			t.Errorf("%s: %s, want %s", raw, got, want)
		}
		if strings.Contains(want, "?") && (p.IsNone() || p.Allows(keys.Projects, keys.Read) || p.Told(keys.Projects) == "" || p.Known().Level(keys.Projects) != keys.None) {
			t.Errorf("%s: %+v", raw, p)
		}
	}
}

func TestListKeysWithoutTimesOrPreview(t *testing.T) {
	for _, none := range []string{
		`"keyPreview":null,"expiresAt":null,"lastUsed":null,"createdAt":null`,
		`"expiresAt":"","lastUsed":"","createdAt":""`,
		`"name":"n"`,
		`"expiresAt":"never","lastUsed":false,"createdAt":{"a":1}`,
		`"expiresAt":0,"lastUsed":-5,"createdAt":1e300`,
		`"expiresAt":null,"createdAt":"-0001-01-01"`,
	} {
		c := connect(t, says(200, `{"apiKeys":[{"id":12345678901234567890,`+none+`}]}`))
		page, err := c.ListKeys(t.Context(), 0, 0)
		if err != nil || len(page.Keys) != 1 {
			t.Fatalf("%s: %v", none, err)
		}
		k := page.Keys[0]
		if !k.Expires.IsNever() || !k.LastUsed.IsZero() || !k.Created.IsZero() || k.Preview != "" {
			t.Errorf("%s: got %+v", none, k)
		}
		if k.ID != "12345678901234567890" {
			t.Errorf("a number as id became %s", k.ID)
		}
	}
}

func TestTimesInOtherForms(t *testing.T) {
	for sent, want := range map[string]string{
		`"2026-01-19"`:                        "2026-01-19T00:00:00Z",
		`"2026-01-19T12:00:00"`:               "2026-01-19T12:00:00Z",
		`"2026-01-19 12:00:00"`:               "2026-01-19T12:00:00Z",
		`"2026-01-19T12:00:00.123456Z"`:       "2026-01-19T12:00:00.123456Z",
		`"2026-01-19T13:00:00+01:00"`:         "2026-01-19T12:00:00Z",
		`1768824000`:                          "2026-01-19T12:00:00Z",
		`1768824000500`:                       "2026-01-19T12:00:00.5Z",
		`"2026-01-19T12:00:00.000000000000Z"`: "2026-01-19T12:00:00Z",
	} {
		var got moment
		if err := got.UnmarshalJSON([]byte(sent)); err != nil || !got.Equal(date(want)) || got.Location() != time.UTC {
			t.Errorf("%s was read as %v (%v), want %s", sent, got, err, want)
		}
	}
}

func TestUnknownPermissionsAreKeptAndGrantNothing(t *testing.T) {
	for _, sent := range []string{
		`{"projects":"write","mail":"read","tasks":"admin"}`,
		`["projects:write","mail:read","tasks:admin"]`,
	} {
		c := connect(t, says(200, `[{"id":"a","permissions":`+sent+`}]`))
		page, err := c.ListKeys(t.Context(), 0, 0)
		if err != nil {
			t.Fatal(err)
		}
		p := page.Keys[0].Permissions
		if p.Level(keys.Projects) != keys.Write || p.Level(keys.Tasks) != keys.Unknown {
			t.Errorf("%s: the known levels are %s", sent, p.Summary())
		}
		if !strings.Contains(p.Summary(), "mail:read") || p.Told(keys.Tasks) != "admin" {
			t.Errorf("%s: the unknown ones are lost: %s", sent, p.Summary())
		}
	}
}

func TestAPreviewIsNeverAWholeKey(t *testing.T) {
	c := connect(t, says(200, `[{"keyPreview":"`+fakeKey+`"},{"prefix":"sk_live_0123456789abcdefFAKEFAKEFAKE"},{"name":"made by `+fakeKey+`"}]`))
	page, err := c.ListKeys(t.Context(), 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	want := []Key{
		{IDFlaw: IDMissing, Preview: "supascale_Fake...Fake"}, {IDFlaw: IDMissing, Preview: "sk_live_012345..."},
		{IDFlaw: IDMissing, Name: "made by supascale_Fake..."},
	}
	for i := range want {
		if page.Keys[i] != want[i] {
			t.Errorf("got %+v, want %+v", page.Keys[i], want[i])
		}
	}
}

func TestListKeysTellsWhatItGot(t *testing.T) {
	const a, b = `{"id":"a"}`, `{"id":"b"}`
	for name, c := range map[string]struct {
		body string
		want KeyPage
	}{
		"no total":            {`[` + a + `,` + b + `]`, KeyPage{Total: -1}},
		"no keys":             {`{"apiKeys":[]}`, KeyPage{Total: -1}},
		"null":                {`{"apiKeys":null}`, KeyPage{Total: -1}},
		"total as text":       {`{"pagination":{"total":"9","offset":"2"},"apiKeys":[` + a + `]}`, KeyPage{Total: 9}},
		"pagination first":    {`{"pagination":{"total":9,"limit":2,"offset":0},"apiKeys":[` + a + `,` + b + `]}`, KeyPage{Total: 9}},
		"pagination in data":  {`{"data":{"keys":[` + a + `],"pagination":{"total":9,"offset":8}}}`, KeyPage{Total: 9}},
		"a total alone":       {`{"keys":[` + a + `],"total":9}`, KeyPage{Total: 9}},
		"under meta":          {`{"data":[` + a + `],"meta":{"totalCount":9}}`, KeyPage{Total: 9}},
		"nonsense pagination": {`{"apiKeys":[` + a + `],"pagination":[1]}`, KeyPage{Total: -1}},
		"negative pagination": {`{"apiKeys":[` + a + `],"pagination":{"total":-1}}`, KeyPage{Total: -1}},
		"no keys among them":  {`{"apiKeys":["x",` + a + `,null,7,[1]]}`, KeyPage{Total: -1, Unreadable: 4}},
	} {
		t.Run(name, func(t *testing.T) {
			page, err := connect(t, says(200, c.body)).ListKeys(t.Context(), 0, 2)
			if err != nil {
				t.Fatal(err)
			}
			if page.Total != c.want.Total || page.Unreadable != c.want.Unreadable {
				t.Errorf("got total %d, %d unreadable", page.Total, page.Unreadable)
			}
		})
	}
}

func TestOnlyAnIDThatCanBeSentBackAsItCameNamesAKey(t *testing.T) {
	long := strings.Repeat("x", 201)
	for sent, want := range map[string]Key{
		`"key-1"`:                 {ID: "key-1"},
		`17`:                      {ID: "17"},
		`12345678901234567890`:    {ID: "12345678901234567890"},
		`"` + long[1:] + `"`:      {ID: long[1:]},
		`"` + long + `"`:          {IDFlaw: IDTooLong},
		`""`:                      {IDFlaw: IDMissing},
		`null`:                    {IDFlaw: IDMissing},
		`{"$oid":"a"}`:            {IDFlaw: IDMissing},
		`".."`:                    {IDFlaw: IDOdd},
		`"a\u202eb"`:              {IDFlaw: IDOdd},
		`"a\nb"`:                  {IDFlaw: IDOdd},
		`"` + fakeKey + `"`:       {IDFlaw: IDOdd},
		`"../projects/1"`:         {ID: "../projects/1"}, // escaped in a path
		`"Ünïcode is fine 監視/?#"`: {ID: "Ünïcode is fine 監視/?#"},
	} {
		page, err := connect(t, says(200, `[{"id":`+sent+`}]`)).ListKeys(t.Context(), 0, 2)
		if err != nil || len(page.Keys) != 1 || page.Keys[0] != want {
			t.Errorf("%.40s: got %+v, %v", sent, page.Keys, err)
			continue
		}
		if says := page.Keys[0].CantName(); (says == "") != (want.ID != "") {
			t.Errorf("%.40s: %q", sent, says)
		}
	}
	asked := false
	c := connect(t, func(http.ResponseWriter, *http.Request) { asked = true })
	for _, id := range []string{"", ".", "..", long, "a\u202eb"} {
		if err := c.RevokeKey(t.Context(), id); KindOf(err) != Invalid || asked {
			t.Errorf("%.40q: %v", id, err)
		}
	}
}

func TestCreateKeyReadsEveryVariant(t *testing.T) {
	for name, body := range fixtures(t, "created") {
		for _, status := range []int{200, 201} {
			var sent string
			c := connect(t, func(w http.ResponseWriter, r *http.Request) {
				text, _ := io.ReadAll(r.Body)
				sent = string(text)
				says(status, body)(w, r)
			})
			want := fixtureKey()
			made, err := c.CreateKey(t.Context(), NewKey{Name: want.Name, Permissions: want.Permissions, Expires: want.Expires})
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			want.LastUsed = time.Time{}
			if made.Key != want || !made.Secret.Equal(fakeKey) {
				t.Errorf("%s: got %+v, want %+v", name, made, want)
			}
			const wire = `{"name":"CI/CD Pipeline","permissions":{"backups":"read","cloudStorage":"none","projects":"write","system":"none","tasks":"none"},"expiresAt":"2027-01-19T00:00:00Z"}`
			if sent != wire {
				t.Errorf("%s: sent %s", name, sent)
			}
		}
	}
}

func TestCreateKeyWithoutAValueSaysWhatToDo(t *testing.T) {
	for name, body := range map[string]string{
		"no value":       `{"success":true,"apiKey":{"id":"key-1","name":"a"}}`,
		"hostile value":  `{"apiKey":{"id":"key-1","key":"supascale_\u001b]52;c;AAAA\u0007"}}`,
		"value of two":   `{"apiKey":{"id":"key-1","key":"supascale_a supascale_b"}}`,
		"endless value":  `{"apiKey":{"id":"key-1","key":"` + strings.Repeat("a", 600) + `"}}`,
		"cut short":      `{"apiKey":{"id":"key-1","key":"supascale_Fake`,
		"nothing":        ``,
		"a web page":     `<!doctype html><p>Welcome`,
		"another answer": `[1,2]`,
	} {
		_, err := connect(t, says(201, body)).CreateKey(t.Context(), NewKey{Name: "a"})
		e := failure(t, err, Unexpected)
		if !e.MaybeDone || !strings.Contains(e.Message, "not known whether the key was created") || !strings.Contains(e.Next(), "revoke") {
			t.Errorf("%s: %s / %s", name, e.Message, e.Next())
		}
	}
}

func TestRevokeKey(t *testing.T) {
	for name, c := range map[string]struct{ style, id, want string }{
		"path":    {"path", "key-1", "/api/v1/settings/api-keys/key-1"},
		"default": {"", "key-1", "/api/v1/settings/api-keys/key-1"},
		"query":   {"query", "key-1", "/api/v1/settings/api-keys?id=key-1"},
		"odd":     {"path", "a/../b?c#d%2e", "/api/v1/settings/api-keys/a%2F..%2Fb%3Fc%23d%252e"},
		"odd too": {"query", "a&id=b", "/api/v1/settings/api-keys?id=a%26id%3Db"},
	} {
		for _, answer := range []http.HandlerFunc{
			says(200, `{"success":true,"message":"gone"}`), says(200, `whatever`), says(200, ``), says(200, `[]`),
			func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(204) },
		} {
			var got []string
			client := connect(t, func(w http.ResponseWriter, r *http.Request) {
				got = append(got, r.Method+" "+r.URL.RequestURI())
				answer(w, r)
			}, func(o *Options) {
				o.RevokeStyle = c.style
				if strings.HasPrefix(name, "odd") {
					o.Transport = &http.Transport{} // the validator unescapes before it matches
				}
			})
			if err := client.RevokeKey(t.Context(), c.id); err != nil {
				t.Errorf("%s: %v", name, err)
			}
			if len(got) != 1 || got[0] != "DELETE "+c.want {
				t.Errorf("%s: sent %q, want one DELETE %s", name, got, c.want)
			}
		}
	}
}

func TestRevokeKeyNeverReachesTheCollection(t *testing.T) {
	c := connect(t, func(_ http.ResponseWriter, r *http.Request) { t.Errorf("sent %s", r.URL) })
	for _, id := range []string{"", ".", ".."} {
		_ = failure(t, c.RevokeKey(t.Context(), id), Invalid)
	}
}

func TestRevokeKeyStopsAtARefusal(t *testing.T) {
	for status, want := range map[int]string{404: "may be gone already", 405: "revoke_style"} {
		tries := 0
		c := connect(t, func(w http.ResponseWriter, r *http.Request) {
			tries++
			says(status, `{"error":"no"}`)(w, r)
		})
		e := failure(t, c.RevokeKey(t.Context(), "key-1"), NotFound)
		if tries != 1 || e.MaybeDone || !strings.Contains(e.Next(), want) {
			t.Errorf("%d: %d tries, next: %s", status, tries, e.Next())
		}
	}
	e := failure(t, connect(t, says(200, `{"success":false,"error":{"message":"It is protected."}}`)).RevokeKey(t.Context(), "key-1"), Unexpected)
	if !strings.Contains(e.Message, "It is protected.") {
		t.Errorf("the reason is lost: %s", e.Message)
	}
}
