package api

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"sync/atomic"
	"time"

	"github.com/go-resty/resty/v2"

	"github.com/supascale/supascale-tui/internal/activity/cluster"
	"github.com/supascale/supascale-tui/internal/baseurl"
)

const (
	listBytesMax   = 64 << 20 // 100,000 keys in one answer take about 40 MB
	answerBytesMax = 1 << 20
	errorBytesMax  = 64 << 10
	blankMost      = 64 << 10 // at a stretch: a JSON decoder reads white space again and again
)

var errTooLarge = errors.New("answer too large")

// call is one request of the API and how its answer is read.
type call struct {
	op     string
	method string
	path   string // below baseurl.APIPath, escaped
	auth   bool   // path is below authPath instead
	query  url.Values
	body   []byte     // JSON, nil for none
	form   url.Values // the body of a request below authPath
	limit  int64      // greatest size of the answer, in bytes
	doubt  string     // for a change: what is not known when it breaks off
	// decode reads a 2xx answer. It may be called more than once, when a GET
	// is tried again.
	decode func(io.Reader) error
	// judge reads an answer of any status instead; nil means it is a success.
	judge func(*http.Response, io.Reader) *Error
}

// attempt sends the request once. again says that a second try might succeed.
func (c *Client) attempt(parent context.Context, q call, awaited *watch) (failed *Error, again bool) {
	if parent.Err() != nil {
		return c.transportError(parent, q, parent.Err(), time.Time{}), false
	}
	ctx, cancel := context.WithCancelCause(parent)
	defer cancel(nil)
	waits := newPatience(c.timeout, cancel)
	defer waits.end()

	started := time.Now()
	sent := new(progress)
	answer, err := c.request(httptrace.WithClientTrace(ctx, sent.trace()), q).Execute(q.method, c.address(q))
	if err != nil {
		failed := c.transportError(ctx, q, err, started)
		if !sent.never() {
			failed = failed.doubt(q)
		}
		return failed, failed.Kind == Unreachable && passing(err)
	}
	body := &answerBody{source: answer.RawBody(), left: q.limit, came: func(n int) {
		awaited.bytes.Add(int64(n))
		waits.came(n)
	}}
	defer body.close()
	misdirected, read := c.onTheWay(q.op, answer.RawResponse, body)
	if misdirected != nil {
		return misdirected, false
	}
	if q.judge != nil {
		body.left = errorBytesMax
		return q.judge(answer.RawResponse, read), false
	}
	if status := answer.StatusCode(); status < 200 || status > 299 {
		body.left = errorBytesMax
		failed := c.refused(q, answer.RawResponse, read)
		return failed, status == 429 || status == 502 || status == 503 || status == 504
	}
	c.compareClocks(answer.RawResponse)
	return c.read(ctx, q, answer.RawResponse, body, started)
}

func (c *Client) address(q call) string {
	root := baseurl.APIPath
	if q.auth {
		root = authPath
	}
	address := c.base + root + q.path
	if len(q.query) > 0 {
		address += "?" + q.query.Encode()
	}
	return address
}

type checking struct{}

// Checking marks what is asked with the context as a check whether the instance
// takes the key: its log then tells these attempts from others.
func Checking(ctx context.Context) context.Context { return context.WithValue(ctx, checking{}, true) }

func (c *Client) request(ctx context.Context, q call) *resty.Request {
	r := c.rest.R().SetContext(ctx).SetDoNotParseResponse(true)
	if ctx.Value(checking{}) != nil {
		r.SetHeader("User-Agent", c.agent+" ("+cluster.CheckMarker+")")
	}
	if q.body != nil {
		r.SetHeader("Content-Type", "application/json").SetBody(q.body)
	}
	if q.form != nil {
		r.SetHeader("Content-Type", "application/x-www-form-urlencoded").SetBody(q.form.Encode())
		r.SetHeader("X-Auth-Return-Redirect", "1") // Auth.js 5's form of json=true
	}
	return r
}

// read decodes a 2xx answer.
func (c *Client) read(ctx context.Context, q call, answer *http.Response, body *answerBody, started time.Time) (*Error, bool) {
	peeked := bufio.NewReaderSize(body, 32<<10)
	start, _ := peeked.Peek(512)
	page := isWebPage(answer.Header.Get("Content-Type"), start)
	err := q.decode(peeked)
	switch {
	case err == nil:
		return nil, false
	case errors.Is(body.failed, errTooLarge):
		failed := &Error{Op: q.op, Kind: Unexpected, Status: answer.StatusCode, Message: "the answer is too large to be a list of this API"}
		return failed.doubt(q), false
	case body.failed != nil:
		failed := c.transportError(ctx, q, body.failed, started)
		return failed.doubt(q), failed.Kind == Unreachable
	}
	failed := &Error{Op: q.op, Kind: Unexpected, Status: answer.StatusCode, Message: messageUnreadable, RequestID: c.requestID(answer)}
	if wrong, ok := errors.AsType[*answerError](err); ok {
		failed.Message = c.tidy(wrong.message, messageMax)
	}
	if page {
		failed.Message, failed.WebPage = pageWords(answer), true
	}
	return failed.doubt(q), false
}

// doubt notes on the failure of a change that it may have been made.
func (e *Error) doubt(q call) *Error {
	if q.doubt != "" && !e.MaybeDone {
		e.MaybeDone = true
		e.Message += "; " + q.doubt
	}
	return e
}

// progress follows a request far enough to know that it was never sent.
type progress struct{ asked, wrote atomic.Bool }

func (p *progress) trace() *httptrace.ClientTrace {
	return &httptrace.ClientTrace{
		GetConn:      func(string) { p.asked.Store(true) },
		WroteHeaders: func() { p.wrote.Store(true) },
	}
}

// never is only true when the transport reports its steps and never wrote.
func (p *progress) never() bool { return p.asked.Load() && !p.wrote.Load() }

// answerBody limits an answer's size (after decompression), reports what came,
// and remembers why reading ended, which decoders tend to hide.
type answerBody struct {
	source io.ReadCloser
	left   int64
	came   func(bytes int)
	blank  int   // the white space that what was read ends with, in bytes
	failed error // nil after a clean end
}

func (b *answerBody) Read(p []byte) (int, error) {
	if b.failed != nil {
		return 0, b.failed
	}
	if b.left <= 0 {
		// The limit may be the very end.
		if n, err := b.source.Read(make([]byte, 1)); n == 0 && err == io.EOF {
			return 0, io.EOF
		}
		b.failed = errTooLarge
		return 0, b.failed
	}
	if int64(len(p)) > b.left {
		p = p[:b.left]
	}
	n, err := b.source.Read(p)
	b.left -= int64(n)
	if n > 0 {
		b.came(n)
	}
	if b.blank = blankEnd(p[:n], b.blank); b.blank > blankMost {
		b.failed = errTooLarge
		return 0, b.failed
	}
	if err != nil && err != io.EOF {
		b.failed = err
	}
	return n, err
}

// blankEnd is how much white space read ends with, where there were before such bytes
// in front of it.
func blankEnd(read []byte, before int) int {
	text := len(bytes.TrimRight(read, " \t\r\n"))
	if text == 0 {
		return before + len(read)
	}
	return len(read) - text
}

// close reads the little that may be left, so that the connection can be used
// again.
func (b *answerBody) close() {
	_, _ = io.CopyN(io.Discard, b.source, 4<<10)
	_ = b.source.Close()
}
