package api

import (
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/supascale/supascale-tui/internal/baseurl"
	words "github.com/supascale/supascale-tui/internal/text"
)

// authAnswer is what NextAuth says of a form: where to go next, whose query has
// the error, if there is one. Instances and proxies say it in other ways too.
type authAnswer struct {
	to      *url.URL // nil for none
	error   string
	code    string
	message string
	forged  bool // it did not accept the token against forged requests
	object  bool // the body was a JSON object
}

func readAuthAnswer(location string, body []byte) authAnswer {
	top := object(body)
	a := authAnswer{object: top != nil}
	if to, err := url.Parse(either(firstText(top, "url"), location)); err == nil && to.String() != "" {
		a.to = to
		query := to.Query()
		a.error, a.code = query.Get("error"), query.Get("code")
		a.forged = query.Get("csrf") == "true"
	}
	detail := object(top["error"])
	a.error = either(a.error, firstText(top, "error"), firstText(detail, "code"))
	a.code = either(a.code, firstText(top, "code"), firstText(detail, "code"))
	a.message = either(firstText(detail, "message"), firstText(top, "message"))
	return a
}

// judge reads the answer to the form of a sign-in. NextAuth refuses with 401 or
// with a redirect; the reason is a word the instance chose.
func (s *Session) judge(answer *http.Response, body io.Reader, codeSent bool) *Error {
	text, _ := io.ReadAll(body) // what could be read is better than nothing
	said := readAuthAnswer(answer.Header.Get("Location"), text)
	e := &Error{Op: OpSignIn, Status: answer.StatusCode, RequestID: s.client.requestID(answer)}
	status := answer.StatusCode
	words := wordsOf(said)
	switch {
	case status >= 500:
		return s.client.refused(call{op: OpSignIn}, answer, strings.NewReader(string(text)))
	case status == http.StatusTooManyRequests, words.locked():
		return locked(e, retryAfter(answer.Header.Get("Retry-After"), time.Now()), words)
	case said.forged, words.squeezed == "missingcsrf":
		e.Kind, e.Message = Unexpected, "the instance does not recognise the form it gave out: a proxy may be dropping its cookies"
		return e
	case words.secondFactor() && !codeSent:
		e.Kind, e.Cause = Unauthorized, ErrCodeNeeded
		e.Message = "this account has a second factor"
		return e
	case status == http.StatusNotFound, status == http.StatusMethodNotAllowed,
		status == http.StatusBadRequest && !said.object:
		return noSignin(status)
	case status == http.StatusBadRequest:
		return s.client.refused(call{op: OpSignIn}, answer, strings.NewReader(string(text)))
	case said.error != "", status == http.StatusUnauthorized, status == http.StatusForbidden:
		return s.refusal(e, said, words, codeSent)
	case s.cookies.signedIn():
		return nil
	}
	return s.neither(e, answer, text)
}

// refusal is a plain no. An unknown word is the instance's own message.
func (s *Session) refusal(e *Error, said authAnswer, words authWord, codeSent bool) *Error {
	e.Kind, e.Cause = Unauthorized, ErrBadCredentials
	e.Message = "user name or password is wrong"
	if codeSent {
		e.Message = "user name, password or code is wrong"
	}
	switch word := strings.ToLower(said.error); {
	case word == "accessdenied":
		e.Kind, e.Cause, e.Message = Forbidden, nil, "this account may not sign in"
	case word == "configuration", word == "callbackrouteerror":
		e.Kind, e.Cause, e.Message = Internal, nil, "the instance's sign-in failed on its own side"
	case words.asksForCode():
		e.Message = "the code was not taken: the instance asks for one again. It may know the code by a name that this program doesn't"
	case words.secondFactor():
		e.Message = "the code is wrong, or was used before"
	case word == "", strings.HasPrefix(word, "credentialssignin"), word == "unauthorized":
	default:
		e.Message = "the instance refused it: " + s.client.tidy(said.error, messageMax)
	}
	return e
}

func locked(e *Error, wait time.Duration, words authWord) *Error {
	e.Kind, e.Cause = RateLimited, ErrLocked
	if e.RetryAfter = wait; wait == 0 {
		e.RetryAfter = words.wait()
	}
	e.Message = "too many failed sign-ins: this address is locked"
	if e.RetryAfter > 0 {
		e.Message += " for " + waitWords(e.RetryAfter)
	}
	return e
}

// neither is an answer that refuses nothing and opens no session.
func (s *Session) neither(e *Error, answer *http.Response, text []byte) *Error {
	e.Kind = Unexpected
	switch to := redirectTarget(answer); {
	case to != nil && baseurl.Origin(to) != baseurl.Origin(answer.Request.URL):
		return s.client.redirected(e, answer)
	case isWebPage(answer.Header.Get("Content-Type"), text):
		e.Message, e.WebPage = pageWords(answer), true
	default:
		e.Message = "the instance said neither yes nor no: it opened no session"
	}
	return e
}

// authWord is all that an answer says, in a form to look for words in.
type authWord struct {
	text     string // lower case
	squeezed string // its letters and digits alone
}

func wordsOf(a authAnswer) authWord {
	text := strings.ToLower(strings.Join([]string{a.error, a.code, a.message}, " "))
	squeezed := strings.Map(func(r rune) rune {
		if 'a' <= r && r <= 'z' || '0' <= r && r <= '9' {
			return r
		}
		return -1
	}, text)
	return authWord{text, squeezed}
}

func (w authWord) has(words ...string) bool {
	for _, word := range words {
		if strings.Contains(w.squeezed, word) {
			return true
		}
	}
	return false
}

func (w authWord) locked() bool {
	return w.has("locked", "lockout", "toomany", "ratelimit", "tryagainin")
}

var oneTimeWord = words.Pattern(`(^|[^a-z])(otp|mfa)([^a-z]|$)`)

func (w authWord) secondFactor() bool {
	return oneTimeWord().MatchString(w.text) || w.has("totp", "2fa", "twofactor", "2factor", "secondfactor", "multifactor",
		"authenticator", "verificationcode", "backupcode", "coderequired", "codeneeded", "codemissing", "onetime", "requiresotp", "invalidotp", "otprequired")
}

// asksForCode reports an answer that wants a code, and says nothing against one.
func (w authWord) asksForCode() bool {
	return w.secondFactor() && w.has("required", "needed", "missing", "requires") && !w.has("invalid", "wrong", "incorrect", "expired", "used")
}

var waitForm = words.Pattern(`(\d{1,6})\s*(s|sec|secs|seconds?|m|min|mins|minutes?|h|hrs?|hours?)\b`)

// wait reads how long to wait from a message such as "try again in 15 minutes".
func (w authWord) wait() time.Duration {
	found := waitForm().FindStringSubmatch(w.text)
	if found == nil {
		return 0
	}
	n, _ := strconv.Atoi(found[1]) // digits, and few
	unit := map[byte]time.Duration{'s': time.Second, 'm': time.Minute, 'h': time.Hour}[found[2][0]]
	return min(time.Duration(n)*unit, 24*time.Hour)
}

func (s *Session) judgeSignOut(answer *http.Response, body io.Reader) *Error {
	text, _ := io.ReadAll(body)
	said := readAuthAnswer(answer.Header.Get("Location"), text)
	switch {
	case answer.StatusCode >= 400:
		return s.client.refused(call{op: OpSignOut}, answer, strings.NewReader(string(text)))
	case said.forged || said.error != "":
		return &Error{Op: OpSignOut, Kind: Unexpected, Status: answer.StatusCode, Message: "the instance did not end the session: it lasts until it expires"}
	}
	return nil
}
