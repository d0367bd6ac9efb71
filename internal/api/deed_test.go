package api

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/supascale/supascale-tui/internal/keys"
)

// What the client did is told, and what it was refused is not.
func TestDeedsAreTold(t *testing.T) {
	status := http.StatusOK
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		if r.Method == http.MethodPost && status == http.StatusOK {
			_, _ = w.Write([]byte(`{"apiKey":{"id":"k1","name":"CI","key":"supascale_FakeFakeFakeFakeFakeFakeFake"}}`))
		}
	}))
	defer server.Close()
	var did []Deed
	c, err := New(Options{URL: server.URL, ID: "here", Key: NewSecret(keys.Prefix + "FakeFakeFakeFakeFakeFakeFake"), Did: func(d Deed) { did = append(did, d) }})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if _, err := c.CreateKey(t.Context(), NewKey{Name: "CI"}); err != nil {
		t.Fatal(err)
	}
	if err := c.RevokeKey(t.Context(), "k1"); err != nil {
		t.Fatal(err)
	}
	for _, status = range []int{http.StatusNotFound, http.StatusForbidden} {
		if c.RevokeKey(t.Context(), "k2") == nil {
			t.Fatal("it was revoked")
		}
		if _, err := c.CreateKey(t.Context(), NewKey{Name: "CI"}); err == nil {
			t.Fatal("it was made")
		}
	}
	if len(did) != 2 || did[0].Made.ID != "k1" || did[0].Instance != "here" || did[1].Revoked != "k1" {
		t.Errorf("told %+v", did)
	}
}
