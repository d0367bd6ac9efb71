package api

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

const (
	typedPassword = "Fake&passphrase 1"
	typedCode     = "424242"
	cookieValue   = "FakeSessionFakeSession"
)

// fakeAuth is a server with NextAuth's paths. answer answers the form.
type fakeAuth struct {
	cookie  string // the session's name
	answer  http.HandlerFunc
	session string // the answer to /session; "" is that of somebody
	seen    []string
	bare    bool // at no path of its own
}

func (f *fakeAuth) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f.seen = append(f.seen, r.Method+" "+r.URL.Path)
	switch {
	case strings.HasSuffix(r.URL.Path, "/api/auth/csrf"):
		http.SetCookie(w, &http.Cookie{Name: "next-auth.csrf-token", Value: "token-0123%7Chash", Path: "/"})
		says(200, `{"csrfToken":"token-0123"}`)(w, r)
	case strings.HasSuffix(r.URL.Path, "/api/auth/session"):
		says(200, either(f.session, `{"user":{"name":"Ada\u001b[31m"},"expires":"2027-01-19T00:00:00.000Z"}`))(w, r)
	case f.answer != nil:
		f.answer(w, r)
	default:
		http.SetCookie(w, &http.Cookie{Name: f.cookie, Value: cookieValue, Path: "/"})
		says(200, `{"url":"http://`+r.Host+`/"}`)(w, r)
	}
}

func (f *fakeAuth) signIn(t *testing.T, code string) (*Session, error) {
	t.Helper()
	server := httptest.NewServer(f)
	t.Cleanup(server.Close)
	url := server.URL + "/panel"
	if f.bare {
		url = server.URL
	}
	o := Options{URL: url, sleep: func(context.Context, time.Duration) error { return nil }}
	s, err := SignIn(t.Context(), o, SignInForm{Username: "ada", Password: NewSecret(typedPassword), Code: NewSecret(code)})
	if err == nil {
		t.Cleanup(s.Close)
	}
	return s, err
}

func TestSignInTakesEveryNameOfTheCookie(t *testing.T) {
	for _, name := range []string{"next-auth.session-token", "authjs.session-token", "next-auth.session-token.0", "authjs.session-token.12"} {
		s, err := (&fakeAuth{cookie: name, bare: strings.Contains(name, "authjs")}).signIn(t, "")
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if who, err := s.Who(t.Context(), "ask who is signed in"); err != nil || !strings.HasPrefix(who.User, "Ada") || strings.Contains(who.User, "\x1b") || who.Expires.Year() != 2027 {
			t.Errorf("%s: got %+v, %v", name, who, err)
		}
	}
	for name, want := range map[string]bool{
		"__Secure-next-auth.session-token": true, "__Secure-authjs.session-token.1": true, "__Host-authjs.session-token": true,
		"next-auth.csrf-token": false, "session-token": false, "authjs.session-token.x": false, "authjs.session-token.": false, "authjs.session-tokens": false,
	} {
		if isSessionCookie(name) != want {
			t.Errorf("%s: got %v", name, !want)
		}
	}
}

func TestTheFormIsNextAuths(t *testing.T) {
	f := &fakeAuth{cookie: "next-auth.session-token"}
	f.answer = func(w http.ResponseWriter, r *http.Request) {
		if err := r.ParseForm(); err != nil || r.Header.Get("Origin") != "http://"+r.Host || r.Header.Get("Authorization") != "" {
			t.Errorf("got %v, %v", r.Header, err)
		}
		for name, want := range map[string]string{
			"csrfToken": "token-0123", "json": "true", "username": "ada", "email": "", "password": typedPassword, "code": typedCode, "totp": typedCode,
			"totpCode": typedCode, "otp": typedCode, "token": typedCode, "twoFactorCode": typedCode, "mfaCode": typedCode, "backupCode": typedCode,
		} {
			if got := r.PostForm.Get(name); got != want {
				t.Errorf("%s: got %q", name, got)
			}
		}
		if c, err := r.Cookie("next-auth.csrf-token"); err != nil || c.Value != "token-0123%7Chash" {
			t.Errorf("the other half of the token: %v, %v", c, err)
		}
		http.SetCookie(w, &http.Cookie{Name: f.cookie, Value: cookieValue, Path: "/"})
	}
	if _, err := f.signIn(t, typedCode[:3]+" "+typedCode[3:]); err != nil {
		t.Fatal(err)
	}
	if want := "[GET /panel/api/auth/csrf POST /panel/api/auth/callback/credentials GET /panel/api/auth/session]"; fmt.Sprint(f.seen) != want {
		t.Errorf("asked %v", f.seen)
	}
}

