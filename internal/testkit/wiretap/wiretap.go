// Package wiretap keeps what reaches a server, and finds pieces of a secret in it
// in every encoding in which they could travel. Only tests import it.
package wiretap

import (
	"encoding/base64"
	"encoding/hex"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"

	"github.com/supascale/supascale-tui/internal/keys"
)

// Tap passes requests on and keeps each as it came.
type Tap struct {
	To   http.Handler
	mu   sync.Mutex
	came []string
}

// ServeHTTP keeps the request line, every header, and the body.
func (t *Tap) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body) // what broke off is kept as far as it came
	r.Body = io.NopCloser(strings.NewReader(string(body)))
	var b strings.Builder
	b.WriteString(r.Method + " " + r.RequestURI + "\nHost: " + r.Host + "\n")
	_ = r.Header.Write(&b)
	b.Write(body)
	t.mu.Lock()
	t.came = append(t.came, b.String())
	t.mu.Unlock()
	t.To.ServeHTTP(w, r)
}

// Take gives what came since the last call.
func (t *Tap) Take() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	came := t.came
	t.came = nil
	return came
}

// pieceLeast is how many characters of a secret in a row count as a piece of it.
const pieceLeast = 6

// Carries reports whether text holds a piece of a key, at least six characters
// beyond the prefix in a row: as it is, in hexadecimal, in percent-encoding, or in
// base64 wherever it begins.
func Carries(text, key string) bool {
	folded := strings.ToLower(text)
	return slices.ContainsFunc(pieces(key), func(p string) bool { return strings.Contains(text, p) }) ||
		slices.ContainsFunc(inHex(key), func(p string) bool { return strings.Contains(folded, p) })
}

func body(key string) string { return strings.TrimPrefix(key, keys.Prefix) }

func pieces(key string) (list []string) {
	body := body(key)
	for at := 0; at+pieceLeast <= len(body); at++ {
		list = append(list, body[at:at+pieceLeast])
	}
	// Three bytes are four characters of base64, so a piece looks different by
	// where it begins. Eight characters are six bytes.
	for lead := range 3 {
		for _, e := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
			encoded := e.EncodeToString([]byte(strings.Repeat("x", lead) + body))
			for at := min(lead, 1) * 4; at+8 <= len(encoded); at += 4 {
				list = append(list, encoded[at:at+8])
			}
		}
	}
	return list
}

// inHex are the pieces in hexadecimal and percent-encoding, in lower case.
func inHex(key string) (list []string) {
	body := body(key)
	for at := 0; at+pieceLeast <= len(body); at++ {
		encoded, percent := hex.EncodeToString([]byte(body[at:at+pieceLeast])), ""
		for i := 0; i < len(encoded); i += 2 {
			percent += "%" + encoded[i:i+2]
		}
		list = append(list, encoded, percent)
	}
	return list
}
