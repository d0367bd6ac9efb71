package api

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

const (
	messageMax        = 300
	messageWebPage    = "answered with a web page, not with the API; the URL may be wrong"
	messageUnreadable = "the answer can't be read: it is cut short or not of this API"
)

var kindsByStatus = map[int]Kind{
	400: Invalid, 413: Invalid, 422: Invalid,
	401: Unauthorized, 403: Forbidden,
	404: NotFound, 405: NotFound, 410: NotFound,
	408: Timeout, 409: Conflict, 429: RateLimited,
}

func kindOfStatus(status int) Kind {
	if kind, ok := kindsByStatus[status]; ok {
		return kind
	}
	if status >= 500 {
		return Internal
	}
	return Unexpected
}

// refused reads an answer that is not a success.
func (c *Client) refused(q call, answer *http.Response, body io.Reader) *Error {
	status := answer.StatusCode
	e := &Error{Op: q.op, Kind: kindOfStatus(status), Status: status, RequestID: c.requestID(answer), ClockAhead: clockAhead(answer, time.Now())}
	if status >= 300 && status <= 399 {
		return c.redirected(e, answer)
	}
	// What could be read of a body that breaks off is better than nothing.
	text, _ := io.ReadAll(body)
	e.WebPage = isWebPage(answer.Header.Get("Content-Type"), text)
	switch {
	case e.WebPage && bySomeProxy(answer.Header):
		e.Message = pageWords(answer)
	case !e.WebPage:
		c.readRefusal(e, text)
	}
	if e.Message == "" {
		e.Message, e.wordless = wordless(status, e.WebPage), true
	}
	if _, session := c.credential.(*cookieCredential); session && e.Kind == Unauthorized {
		e.Message, e.Cause = "the session is not valid any more", ErrSessionEnded
	}
	if e.Kind == RateLimited || status == http.StatusServiceUnavailable {
		e.RetryAfter = retryAfter(answer.Header.Get("Retry-After"), time.Now())
	}
	if status >= 500 || e.Kind == Timeout {
		return e.doubt(q)
	}
	return e
}

// wordless says what an answer without a reason leaves to say: its status, and
// what came with it. A web page tells nothing of who sent it, for instances have
// such pages too; a gateway's status does (RFC 9110, section 15.6).
func wordless(status int, page bool) string {
	words := "answered with " + statusWords(status)
	if status == http.StatusBadGateway || status == http.StatusGatewayTimeout {
		return "a proxy in front of the instance " + words
	}
	if page {
		return words + " and a web page, not with the API's answer"
	}
	return words
}

func statusWords(status int) string {
	if text := http.StatusText(status); text != "" {
		return fmt.Sprintf("%d %s", status, text)
	}
	return "status " + strconv.Itoa(status)
}

func (c *Client) requestID(answer *http.Response) string {
	return c.tidy(answer.Header.Get("X-Request-Id"), 100)
}

// retryAfter reads the header's two forms (RFC 9110, section 10.2.3), at most
// a day; 0 when there is none or it has passed.
func retryAfter(header string, now time.Time) time.Duration {
	const most = 24 * time.Hour
	var d time.Duration
	if n, err := strconv.ParseInt(strings.TrimSpace(header), 10, 64); err == nil {
		d = time.Duration(min(max(n, 0), int64(most/time.Second))) * time.Second
	} else if at, err := http.ParseTime(header); err == nil {
		d = at.Sub(now)
	}
	return min(max(d, 0), most)
}

// readRefusal reads the error bodies of the contract ("Errors") and the
// tolerated ones. Anything else leaves e as it is.
func (c *Client) readRefusal(e *Error, text []byte) {
	top := object(text)
	detail := object(top["error"])
	if detail == nil {
		e.Message = c.tidy(firstText(top, "error", "message", "detail", "title"), messageMax)
		e.Code = c.tidy(firstText(top, "code"), 60)
		detail = top
	} else {
		e.Message = c.tidy(firstText(detail, "message", "detail"), messageMax)
		e.Code = c.tidy(firstText(detail, "code", "type"), 60)
	}
	about := object(detail["details"])
	if e.Kind == Forbidden {
		e.Resource = c.tidy(firstText(about, "resource"), 60)
		e.Required = c.tidy(firstText(about, "required", "requiredLevel"), 60)
		e.Granted = c.tidy(firstText(about, "granted", "grantedLevel"), 60)
	}
	if e.Kind == Invalid {
		c.readFields(e, about, detail["errors"], top["errors"])
	}
}

const fieldsMax = 20

// readFields collects refused fields from {field, reason} and from the usual
// {"errors": {field: reason}} and {"errors": [{field, message}]}.
func (c *Client) readFields(e *Error, about map[string]json.RawMessage, lists ...json.RawMessage) {
	add := func(field, reason string) {
		if field == "" || len(e.Fields) >= fieldsMax {
			return
		}
		if reason == "" {
			reason = e.Message
		}
		if e.Fields == nil {
			e.Fields = make(map[string]string)
		}
		e.Fields[c.tidy(field, 100)] = c.tidy(reason, messageMax)
	}
	add(firstText(about, "field"), firstText(about, "reason", "message"))
	for _, list := range lists {
		for field, reason := range object(list) {
			add(field, textOf(reason))
		}
		var rows []json.RawMessage
		if json.Unmarshal(list, &rows) == nil {
			for _, row := range rows {
				about := object(row)
				add(firstText(about, "field", "path", "param"), firstText(about, "reason", "message", "msg"))
			}
		}
	}
}
