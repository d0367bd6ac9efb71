package rest

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Names of the cookies, as NextAuth.js has them. On https a prefix makes browsers
// refuse one that was set in the clear (RFC 6265bis, 4.1.3).
const (
	sessionCookie = "next-auth.session-token"
	csrfCookie    = "next-auth.csrf-token"
	securePrefix  = "__Secure-"
	hostPrefix    = "__Host-"
)

// isSecure reports whether a request came by https, to here or to a trusted proxy.
func (s *Service) isSecure(r *http.Request) bool {
	return r.TLS != nil || s.fromProxy(r) && r.Header.Get("X-Forwarded-Proto") == "https"
}

func (s *Service) fromProxy(r *http.Request) bool {
	return contains(s.TrustedProxies, parseAddress(r.RemoteAddr))
}

// originOf is the origin that a browser sees this instance at.
func (s *Service) originOf(r *http.Request) string {
	host := r.Host
	if forwarded := r.Header.Get("X-Forwarded-Host"); forwarded != "" && s.fromProxy(r) {
		host = forwarded
	}
	if s.isSecure(r) {
		return "https://" + strings.TrimSuffix(strings.ToLower(host), ":443")
	}
	return "http://" + strings.TrimSuffix(strings.ToLower(host), ":80")
}

// fromSameOrigin reports whether a request was made by a page of this instance,
// or by a program that says so. Browsers send at least one of the two headers
// with whatever changes something, and no page can set them.
func (s *Service) fromSameOrigin(r *http.Request) bool {
	if site := r.Header.Get("Sec-Fetch-Site"); site != "" {
		return site == "same-origin"
	}
	return r.Header.Get("Origin") == s.originOf(r)
}

func (s *Service) cookieName(r *http.Request, name, prefix string) string {
	if s.isSecure(r) {
		return prefix + name
	}
	return name
}

// cookieOf gives a cookie's value, "" where the request carries none.
func cookieOf(r *http.Request, name string) string {
	c, err := r.Cookie(name)
	if err != nil {
		return ""
	}
	return c.Value
}

// cookie is one that scripts can't read and that other sites' forms don't send.
func (s *Service) cookie(r *http.Request, name, value string, expires time.Time) string {
	return (&http.Cookie{ //nolint:gosec // Secure where it came by https: a browser drops such a cookie on plain http
		Name: name, Value: value, Path: "/", Expires: expires,
		HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: s.isSecure(r),
	}).String()
}

// forged tells requests that another site had a browser make. The token is given
// out twice, in an answer and, with a hash that only this process can make, in a
// cookie: another site can read neither.
type forged struct{ secret [32]byte }

func newForged() (*forged, error) {
	f := &forged{}
	_, err := rand.Read(f.secret[:])
	return f, err
}

func (f *forged) hash(token string) string {
	mac := hmac.New(sha256.New, f.secret[:])
	_, _ = mac.Write([]byte(token)) // a hash takes everything
	return hex.EncodeToString(mac.Sum(nil))
}

// draw gives a token and its cookie's value.
func (f *forged) draw() (token, value string) {
	var raw [32]byte
	_, _ = rand.Read(raw[:]) // fails never (crypto/rand)
	token = hex.EncodeToString(raw[:])
	return token, token + "%7C" + f.hash(token)
}

// read gives the token of a cookie's value, "" if it is not one of this process.
func (f *forged) read(value string) string {
	plain, err := url.QueryUnescape(value)
	if err != nil {
		return ""
	}
	token, hash, _ := strings.Cut(plain, "|")
	if token == "" || subtle.ConstantTimeCompare([]byte(hash), []byte(f.hash(token))) != 1 {
		return ""
	}
	return token
}