// Every way to say no, with and without a code.
func TestARefusedSignInSaysWhy(t *testing.T) {
	redirect := func(query string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", "/api/auth/signin?"+query)
			w.WriteHeader(302)
		}
	}
	after := func(seconds string, next http.HandlerFunc) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Retry-After", seconds)
			next(w, r)
		}
	}
	for name, c := range map[string]struct {
		answer http.HandlerFunc
		code   string
		cause  error
		kind   Kind
		wait   time.Duration
	}{
		"NextAuth 4":             {says(401, `{"url":"http://x/api/auth/error?error=CredentialsSignin&provider=credentials"}`), "", ErrBadCredentials, Unauthorized, 0},
		"Auth.js 5":              {says(200, `{"url":"http://x/api/auth/signin?error=CredentialsSignin&code=credentials"}`), "", ErrBadCredentials, Unauthorized, 0},
		"Auth.js 5, as redirect": {redirect("error=CredentialsSignin&code=credentials"), "", ErrBadCredentials, Unauthorized, 0},
		"bare 401":               {says(401, ``), "", ErrBadCredentials, Unauthorized, 0},
		"own words":              {says(401, `{"url":"http://x/api/auth/error?error=This+account+is+disabled"}`), "", ErrBadCredentials, Unauthorized, 0},
		"code needed, 4":         {says(401, `{"url":"http://x/api/auth/error?error=2FA_REQUIRED"}`), "", ErrCodeNeeded, Unauthorized, 0},
		"code needed, 5":         {redirect("error=CredentialsSignin&code=TwoFactorRequired"), "", ErrCodeNeeded, Unauthorized, 0},
		"code needed, ours":      {says(401, `{"success":false,"url":"/x?error=CredentialsSignin&code=code_required","error":{"code":"code_required","message":"A code."}}`), "", ErrCodeNeeded, Unauthorized, 0},
		"code needed, in JSON":   {says(200, `{"error":"mfa required"}`), "", ErrCodeNeeded, Unauthorized, 0},
		"wrong code":             {says(401, `{"url":"http://x/api/auth/error?error=Invalid+OTP"}`), typedCode, ErrBadCredentials, Unauthorized, 0},
		"not about a code":       {says(401, `{"url":"http://x/api/auth/error?error=NotPermitted"}`), "", ErrBadCredentials, Unauthorized, 0},
		"locked, by header":      {after("1800", says(429, `{}`)), "", ErrLocked, RateLimited, 30 * time.Minute},
		"locked, by message":     {says(401, `{"url":"http://x/error?error=Account+locked.+Try+again+in+15+minutes"}`), "", ErrLocked, RateLimited, 15 * time.Minute},
		"locked, not how long":   {redirect("error=CredentialsSignin&code=TooManyAttempts"), "", ErrLocked, RateLimited, 0},
		"no provider":            {says(400, `Error: This action with HTTP POST is not supported by NextAuth.js`), "", ErrNoSignin, NotFound, 0},
		"no such path":           {says(404, `{}`), "", ErrNoSignin, NotFound, 0},
		"may not":                {says(403, `{"url":"http://x/api/auth/error?error=AccessDenied"}`), "", nil, Forbidden, 0},
		"misconfigured":          {redirect("error=Configuration"), "", nil, Internal, 0},
		"broken":                 {says(500, `{"message":"no"}`), "", nil, Internal, 0},
		"a proxy":                {says(502, `<html>`), "", nil, Internal, 0},
		"token not taken":        {says(200, `{"url":"http://x/api/auth/signin?csrf=true"}`), "", nil, Unexpected, 0},
		"no session":             {says(200, `{"url":"http://x/"}`), "", nil, Unexpected, 0},
		"a page":                 {says(200, `<html>`), "", nil, Unexpected, 0},
	} {
		t.Run(name, func(t *testing.T) {
			f := &fakeAuth{answer: c.answer}
			_, err := f.signIn(t, c.code)
			e := failure(t, err, c.kind)
			if !errors.Is(err, either(c.cause, err)) || c.cause == nil && e.Cause != nil || e.RetryAfter != c.wait || e.Message == "" || e.Next() == "" {
				t.Errorf("got %+v", e)
			}
			if len(f.seen) != 2 {
				t.Errorf("asked %v: a failure must not be repeated", f.seen)
			}
		})
	}
}

