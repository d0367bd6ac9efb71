// Package contracttest holds HTTP requests and answers against the contract,
// assets/openapi.yaml. Only tests import it.
package contracttest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strings"
	"sync"

	"github.com/pb33f/libopenapi"
	validator "github.com/pb33f/libopenapi-validator"
	"github.com/pb33f/libopenapi-validator/config"
	validation "github.com/pb33f/libopenapi-validator/errors"
	v3 "github.com/pb33f/libopenapi/datamodel/high/v3"

	"github.com/supascale/supascale-tui/assets"
	"github.com/supascale/supascale-tui/internal/api/wire"
	"github.com/supascale/supascale-tui/internal/keys"
)

// roots are what the contract's paths begin with.
var roots = []string{"/api/v1/", "/api/auth/"}

// contract is the document, compiled once for all tests of a package.
type contract struct {
	document  libopenapi.Document
	model     *v3.Document
	validator validator.Validator
}

var load = sync.OnceValues(func() (*contract, error) {
	document, err := libopenapi.NewDocument(assets.OpenAPI)
	if err != nil {
		return nil, fmt.Errorf("read the contract: %w", err)
	}
	model, err := document.BuildV3Model()
	if err != nil {
		return nil, fmt.Errorf("read the contract: %w", err)
	}
	v := validator.NewValidatorFromV3Model(&model.Model, config.WithFormatAssertions(),
		config.WithURLEncodedBodyValidation(), config.WithRejectUnsupportedBodyContent(), config.WithRejectUndeclaredRequestBody())
	v.SetDocument(document)
	return &contract{document, &model.Model, v}, nil
})

// errUndocumented is a path or a method that the contract does not have.
var errUndocumented = errors.New("not in the contract")

// checkRequest returns what a request has that the contract does not allow. A
// query parameter the contract does not know is one such thing.
func (c *contract) checkRequest(r *http.Request, body []byte) error {
	r = withBody(r, body)
	ok, found := c.validator.ValidateHttpRequestSync(r)
	if err := joined(ok, found); err != nil {
		return err
	}
	return c.checkQuery(r)
}

func (c *contract) checkQuery(r *http.Request) error {
	item := c.model.Paths.PathItems.GetOrZero(c.pattern(r.URL.Path))
	if item == nil {
		return errUndocumented
	}
	operation := item.GetOperations().GetOrZero(strings.ToLower(r.Method))
	if operation == nil {
		return errUndocumented
	}
	known := map[string]bool{}
	for _, p := range append(operation.Parameters, item.Parameters...) {
		known[p.Name] = p.In == "query"
	}
	for name, values := range r.URL.Query() {
		if !known[name] || len(values) != 1 {
			return fmt.Errorf("query parameter %s is not in the contract, or is there twice", name)
		}
	}
	return nil
}

// pattern gives the contract's path for a request's.
func (c *contract) pattern(path string) string {
	if c.model.Paths.PathItems.GetOrZero(path) != nil {
		return path
	}
	return path[:strings.LastIndexByte(path, '/')+1] + "{id}"
}

// checkAnswer returns what an answer has that the contract does not allow. On
// an undocumented path or method only a refusal in the documented shape is
// allowed.
func (c *contract) checkAnswer(r *http.Request, answer *http.Response, body []byte) error {
	answer = &http.Response{StatusCode: answer.StatusCode, Header: answer.Header, Body: io.NopCloser(bytes.NewReader(body)), Request: r}
	ok, found := c.validator.ValidateHttpResponse(withBody(r, nil), answer)
	err := joined(ok, found)
	if !errors.Is(err, errUndocumented) {
		return err
	}
	if answer.StatusCode < 400 || answer.StatusCode > 499 {
		return fmt.Errorf("answered with %d: %w", answer.StatusCode, err)
	}
	return checkError(body)
}

func checkError(body []byte) error {
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	var refusal wire.ErrorAnswer
	if err := d.Decode(&refusal); err != nil {
		return fmt.Errorf("an error's body: %w", err)
	}
	if refusal.Success || refusal.Error.Code == "" || refusal.Error.Message == "" {
		return errors.New("an error's body lacks success: false, a code or a message")
	}
	return nil
}

// withBody copies a request. What stands before the base path is left out: an
// instance's URL may carry a prefix of its own.
func withBody(r *http.Request, body []byte) *http.Request {
	clone := r.Clone(r.Context())
	for _, root := range roots {
		if i := strings.Index(clone.URL.Path, root); i > 0 {
			clone.URL.Path, clone.URL.RawPath = clone.URL.Path[i:], ""
		}
	}
	clone.Body = http.NoBody
	if len(body) > 0 {
		clone.Body = io.NopCloser(bytes.NewReader(body))
	}
	clone.ContentLength = int64(len(body))
	return clone
}

var wholeKey = regexp.MustCompile(keys.Prefix + `[0-9A-Za-z]{5,}`)

// joined turns the validator's findings into one error. They repeat values, so
// keys are taken out.
func joined(ok bool, found []*validation.ValidationError) error {
	if ok {
		return nil
	}
	var all []error
	for _, f := range found {
		if f.IsPathMissingError() || f.IsOperationMissingError() {
			return errUndocumented
		}
		all = append(all, errors.New(f.Message+": "+f.Reason))
		for _, s := range f.SchemaValidationErrors {
			all = append(all, fmt.Errorf("  at %s: %s", s.FieldPath, s.Reason))
		}
	}
	return errors.New(wholeKey.ReplaceAllString(errors.Join(all...).Error(), keys.Prefix+"…"))
}
