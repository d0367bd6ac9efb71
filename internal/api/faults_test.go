package api

import (
	"compress/gzip"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/supascale/supascale-tui/internal/activity/query"
	"github.com/supascale/supascale-tui/internal/baseurl"
)

func create(c *Client, ctx context.Context) error { //nolint:revive // reads as the call it is
	_, err := c.CreateKey(ctx, NewKey{Name: "a"})
	return err
}

func list(c *Client, ctx context.Context) error { //nolint:revive // reads as the call it is
	_, err := c.ListKeys(ctx, 0, 0)
	return err
}

// hangUp ends the connection after writing raw bytes to it.
func hangUp(raw string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		conn, _, err := w.(http.Hijacker).Hijack()
		if err != nil {
			panic(err)
		}
		_, _ = io.WriteString(conn, raw)
		_ = conn.Close()
	}
}

func TestConnectionRefused(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed := "http://" + l.Addr().String()
	_ = l.Close()
	c := connect(t, nil, func(o *Options) { o.URL = closed })
	for _, do := range []func(*Client, context.Context) error{list, create} {
		e := failure(t, do(c, t.Context()), Unreachable)
		if e.Message != "connection refused" || e.MaybeDone || !errors.Is(e, syscall.ECONNREFUSED) {
			t.Errorf("got %+v", e)
		}
		if !strings.Contains(e.Next(), "address") {
			t.Errorf("next is %s", e.Next())
		}
	}
}

func TestNoSuchHost(t *testing.T) {
	tries := 0
	transport := &http.Transport{DialContext: func(_ context.Context, _, address string) (net.Conn, error) {
		tries++
		host, _, _ := net.SplitHostPort(address)
		return nil, &net.OpError{Op: "dial", Err: &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}}
	}}
	c := connect(t, nil, func(o *Options) { o.URL, o.Transport = "https://supascale.example.com", transport })
	e := failure(t, list(c, t.Context()), Unreachable)
	if e.Message != "no such host: supascale.example.com" || tries != 1 {
		t.Errorf("after %d tries: %s", tries, e.Message)
	}
}

func TestUnknownAuthority(t *testing.T) {
	server := httptest.NewUnstartedServer(says(200, `[]`))
	server.Config.ErrorLog = log.New(io.Discard, "", 0) // the refused handshakes
	server.StartTLS()
	defer server.Close()
	c := connect(t, nil, func(o *Options) { o.URL, o.Transport = server.URL, &http.Transport{} })
	e := failure(t, create(c, t.Context()), Unreachable)
	if !strings.Contains(e.Message, "unknown authority") || e.MaybeDone {
		t.Errorf("got %+v", e)
	}
	c = connect(t, nil, func(o *Options) {
		o.URL, o.Transport = strings.Replace(server.URL, "127.0.0.1", "localhost", 1), server.Client().Transport.(*http.Transport).Clone()
		o.Transport.(*http.Transport).TLSClientConfig.MinVersion = tls.VersionTLS12
	})
	if e := failure(t, list(c, t.Context()), Unreachable); !strings.Contains(e.Message, "another name") {
		t.Errorf("got %s", e.Message)
	}
}

func TestWrongProtocols(t *testing.T) {
	plain := connect(t, says(200, `[]`), func(o *Options) {
		o.URL, o.Transport = strings.Replace(o.URL, "http://", "https://", 1), &http.Transport{}
	})
	if e := failure(t, list(plain, t.Context()), Unreachable); !strings.Contains(e.Message, "plain http") {
		t.Errorf("got %s", e.Message)
	}
	for _, raw := range []string{"SSH-2.0-OpenSSH_9.2p1\r\n", "HTTP/1.1 200 OK\r\nContent-"} {
		odd := connect(t, hangUp(raw))
		if e := failure(t, list(odd, t.Context()), Unreachable); !strings.Contains(e.Message, "HTTP") {
			t.Errorf("%q: got %s", raw, e.Message)
		}
	}
}

// What breaks off after it was sent may have been done.
func TestConnectionBrokenOff(t *testing.T) {
	for name, raw := range map[string]string{
		"before the answer":  "",
		"in its body":        "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"apiKeys\":[",
		"in a chunk":         "HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n40\r\n{\"apiKeys\":[",
		"between the chunks": "HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\nc\r\n{\"apiKeys\":[\r\n",
	} {
		c := connect(t, hangUp(raw))
		if e := failure(t, list(c, t.Context()), Unreachable); e.Message != messageBroken || e.MaybeDone {
			t.Errorf("%s: list: %+v", name, e)
		}
		e := failure(t, create(c, t.Context()), Unreachable)
		if !e.MaybeDone || !strings.Contains(e.Message, "not known whether the key was created") {
			t.Errorf("%s: create: %+v", name, e)
		}
	}
	c := connect(t, hangUp(""))
	e := failure(t, c.RevokeKey(t.Context(), "key-1"), Unreachable)
	if !e.MaybeDone || !strings.Contains(e.Message, "revoked") || !strings.Contains(e.Next(), "once more") {
		t.Errorf("revoke: %s / %s", e.Message, e.Next())
	}
}

