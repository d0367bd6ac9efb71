package rest

import (
	"errors"
	"fmt"
	"io"
	"math"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/supascale/supascale-tui/internal/api/wire"
	"github.com/supascale/supascale-tui/internal/instance/accounts"
	"github.com/supascale/supascale-tui/internal/instance/activity"
	"github.com/supascale/supascale-tui/internal/ipaddr"
	"github.com/supascale/supascale-tui/internal/keys"
)

// signIns answers NextAuth's paths (contract, "Session authentication"). They
// need no credential: they are how one is had. Without an account they are not
// there, and an attempt to sign in is refused and logged all the same.
func (s *Service) signIns(c *call) func(*call) (answer, error) {
	method := c.r.Method
	if method == http.MethodHead {
		method = http.MethodGet
	}
	what := method + " " + c.r.URL.Path
	signIn := what == "POST /api/auth/callback/credentials" || what == "POST /api/auth/signin"
	if !s.Accounts.Any() {
		if signIn {
			return s.refuseSignIn
		}
		return nil
	}
	switch {
	case signIn:
		return s.signIn
	case what == "GET /api/auth/csrf":
		return s.csrfToken
	case what == "GET /api/auth/providers":
		return s.providers
	case what == "GET /api/auth/session":
		return s.showSession
	case what == "POST /api/auth/signout":
		return s.signOut
	}
	return nil
}

// refuseSignIn refuses a form that can't be anybody's: no password is looked at.
func (s *Service) refuseSignIn(c *call) (answer, error) {
	return s.refuseCredential(c, activity.Entry{Type: wire.TypeSignin, Reason: keys.BadCredentials}, unauthorized()).answer(), nil
}

func (s *Service) csrfToken(c *call) (answer, error) {
	name := s.cookieName(c.r, csrfCookie, hostPrefix)
	a := answer{status: http.StatusOK}
	token := s.forged.read(cookieOf(c.r, name))
	if token == "" {
		var value string
		token, value = s.forged.draw()
		a.header = http.Header{"Set-Cookie": {s.cookie(c.r, name, value, time.Time{})}}
	}
	a.body = wire.CSRF{Token: token}
	return a, nil
}

func (s *Service) providers(c *call) (answer, error) {
	origin := s.originOf(c.r)
	return answer{status: http.StatusOK, body: wire.Providers{Credentials: wire.Provider{
		ID: "credentials", Name: "Supascale", Type: "credentials",
		SigninURL: origin + "/api/auth/signin", CallbackURL: origin + "/api/auth/callback/credentials",
	}}}, nil
}

// sessionOf gives the session whose cookie a request carries.
func (s *Service) sessionOf(r *http.Request) (accounts.Session, bool) {
	token := cookieOf(r, s.cookieName(r, sessionCookie, securePrefix))
	if token == "" {
		return accounts.Session{}, false
	}
	return s.Accounts.Session(token)
}

func (s *Service) showSession(c *call) (answer, error) {
	a := answer{status: http.StatusOK, body: wire.Session{}}
	if session, found := s.sessionOf(c.r); found {
		a.body = wire.Session{User: &wire.SessionUser{Name: session.Name}, Expires: &session.Expires}
	}
	return a, nil
}

// readForm reads a form and checks its token; ok is false for a forged one.
func (s *Service) readForm(c *call) (form url.Values, ok bool, err error) {
	kind, _, _ := mime.ParseMediaType(c.r.Header.Get("Content-Type"))
	body, err := io.ReadAll(http.MaxBytesReader(c.w, c.r.Body, maxBody))
	if _, long := errors.AsType[*http.MaxBytesError](err); long {
		return nil, false, &refusal{
			status: http.StatusRequestEntityTooLarge, code: wire.CodeTooLarge,
			message: fmt.Sprintf("The body is longer than %d bytes.", maxBody),
		}
	}
	if err != nil || kind != "application/x-www-form-urlencoded" {
		return nil, false, nil
	}
	if form, err = url.ParseQuery(string(body)); err != nil {
		return nil, false, nil
	}
	token := s.forged.read(cookieOf(c.r, s.cookieName(c.r, csrfCookie, hostPrefix)))
	return form, token != "" && token == form.Get("csrfToken"), nil
}

// either is the first of two fields that is there.
func either(form url.Values, names ...string) string {
	for _, name := range names {
		if form.Get(name) != "" {
			return form.Get(name)
		}
	}
	return ""
}

