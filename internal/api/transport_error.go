package api

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"syscall"
	"time"

	"github.com/supascale/supascale-tui/internal/text/sanitize"
)

// transportError puts a request that got no whole answer into words. The
// error itself is not kept: proxies' addresses with passwords can be in it.
func (c *Client) transportError(ctx context.Context, q call, err error, started time.Time) *Error {
	failed := &Error{Op: q.op}
	switch {
	case errors.Is(context.Cause(ctx), errStalled):
		failed.Kind, failed.Cause = Timeout, context.DeadlineExceeded
		failed.Message = "timed out: nothing came for " + seconds(c.timeout)
	case errors.Is(context.Cause(ctx), errTrickles):
		failed.Kind, failed.Cause = Timeout, context.DeadlineExceeded
		failed.Message = fmt.Sprintf("timed out: the answer has not ended, and less than %d KiB of it came in %s", trickleKiB, seconds(c.timeout*trickleTimes))
	case errors.Is(ctx.Err(), context.Canceled):
		failed.Kind, failed.Message, failed.Cause = Canceled, "canceled", context.Canceled
	case ctx.Err() != nil, errors.Is(err, context.DeadlineExceeded):
		failed.Kind, failed.Message, failed.Cause = Timeout, "timed out", context.DeadlineExceeded
		if !started.IsZero() {
			failed.Message = "timed out after " + seconds(time.Since(started))
		}
	default:
		failed.Kind = Unreachable
		failed.Message, failed.Cause = connectionWords(err)
		if timeout, ok := errors.AsType[net.Error](err); ok && timeout.Timeout() {
			failed.Kind, failed.Cause = Timeout, context.DeadlineExceeded
		}
	}
	return failed
}

func seconds(d time.Duration) string {
	if d < time.Second {
		return d.Round(time.Millisecond).String()
	}
	return fmt.Sprintf("%.0f s", d.Seconds())
}

// connectionWords says why there is no connection, and gives a cause that is
// safe to keep, nil where none is.
func connectionWords(err error) (string, error) {
	if refused := refusedCertificate(err, time.Now()); refused != nil {
		return refused.why, refused
	}
	if words := handshakeWords(err); words != "" {
		return words, nil
	}
	if proxy, ok := errors.AsType[*proxyError](err); ok {
		return proxy.Error(), proxy
	}
	if op, ok := errors.AsType[*net.OpError](err); ok && op.Op == "proxyconnect" {
		words, cause := connectionWords(op.Err)
		return "no way through the proxy: " + words, &viaProxy{cause}
	}
	if op, ok := errors.AsType[*net.OpError](err); ok && op.Op == "socks connect" {
		// What it says is text of its own, and names the proxy.
		return "the proxy does not pass the connection on: is it open to you, and can it reach the instance?", &viaProxy{}
	}
	if lookup, ok := errors.AsType[*net.DNSError](err); ok {
		if lookup.IsNotFound {
			return "no such host: " + sanitize.Limit(lookup.Name, 100), lookup
		}
		return "the name server can't be asked", lookup
	}
	if errno, ok := errors.AsType[syscall.Errno](err); ok {
		switch errno {
		case syscall.ECONNREFUSED:
			return "connection refused", errno
		case syscall.ECONNRESET, syscall.EPIPE, syscall.ECONNABORTED:
			return messageBroken, errno
		}
		return errno.Error(), errno // "no route to host", "network is unreachable"
	}
	if timeout, ok := errors.AsType[net.Error](err); ok && timeout.Timeout() {
		return "timed out", nil
	}
	switch {
	case errors.Is(err, http.ErrSchemeMismatch):
		return "it speaks plain http, not https", http.ErrSchemeMismatch
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return messageBroken, io.ErrUnexpectedEOF
	case errors.Is(err, io.ErrClosedPipe), errors.Is(err, net.ErrClosed):
		return messageBroken, net.ErrClosed
	}
	if strings.Contains(err.Error(), `malformed HTTP response "\x15\x03`) { // an alert of TLS; has no type of its own
		return messageSpeaksTLS, ErrSpeaksTLS
	}
	if strings.Contains(err.Error(), "malformed") { // nor has this
		return "what answers there does not speak HTTP", nil
	}
	return "the connection failed", nil
}

const messageBroken = "the connection was broken off"

// handshakeWords says why there is no TLS, where the instance's certificate is not the reason.
func handshakeWords(err error) string {
	if _, ok := errors.AsType[tls.RecordHeaderError](err); ok {
		return "it does not speak TLS"
	}
	if op, ok := errors.AsType[*net.OpError](err); ok && op.Op == "remote error" {
		return alertWords(op.Err.Error())
	}
	return ""
}

// alertWords words what the other side says when it breaks TLS off. Package
// tls exports no type for it: its texts are those of RFC 8446, 6.2.
func alertWords(alert string) string {
	switch strings.TrimPrefix(alert, "tls: ") {
	case "certificate required":
		return "it asks for a client certificate"
	case "expired certificate":
		return "it refused the client certificate: expired"
	case "revoked certificate":
		return "it refused the client certificate: revoked"
	case "unknown certificate authority":
		return "it refused the client certificate: signed by an authority it does not know"
	case "bad certificate", "unknown certificate", "unsupported certificate":
		return "it refused the client certificate"
	}
	return "it refused the TLS connection"
}

// passing reports whether the reason for having no connection may go away
// within seconds. A wrong name or certificate does not.
func passing(err error) bool {
	if refusedCertificate(err, time.Now()) != nil || handshakeWords(err) != "" {
		return false
	}
	lookup, ok := errors.AsType[*net.DNSError](err)
	return (!ok || !lookup.IsNotFound) && !errors.Is(err, http.ErrSchemeMismatch)
}
