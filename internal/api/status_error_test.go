package api

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"strings"
	"testing"
)

func TestRefusalsInEveryShape(t *testing.T) {
	for name, c := range map[string]struct {
		status  int
		body    string
		kind    Kind
		message string
		code    string
	}{
		"contract":        {401, `{"success":false,"error":{"code":"unauthorized","message":"A valid API key is needed."}}`, Unauthorized, "A valid API key is needed.", "unauthorized"},
		"error text":      {401, `{"error":"Invalid API key"}`, Unauthorized, "Invalid API key", ""},
		"message":         {403, `{"message":"Forbidden","code":7}`, Forbidden, "Forbidden", "7"},
		"web page":        {404, `<html><h1>404</h1>`, NotFound, "answered with 404 Not Found and a web page, not with the API's answer", ""},
		"page, refused":   {422, `<html><h1>No</h1>`, Invalid, "answered with 422 Unprocessable Entity and a web page, not with the API's answer", ""},
		"own page":        {500, `<html><h1>Oops</h1>`, Internal, "answered with 500 Internal Server Error and a web page, not with the API's answer", ""},
		"gateway":         {502, `<html><h1>Oops</h1>`, Internal, "a proxy in front of the instance answered with 502 Bad Gateway", ""},
		"empty":           {409, ``, Conflict, "answered with 409 Conflict", ""},
		"text":            {413, `too much`, Invalid, "answered with 413 Request Entity Too Large", ""},
		"JSON, no words":  {422, `{"x":{"y":1}}`, Invalid, "answered with 422 Unprocessable Entity", ""},
		"an array":        {400, `["no"]`, Invalid, "answered with 400 Bad Request", ""},
		"odd status":      {499, ``, Unexpected, "answered with status 499", ""},
		"teapot":          {418, `{"error":null}`, Unexpected, "answered with 418 I'm a teapot", ""},
		"request timeout": {408, ``, Timeout, "answered with 408 Request Timeout", ""},
		"method":          {405, `{"error":"no DELETE here"}`, NotFound, "no DELETE here", ""},
		"hostile":         {500, `{"error":{"message":"\u001b]52;c;AAAA\u0007\u202e\n","code":"\u009b2J"}}`, Internal, "␛]52;c;AAAA␇⟨U+202E⟩␊", "⟨U+009B⟩2J"},
		"cut off":         {500, `{"error":{"message":"x`, Internal, "answered with 500 Internal Server Error", ""},
	} {
		e := failure(t, list(connect(t, says(c.status, c.body)), t.Context()), c.kind)
		if e.Message != c.message || e.Code != c.code || e.Status != c.status || e.Op != OpListKeys {
			t.Errorf("%s: got %+v", name, e)
		}
		if e.Next() == "" {
			t.Errorf("%s: says nothing on what to do", name)
		}
	}
}

// What to do next follows from what was answered: an answer without a reason names
// nothing to correct, and a part that instances may lack says nothing of the URL.
func TestNextBlamesOnlyWhatTheAnswerShows(t *testing.T) {
	page := `<html><h1>No</h1>`
	for name, c := range map[string]struct {
		status      int
		body        string
		do          func(*Client, context.Context) error
		says, never string
	}{
		"a page for a change": {422, page, create, "doesn't say what is wrong", "URL"},
		"no words":            {400, ``, create, "doesn't say what is wrong", "what is named"},
		"words":               {422, `{"error":"name is taken"}`, create, "Correct what is named", "doesn't say"},
		"a firewall's page":   {403, page, list, "a proxy, a firewall or a sign-in page", "This key needs"},
		"a sign-in page":      {401, page, list, "a proxy, a firewall or a sign-in page", "Check the key"},
		"an own error page":   {500, page, list, "logs", "proxy"},
		"no log":              {404, `{"error":"Not Found"}`, readLog, "may not have an activity log", "Check the URL"},
		"no log, with a page": {404, page, readLog, "may not have an activity log", "Check the URL"},
		"no list of keys":     {404, page, list, "Check the URL", "may not have"},
		"no list of the gone": {404, ``, listRevoked, "may not have a list of revoked keys", "Check the URL"},
	} {
		e, ok := errors.AsType[*Error](c.do(connect(t, says(c.status, c.body)), t.Context()))
		if !ok {
			t.Errorf("%s: no error", name)
			continue
		}
		if said := Explain(e); !strings.Contains(said, c.says) || strings.Contains(said, c.never) {
			t.Errorf("%s: %s", name, said)
		}
	}
}

func readLog(c *Client, ctx context.Context) error { //nolint:revive // as in create
	_, err := c.Activity(ctx, ActivityQuery{})
	return err
}

