package api

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// SignInForm is what a person signs in with. Nothing of it is kept.
type SignInForm struct {
	Username string // or the e-mail address, where the instance takes that
	Password Secret
	// Code is the second factor, a code of an authenticator app or a backup code;
	// zero where the account has none, or it isn't known yet whether it has.
	Code Secret
}

// Session is a person's session on an instance (contract, "Session
// authentication"). It is safe for concurrent use. Sign out when done.
type Session struct {
	client  *Client
	cookies *cookieCredential
}

// SessionInfo says whose session it is and when it ends; zero where the instance
// does not tell.
type SessionInfo struct {
	User    string
	Expires time.Time
}

// SignIn signs a person in by NextAuth's flow for name and password: a token
// against forged requests first, then the form. The Key of o is not used. Why it
// failed is the Error's Cause: ErrCodeNeeded, ErrBadCredentials, ErrLocked or
// ErrNoSignin. Nothing is sent twice, since each failure counts towards a lock.
func SignIn(ctx context.Context, o Options, f SignInForm) (*Session, error) {
	if strings.TrimSpace(f.Username) == "" || f.Password.IsZero() {
		return nil, &Error{Op: OpSignIn, Kind: Invalid, Message: "user name and password are both needed"}
	}
	base, err := parseURL(o.URL, o.InsecureHTTP)
	if err != nil {
		return nil, err
	}
	cookies := newCookieCredential(base)
	c, err := newClient(o, base, cookies)
	if err != nil {
		return nil, err
	}
	s := &Session{c, cookies}
	cookies.hold(f.Password, f.Code)
	defer cookies.hold()
	if err := s.enter(ctx, f); err != nil {
		cookies.forget()
		c.Close()
		return nil, err
	}
	return s, nil
}

func (s *Session) enter(ctx context.Context, f SignInForm) error {
	token, err := s.csrf(ctx, OpSignIn)
	if err != nil {
		return err
	}
	name := strings.TrimSpace(f.Username)
	form := s.form(token)
	form.Set("username", name)
	if strings.Contains(name, "@") {
		form.Set("email", name)
	}
	form.Set("password", f.Password.Reveal())
	if code := plainCode(f.Code.Reveal()); code != "" {
		for _, field := range codeFields {
			form.Set(field, code)
		}
	}
	err = s.client.do(ctx, call{
		op: OpSignIn, method: http.MethodPost, path: "/callback/credentials", auth: true, form: form, limit: errorBytesMax,
		judge: func(answer *http.Response, body io.Reader) *Error {
			return s.judge(answer, body, form.Has("code"))
		},
	})
	if err != nil {
		return err
	}
	_, err = s.Who(ctx, OpSignIn)
	return err
}

// codeFields are the names that instances give a second factor: NextAuth leaves it to
// them. Each takes the one it knows.
var codeFields = []string{
	"code", "totp", "totpCode", "otp", "otpCode", "token", "twoFactorCode", "twoFactorToken", "two_factor_code", "2fa",
	"mfaCode", "mfa_code", "mfaToken", "authCode", "verificationCode", "backupCode", "backup_code", "recoveryCode",
}

// plainCode leaves out the blanks and dashes that people read codes with.
func plainCode(code string) string {
	return strings.NewReplacer(" ", "", "-", "", "\t", "").Replace(strings.TrimSpace(code))
}

// form is what every form of NextAuth's carries.
func (s *Session) form(token string) url.Values {
	return url.Values{"csrfToken": {token}, "json": {"true"}, "callbackUrl": {s.client.base}}
}

// csrf asks for the token against forged requests. Its other half is a cookie.
func (s *Session) csrf(ctx context.Context, op string) (token string, err error) {
	err = s.client.do(ctx, call{
		op: op, method: http.MethodGet, path: "/csrf", auth: true, limit: answerBytesMax,
		decode: func(r io.Reader) (err error) {
			token, err = readCSRF(r)
			return err
		},
	})
	if failed, ok := errors.AsType[*Error](err); ok && op == OpSignIn && hidesPath(failed.Status) {
		return "", noSignin(failed.Status)
	}
	return token, err
}

// hidesPath reports whether a status says that the path is not there. Instances
// that answer nothing without a key say 401 of every path.
func hidesPath(status int) bool {
	return status == http.StatusUnauthorized || status == http.StatusNotFound || status == http.StatusMethodNotAllowed || status == http.StatusGone
}

func noSignin(status int) *Error {
	return &Error{Op: OpSignIn, Kind: NotFound, Status: status, Cause: ErrNoSignin, Message: "this instance offers no sign-in with a password"}
}

// csrfMax is more than any token has; NextAuth's has 64 characters.
const csrfMax = 1024

func readCSRF(r io.Reader) (string, error) {
	text, err := io.ReadAll(r)
	if err != nil {
		return "", err
	}
	token := firstText(object(text), "csrfToken")
	if token == "" || len(token) > csrfMax {
		return "", &answerError{"the answer holds no token to sign in with; the URL may be wrong"}
	}
	return token, nil
}

// Client gives a client that works in this session: what it may do is what the
// person may. It ends with the session.
func (s *Session) Client() *Client { return s.client }

// Who asks the instance whose session this is, on the way to what op names. Once it has
// ended the Cause of the error is ErrSessionEnded.
func (s *Session) Who(ctx context.Context, op string) (SessionInfo, error) {
	var info SessionInfo
	var known bool
	err := s.client.do(ctx, call{
		op: op, method: http.MethodGet, path: "/session", auth: true, limit: answerBytesMax,
		decode: func(r io.Reader) (err error) {
			info, known, err = s.readSession(r)
			return err
		},
	})
	switch {
	case err != nil:
		return SessionInfo{}, err
	case !known && op == OpSignIn:
		return SessionInfo{}, &Error{Op: op, Kind: Unexpected, Message: "the instance took the password and then does not know the session: a proxy may be dropping its cookies"}
	case !known:
		return SessionInfo{}, &Error{Op: op, Kind: Unauthorized, Message: "the session is not valid any more", Cause: ErrSessionEnded}
	}
	return info, nil
}

// readSession reads {"user":{"name":…},"expires":…}. NextAuth says {} or null
// where nobody is signed in.
func (s *Session) readSession(r io.Reader) (info SessionInfo, known bool, err error) {
	text, err := io.ReadAll(r)
	if err != nil {
		return info, false, err
	}
	if !json.Valid(text) {
		return info, false, &answerError{messageUnreadable}
	}
	top := object(text)
	user := object(top["user"])
	name := either(firstText(user, "name", "username", "email", "id"), textOf(top["user"]))
	info = SessionInfo{User: s.client.tidy(name, nameMax), Expires: parseMoment(textOf(top["expires"]))}
	return info, user != nil || name != "", nil
}

// SignOut ends the session on the instance and forgets its cookies, whatever
// comes of the former.
func (s *Session) SignOut(ctx context.Context) error {
	defer s.Close()
	token, err := s.csrf(ctx, OpSignOut)
	if err != nil {
		return err
	}
	return s.client.do(ctx, call{
		op: OpSignOut, method: http.MethodPost, path: "/signout", auth: true, form: s.form(token), limit: errorBytesMax,
		judge: s.judgeSignOut,
	})
}

// Close forgets the cookies without a word to the instance, where the session
// lasts until it expires.
func (s *Session) Close() {
	s.cookies.forget()
	s.client.Close()
}
