package rest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/supascale/supascale-tui/internal/api/wire"
)

// maxBody is the longest body that is read, in bytes.
const maxBody = 64 << 10

// object is a JSON object read strictly: every name is there once and spelled
// exactly. path is where it stands, for the names of refused fields.
type object struct {
	path   string
	names  []string
	values map[string]json.RawMessage
}

// readObject reads the body of a request as one JSON object.
func readObject(c *call) (object, error) {
	if ct := c.r.Header.Get("Content-Type"); ct != "" && !mayBeJSON(ct) {
		return object{}, invalid("Content-Type", "must be application/json")
	}
	body, err := io.ReadAll(http.MaxBytesReader(c.w, c.r.Body, maxBody))
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return object{}, &refusal{
			status: http.StatusRequestEntityTooLarge, code: wire.CodeTooLarge,
			message: fmt.Sprintf("The body is longer than %d bytes.", maxBody),
		}
	}
	switch {
	case err != nil:
		return object{}, invalid("body", "could not be read to its end")
	case len(bytes.TrimSpace(body)) == 0:
		return object{}, invalid("body", "must not be empty")
	case !utf8.Valid(body):
		return object{}, invalid("body", "must be UTF-8")
	}
	return parseObject("", body)
}

// mayBeJSON also takes the form type: it is what curl -d says of any body.
func mayBeJSON(contentType string) bool {
	kind, _, err := mime.ParseMediaType(contentType)
	return err == nil && (kind == "application/json" || strings.HasSuffix(kind, "+json") ||
		kind == "application/x-www-form-urlencoded")
}

func parseObject(path string, text []byte) (object, error) {
	o := object{path: path, values: map[string]json.RawMessage{}}
	where := "body"
	if path != "" {
		where = strings.TrimSuffix(path, ".")
	}
	dec := json.NewDecoder(bytes.NewReader(text))
	if first, err := dec.Token(); err != nil || first != json.Delim('{') {
		return o, invalid(where, "must be a JSON object")
	}
	for dec.More() {
		token, err := dec.Token()
		name, isName := token.(string)
		var value json.RawMessage
		if err != nil || !isName || dec.Decode(&value) != nil {
			return o, invalid(where, "is not valid JSON")
		}
		if _, twice := o.values[name]; twice {
			return o, invalid(path+name, "is there twice")
		}
		o.names = append(o.names, name)
		o.values[name] = value
	}
	if end, err := dec.Token(); err != nil || end != json.Delim('}') {
		return o, invalid(where, "is not valid JSON")
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return o, invalid(where, "has something after its end")
	}
	return o, nil
}

// only refuses names other than these.
func (o object) only(names ...string) error {
	for _, name := range o.names {
		known := false
		for _, n := range names {
			known = known || n == name
		}
		if !known {
			return invalid(o.path+name, "unknown field")
		}
	}
	return nil
}

func (o object) isNull(name string) bool {
	v, found := o.values[name]
	return !found || string(v) == "null"
}

// text reads a string that must be there.
func (o object) text(name string) (string, error) {
	v, found := o.values[name]
	if !found {
		return "", invalid(o.path+name, "is required")
	}
	var s *string
	if json.Unmarshal(v, &s) != nil || s == nil {
		return "", invalid(o.path+name, "must be text")
	}
	return *s, nil
}

// time reads an RFC 3339 time, zero if it is absent or null.
func (o object) time(name string) (time.Time, error) {
	if o.isNull(name) {
		return time.Time{}, nil
	}
	s, err := o.text(name)
	if err != nil {
		return time.Time{}, err
	}
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return time.Time{}, invalid(o.path+name, "must be a time such as 2027-01-19T00:00:00Z")
	}
	return t.UTC(), nil
}

// object reads a nested object, an empty one if it is absent.
func (o object) object(name string) (object, error) {
	v, found := o.values[name]
	if !found {
		return object{}, nil
	}
	return parseObject(o.path+name+".", v)
}

// plain gives the values as encoding/json reads them.
func (o object) plain() (map[string]any, error) {
	fields := make(map[string]any, len(o.values))
	for name, raw := range o.values {
		var v any
		if err := json.Unmarshal(raw, &v); err != nil {
			return nil, invalid(o.path+name, "is not valid JSON")
		}
		fields[name] = v
	}
	return fields, nil
}