func (s *Service) signIn(c *call) (answer, error) {
	form, ok, err := s.readForm(c)
	switch {
	case err != nil:
		return answer{}, err
	case !ok:
		return s.refuseSignIn(c)
	}
	token, session, err := s.Accounts.SignIn(c.r.Context(), c.addr, accounts.Form{
		Name: either(form, "username", "email"), Password: form.Get("password"), Code: either(form, "code", "totp"),
	}, s.sessionEntry(c, wire.TypeSignin))
	if err != nil {
		return s.signInFailed(c, err)
	}
	c.user = session.Name
	name := s.cookieName(c.r, sessionCookie, securePrefix)
	return answer{http.StatusOK, wire.AuthDone{URL: s.originOf(c.r)}, http.Header{
		"Set-Cookie": {s.cookie(c.r, name, token, session.Expires)},
	}}, nil
}

// signInFailed says and logs why. An address that is locked has one entry a
// minute, so that nobody can flood the log.
func (s *Service) signInFailed(c *call, err error) (answer, error) {
	if locked, ok := errors.AsType[*accounts.LockedError](err); ok {
		c.reason = keys.RateLimited
		fold := activity.FoldKey{Address: "lock/" + addressText(ipaddr.Sender(c.addr))}
		s.recordRefusal(c, s.limiter.lock(byAddress(c.addr), c.now), fold, func() activity.Entry {
			return s.signInEntry(c, http.StatusTooManyRequests, keys.RateLimited)
		})
		seconds := int(math.Ceil(locked.Wait.Seconds()))
		a := s.signInRefused(c, http.StatusTooManyRequests, "locked", wire.CodeRateLimited,
			fmt.Sprintf("Too many failed sign-ins from this address. Try again in %d s.", seconds))
		a.header = http.Header{"Retry-After": {strconv.Itoa(seconds)}}
		return a, nil
	}
	switch {
	case errors.Is(err, accounts.ErrCodeNeeded):
		return s.signInRefused(c, http.StatusUnauthorized, wire.CodeCodeRequired, wire.CodeCodeRequired,
			"This account has a second factor: send its code, or a backup code."), nil
	case errors.Is(err, accounts.ErrRefused):
		c.reason = keys.BadCredentials
		v := s.limiter.refuse(byAddress(c.addr), c.now)
		fold := activity.FoldKey{Address: "signin/" + addressText(ipaddr.Sender(c.addr))}
		s.recordRefusal(c, v.log, fold, func() activity.Entry {
			return s.signInEntry(c, http.StatusUnauthorized, keys.BadCredentials)
		})
		return s.signInRefused(c, http.StatusUnauthorized, "credentials", wire.CodeUnauthorized, "User name, password or code is wrong."), nil
	case errors.Is(err, accounts.ErrBusy):
		return answer{}, &refusal{
			status: http.StatusServiceUnavailable, code: wire.CodeInternal, message: "Too many people sign in at this moment. Try again.",
			header: http.Header{"Retry-After": {"1"}},
		}
	}
	return answer{}, err
}

// sessionEntry gives the entry of the log that a session began or ended.
func (s *Service) sessionEntry(c *call, kind string) accounts.Entry {
	return func(accounts.Session) activity.Entry {
		e := s.entry(c, http.StatusOK)
		e.Type, e.Count = kind, 1
		e.Bound()
		return e
	}
}

func (s *Service) signInEntry(c *call, status int, reason keys.Reason) activity.Entry {
	e := s.entry(c, status)
	e.Type, e.Reason = wire.TypeSignin, reason
	return e
}

// signInRefused says no as NextAuth does, in a URL, and as this API does.
func (s *Service) signInRefused(c *call, status int, word, code, message string) answer {
	return answer{status: status, body: wire.SignInRefused{
		URL:   s.originOf(c.r) + "/api/auth/signin?" + url.Values{"error": {"CredentialsSignin"}, "code": {word}}.Encode(),
		Error: wire.ErrorDetail{Code: code, Message: message},
	}}
}

// signOut ends the session whose cookie comes along. Without one there is
// nothing to end, which is as good.
func (s *Service) signOut(c *call) (answer, error) {
	_, ok, err := s.readForm(c)
	if err != nil {
		return answer{}, err
	}
	if !ok {
		return answer{}, invalid("csrfToken", "does not belong to the cookie: ask /api/auth/csrf for one")
	}
	if session, found := s.sessionOf(c.r); found {
		if err := s.Accounts.SignOut(c.r.Context(), session, s.sessionEntry(c, wire.TypeSignout)); err != nil {
			return answer{}, err
		}
		c.user = session.Name
	}
	name := s.cookieName(c.r, sessionCookie, securePrefix)
	return answer{http.StatusOK, wire.AuthDone{URL: s.originOf(c.r)}, http.Header{
		"Set-Cookie": {s.cookie(c.r, name, "", time.Unix(1, 0))},
	}}, nil
}