func listRevoked(c *Client, ctx context.Context) error { //nolint:revive // as in create
	_, err := c.RevokedKeys(ctx)
	return err
}

func TestForbiddenNamesTheLevel(t *testing.T) {
	c := connect(t, says(403, `{"success":false,"error":{"code":"permission_denied","message":"No.","details":{"resource":"system","required":"write","granted":"read"}}}`))
	e := failure(t, create(c, t.Context()), Forbidden)
	if e.Resource != "system" || e.Required != "write" || e.Granted != "read" {
		t.Errorf("got %+v", e)
	}
	if want := "This key needs system: write. Use a key with that level."; e.Next() != want {
		t.Errorf("next is %q", e.Next())
	}
	silent := connect(t, says(403, ``))
	if e := failure(t, list(silent, t.Context()), Forbidden); !strings.Contains(e.Next(), "system: read") {
		t.Errorf("next is %q", e.Next())
	}
}

func TestInvalidNamesItsFields(t *testing.T) {
	for body, want := range map[string]map[string]string{
		`{"error":{"message":"m","details":{"field":"name","reason":"must not be empty"}}}`:                {"name": "must not be empty"},
		`{"error":{"message":"m","details":{"field":"expiresAt"}}}`:                                        {"expiresAt": "m"},
		`{"errors":{"name":"too long","permissions.mail":"unknown"}}`:                                      {"name": "too long", "permissions.mail": "unknown"},
		`{"errors":[{"field":"name","message":"too long"},{"path":"expiresAt","msg":"past"},7,{"a":"b"}]}`: {"name": "too long", "expiresAt": "past"},
		`{"message":"m","details":{"field":"na\u001bme","reason":"\u0007"}}`:                               {"na␛me": "␇"},
		`{"message":"m"}`: nil,
	} {
		for _, status := range []int{400, 422} {
			e := failure(t, create(connect(t, says(status, body)), t.Context()), Invalid)
			if !maps.Equal(e.Fields, want) {
				t.Errorf("%s: got %v", body, e.Fields)
			}
		}
	}
}

func TestRequestIDIsKept(t *testing.T) {
	c := connect(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Request-Id", "3f9c-17")
		says(500, ``)(w, r)
	})
	e := failure(t, list(c, t.Context()), Internal)
	if e.RequestID != "3f9c-17" || !strings.Contains(e.Next(), "3f9c-17") {
		t.Errorf("got %+v: %s", e, e.Next())
	}
}

// A proxy that fails after it passed a POST on leaves open what happened.
func TestServerErrorsLeaveAChangeInDoubt(t *testing.T) {
	for status, want := range map[int]bool{400: false, 401: false, 403: false, 404: false, 409: false, 429: false, 500: true, 502: true, 503: true, 504: true, 408: true} {
		err := create(connect(t, says(status, `{}`)), t.Context())
		var e *Error
		if !errors.As(err, &e) || e.MaybeDone != want {
			t.Errorf("%d: %+v", status, e)
		}
		if err := list(connect(t, says(status, `{}`)), t.Context()); !errors.As(err, &e) || e.MaybeDone {
			t.Errorf("%d: a GET changes nothing: %+v", status, e)
		}
	}
}

// The instance may send back what it got; a proxy may put it anywhere.
func TestNoErrorHoldsTheKey(t *testing.T) {
	for _, key := range []string{fakeKey, "sk_live_FakeFakeFakeFake"} {
		echo := func(status int, body string) http.HandlerFunc {
			return func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("X-Request-Id", key)
				w.Header().Set("Location", "/"+key)
				says(status, strings.ReplaceAll(body, "KEY", strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")))(w, r)
			}
		}
		for name, answer := range map[string]http.HandlerFunc{
			"refusal":  echo(401, `{"error":{"code":"KEY","message":"Bearer KEY is not valid","details":{"a":"KEY"}}}`),
			"fields":   echo(400, `{"errors":{"KEY":"KEY","b":"x KEY"}}`),
			"denied":   echo(403, `{"error":{"message":"m","details":{"resource":"KEY","required":"KEY","granted":"KEY"}}}`),
			"success":  echo(200, `{"message":"KEY"}`),
			"redirect": echo(302, ``),
			"broken":   hangUp("HTTP/1.1 200 " + key),
			"nonsense": hangUp(key + "\r\n\r\n"),
		} {
			c := connect(t, answer, func(o *Options) { o.Key = NewSecret(key) })
			for err := create(c, t.Context()); err != nil; err = errors.Unwrap(err) {
				if text := fmt.Sprintf("%v %+v %#v", err, err, err); strings.Contains(text, "FakeFake") {
					t.Errorf("%s: the error holds the key: %s", name, text)
				}
			}
		}
	}
}
