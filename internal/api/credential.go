package api

import (
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"sync"

	"github.com/supascale/supascale-tui/internal/baseurl"
)

// credential proves to an instance who asks: a key, or a session's cookies.
type credential interface {
	// sign puts it on a request, which goes to the instance's own origin.
	sign(*http.Request)
	// learn takes from an answer of that origin what changes it.
	learn(*url.URL, *http.Response)
	// hide takes it out of text that may echo it.
	hide(string) string
	// noun names it for people.
	noun() string
}

type keyCredential struct {
	key   Secret
	plain bool // X-API-Key instead of Authorization
}

func (k *keyCredential) sign(r *http.Request) {
	if k.plain {
		r.Header.Set("X-API-Key", k.key.Reveal())
	} else {
		r.Header.Set("Authorization", "Bearer "+k.key.Reveal())
	}
}

func (k *keyCredential) learn(*url.URL, *http.Response) {}

func (k *keyCredential) hide(s string) string {
	if k.key.IsZero() {
		return s
	}
	return strings.ReplaceAll(s, k.key.Reveal(), redacted)
}

func (k *keyCredential) noun() string { return "key" }

// sessionCookies are the names of the cookie that is the session: of NextAuth.js
// 4, which the documentation names, and of its successor Auth.js 5.
var sessionCookies = []string{"next-auth.session-token", "authjs.session-token"}

// cookieCredential is what a browser would hold of a session. The jar itself
// knows hosts and no ports: the authorizer keeps it to one origin.
type cookieCredential struct {
	base   *url.URL
	origin string // as a browser writes it

	mu    sync.Mutex
	jar   *cookiejar.Jar
	typed []Secret // password and code, while they are on their way
}

func newCookieCredential(base *url.URL) *cookieCredential {
	c := &cookieCredential{base: base, origin: browserOrigin(base)}
	c.forget()
	return c
}

// browserOrigin is the Origin header of RFC 6454: without a port that the
// scheme implies.
func browserOrigin(u *url.URL) string {
	origin := baseurl.Origin(u)
	for scheme, port := range map[string]string{"http": ":80", "https": ":443"} {
		if strings.HasPrefix(origin, scheme+"://") {
			origin = strings.TrimSuffix(origin, port)
		}
	}
	return origin
}

// forget drops all cookies, and what was typed.
func (c *cookieCredential) forget() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.jar, _ = cookiejar.New(nil) // fails never
	c.typed = nil
}

func (c *cookieCredential) hold(typed ...Secret) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.typed = typed
}

// sign adds the cookies. What changes something also says where it comes from,
// as a browser would: without it nobody can tell it from a forged request.
func (c *cookieCredential) sign(r *http.Request) {
	for _, cookie := range c.cookies(r.URL) {
		r.AddCookie(cookie)
	}
	if changes(r.Method) {
		r.Header.Set("Origin", c.origin)
	}
}

func (c *cookieCredential) cookies(u *url.URL) []*http.Cookie {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.jar.Cookies(u)
}

// learn keeps the cookies of an answer and takes them out of it.
func (c *cookieCredential) learn(u *url.URL, answer *http.Response) {
	set := answer.Cookies()
	answer.Header.Del("Set-Cookie")
	c.mu.Lock()
	defer c.mu.Unlock()
	c.jar.SetCookies(u, set)
}

// place is where the cookies are looked for. JoinPath would lose the leading
// slash of a base without a path, and with it every cookie.
func (c *cookieCredential) place() *url.URL {
	u := *c.base
	u.Path += authPath
	return &u
}

// signedIn reports whether there is a session's cookie.
func (c *cookieCredential) signedIn() bool {
	for _, cookie := range c.cookies(c.place()) {
		if isSessionCookie(cookie.Name) && cookie.Value != "" {
			return true
		}
	}
	return false
}

// isSessionCookie also takes a piece of one: what is longer than a cookie may be
// comes as NAME.0, NAME.1 and so on.
func isSessionCookie(name string) bool {
	name = strings.TrimPrefix(strings.TrimPrefix(name, "__Secure-"), "__Host-")
	for _, known := range sessionCookies {
		rest, found := strings.CutPrefix(name, known)
		piece := strings.TrimPrefix(rest, ".")
		if found && (rest == "" || piece != rest && piece != "" && strings.Trim(piece, "0123456789") == "") {
			return true
		}
	}
	return false
}

func (c *cookieCredential) hide(s string) string {
	var values []string
	for _, cookie := range c.cookies(c.place()) {
		values = append(values, cookie.Value)
		for part := range strings.FieldsFuncSeq(cookie.Value, func(r rune) bool { return r == '|' || r == '%' }) {
			values = append(values, part) // the token within token|hash
		}
	}
	for _, v := range values {
		if len(v) >= hiddenFrom {
			s = strings.ReplaceAll(s, v, redacted)
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, secret := range c.typed {
		if !secret.IsZero() {
			s = strings.ReplaceAll(s, secret.Reveal(), redacted)
		}
	}
	return s
}

func (c *cookieCredential) noun() string { return "sign-in" }
