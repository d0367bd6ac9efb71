package api_test

import (
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/baseurl"
)

// A name server might lead a name below localhost to another machine.
func TestANameBelowLocalhostIsThisMachine(t *testing.T) {
	t.Setenv("HTTP_PROXY", "http://192.0.2.1:3128")
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, `{"apiKeys":[]}`) }))
	defer s.Close()
	_, port, err := net.SplitHostPort(s.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	c, err := api.New(api.Options{URL: baseurl.Complete("no-such-name.localhost:" + port), Key: api.NewSecret("supascale_" + strings.Repeat("Fake", 8))})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if _, err := c.ListKeys(t.Context(), 0, 0); err != nil {
		t.Error(err)
	}
}
