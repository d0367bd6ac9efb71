package contracttest

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	validation "github.com/pb33f/libopenapi-validator/errors"
)

func TestContractIsOpenAPI(t *testing.T) {
	ok, found := mustLoad(t).validator.ValidateDocument()
	for _, e := range found {
		t.Errorf("%s", describe(e))
	}
	if !ok {
		t.Error("assets/openapi.yaml is not an OpenAPI 3.1 document")
	}
}

func describe(e *validation.ValidationError) string {
	text := e.Error()
	for _, s := range e.SchemaValidationErrors {
		text += fmt.Sprintf("\n  %s: %s", s.FieldPath, s.Reason)
	}
	return text
}

func TestExamplesFitTheirSchemas(t *testing.T) {
	c := mustLoad(t)
	examples := Examples(t)
	if len(examples) < 30 {
		t.Fatalf("only %d examples were found", len(examples))
	}
	for _, e := range examples {
		r := e.Request(t, "https://supascale.example.com")
		r.Header.Set("Authorization", "Bearer supascale_ExampleExampleExampleExample")
		if err := c.checkRequest(r, e.Body); err != nil {
			t.Errorf("%s: the request: %v", e.Name, err)
		}
		if len(e.Answers) == 0 {
			t.Errorf("%s shows no answer", e.Name)
		}
		for _, a := range e.Answers {
			answer := &http.Response{StatusCode: a.Status, Header: a.Header}
			if err := c.checkAnswer(r, answer, a.Body); err != nil {
				t.Errorf("%s: the answer %d %s: %v", e.Name, a.Status, a.Body, err)
			}
		}
	}
}

// spy collects what would fail a test.
type spy struct {
	testing.TB
	errors []string
}

func (s *spy) Errorf(format string, args ...any) {
	s.errors = append(s.errors, fmt.Sprintf(format, args...))
}
func (s *spy) Helper() {}

func TestTransportReportsForeignRequests(t *testing.T) {
	for name, c := range map[string]struct{ method, target, body, want string }{
		"good":               {"GET", "/api/v1/settings/api-keys?limit=5&offset=0", "", ""},
		"good below a path":  {"GET", "/prefix/api/v1/settings/api-keys", "", ""},
		"unknown path":       {"GET", "/api/v1/keys", "", "not in the contract"},
		"unknown method":     {"PATCH", "/api/v1/settings/api-keys", "{}", "not in the contract"},
		"unknown parameter":  {"GET", "/api/v1/settings/api-keys?page=2", "", "page"},
		"parameter twice":    {"GET", "/api/v1/settings/api-keys?limit=1&limit=2", "", "limit"},
		"bad value":          {"GET", "/api/v1/system/activity?outcome=maybe", "", "outcome"},
		"bad time":           {"GET", "/api/v1/system/activity?since=yesterday", "", "since"},
		"bare collection":    {"DELETE", "/api/v1/settings/api-keys", "", "id"},
		"unknown field":      {"POST", "/api/v1/settings/api-keys", `{"name":"a","permissions":{},"hash":"x"}`, "hash"},
		"unknown permission": {"POST", "/api/v1/settings/api-keys", `{"name":"a","permissions":{"mail":"read"}}`, "mail"},
	} {
		t.Run(name, func(t *testing.T) {
			s := &spy{TB: t}
			reached := false
			tr := Requests(s, roundTrip(func(r *http.Request) (*http.Response, error) {
				body, _ := io.ReadAll(r.Body)
				reached = string(body) == c.body
				return &http.Response{StatusCode: 418, Body: http.NoBody}, nil
			}))
			r, err := http.NewRequestWithContext(t.Context(), c.method, "https://supascale.example.com"+c.target, strings.NewReader(c.body))
			if err != nil {
				t.Fatal(err)
			}
			r.Header.Set("Authorization", "Bearer x")
			if c.body != "" {
				r.Header.Set("Content-Type", "application/json")
			}
			answer, err := tr.RoundTrip(r)
			if err != nil || !reached {
				t.Fatalf("the request did not get through with its body: %v", err)
			}
			_ = answer.Body.Close()
			expect(t, s, c.want)
		})
	}
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func expect(t *testing.T, s *spy, want string) {
	t.Helper()
	switch all := strings.Join(s.errors, "\n"); {
	case want == "" && all != "":
		t.Errorf("reported %s", all)
	case want != "" && !strings.Contains(all, want):
		t.Errorf("reported %q, want something about %s", all, want)
	}
}

func TestHandlerReportsForeignAnswers(t *testing.T) {
	const refusal = `{"success":false,"error":{"code":"not_found","message":"No."}}`
	for name, c := range map[string]struct {
		target string
		status int
		body   string
		want   string
	}{
		"good":                {"/api/v1/settings/api-keys", 200, `{"apiKeys":[]}`, ""},
		"a hash":              {"/api/v1/settings/api-keys", 200, `{"apiKeys":[],"hash":"x"}`, "hash"},
		"not JSON":            {"/api/v1/settings/api-keys", 200, `<html>`, ""},
		"undocumented status": {"/api/v1/settings/api-keys", 202, `{"apiKeys":[]}`, "202"},
		"refusal":             {"/api/v1/nowhere", 404, refusal, ""},
		"bad refusal":         {"/api/v1/nowhere", 404, `{"error":"no"}`, "error"},
		"success nowhere":     {"/api/v1/nowhere", 200, `{}`, "not in the contract"},
		"bad value accepted":  {"/api/v1/settings/api-keys?limit=x", 200, `{"apiKeys":[]}`, "accepted"},
		"bad value refused":   {"/api/v1/settings/api-keys?limit=x", 400, strings.Replace(refusal, "not_found", "invalid_request", 1), ""},
	} {
		t.Run(name, func(t *testing.T) {
			s := &spy{TB: t}
			h := Handler(s, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", "application/json")
				w.WriteHeader(c.status)
				_, _ = io.WriteString(w, c.body)
			}))
			r := httptest.NewRequest("GET", c.target, nil)
			r.Header.Set("Authorization", "Bearer x")
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			if w.Code != c.status || !bytes.Equal(w.Body.Bytes(), []byte(c.body)) {
				t.Errorf("the answer did not get through: %d %s", w.Code, w.Body)
			}
			if name == "not JSON" {
				if len(s.errors) == 0 {
					t.Error("reported nothing")
				}
				return
			}
			expect(t, s, c.want)
		})
	}
}
