package contracttest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/pb33f/go-yaml"
	v3 "github.com/pb33f/libopenapi/datamodel/high/v3"
)

// Example is a request of the contract with the answers documented for it.
type Example struct {
	Operation string // its operationId
	Name      string
	Method    string
	Path      string // with its parameters filled in
	Query     url.Values
	Body      []byte // nil for none
	Type      string // of the body
	Resource  string // x-resource, "" for signing in and out
	Answers   []ExampleAnswer
}

// ExampleAnswer is a documented answer.
type ExampleAnswer struct {
	Status int
	Header http.Header
	Body   []byte
}

// Request builds the request on a base URL, without a key.
func (e *Example) Request(t testing.TB, base string) *http.Request {
	t.Helper()
	target := base + e.Path
	if len(e.Query) > 0 {
		target += "?" + e.Query.Encode()
	}
	r, err := http.NewRequestWithContext(t.Context(), e.Method, target, bytes.NewReader(e.Body))
	if err != nil {
		t.Fatal(err)
	}
	if e.Body != nil {
		r.Header.Set("Content-Type", e.Type)
	}
	return r
}

// Examples gives every example request of the contract, one for each body that
// an operation shows, in the document's order.
func Examples(t testing.TB) []Example {
	t.Helper()
	var list []Example
	for path, item := range mustLoad(t).model.Paths.PathItems.FromOldest() {
		for method, operation := range item.GetOperations().FromOldest() {
			base := Example{Operation: operation.OperationId, Name: operation.OperationId,
				Method: strings.ToUpper(method), Path: path, Query: url.Values{}, Answers: answersOf(t, operation)}
			if operation.Extensions != nil {
				if resource := operation.Extensions.GetOrZero("x-resource"); resource != nil {
					base.Resource = resource.Value
				}
			}
			for _, p := range append(item.Parameters, operation.Parameters...) {
				switch value := p.Example; {
				case value == nil:
				case p.In == "path":
					base.Path = strings.ReplaceAll(base.Path, "{"+p.Name+"}", url.PathEscape(value.Value))
				case p.In == "query":
					base.Query.Set(p.Name, value.Value)
				}
			}
			if operation.RequestBody == nil {
				list = append(list, base)
				continue
			}
			for kind, media := range operation.RequestBody.Content.FromOldest() {
				bodies := bodiesOf(t, media)
				for _, name := range slices.Sorted(maps.Keys(bodies)) {
					e := base
					e.Name, e.Type, e.Body = base.Operation+"/"+name, kind, bodies[name]
					if kind == formType {
						e.Body = asForm(t, e.Body)
					}
					list = append(list, e)
				}
			}
		}
	}
	return list
}

func answersOf(t testing.TB, operation *v3.Operation) []ExampleAnswer {
	t.Helper()
	var list []ExampleAnswer
	for code, answer := range operation.Responses.Codes.FromOldest() {
		var status int
		if _, err := fmt.Sscan(code, &status); err != nil {
			t.Fatalf("%s: status %s: %v", operation.OperationId, code, err)
		}
		header := http.Header{"Content-Type": {"application/json"}}
		if answer.Headers != nil && answer.Headers.GetOrZero("Retry-After") != nil {
			header.Set("Retry-After", "30")
		}
		for _, body := range bodiesOf(t, answer.Content.GetOrZero("application/json")) {
			list = append(list, ExampleAnswer{status, header, body})
		}
	}
	return list
}

func bodiesOf(t testing.TB, media *v3.MediaType) map[string][]byte {
	t.Helper()
	if media == nil || media.Examples == nil {
		t.Fatal("a body of the contract has no example")
	}
	bodies := map[string][]byte{}
	for name, example := range media.Examples.FromOldest() {
		bodies[name] = asJSON(t, example.Value)
	}
	return bodies
}

func asJSON(t testing.TB, node *yaml.Node) []byte {
	t.Helper()
	var value any
	if err := node.Decode(&value); err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

const formType = "application/x-www-form-urlencoded"

func asForm(t testing.TB, body []byte) []byte {
	t.Helper()
	var fields map[string]string
	if err := json.Unmarshal(body, &fields); err != nil {
		t.Fatal(err)
	}
	form := url.Values{}
	for name, value := range fields {
		form.Set(name, value)
	}
	return []byte(form.Encode())
}
