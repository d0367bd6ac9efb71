package query

import (
	"errors"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

var (
	testNow  = time.Date(2026, 1, 19, 12, 0, 0, 0, time.UTC)
	testZone = time.FixedZone("CET", 3600)
)

func bind(t *testing.T, line string) Filter {
	t.Helper()
	q, err := Parse(line, BuiltIn()...)
	if err != nil {
		t.Fatalf("%s: %v", line, err)
	}
	f, err := q.Bind(testNow, testZone)
	if err != nil {
		t.Fatalf("%s: %v", line, err)
	}
	return f
}

func TestLineSelects(t *testing.T) {
	event := Event{
		At: testNow.Add(-time.Hour), Failed: true, Type: "api_key.request", Reason: "expired_key",
		KeyID: "key-7", KeyName: "CI/CD Pipeline Ünit", KeyPreview: "supascale_Ab3d...x9Zk",
		Method: "POST", Path: "/api/v1/backups/b-1", Resource: "cloudStorage", Status: 403,
		IP: "203.0.113.7", Agent: "curl/8.5",
	}
	for line, want := range map[string]bool{
		"":                                   true,
		"reason:expired":                     true,
		`reason:"expired key"`:               true,
		"reason:revoked":                     false,
		"reason:revoked reason:expired":      true,
		"reason:expired method:GET":          false,
		"-reason:expired":                    false,
		"-reason:revoked -reason:unknown":    true,
		"key:ci":                             true,
		`key:"cicd"`:                         false,
		"key:ünit":                           true,
		"key:ÜNIT":                           true,
		"key:ab3d":                           true,
		"key:key-7":                          true,
		"key:key-":                           false,
		"keyid:key-7":                        true,
		"keyid:KEY-7":                        false,
		"ip:203.0.113.":                      true,
		"ip:203.0.113.7":                     true,
		"ip:203.0.113.70":                    false,
		"ip:203.0.113.0/24":                  true,
		"ip:10.0.0.0/8":                      false,
		"ip:::ffff:203.0.113.7":              true,
		"method:post":                        true,
		"path:/api/v1/backups":               true,
		"path:backups":                       true,
		"route:/api/v1/backups/{id}":         true,
		"route:/api/v1/backups":              false,
		"path:/backups":                      false,
		"resource:cloud":                     true,
		`resource:"cloud storage"`:           true,
		"resource:cloud-storage":             true,
		"resource:backups":                   false,
		"agent:CURL":                         true,
		"status:403":                         true,
		"status:401":                         false,
		"type:api_key":                       true,
		"outcome:failure":                    true,
		"outcome:failed":                     true,
		"outcome:success":                    false,
		"-outcome:success":                   true,
		"outcome:any":                        true,
		"since:24h":                          true,
		"since:30m":                          false,
		"until:30m":                          true,
		"until:2h":                           false,
		"since:2026-01-19":                   true,
		"since:2026-01-19T12:00":             true,
		"since:2026-01-19T12:01":             false,
		"until:2026-01-18":                   false,
		"until:2026-01-19":                   true,
		"since:today":                        true,
		"since:yesterday until:yesterday":    false,
		"since:12:00 until:12:00":            true,
		"curl":                               true,
		"CURL backups":                       true,
		"curl restore":                       false,
		"-restore":                           true,
		"-curl":                              false,
		`"pipeline ünit"`:                    true,
		"2001:db8::1":                        false,
		`"http://x"`:                         false,
		"@expired-in-use":                    true,
		"@denied":                            false,
		"@expired-in-use method:post curl":   true,
		`agent:"curl/8.5" path:"/api"`:       true,
		`"expired_key"`:                      true,
		`reason:"one_that_nobody_has_heard"`: false,
	} {
		f := bind(t, line)
		if got := f.Match(&event); got != want {
			t.Errorf("%q: got %v, want %v", line, got, want)
		}
	}
}

func TestMistakeIsNamedWithItsPlace(t *testing.T) {
	for line, want := range map[string]struct {
		at   int
		text string
	}{
		"curl  foo:bar":                      {7, "no field “foo”"},
		"-foo:bar":                           {2, "no field “foo”"},
		"reason:expird":                      {8, "no reason “expird”"},
		"é resource:fish":                    {12, "no resource “fish”"},
		"reason:":                            {8, "needs a value"},
		"status:abc":                         {8, "a status is a number"},
		"since:soon":                         {7, "is no time"},
		"-since:24h":                         {1, "has no meaning"},
		"since:1h since:2h":                  {10, "twice"},
		`key:"ci`:                            {5, "not closed"},
		`""`:                                 {1, "nothing between"},
		"ip:fish":                            {4, "no address"},
		"ip:10.0.0.0/99":                     {4, "no network"},
		"a @nope":                            {3, "no saved query"},
		strings.Repeat("x", Most+1):          {Most + 1, "at most"},
		"outcome:maybe":                      {9, "no outcome"},
		"since:1h until:2h":                  {10, "before since"},
		"until:2026-01-01 since:2026-01-02 ": {1, "before since"},
	} {
		q, err := Parse(line, BuiltIn()...)
		if err == nil {
			_, err = q.Bind(testNow, testZone)
		}
		var e *Error
		if !errors.As(err, &e) || e.At != want.at || !strings.Contains(e.Text, want.text) {
			t.Errorf("%q: got %v, want %q at %d", line, err, want.text, want.at)
		}
	}
}

func TestStringParsesToTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var q Query
		for range rapid.IntRange(0, 6).Draw(t, "terms") {
			q.Terms = append(q.Terms, Term{
				Field: rapid.SampledFrom([]Field{Word, Key, KeyID, Path, Agent, Type, Method}).Draw(t, "field"),
				Value: rapid.StringMatching(`[ -~äÜ監:@"\\-]{1,12}`).Draw(t, "value"),
				Not:   rapid.Bool().Draw(t, "not"),
			})
		}
		got, err := Parse(q.String())
		if err != nil {
			t.Fatalf("%q: %v", q.String(), err)
		}
		for i := range got.Terms {
			got.Terms[i].At = 0
		}
		if got.String() != q.String() || len(got.Terms) != len(q.Terms) {
			t.Fatalf("%q became %q", q.String(), got.String())
		}
		for i := range q.Terms {
			if got.Terms[i] != q.Terms[i] {
				t.Fatalf("%+v became %+v", q.Terms[i], got.Terms[i])
			}
		}
	})
}

