package instance_test

import (
	"net/http"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/supascale/supascale-tui/internal/api/wire"
	"github.com/supascale/supascale-tui/internal/instance"
	"github.com/supascale/supascale-tui/internal/instance/accounts"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/testkit/contracttest"
)

const passphrase = "a passphrase of tests"

// openWithPeople is open with an account; hashing costs next to nothing.
func openWithPeople(t *testing.T, totp bool, change ...func(*instance.Options)) (*bench, accounts.Made) {
	t.Helper()
	b := open(t, append(change, func(o *instance.Options) { o.PasswordCost = accounts.Cost{Memory: 8, Passes: 1} })...)
	made, err := b.i.MakeAccount(t.Context(), accounts.Wanted{Name: "ada", Password: passphrase, TOTP: totp})
	if err != nil {
		t.Fatal(err)
	}
	return b, made
}

// browser keeps cookies as one does, and shows what it was given.
type browser struct {
	*bench
	cookies map[string]*http.Cookie
	header  []string // sent with everything
}

func (b *bench) browser(header ...string) *browser {
	return &browser{b, map[string]*http.Cookie{}, header}
}

func (w *browser) ask(method, target, body string, header ...string) reply {
	header = append(header, w.header...)
	for _, c := range w.cookies {
		header = append(header, "Cookie: "+c.Name+"="+c.Value)
	}
	r := w.send(method, target, body, header...)
	for _, c := range r.Cookies() {
		w.cookies[c.Name] = c
		if c.MaxAge < 0 || c.Expires.Year() == 1970 {
			delete(w.cookies, c.Name)
		}
	}
	return r
}

func (w *browser) form(path string, fields ...string) reply {
	w.t.Helper()
	var token wire.CSRF
	w.ask("GET", "/api/auth/csrf", "").into(w.t, &token)
	form := url.Values{"csrfToken": {token.Token}, "json": {"true"}}
	for n := 0; n < len(fields); n += 2 {
		form.Set(fields[n], fields[n+1])
	}
	return w.ask("POST", path, form.Encode(), "Content-Type: application/x-www-form-urlencoded")
}

func (w *browser) signIn(password, code string) reply {
	w.t.Helper()
	fields := []string{"username", "ada", "password", password}
	if code != "" {
		fields = append(fields, "code", code)
	}
	return w.form("/api/auth/callback/credentials", fields...)
}

func (w *browser) mustSignIn() *browser {
	w.t.Helper()
	if r := w.signIn(passphrase, ""); r.StatusCode != http.StatusOK {
		w.t.Fatalf("got %d %s", r.StatusCode, r.body)
	}
	return w
}

const sameOrigin = "Origin: http://example.com"

func TestSessionsAreAsTheContractSays(t *testing.T) {
	t.Parallel()
	b, made := openWithPeople(t, true)
	handler := contracttest.Handler(t, b.i.Handler())
	b.handler = handler
	w := b.browser()
	want := func(status int, code string, r reply) {
		t.Helper()
		if r.StatusCode != status || code != "" && r.refusal(t).Code != code {
			t.Fatalf("got %d %s, want %d %s", r.StatusCode, r.body, status, code)
		}
	}
	want(200, "", w.ask("GET", "/api/auth/providers", ""))
	want(200, "", w.ask("GET", "/api/auth/session", ""))
	want(401, "unauthorized", w.signIn("wrong", ""))
	refused := w.signIn(passphrase, "")
	want(401, "code_required", refused)
	if !strings.Contains(string(refused.body), "error=CredentialsSignin") {
		t.Errorf("got %s", refused.body)
	}
	want(401, "unauthorized", w.signIn(passphrase, "000000"))
	want(200, "", w.signIn(passphrase, made.Backup[0]))
	var session wire.Session
	w.ask("GET", "/api/auth/session", "").into(t, &session)
	if session.User == nil || session.User.Name != "ada" || !session.Expires.Equal(b.clock.now().Add(accounts.SessionLife)) {
		t.Errorf("got %+v", session)
	}
	want(201, "", w.ask("POST", keysPath, `{"name":"First","permissions":{"system":"write"}}`, sameOrigin, "Content-Type: application/json"))
	want(200, "", w.ask("GET", keysPath, ""))
	want(200, "", w.form("/api/auth/signout"))
	want(401, "unauthorized", w.ask("GET", keysPath, ""))
	for range 5 {
		w.signIn("wrong", "")
	}
	locked := w.signIn(passphrase, made.Backup[1])
	want(429, "rate_limited", locked)
	if locked.Header.Get("Retry-After") != "900" {
		t.Errorf("got Retry-After %q", locked.Header.Get("Retry-After"))
	}
	want(400, "invalid_request", w.ask("POST", "/api/auth/signout", "csrfToken=x", "Content-Type: application/x-www-form-urlencoded"))
	want(413, "body_too_large", w.form("/api/auth/callback/credentials", "username", "ada", "password", strings.Repeat("x", 70_000)))
}