func TestAnInstanceWithoutSignIn(t *testing.T) {
	for _, status := range []int{401, 404, 405} {
		server := httptest.NewServer(says(status, `{}`))
		_, err := SignIn(t.Context(), Options{URL: server.URL}, SignInForm{Username: "ada", Password: NewSecret(typedPassword)})
		server.Close()
		if !errors.Is(err, ErrNoSignin) {
			t.Errorf("%d: got %v", status, err)
		}
	}
	for _, form := range []SignInForm{{Username: "ada"}, {Password: NewSecret("x")}} {
		_, err := SignIn(t.Context(), Options{URL: "http://127.0.0.1:1"}, form)
		_ = failure(t, err, Invalid)
	}
	_, err := (&fakeAuth{cookie: "next-auth.session-token", session: "null"}).signIn(t, "")
	_ = failure(t, err, Unexpected)
}

// The other side of every redirect tells what came along.
func TestNothingOfASignInReachesAnotherOrigin(t *testing.T) {
	other := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		t.Errorf("the other origin got %s %s, %d headers and %d bytes", r.Method, r.URL.Path, len(r.Header), len(body))
	}))
	defer other.Close()
	for _, status := range []int{301, 302, 303, 307, 308} {
		away := func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, other.URL+"/api/auth/callback/credentials?x="+r.FormValue("password"), status)
		}
		_, err := (&fakeAuth{answer: away}).signIn(t, typedCode)
		e := failure(t, err, Unexpected)
		if e.Location != other.URL || strings.Contains(fmt.Sprintf("%+v", e), "Fake") {
			t.Errorf("%d: got %+v", status, e)
		}
		server := httptest.NewServer(http.HandlerFunc(away))
		_, err = SignIn(t.Context(), Options{URL: server.URL}, SignInForm{Username: "ada", Password: NewSecret(typedPassword)})
		server.Close()
		_ = failure(t, err, Unexpected)
	}
}

// An instance that reads the code from an unknown field asks for it again. The message
// must not call the code wrong.
func TestACodeThatWasNotTakenIsNotCalledWrong(t *testing.T) {
	for said, want := range map[string]string{
		"2FA_REQUIRED": "the code was not taken", "code_required": "the code was not taken", "TwoFactorRequired": "the code was not taken",
		"Invalid OTP": "the code is wrong", "totp code is wrong, a code is required": "the code is wrong",
	} {
		f := &fakeAuth{answer: says(401, `{"error":"`+said+`"}`)}
		_, err := f.signIn(t, typedCode)
		if e := failure(t, err, Unauthorized); !errors.Is(e, ErrBadCredentials) || !strings.Contains(e.Message, want) {
			t.Errorf("%s: %v", said, e)
		}
	}
}

