package fleet

import (
	"errors"
	"fmt"
	"strings"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/credential"
)

// State is how an instance stands when it was asked.
type State uint8

// The states, what wants attention first.
const (
	Unreachable   State = iota // no connection, or no answer in time
	NotAuthorised              // it refuses the key, or its level
	NoCredential               // its profile leads to no key
	Failed                     // it answered with an error, or is no such instance
	Partial                    // it told a part of what was asked for
	Slow                       // it answered late
	OK
)

// States lists the states, what wants attention first.
func States() []State {
	return []State{Unreachable, NotAuthorised, NoCredential, Failed, Partial, Slow, OK}
}

var stateWords = [...]string{"unreachable", "not authorised", "no credential", "failed", "partial", "slow", "ok"}

// Words names the state where people read it.
func (s State) Words() string { return stateWords[s] }

// Word names the state in a filter and in data. It is stable: scripts read it.
func (s State) Word() string { return strings.ReplaceAll(s.Words(), " ", "-") }

// Answered reports whether the instance told all that was asked for.
func (s State) Answered() bool { return s == OK || s == Slow }

// StateOf is the state that an error tells of.
func StateOf(err error) State {
	_, noKey := errors.AsType[*credential.Error](err)
	switch {
	case err == nil:
		return OK
	case api.PartOf(err) != nil:
		return Partial
	case noKey, errors.Is(err, credential.ErrNone):
		return NoCredential
	}
	switch api.KindOf(err) {
	case api.Unauthorized, api.Forbidden:
		return NotAuthorised
	case api.Unreachable, api.Timeout:
		return Unreachable
	}
	return Failed
}

// tally says how many of all answered, and how the others stand: "11 of 12 answered,
// 1 unreachable".
func tally(all int, others []State) string {
	counts := map[State]int{}
	for _, s := range others {
		counts[s]++
	}
	parts := []string{fmt.Sprintf("%d of %d answered", all-len(others), all)}
	for _, s := range States() {
		if n := counts[s]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, s.Words()))
		}
	}
	return strings.Join(parts, ", ")
}