func TestSessionsAreLogged(t *testing.T) {
	t.Parallel()
	b, made := openWithPeople(t, true)
	w := b.browser("From-Address: 203.0.113.7:1", "User-Agent: firefox")
	w.signIn("wrong", "")
	w.signIn(passphrase, "")
	b.clock.add(time.Second)
	w.signIn(passphrase, made.Backup[0])
	w.form("/api/auth/signout")
	b.clock.add(time.Second)
	for range 5 {
		w.signIn("wrong", "")
	}
	w.signIn(passphrase, made.Backup[1])
	w.signIn(passphrase, made.Backup[1])
	var got []string
	for _, e := range b.activity("ip=203.0.113.7&limit=100").Activities {
		got = append(got, strings.Join([]string{e.Type, e.Outcome, e.Reason, e.Method, e.Path, e.UserAgent}, " "))
		if e.Reason == "rate_limited" && (e.Count != 2 || e.Status != 429) {
			t.Errorf("got %+v", e)
		}
	}
	const path = " POST /api/auth/callback/credentials firefox"
	bad := "session.signin failure bad_credentials" + path
	want := []string{
		"session.signin failure rate_limited" + path, bad, bad, bad, bad, bad,
		"session.signout success  POST /api/auth/signout firefox", "session.signin success " + path, bad,
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// What a browser sends along because another site asks it to changes nothing.
func TestOtherSitesCantUseASession(t *testing.T) {
	t.Parallel()
	b, _ := openWithPeople(t, false)
	w := b.browser().mustSignIn()
	for header, status := range map[string]int{
		"Origin: http://evil.example": 403, "Origin: null": 403, "Origin: https://example.com": 403, "Origin: http://example.com.evil.example": 403,
		"Sec-Fetch-Site: cross-site": 403, "Sec-Fetch-Site: same-site": 403, "X-None: 1": 403,
		sameOrigin: 201, "Sec-Fetch-Site: same-origin": 201,
	} {
		if r := w.ask("POST", "/api/v1/projects", `{"name":"x"}`, header); r.StatusCode != status {
			t.Errorf("%s: got %d %s", header, r.StatusCode, r.body)
		}
		if r := w.ask("GET", "/api/v1/projects", "", header); r.StatusCode != 200 {
			t.Errorf("reading with %s: got %d", header, r.StatusCode)
		}
	}
	// A form that another site makes up has the cookies and not the token.
	forged := w.ask("POST", "/api/auth/signout", "csrfToken="+strings.Repeat("0", 64), "Content-Type: application/x-www-form-urlencoded")
	if forged.StatusCode != 400 || w.ask("GET", keysPath, "").StatusCode != 200 {
		t.Errorf("a forged sign-out: %d", forged.StatusCode)
	}
	stranger := b.browser()
	stranger.cookies["next-auth.csrf-token"] = &http.Cookie{Name: "next-auth.csrf-token", Value: "abc%7C" + strings.Repeat("0", 64)}
	r := stranger.ask("POST", "/api/auth/callback/credentials", "csrfToken=abc&username=ada&password="+url.QueryEscape(passphrase), "Content-Type: application/x-www-form-urlencoded")
	if r.StatusCode != 401 || len(r.Cookies()) > 0 {
		t.Errorf("a forged sign-in: %d", r.StatusCode)
	}
}

// A key that comes along counts, and with it its levels.
func TestAKeyGoesBeforeASession(t *testing.T) {
	t.Parallel()
	b, _ := openWithPeople(t, false)
	w := b.browser().mustSignIn()
	reader := b.create("Reader", keys.Grant(keys.Projects, keys.Read), "").Key
	if r := w.ask("GET", keysPath, "", "Authorization: Bearer "+reader); r.StatusCode != 403 {
		t.Errorf("got %d", r.StatusCode)
	}
	if r := w.ask("GET", keysPath, "", "Authorization: Bearer "+fakeKey(3)); r.StatusCode != 401 {
		t.Errorf("got %d", r.StatusCode)
	}
}

func TestCookiesAreHeldTight(t *testing.T) {
	t.Parallel()
	b, _ := openWithPeople(t, false, func(o *instance.Options) {
		o.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}
	})
	for _, c := range []struct {
		header          []string
		session, csrf   string
		secure          bool
		origin, foreign string
	}{
		{nil, "next-auth.session-token", "next-auth.csrf-token", false, "http://example.com", "https://example.com"},
		{[]string{"X-Forwarded-Proto: https"}, "next-auth.session-token", "next-auth.csrf-token", false, "http://example.com", "https://example.com"},
		{
			[]string{"From-Address: 10.1.2.3:1", "X-Forwarded-For: 203.0.113.7", "X-Forwarded-Proto: https", "X-Forwarded-Host: panel.example.com"},
			"__Secure-next-auth.session-token", "__Host-next-auth.csrf-token", true, "https://panel.example.com", "http://example.com",
		},
	} {
		w := b.browser(c.header...).mustSignIn()
		for _, name := range []string{c.session, c.csrf} {
			got := w.cookies[name]
			if got == nil || !got.HttpOnly || got.Secure != c.secure || got.SameSite != http.SameSiteLaxMode || got.Path != "/" || got.Domain != "" {
				t.Errorf("%s: got %+v", name, got)
			}
		}
		for origin, status := range map[string]int{c.origin: 201, c.foreign: 403} {
			if r := w.ask("POST", "/api/v1/projects", `{"name":"x"}`, "Origin: "+origin); r.StatusCode != status {
				t.Errorf("%s: got %d", origin, r.StatusCode)
			}
		}
	}
}

func TestNothingOfASignInIsKept(t *testing.T) {
	t.Parallel()
	b, made := openWithPeople(t, true)
	w := b.browser()
	w.signIn(passphrase, made.Backup[0])
	token := w.cookies["next-auth.session-token"].Value
	w.signIn(passphrase+"x", made.Backup[1])
	b.activity("limit=1") // writes the log
	secrets := append([]string{passphrase, token, made.Password}, made.Backup...)
	files, err := filepath.Glob(filepath.Join(b.opts.DataDir, "*"))
	if err != nil || len(files) < 2 {
		t.Fatalf("got %q, %v", files, err)
	}
	texts := []string{b.log.String()}
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		texts = append(texts, string(content))
	}
	for _, text := range texts {
		for _, secret := range secrets {
			if secret != "" && strings.Contains(text, secret) {
				t.Error("a secret is kept or logged")
			}
		}
	}
}

