package cli

import (
	"errors"
	"fmt"
	"strings"

	"github.com/supascale/supascale-tui/internal/api"
)

// explainedError is a failed request in words; the exit code follows from what
// it wraps.
type explainedError struct {
	text string
	from *api.Error
}

func (e *explainedError) Error() string { return e.text }
func (e *explainedError) Unwrap() error { return e.from }

// explained words a failed request: what failed, why, what to do next.
func explained(err error) error {
	e, ok := errors.AsType[*api.Error](err)
	if !ok {
		return err
	}
	return &explainedError{fmt.Sprintf("can't %s: %s. %s", e.Op, strings.TrimSuffix(e.Message, "."), e.Next()), e}
}
