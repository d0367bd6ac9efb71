package wiretap

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/supascale/supascale-tui/internal/keys"
)

// Any ten characters are found however they are sent: they hold eight characters
// of base64 in every alignment.
func TestPiecesAreFoundInEveryEncoding(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		key, _ := keys.Generate(rand.Reader)
		at := rapid.IntRange(0, keys.BodyLen-10).Draw(t, "from")
		piece := body(key)[at : at+10]
		percent := ""
		for _, c := range []byte(piece) {
			percent += "%" + strings.ToUpper(hex.EncodeToString([]byte{c}))
		}
		for name, sent := range map[string]string{
			"raw": "x" + piece, "six": piece[:6], "hex": strings.ToUpper(hex.EncodeToString([]byte(piece))), "percent": percent,
			"base64": base64.StdEncoding.EncodeToString([]byte("Bearer " + key)), "base64, URL": base64.URLEncoding.EncodeToString([]byte(body(key)[at:])),
		} {
			if !Carries(sent, key) {
				t.Fatalf("%s from %d is not noticed", name, at)
			}
		}
		if other, _ := keys.Generate(rand.Reader); Carries(other+"-"+piece[:5]+"-", key) {
			t.Fatal("another key, or five characters, are taken for it")
		}
	})
}

func TestTheTapKeepsAllOfARequest(t *testing.T) {
	tap := &Tap{To: http.NotFoundHandler()}
	server := httptest.NewServer(tap)
	t.Cleanup(server.Close)
	r, _ := http.NewRequestWithContext(t.Context(), http.MethodPost, server.URL+"/in-path?q=in-query", strings.NewReader("in-body"))
	r.Header.Set("X-Test", "in-header")
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	_ = answer.Body.Close()
	came := tap.Take()
	if len(came) != 1 || len(tap.Take()) != 0 {
		t.Fatalf("%d requests", len(came))
	}
	for _, part := range []string{"POST /in-path?q=in-query", "X-Test: in-header", "in-body"} {
		if !strings.Contains(came[0], part) {
			t.Errorf("%s is not in %s", part, came[0])
		}
	}
}