// Sessions, used codes and locks are there after a restart.
func TestSessionsSurviveARestart(t *testing.T) {
	t.Parallel()
	b, made := openWithPeople(t, true)
	w := b.browser()
	w.signIn(passphrase, made.Backup[0])
	b.close()
	b.reopen()
	if r := w.ask("GET", keysPath, ""); r.StatusCode != 200 {
		t.Errorf("got %d", r.StatusCode)
	}
	b.clock.add(accounts.SessionLife)
	if r := w.ask("GET", keysPath, ""); r.StatusCode != 401 {
		t.Errorf("after its time: got %d", r.StatusCode)
	}
	if r := w.signIn(passphrase, made.Backup[0]); r.StatusCode != 401 {
		t.Errorf("a used code: got %d", r.StatusCode)
	}
	for range 4 {
		w.signIn("wrong", "")
	}
	b.close()
	b.reopen()
	if r := w.signIn(passphrase, made.Backup[1]); r.StatusCode != 429 {
		t.Errorf("a locked address: got %d", r.StatusCode)
	}
	b.clock.add(15 * time.Minute)
	if r := w.signIn(passphrase, made.Backup[1]); r.StatusCode != 200 {
		t.Errorf("after the lock: got %d", r.StatusCode)
	}
}

// Without accounts an instance has no sign-in, and tells nobody anything.
func TestWithoutAccountsThereIsNoSignIn(t *testing.T) {
	t.Parallel()
	b := open(t)
	for _, path := range []string{"/api/auth/csrf", "/api/auth/providers", "/api/auth/session"} {
		if r := b.send("GET", path, ""); r.StatusCode != 401 {
			t.Errorf("%s: got %d", path, r.StatusCode)
		}
		b.want(404, b.admin, "GET", path, "")
	}
	if r := b.send("POST", "/api/auth/callback/credentials", "username=ada"); r.StatusCode != 401 || b.lastFailure().Reason != "bad_credentials" {
		t.Errorf("got %d", r.StatusCode)
	}
}