func FuzzParse(f *testing.F) {
	f.Add(`reason:expired -key:"ci cd" @denied since:1d12h "a\"b" x`)
	f.Fuzz(func(t *testing.T, line string) {
		q, err := Parse(line, BuiltIn()...)
		var e *Error
		if err != nil {
			if !errors.As(err, &e) || e.At < 1 || e.At > len([]rune(line))+1 {
				t.Fatalf("%q: %v", line, err)
			}
			return
		}
		if _, err := q.Bind(testNow, testZone); err != nil && !errors.As(err, &e) {
			t.Fatal(err)
		}
		for cursor := range len([]rune(line)) + 1 {
			for _, c := range Complete(line, cursor, nil, BuiltIn()...) {
				c.Apply(line)
			}
		}
	})
}

func TestBuiltInQueriesParse(t *testing.T) {
	for _, s := range BuiltIn() {
		if _, err := Parse("@"+s.Name, BuiltIn()...); err != nil || !CheckName(s.Name) || s.Title == "" {
			t.Errorf("%+v: %v", s, err)
		}
	}
}

func TestCompletion(t *testing.T) {
	seen := func(f Field) []string {
		if f == Key {
			return []string{"CI/CD Pipeline", "Backup Script"}
		}
		return nil
	}
	for _, c := range []struct{ line, want string }{
		{"re", "reason: resource:"},
		{"-re", "-reason: -resource:"},
		{"reason:ex", "reason:expired_key "},
		{"reason:key", "reason:missing_key  reason:malformed_key  reason:unknown_key  reason:revoked_key  reason:expired_key "},
		{"key:pip", `key:"CI/CD Pipeline" `},
		{`x key:"ci/cd p`, `x key:"CI/CD Pipeline" `},
		{"@den", "@denied "},
		{"curl", ""},
		{"since:to", "since:today "},
	} {
		var got []string
		for _, o := range Complete(c.line, len([]rune(c.line)), seen, BuiltIn()...) {
			line, cursor := o.Apply(c.line)
			if cursor != len([]rune(line)) {
				t.Errorf("%q: the cursor is at %d of %q", c.line, cursor, line)
			}
			got = append(got, line)
		}
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("%q: got %q, want %q", c.line, s, c.want)
		}
	}
}

