package rest

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"

	"github.com/supascale/supascale-tui/internal/api/wire"
	"github.com/supascale/supascale-tui/internal/instance/activity"
	"github.com/supascale/supascale-tui/internal/instance/durable"
	"github.com/supascale/supascale-tui/internal/instance/keyset"
	"github.com/supascale/supascale-tui/internal/instance/records"
	"github.com/supascale/supascale-tui/internal/keys"
)

// answer is what an action returns. Actions do not write: what happened is in
// the log before anything is sent.
type answer struct {
	status int
	body   any
	header http.Header
}

// refusal is an error with its answer.
type refusal struct {
	status  int
	code    string
	message string
	details map[string]string
	header  http.Header
}

func (r *refusal) Error() string { return r.message }

func (r *refusal) answer() answer {
	return answer{r.status, wire.ErrorAnswer{Error: wire.ErrorDetail{
		Code: r.code, Message: r.message, Details: r.details,
	}}, r.header}
}

// unauthorizedMessage is the same whatever the reason: who tries keys learns
// nothing. The reason is in the activity log.
const unauthorizedMessage = "A valid API key is needed: Authorization: Bearer supascale_…"

func unauthorized() *refusal {
	return &refusal{
		status: http.StatusUnauthorized, code: wire.CodeUnauthorized, message: unauthorizedMessage,
		header: http.Header{"Www-Authenticate": {"Bearer"}},
	}
}

func denied(r keys.Resource, required, granted keys.Level) *refusal {
	return &refusal{
		status: http.StatusForbidden, code: wire.CodePermissionDenied,
		message: fmt.Sprintf("This needs %s on %s; the key has %s.", required, r.Noun(), granted),
		details: map[string]string{
			"resource": string(r), "required": required.String(), "granted": granted.String(),
		},
	}
}

func invalid(field, reason string) *refusal {
	return &refusal{
		status: http.StatusBadRequest, code: wire.CodeInvalid, message: field + ": " + reason,
		details: map[string]string{"field": field, "reason": reason},
	}
}

func notFound(message string) *refusal {
	return &refusal{status: http.StatusNotFound, code: wire.CodeNotFound, message: message}
}

func methodNotAllowed(allow string) *refusal {
	return &refusal{
		status: http.StatusMethodNotAllowed, code: wire.CodeMethodNotAllowed,
		message: "This path takes " + allow + ".",
		header:  http.Header{"Allow": {allow}},
	}
}

// refusalOf is the one place that turns an error into an answer. known is
// false for an error that is the instance's own fault.
func refusalOf(err error) (r *refusal, known bool) {
	if r, ok := errors.AsType[*refusal](err); ok {
		return r, true
	}
	if f, ok := errors.AsType[*keys.FieldError](err); ok {
		return invalid(f.Field, f.Reason), true
	}
	switch {
	case errors.Is(err, keyset.ErrNotFound):
		return notFound("No key has this id. It may have been revoked already."), true
	case errors.Is(err, records.ErrNotFound):
		return notFound("Nothing has this id."), true
	case errors.Is(err, durable.ErrNotBegun), errors.Is(err, activity.ErrNoRoom):
		return unavailable("The instance's disk is too slow at this moment. Nothing was changed: try again later."), false
	case errors.Is(err, durable.ErrUnconfirmed):
		return unavailable("The instance's disk did not confirm the change in time. It may have been made: look before you try again."), false
	case errors.Is(err, durable.ErrFull):
		return unavailable("The instance's disk is full. Nothing was changed: free some space there, then try again."), false
	case errors.Is(err, durable.ErrUnwritable):
		return unavailable("The instance can't write to its disk. Nothing was changed: its log says why, under the request id."), false
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return unavailable("The request was given up before it was answered."), true
	}
	return &refusal{
		status: http.StatusInternalServerError, code: wire.CodeInternal,
		message: "The instance could not do this. Its log says why, under the request id.",
	}, false
}

// unavailable refuses what may be possible later.
func unavailable(message string) *refusal {
	return &refusal{status: http.StatusServiceUnavailable, code: wire.CodeInternal, message: message, header: http.Header{"Retry-After": {"5"}}}
}

// send writes an answer. Its error means that the other side is gone.
func send(w http.ResponseWriter, a answer) (int, error) {
	h := w.Header()
	for name, values := range a.header {
		h[name] = values
	}
	h.Set("Content-Type", "application/json; charset=utf-8")
	if all, ok := a.body.(stream); ok {
		return sendStream(w, a.status, all)
	}
	body, err := json.Marshal(a.body)
	if err != nil {
		a.status = http.StatusInternalServerError
		body = []byte(`{"success":false,"error":{"code":"internal","message":"The answer could not be written."}}`)
	}
	body = append(body, '\n')
	h.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(a.status)
	if _, werr := w.Write(body); err == nil && !errors.Is(werr, http.ErrBodyNotAllowed) {
		err = werr
	}
	return len(body), err
}

// stream is a body that is written in parts: a slow reader holds one part and not
// the whole.
type stream interface{ writeTo(*bufio.Writer) error }

const streamBuffer = 16 << 10

func sendStream(w http.ResponseWriter, status int, body stream) (int, error) {
	w.WriteHeader(status)
	counted := &counter{w: w}
	buffered := bufio.NewWriterSize(counted, streamBuffer)
	err := body.writeTo(buffered)
	if err == nil {
		err = buffered.Flush()
	}
	if errors.Is(err, http.ErrBodyNotAllowed) { // HEAD
		err = nil
	}
	return counted.n, err
}

type counter struct {
	w io.Writer
	n int
}

func (c *counter) Write(p []byte) (int, error) {
	n, err := c.w.Write(p)
	c.n += n
	return n, err
}
