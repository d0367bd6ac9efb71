package contracttest

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
)

// Requests wraps a client's transport: every request is held against the
// contract. Answers may be anything, as a faulty instance's are.
func Requests(t testing.TB, next http.RoundTripper) http.RoundTripper {
	return &transport{t: t, contract: mustLoad(t), next: next}
}

// Exchanges is Requests and holds the answers against the contract, too.
func Exchanges(t testing.TB, next http.RoundTripper) http.RoundTripper {
	return &transport{t: t, contract: mustLoad(t), next: next, answers: true}
}

func mustLoad(t testing.TB) *contract {
	t.Helper()
	c, err := load()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

type transport struct {
	t        testing.TB
	contract *contract
	next     http.RoundTripper
	answers  bool
}

func (tr *transport) RoundTrip(r *http.Request) (*http.Response, error) {
	var sent []byte
	if r.Body != nil {
		var err error
		if sent, err = io.ReadAll(r.Body); err != nil {
			return nil, err
		}
		_ = r.Body.Close()
		r = r.Clone(r.Context())
		r.Body = io.NopCloser(bytes.NewReader(sent))
	}
	if err := tr.contract.checkRequest(r, sent); err != nil {
		tr.t.Errorf("the client sent %s %s: %v", r.Method, r.URL.Path, err)
	}
	answer, err := tr.next.RoundTrip(r)
	if err != nil || !tr.answers {
		return answer, err
	}
	got, err := io.ReadAll(answer.Body)
	_ = answer.Body.Close()
	if err != nil {
		return nil, err
	}
	answer.Body = io.NopCloser(bytes.NewReader(got))
	if err := tr.contract.checkAnswer(r, answer, got); err != nil {
		tr.t.Errorf("%s %s was answered with %d: %v", r.Method, r.URL.Path, answer.StatusCode, err)
	}
	return answer, nil
}

// CloseIdleConnections passes the call on.
func (tr *transport) CloseIdleConnections() {
	if closer, ok := tr.next.(interface{ CloseIdleConnections() }); ok {
		closer.CloseIdleConnections()
	}
}

// Handler wraps an instance: every answer is held against the contract, and
// no request that is not of the contract may succeed.
func Handler(t testing.TB, next http.Handler) http.Handler {
	c := mustLoad(t)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		sent, err := io.ReadAll(r.Body)
		if err != nil {
			t.Errorf("read the request %s %s: %v", r.Method, r.URL.Path, err)
		}
		r.Body = io.NopCloser(bytes.NewReader(sent))
		record := httptest.NewRecorder()
		next.ServeHTTP(record, r)
		answer := record.Result()
		got := record.Body.Bytes()
		if r.Method != http.MethodHead { // has no body to check
			if err := c.checkAnswer(r, answer, got); err != nil {
				t.Errorf("the instance answered %s %s with %d: %v", r.Method, r.URL.Path, answer.StatusCode, err)
			}
			if err := c.checkRequest(r, sent); err != nil && answer.StatusCode < 400 {
				t.Errorf("the instance accepted %s %s: %v", r.Method, r.URL.Path, err)
			}
		}
		for name, values := range answer.Header {
			w.Header()[name] = values
		}
		w.WriteHeader(answer.StatusCode)
		_, _ = w.Write(got)
	})
}
