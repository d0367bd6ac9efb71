package rest

import (
	"net/http"
	"strings"
	"testing"
)

// Only what this process gave out is taken, whatever a cookie holds.
func FuzzForged(f *testing.F) {
	mine, err := newForged()
	if err != nil {
		f.Fatal(err)
	}
	other, err := newForged()
	if err != nil {
		f.Fatal(err)
	}
	token, value := mine.draw()
	_, foreign := other.draw()
	for _, seed := range []string{value, foreign, token, "|", "%", "a|b", strings.Replace(value, "%7C", "|", 1)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, sent string) {
		r := &http.Request{Header: http.Header{"Cookie": {csrfCookie + "=" + sent}}}
		got := mine.read(cookieOf(r, csrfCookie))
		if got != "" && (got != token || !strings.Contains(sent, mine.hash(token))) {
			t.Errorf("%q gave the token %q", sent, got)
		}
	})
}
