package api

import (
	"bytes"
	"encoding/gob"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"
)

// forms prints a value in every way a program might, by mistake or in a panic.
func forms(v any) map[string]string {
	printed := map[string]string{}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%t", "%p", "%T", "%U", "%10v"} {
		printed[verb] = fmt.Sprintf(verb, v)
		printed["pointer "+verb] = fmt.Sprintf(verb, &v)
		printed["held "+verb] = fmt.Sprintf(verb, struct{ a, B any }{v, v})
	}
	var log bytes.Buffer
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "v", v, "g", slog.GroupValue(slog.Any("v", v)))
	slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "v", v)
	printed["slog"] = log.String()
	text, _ := json.Marshal(v)
	printed["json"] = string(text)
	text, _ = xml.Marshal(v)
	printed["xml"] = string(text)
	var encoded bytes.Buffer
	_ = gob.NewEncoder(&encoded).Encode(v)
	printed["gob"] = encoded.String()
	return printed
}

func TestSecretShowsNowhere(t *testing.T) {
	c := connect(t, says(200, `{"apiKeys":[]}`))
	if _, err := c.ListKeys(t.Context(), 0, 0); err != nil {
		t.Fatal(err)
	}
	secret := NewSecret(fakeKey)
	type unexported struct{ key Secret }
	for name, v := range map[string]any{
		"secret":     secret,
		"pointer":    &secret,
		"unexported": unexported{secret},
		"nested":     struct{ u []unexported }{[]unexported{{secret}}},
		"options":    Options{URL: "https://example.com", Key: secret},
		"client":     c,
		"client's":   *c,
		"resty":      *c.rest,
		"http":       *c.rest.GetClient(),
		"transport":  *c.rest.GetClient().Transport.(*authorizer),
		"created":    CreatedKey{Key: Key{ID: "key-1"}, Secret: secret},
		"list":       []Secret{secret},
		"map":        map[string]Secret{"key": secret},
	} {
		for form, text := range forms(v) {
			hex := fmt.Sprintf("%x", "FakeFake")
			if strings.Contains(text, "FakeFake") || strings.Contains(strings.ToLower(text), hex) {
				t.Errorf("%s with %s shows the key: %s", name, form, text)
			}
		}
	}
}

func TestSecretReveals(t *testing.T) {
	s := NewSecret(fakeKey)
	if s.Reveal() != fakeKey || s.IsZero() || !s.Equal(fakeKey) || s.Equal(fakeKey+"x") {
		t.Error("a secret does not give back its value")
	}
	var zero Secret
	if zero.Reveal() != "" || !zero.IsZero() || NewSecret("") != zero || zero.Equal("x") {
		t.Error("the zero secret is not empty")
	}
}

// The answer that a hook or an error could hold must not lead to the key.
func TestAnswerLeadsToNoKey(t *testing.T) {
	server := roundTripper(func(r *http.Request) (*http.Response, error) {
		if r.Header.Get("Authorization") == "" {
			t.Error("the key was not sent")
		}
		return &http.Response{StatusCode: 200, Request: r, Body: http.NoBody}, nil
	})
	a := &authorizer{next: server, origin: "https://example.com:443", credential: &keyCredential{key: NewSecret(fakeKey)}}
	r, _ := http.NewRequestWithContext(t.Context(), "GET", "https://example.com/", nil)
	answer, err := a.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	_ = answer.Body.Close()
	if len(answer.Request.Header) != 0 || len(r.Header) != 0 {
		t.Error("the key stands in the request that the answer refers to")
	}
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