func TestClockChangeMakesNoGap(t *testing.T) {
	for _, c := range []struct{ zone, line, since, until string }{
		{"Europe/Berlin", "since:2026-10-25 until:2026-10-25", "2026-10-24T22:00:00Z", "2026-10-25T22:59:59.999Z"}, // 25 hours long
		// The clocks skip midnight: the 6th begins at 01:00, the 5th ends then.
		{"America/Santiago", "since:2026-09-05 until:2026-09-05", "2026-09-05T04:00:00Z", "2026-09-06T03:59:59.999Z"},
		{"America/Santiago", "since:2026-09-06 until:2026-09-06", "2026-09-06T04:00:00Z", "2026-09-07T02:59:59.999Z"},
		{"Africa/Cairo", "since:2026-04-23 until:2026-04-24", "2026-04-22T22:00:00Z", "2026-04-24T20:59:59.999Z"},
		// 02:30 comes twice, at 00:30 and 01:30 in UTC: both are within.
		{"Europe/Berlin", "since:2026-10-25T02:30 until:2026-10-25T02:30", "2026-10-25T00:30:00Z", "2026-10-25T01:30:59.999Z"},
		// 02:30 is skipped: it is the moment at which the clocks jump.
		{"Europe/Berlin", "since:2026-03-29T02:30", "2026-03-29T01:00:00Z", ""},
		// Midnight comes twice in Havana: the day begins at the first.
		{"America/Havana", "since:2026-11-01 until:2026-11-01", "2026-11-01T04:00:00Z", "2026-11-02T04:59:59.999Z"},
		// An m is a minute, and a month is one of the calendar.
		{"UTC", "since:1h30m until:5m", "2026-01-19T10:30:00Z", "2026-01-19T11:55:00Z"},
		{"Europe/Berlin", "since:3mo until:1mo12h", "2025-10-19T11:00:00Z", "2025-12-19T00:00:00Z"},
		{"UTC", "since:2026-09-05T10:30:00Z until:2026-09-05t10:30:01", "2026-09-05T10:30:00Z", "2026-09-05T10:30:01.999Z"},
	} {
		zone, err := time.LoadLocation(c.zone)
		if err != nil {
			t.Fatal(err)
		}
		q, err := Parse(c.line)
		if err != nil {
			t.Fatal(err)
		}
		f, err := q.Bind(testNow, zone)
		shown := func(t time.Time) string {
			if t.IsZero() {
				return ""
			}
			return t.UTC().Format(time.RFC3339Nano)
		}
		if err != nil || shown(f.Since) != c.since || shown(f.Until) != c.until {
			t.Errorf("%s in %s: got %s to %s, %v", c.line, c.zone, shown(f.Since), shown(f.Until), err)
		}
	}
}

func TestTodayAndYesterdayWhereMidnightIsSkipped(t *testing.T) {
	zone, err := time.LoadLocation("America/Santiago")
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 9, 6, 15, 0, 0, 0, zone)
	jump := time.Date(2026, 9, 6, 4, 0, 0, 0, time.UTC)
	if first, _, _ := resolve("today", now, zone); !first.Equal(jump) {
		t.Errorf("today begins at %v", first)
	}
	if _, last, _ := resolve("yesterday", now, zone); !last.Equal(jump.Add(-time.Millisecond)) {
		t.Errorf("yesterday ends at %v", last)
	}
}

