package api

import (
	"bytes"
	"errors"
	"io"
	"net/http"
)

// ErrSpeaksTLS is the Cause where plain http was sent to a port of https.
var ErrSpeaksTLS = errors.New("https, not plain http")

// viaProxy is the Cause where the proxy itself was not reached, or did not pass the
// connection on.
type viaProxy struct{ cause error }

func (*viaProxy) Error() string   { return "no way through the proxy" }
func (v *viaProxy) Unwrap() error { return v.cause }

// tlsWords are what servers answer to plain http on a port of https: those of Go,
// nginx, Apache and HAProxy.
var tlsWords = [][]byte{
	[]byte("an http request to an https server"), []byte("plain http request was sent to https port"),
	[]byte("speaking plain http to an ssl-enabled server port"), []byte("requires tls"),
}

// misdirected recognises an answer that is not of the instance whatever was asked: of
// a proxy that wants a password, of a network that wants people to sign in, of a port
// that takes only https. It gives nil for all others. The request went no further, so
// nothing was changed by it.
func (c *Client) misdirected(op string, answer *http.Response, text []byte) *Error {
	e := &Error{Op: op, Kind: Unreachable, Status: answer.StatusCode}
	switch {
	case answer.StatusCode == http.StatusProxyAuthRequired:
		refusal := &proxyError{answer.StatusCode}
		e.Message, e.Cause = refusal.Error(), refusal
	case answer.StatusCode == http.StatusNetworkAuthenticationRequired:
		refusal := &proxyError{answer.StatusCode}
		e.Message, e.Cause = "the network answered with "+statusWords(answer.StatusCode)+": it wants you to sign in before it lets connections through", refusal
	case answer.StatusCode == http.StatusBadRequest && answer.Request.URL.Scheme == "http" && saysTLS(text):
		e.Message, e.Cause = messageSpeaksTLS, ErrSpeaksTLS
	default:
		return nil
	}
	return e
}

const messageSpeaksTLS = "it speaks https, not plain http"

func saysTLS(text []byte) bool {
	text = bytes.ToLower(text)
	for _, words := range tlsWords {
		if bytes.Contains(text, words) {
			return true
		}
	}
	return false
}

// onTheWay reads an answer that may be misdirected, and gives back what it read.
func (c *Client) onTheWay(op string, answer *http.Response, body *answerBody) (*Error, io.Reader) {
	switch answer.StatusCode {
	case http.StatusBadRequest, http.StatusProxyAuthRequired, http.StatusNetworkAuthenticationRequired:
	default:
		return nil, body
	}
	body.left = errorBytesMax
	text, _ := io.ReadAll(body) // a body that breaks off says enough
	return c.misdirected(op, answer, text), bytes.NewReader(text)
}

// bySomeProxy reports whether an answer says that a proxy made it. Via alone does not:
// proxies write it into what they pass on.
func bySomeProxy(header http.Header) bool {
	for _, name := range []string{"X-Squid-Error", "Proxy-Authenticate", "Proxy-Status"} {
		if header.Get(name) != "" {
			return true
		}
	}
	return false
}

// nextOnWay is about what stands between this machine and the instance.
func (e *Error) nextOnWay() string {
	if refusal, ok := errors.AsType[*proxyError](e); ok {
		switch refusal.status {
		case http.StatusProxyAuthRequired:
			return "Write the proxy's user name and password into its URL: http://USER:PASSWORD@HOST:PORT, in HTTPS_PROXY or as proxy in the profile."
		case http.StatusNetworkAuthenticationRequired:
			return "Open any page in a browser, sign in to the network there, and try again."
		}
		return "Ask who runs the proxy whether it lets you through to the instance."
	}
	if _, ok := errors.AsType[*viaProxy](e); ok {
		return "Check the proxy's address, in HTTPS_PROXY or as proxy in the profile, and that the proxy is running."
	}
	switch {
	case errors.Is(e, ErrSpeaksTLS):
		return "Set the URL to https:// with the same host and port."
	case errors.Is(e, http.ErrSchemeMismatch):
		return "Check the port: it must be that of https."
	}
	return ""
}
