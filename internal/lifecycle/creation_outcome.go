package lifecycle

import "github.com/supascale/supascale-tui/internal/api"

// Outcome is the result of creating a key.
type Outcome string

// The outcomes.
const (
	OutcomeCreated     Outcome = "created"     // its value is where it should be
	OutcomeNotCreated  Outcome = "notCreated"  // there is no key, or none any more
	OutcomeUndelivered Outcome = "undelivered" // it is valid, and nobody has its value
	OutcomeUnknown     Outcome = "unknown"     // the answer was lost, and the list does not tell whether it is there
	OutcomeNotTried    Outcome = "notTried"    // stopped before it
)

// Words name the result.
func (o Outcome) Words() string {
	switch o {
	case OutcomeCreated:
		return "created"
	case OutcomeUndelivered:
		return "undelivered: nobody has its value"
	case OutcomeUnknown:
		return "unknown: it may be there"
	case OutcomeNotTried:
		return "not tried"
	}
	return "not created"
}

// Creation is the receipt of a key that was to be created on one of several instances.
type Creation struct {
	Instance string // its profile
	Outcome  Outcome
	Key      api.Key    // ID is "" where none is known to be there
	Value    api.Secret // zero where it went to a file or a command, or was lost
	Err      error      // why it is not OutcomeCreated, nil where another receipt tells
}