// silentServer takes requests and says only what is written to it.
func silentServer(said string) http.RoundTripper {
	return roundTripper(func(r *http.Request) (*http.Response, error) {
		if said == "" {
			<-r.Context().Done()
			return nil, r.Context().Err()
		}
		return &http.Response{StatusCode: 200, Request: r, Header: http.Header{},
			Body: io.NopCloser(io.MultiReader(strings.NewReader(said), waits{r.Context()}))}, nil
	})
}

type waits struct{ ctx context.Context }

func (w waits) Read([]byte) (int, error) {
	<-w.ctx.Done()
	return 0, w.ctx.Err()
}

func TestSilenceTimesOut(t *testing.T) {
	for name, said := range map[string]string{"no answer": "", "half an answer": `{"apiKeys":[`} {
		synctest.Test(t, func(t *testing.T) {
			c, err := New(Options{URL: "https://example.com", Key: NewSecret(fakeKey), Transport: silentServer(said)})
			if err != nil {
				t.Fatal(err)
			}
			started := time.Now()
			e := failure(t, create(c, t.Context()), Timeout)
			if took := time.Since(started); took != 15*time.Second || !e.MaybeDone || !strings.Contains(e.Message, "15 s") {
				t.Errorf("%s: after %s: %+v", name, took, e)
			}
			ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
			defer cancel()
			e = failure(t, list(c, ctx), Timeout)
			if e.Message != "timed out after 5 s" || !errors.Is(e, context.DeadlineExceeded) {
				t.Errorf("%s: with a deadline: %+v", name, e)
			}
			canceled, cancel := context.WithCancel(t.Context())
			time.AfterFunc(time.Second, cancel)
			if e = failure(t, list(c, canceled), Canceled); !errors.Is(e, context.Canceled) {
				t.Errorf("%s: canceled: %+v", name, e)
			}
			if e = failure(t, create(c, canceled), Canceled); e.MaybeDone {
				t.Errorf("%s: nothing was sent, but %+v", name, e)
			}
		})
	}
}

func TestASilentInstanceIsToldOfUntilItIsGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var told []Awaited
		c, err := New(Options{URL: "https://example.com", Key: NewSecret(fakeKey), Transport: silentServer(""), Awaited: func(a Awaited) { told = append(told, a) }})
		if err != nil {
			t.Fatal(err)
		}
		_ = failure(t, list(c, t.Context()), Timeout)
		want := Awaited{Op: OpListKeys, Since: 3 * time.Second}
		if len(told) < 10 || told[0] != want || !told[len(told)-1].Done {
			t.Errorf("told %+v", told)
		}
	})
}

// drip gives its text in pieces, with a pause before each.
type drip struct {
	left  string
	pause time.Duration
	size  int // bytes at a time
	ctx   context.Context
}

func (d *drip) Read(p []byte) (int, error) {
	if d.left == "" {
		return 0, io.EOF
	}
	if err := Wait(d.ctx, d.pause); err != nil {
		return 0, err
	}
	n := copy(p, d.left[:min(d.size, len(d.left))])
	d.left = d.left[n:]
	return n, nil
}

func TestASlowAnswerMayTakeItsTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		transport := roundTripper(func(r *http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: 200, Request: r, Header: http.Header{},
				Body: io.NopCloser(&drip{`{"apiKeys":[{"id":"a"},{"id":"b"}]}`, 10 * time.Second, 8, r.Context()})}, nil
		})
		c, err := New(Options{URL: "https://example.com", Key: NewSecret(fakeKey), Transport: transport})
		if err != nil {
			t.Fatal(err)
		}
		started := time.Now()
		page, err := c.ListKeys(t.Context(), 0, 0)
		if err != nil || len(page.Keys) != 2 || time.Since(started) < 30*time.Second {
			t.Errorf("after %s: %d keys, %v", time.Since(started), len(page.Keys), err)
		}
	})
}

func TestALongAnswerOverASlowLineIsReadToItsEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		transport := roundTripper(func(r *http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: 200, Request: r, Header: http.Header{},
				Body: io.NopCloser(&drip{left: `{"filler":"` + strings.Repeat("x", 200<<10) + `","apiKeys":[{"id":"a"}]}`, pause: time.Second, size: 512, ctx: r.Context()})}, nil
		})
		var told []Awaited
		c, err := New(Options{URL: "https://example.com", Key: NewSecret(fakeKey), Transport: transport, Awaited: func(a Awaited) { told = append(told, a) }})
		if err != nil {
			t.Fatal(err)
		}
		started := time.Now()
		page, err := c.ListKeys(t.Context(), 0, 0)
		if took := time.Since(started); err != nil || len(page.Keys) != 1 || took < 400*time.Second {
			t.Errorf("after %s: %d keys, %v", took, len(page.Keys), err)
		}
		last := told[len(told)-1]
		if told[0].Since != 3*time.Second || told[0].Op != OpListKeys || told[0].Bytes < 1024 || told[0].Done || !last.Done || last.Bytes < 200<<10 {
			t.Errorf("it told first %+v, last %+v", told[0], last)
		}
	})
}

func TestAnAnswerThatTricklesIsGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		transport := roundTripper(func(r *http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: 200, Request: r, Header: http.Header{},
				Body: io.NopCloser(&drip{left: `{"apiKeys":[` + strings.Repeat(" ", 1000), pause: 10 * time.Second, size: 8, ctx: r.Context()})}, nil
		})
		c, err := New(Options{URL: "https://example.com", Key: NewSecret(fakeKey), Transport: transport})
		if err != nil {
			t.Fatal(err)
		}
		started := time.Now()
		e := failure(t, list(c, t.Context()), Timeout)
		if took := time.Since(started); took > 160*time.Second || !strings.Contains(e.Message, "less than 10 KiB of it came in 150 s") {
			t.Errorf("after %s: %+v", took, e)
		}
	})
}

func TestHugeAnswers(t *testing.T) {
	endless := func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		status := 200
		if r.URL.Path == baseurl.APIPath+activityPath {
			status = 400
		}
		w.WriteHeader(status)
		z, _ := gzip.NewWriterLevel(w, gzip.BestSpeed)
		_, err := io.WriteString(z, `{"filler":"`)
		for filler := strings.Repeat("x", 1<<20); err == nil; {
			_, err = io.WriteString(z, filler)
		}
	}
	c := connect(t, endless)
	if err := c.RevokeKey(t.Context(), "key-1"); err != nil {
		t.Errorf("the status said it was revoked, but got %v", err)
	}
	if e := failure(t, create(c, t.Context()), Unexpected); !strings.Contains(e.Message, "too large") || !e.MaybeDone {
		t.Errorf("got %+v", e)
	}
	_, err := c.Activity(t.Context(), ActivityQuery{}) // an error's body
	if e := failure(t, err, Invalid); e.Message != "answered with 400 Bad Request" {
		t.Errorf("got %+v", e)
	}
}

// repeated is an endless answer, and counts what was read of it.
type repeated struct {
	head, unit string
	read       int
}

func (e *repeated) Read(p []byte) (int, error) {
	n := 0
	for ; n < len(p) && e.read < len(e.head); e.read++ {
		p[n] = e.head[e.read]
		n++
	}
	for ; n < len(p); e.read++ {
		p[n] = e.unit[(e.read-len(e.head))%len(e.unit)]
		n++
	}
	return n, nil
}

func TestAnAnswerThatIsCheapToSendIsCheapToRead(t *testing.T) {
	for name, answer := range map[string]*repeated{
		"white space": {head: `{"apiKeys":[`, unit: " \n"}, "numbers": {head: `{"apiKeys":[`, unit: "1,"},
		"objects": {head: `{"apiKeys":[`, unit: "{},"}, "fields": {head: "{", unit: `"a":1,`},
	} {
		transport := roundTripper(func(r *http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: 200, Request: r, Header: http.Header{}, Body: io.NopCloser(answer)}, nil
		})
		c, err := New(Options{URL: "https://example.com", Key: NewSecret(fakeKey), Transport: transport})
		if err != nil {
			t.Fatal(err)
		}
		_ = failure(t, list(c, t.Context()), Unexpected)
		if answer.read > 4<<20 {
			t.Errorf("%s: %d bytes were read", name, answer.read)
		}
	}
}

func TestAnswersThatAreNotOfTheAPI(t *testing.T) {
	for name, c := range map[string]struct{ body, want string }{
		"cut short":    {`{"apiKeys":[{"id":"a"`, "cut short"},
		"empty":        {``, "can't be read"},
		"text":         {`OK`, "can't be read"},
		"a number":     {`7`, "no list"},
		"other JSON":   {`{"status":"ok"}`, "no list"},
		"a refusal":    {`{"success":false,"error":{"message":"Not \u001b[1mtoday."}}`, "Not ␛[1mtoday."},
		"a plain one":  {`{"error":"Not today."}`, "Not today."},
		"nested":       {`{"apiKeys":` + strings.Repeat("[", 20000), "can't be read"},
		"keys of what": {`{"apiKeys":{"a":1}}`, "no list"},
		"web page":     {"\ufeff\n <!DOCTYPE html><title>Sign in</title>", "web page"},
	} {
		client := connect(t, says(200, c.body))
		e := failure(t, list(client, t.Context()), Unexpected)
		if !strings.Contains(e.Message, c.want) {
			t.Errorf("%s: got %q, want words on %q", name, e.Message, c.want)
		}
	}
}

func TestMemoryIsBounded(t *testing.T) {
	const five = "[{},{},{},{},{}]"
	if _, err := readKeys(strings.NewReader(five), 0, 4); err == nil || !strings.Contains(err.Error(), "too many") {
		t.Errorf("got %v", err)
	}
	page, err := readActivity(strings.NewReader(five), ActivityQuery{}, query.Filter{}, 4)
	if err != nil || page.Examined != 4 || len(page.Entries) != 4 || page.Matching != -1 {
		t.Errorf("got %+v, %v", page, err)
	}
}
