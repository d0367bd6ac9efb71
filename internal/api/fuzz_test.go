package api

import (
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/supascale/supascale-tui/internal/activity/query"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/text/sanitize"
)

// assertInert walks everything that a decoder returned.
func assertInert(t *testing.T, v reflect.Value) {
	t.Helper()
	if v.IsValid() && v.CanInterface() {
		if p, ok := v.Interface().(keys.Permissions); ok {
			assertInert(t, reflect.ValueOf([]string{p.Summary(), p.Sentence()}))
			for _, o := range p.Others() {
				assertInert(t, reflect.ValueOf([]string{o.Resource, o.Level}))
			}
			return
		}
	}
	switch v.Kind() {
	case reflect.String:
		s := v.String()
		if sanitize.Text(s) != s || strings.ContainsFunc(s, unicode.IsControl) {
			t.Errorf("not inert: %q", s)
		}
		if n := utf8.RuneCountInString(s); n > 12*pathMax {
			t.Errorf("%d characters long: %.40q", n, s)
		}
	case reflect.Slice:
		for i := range v.Len() {
			assertInert(t, v.Index(i))
		}
	case reflect.Map:
		for _, k := range v.MapKeys() {
			assertInert(t, k)
			assertInert(t, v.MapIndex(k))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				assertInert(t, v.Field(i))
			}
		}
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			assertInert(t, v.Elem())
		}
	}
}

const hostile = `"\u001b]52;c;AAAA\u0007\u009b31m\u202e\u200b\ud800\n\u0000"`

func seed(f *testing.F, folder string) {
	for _, body := range fixtures(f, folder) {
		f.Add(body)
		f.Add(strings.ReplaceAll(body, `"CI/CD Pipeline"`, hostile))
		f.Add(strings.ReplaceAll(body, `"key-1"`, hostile))
		f.Add(strings.ReplaceAll(body, `"write"`, hostile))
		f.Add(strings.ReplaceAll(body, `"projects"`, hostile))
		f.Add(body[:len(body)/2])
	}
}

func FuzzKeys(f *testing.F) {
	seed(f, "keys")
	f.Fuzz(func(t *testing.T, body string) {
		page, err := readKeys(strings.NewReader(body), 50, 1000)
		if err == nil {
			assertInert(t, reflect.ValueOf(page))
		}
	})
}

func FuzzCreated(f *testing.F) {
	seed(f, "created")
	f.Fuzz(func(t *testing.T, body string) {
		made, err := readCreated(strings.NewReader(body), NewKey{Name: "\x1b"})
		if err == nil {
			assertInert(t, reflect.ValueOf(made))
			assertInert(t, reflect.ValueOf(made.Secret.Reveal()))
		}
	})
}

func FuzzActivity(f *testing.F) {
	seed(f, "activity")
	f.Fuzz(func(t *testing.T, body string) {
		page, err := readActivity(strings.NewReader(body), ActivityQuery{}, query.Filter{}, 1000)
		if err == nil {
			page.Next, page.Follow = "", "" // may be as long as the instance likes, up to 4 KiB
			assertInert(t, reflect.ValueOf(page))
		}
	})
}

func FuzzStats(f *testing.F) {
	seed(f, "stats")
	q := StatsQuery{Step: time.Hour}
	f.Fuzz(func(t *testing.T, body string) {
		stats, err := readStats(strings.NewReader(body), q)
		if err == nil {
			assertInert(t, reflect.ValueOf(stats))
		}
	})
}

func FuzzRevoked(f *testing.F) {
	f.Add(`{"apiKeys":[{"id":"key-1","name":` + hostile + `,"permissions":{"projects":"write"},"revokedAt":"2026-01-19T00:00:00Z"},{"id":"x"},7]}`)
	f.Fuzz(func(t *testing.T, body string) {
		page, err := readRevokedKeys(strings.NewReader(body))
		if err == nil {
			assertInert(t, reflect.ValueOf(page.revoked))
		}
	})
}

func FuzzRefusal(f *testing.F) {
	for _, status := range []int{302, 400, 403, 429, 500} {
		f.Add(status, "3", "/x", `{"error":{"code":`+hostile+`,"message":`+hostile+`,"details":{"field":`+hostile+`,"resource":`+hostile+`}}}`)
		f.Add(status, "\x1b", "\x1b", `{"errors":{`+hostile+`:`+hostile+`}}`)
		f.Add(status, "", "https://evil.example.com/\u202e%1b/api/v1/", `<html>`)
	}
	c, err := New(Options{URL: "https://example.com", Key: NewSecret(fakeKey)})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, status int, header, location, body string) {
		r, _ := http.NewRequestWithContext(t.Context(), "GET", "https://example.com/", nil)
		answer := &http.Response{StatusCode: status, Request: r, Header: http.Header{
			"Retry-After": {header}, "X-Request-Id": {header}, "Content-Type": {header}, "Location": {location},
		}}
		for _, op := range []string{OpListKeys, OpCreateKey, OpRevokeKey, OpActivity} {
			e := c.refused(call{op: op}, answer, strings.NewReader(body))
			assertInert(t, reflect.ValueOf(e))
			assertInert(t, reflect.ValueOf([]string{e.Next(), e.Error()}))
		}
	})
}
