package api

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"time"
)

// OpProbe is what Probe does, for Error.Op.
const OpProbe = "find an instance there"

// signInPath is NextAuth's own route for a sign-in's token (contract, "Base,
// authentication"). Asking it needs no credential and is no attempt that a log
// would keep.
const signInPath = "/api/auth/csrf"

// Probed is what an address answered.
type Probed struct {
	SignIn bool // people can sign in there
}

// Probe asks whether an instance answers at o.URL. The key is not sent; o needs
// none. What answers without being an instance for certain is not refused: a
// proxy may keep the route to itself. The error is an *Error, or says what is
// wrong with the address.
func Probe(ctx context.Context, o Options) (Probed, error) {
	o.Key = NewSecret("unsent") // New wants one; the transport below knows none
	c, err := New(o)
	if err != nil {
		return Probed{}, err
	}
	bare := o.Transport
	if bare == nil {
		bare = newTransport(o.TLS, o.Proxy)
	}
	c.rest = newREST(bare, o.UserAgent)
	defer c.Close()

	q := call{op: OpProbe, method: http.MethodGet}
	ctx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	started := time.Now()
	answer, err := c.rest.R().SetContext(ctx).SetDoNotParseResponse(true).Get(c.base + signInPath)
	if err != nil {
		return Probed{}, c.transportError(ctx, q, err, started)
	}
	defer func() { _ = answer.RawBody().Close() }() // nothing more is read from it
	body := io.LimitReader(answer.RawBody(), errorBytesMax)
	status := answer.StatusCode()
	text, err := io.ReadAll(body)
	if misdirected := c.misdirected(OpProbe, answer.RawResponse, text); misdirected != nil {
		return Probed{}, misdirected
	}
	if status >= 300 && status <= 399 || status >= 500 {
		return Probed{}, c.refused(q, answer.RawResponse, bytes.NewReader(text))
	}
	if err != nil {
		return Probed{}, c.transportError(ctx, q, err, started)
	}
	if isWebPage(answer.Header().Get("Content-Type"), text) {
		return Probed{}, &Error{Op: OpProbe, Kind: Unexpected, Status: status, Message: pageWords(answer.RawResponse)}
	}
	return Probed{SignIn: status == http.StatusOK && firstText(object(text), "csrfToken") != ""}, nil
}