// What an instance echoes is hidden, however it is encoded on the way.
func TestNothingTypedIsInAnError(t *testing.T) {
	for _, answer := range []http.HandlerFunc{
		func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("X-Request-Id", r.FormValue("password"))
			says(401, `{"url":"http://x/error?error=bad+`+strings.ReplaceAll(strings.ReplaceAll(typedPassword, "&", "%26"), " ", "+")+`+`+typedCode+`+`+cookieValue+`"}`)(w, r)
		},
		func(w http.ResponseWriter, r *http.Request) {
			says(503, `{"message":"`+r.FormValue("password")+` `+r.FormValue("code")+` `+r.Header.Get("Cookie")+`"}`)(w, r)
		},
	} {
		_, err := (&fakeAuth{answer: answer}).signIn(t, typedCode)
		e, ok := errors.AsType[*Error](err)
		if !ok {
			t.Fatal(err)
		}
		for _, text := range []string{err.Error(), e.Next(), fmt.Sprintf("%+v %#v", e, e)} {
			for _, secret := range []string{typedPassword, typedCode, "token-0123"} {
				if strings.Contains(text, secret) {
					t.Errorf("it shows %q", text)
				}
			}
		}
	}
	s, err := (&fakeAuth{cookie: "next-auth.session-token"}).signIn(t, "")
	if err != nil {
		t.Fatal(err)
	}
	if text := fmt.Sprintf("%+v %#v %v", s.Client(), s.client.rest, s.client.rest.Header); strings.Contains(text, cookieValue) {
		t.Error("the client's own form shows the session")
	}
	if text := s.client.tidy("a "+cookieValue, 100); strings.Contains(text, cookieValue) {
		t.Errorf("got %q", text)
	}
}

func TestSignOutForgets(t *testing.T) {
	f := &fakeAuth{cookie: "authjs.session-token"}
	s, err := f.signIn(t, "")
	if err != nil {
		t.Fatal(err)
	}
	f.answer = func(w http.ResponseWriter, r *http.Request) {
		if r.FormValue("csrfToken") != "token-0123" || !strings.Contains(r.Header.Get("Cookie"), cookieValue) {
			t.Error("it is not the session that is ended")
		}
		says(200, `{"url":"http://x/"}`)(w, r)
	}
	if err := s.SignOut(t.Context()); err != nil || s.cookies.signedIn() {
		t.Errorf("got %v", err)
	}
	f.answer, f.session = says(401, `{"error":"Unauthorized"}`), "{}"
	_, err = s.Client().ListKeys(t.Context(), 0, 0)
	if e := failure(t, err, Unauthorized); !errors.Is(err, ErrSessionEnded) || !strings.Contains(e.Next(), "Sign in") {
		t.Errorf("got %+v", e)
	}
	if _, err := s.Who(t.Context(), "ask who is signed in"); !errors.Is(err, ErrSessionEnded) {
		t.Errorf("got %v", err)
	}
}

func FuzzAuthAnswer(f *testing.F) {
	f.Add("/api/auth/signin?error=CredentialsSignin&code=x", `{"url":"http://x/?csrf=true"}`, "authjs.session-token.0")
	f.Add("%zz", `{"error":{"code":"a","message":"try again in 9999999 hours"}}`, "__Secure-next-auth.session-token")
	f.Fuzz(func(t *testing.T, location, body, name string) {
		words := wordsOf(readAuthAnswer(location, []byte(body)))
		if wait := words.wait(); wait < 0 || wait > 24*time.Hour {
			t.Errorf("waits %s", wait)
		}
		words.locked()
		words.secondFactor()
		if token, err := readCSRF(strings.NewReader(body)); err == nil && (token == "" || len(token) > csrfMax) {
			t.Errorf("took a token of %d bytes", len(token))
		}
		if isSessionCookie(name) && !strings.Contains(name, "session-token") {
			t.Errorf("%q is no session's", name)
		}
	})
}
