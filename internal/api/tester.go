package api

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"

	"github.com/supascale/supascale-tui/internal/baseurl"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/text/sanitize"
)

// OpTry is what Try does, for Error.Op.
const OpTry = "read with the key"

// Tester asks an instance with a key that is tested.
type Tester interface {
	// Try reads a resource once and changes nothing. A nil error is an answer that
	// lets the key read it; otherwise it is an *Error, whose Kind tells what came
	// instead.
	Try(ctx context.Context, r keys.Resource) (Tried, error)
}

// Tried is a read of a resource.
type Tried struct {
	Path   string // as the instance's log has it: "/api/v1/projects"
	Status int    // HTTP status, 0 without an answer
}

// tryRoute is a way to read a resource.
type tryRoute struct {
	path  string
	query url.Values
	// after is the kind of the answer to the route before, upon which this one is
	// tried.
	after Kind
}

// tryRoutes are those of the contract, "Permissions", the least of each. A real
// instance may not know limit, and may have no figures of its machine.
func tryRoutes(r keys.Resource) []tryRoute {
	few := url.Values{"limit": {"1"}}
	path := "/" + r.ReadPath()
	switch {
	case !r.Known():
		return nil
	case r == keys.System:
		return []tryRoute{{path, nil, 0}, {keysPath, few, NotFound}}
	}
	return []tryRoute{{path, few, 0}, {path, nil, Invalid}}
}

// TestWith gives a tester of the same instance with another key, sent the way
// this client's is and under the same rules. Marker, which begins with cluster.TestMarker,
// goes into its user agent, so that its requests can be found in the log.
func (c *Client) TestWith(key Secret, marker string) (Tester, error) {
	if err := CheckKey(key.Reveal()); err != nil {
		return nil, err
	}
	by := &keyCredential{key: key}
	if own, isKey := c.credential.(*keyCredential); isKey {
		by.plain = own.plain
	}
	tester := *c
	tester.credential, tester.ownPreview = by, keys.Preview(key.Reveal())
	tester.rest = newREST(&authorizer{next: c.transport, origin: c.origin, credential: by}, c.agent+" ("+sanitize.Limit(marker, 60)+")")
	return &tester, nil
}

// Try reads a resource with the client's own key: see Tester.
func (c *Client) Try(ctx context.Context, r keys.Resource) (tried Tried, err error) {
	routes := tryRoutes(r)
	if len(routes) == 0 {
		return Tried{}, &Error{Op: OpTry, Kind: NotFound, Message: "no route of " + sanitize.Limit(string(r), 60) + " is known"}
	}
	for i, route := range routes {
		if i > 0 && KindOf(err) != route.after {
			break
		}
		tried = Tried{Path: baseurl.APIPath + route.path}
		q := call{op: OpTry, method: http.MethodGet, path: route.path, query: route.query}
		q.judge = func(answer *http.Response, body io.Reader) *Error {
			tried.Status = answer.StatusCode
			return c.judgeTry(q, answer, body)
		}
		err = c.do(ctx, q)
	}
	return tried, err
}

// judgeTry reads what a read was answered with. A web page proves nothing: what
// stands in front of the instance sent it.
func (c *Client) judgeTry(q call, answer *http.Response, body io.Reader) *Error {
	if answer.StatusCode < 200 || answer.StatusCode > 299 {
		failed := c.refused(q, answer, body)
		if failed.WebPage && failed.Kind == Forbidden {
			failed.Kind = Unexpected
		}
		return failed
	}
	failed := &Error{Op: q.op, Kind: Unexpected, Status: answer.StatusCode, RequestID: c.requestID(answer)}
	text, err := io.ReadAll(body)
	start := bytes.TrimLeft(text, "\ufeff \t\r\n")
	switch {
	case len(text) == 0 && err != nil:
		failed.Kind, failed.Message = Unreachable, messageBroken
	case isWebPage(answer.Header.Get("Content-Type"), text):
		failed.Message, failed.WebPage = pageWords(answer), true
	case len(start) == 0 || start[0] != '{' && start[0] != '[':
		failed.Message = messageUnreadable
	case string(object(text)["success"]) == "false":
		failed.Message = c.tidy(fmt.Sprintf("answered %d and says that it failed", answer.StatusCode), messageMax)
	default:
		return nil
	}
	return failed
}