func TestAnEndAloneLooksBackFromThere(t *testing.T) {
	for line, want := range map[string]string{
		"until:2026-01-10":                  "2026-01-10T22:59:59.999Z",
		"curl":                              testNow.Add(-24 * time.Hour).UTC().Format(time.RFC3339Nano),
		"since:2026-01-01 until:2026-01-10": "2025-12-31T23:00:00Z",
	} {
		f := bind(t, line).WithSince(testNow)
		if line == "until:2026-01-10" {
			f.Since = f.Since.Add(24 * time.Hour)
		}
		if got := f.Since.UTC().Format(time.RFC3339Nano); got != want {
			t.Errorf("%q begins at %s, want %s", line, got, want)
		}
	}
}

// What nothing tells is found by its name, and is neither success nor failure.
func TestWhatIsNotToldIsFound(t *testing.T) {
	events := map[string]Event{
		"failed, with a reason": {Failed: true, Reason: "unknown_key"}, "failed": {Failed: true}, "untold": {Untold: true}, "done": {},
	}
	for line, want := range map[string]string{
		"reason:unknown": "failed untold", "reason:unknown_key": "failed, with a reason", "outcome:unknown": "untold",
		"outcome:failure": "failed failed, with a reason", "outcome:success": "done", "-reason:unknown": "done failed, with a reason",
	} {
		f := bind(t, line)
		var got []string
		for _, name := range []string{"done", "failed", "failed, with a reason", "untold"} {
			e := events[name]
			if f.Match(&e) {
				got = append(got, name)
			}
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s finds %q, want %q", line, got, want)
		}
	}
	for line, failures := range map[string]bool{"curl": true, "outcome:any": false, "reason:unknown": false, "reason:expired": true} {
		q, err := Parse(line)
		if err != nil || (q.Failures().String() == line+" outcome:failure") != failures {
			t.Errorf("%s is asked as %s, %v", line, q.Failures(), err)
		}
	}
}

// A letter with an accent is one character or two: both spell the same word.
func TestASpellingOfLettersIsNoDifference(t *testing.T) {
	composed, decomposed := "J\u00f6rg", "Jo\u0308rg"
	for _, name := range []string{composed, decomposed} {
		for _, word := range []string{composed, decomposed, "JO\u0308RG"} {
			f := bind(t, "key:"+word)
			if !f.Match(&Event{KeyName: name}) {
				t.Errorf("%+q doesn't find %+q", word, name)
			}
		}
	}
}

func TestTheInstanceIsOneOfSeveral(t *testing.T) {
	for line, want := range map[string]string{
		"ip:192.0.2.1":                   "eu-1 eu-2 us-1",
		"instance:EU ip:192.0.2.1":       "eu-1 eu-2",
		"instance:eu-1 instance:us":      "eu-1 us-1",
		"-instance:eu-1":                 "eu-2 us-1",
		"instance:eu -instance:2":        "eu-1",
		"instance:nowhere":               "",
		"instance:nowhere -instance:eu-": "",
	} {
		q, err := Parse(line)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, name := range []string{"eu-1", "eu-2", "us-1"} {
			rest, about := q.OnInstance(name)
			if rest.Has(Instance) {
				t.Errorf("%s: %s is asked for %s", line, name, rest)
			}
			if about {
				got = append(got, name)
			}
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s is about %v, want %s", line, got, want)
		}
		if err := q.OnOne(); (err == nil) == q.Has(Instance) {
			t.Errorf("%s on one: %v", line, err)
		}
	}
}

func TestTheInstanceIsOfferedWhereThereAreSeveral(t *testing.T) {
	seen := func(f Field) []string { return map[Field][]string{Instance: {"eu-1", "us-1"}}[f] }
	if list := Complete("inst", 4, nil); len(list) > 0 {
		t.Errorf("on one %v is offered", list)
	}
	if list := Complete("inst", 4, seen); len(list) != 1 || list[0].Text != "instance:" {
		t.Errorf("of several %v is offered", list)
	}
	if list := Complete("instance:u", 10, seen); len(list) != 2 || list[0].Text != "instance:us-1 " {
		t.Errorf("offered are %v", list)
	}
}
