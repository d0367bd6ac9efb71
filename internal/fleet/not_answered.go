package fleet

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/supascale/supascale-tui/internal/api"
)

// Absence is an instance that did not tell all that it was asked for last.
type Absence struct {
	Instance string
	State    State
	Err      error
}

// Why says it in words.
func (a Absence) Why() string { return api.Explain(a.Err) }

// Absent lists the instances that did not tell all that they were asked for last, in the
// order of the profiles.
func (s *Source) Absent() []Absence {
	s.mu.Lock()
	defer s.mu.Unlock()
	var list []Absence
	for _, m := range s.members {
		failed := s.absent[m.Name]
		if len(failed) == 0 {
			continue
		}
		err := failed[slices.Min(slices.Collect(maps.Keys(failed)))]
		list = append(list, Absence{m.Name, StateOf(err), err})
	}
	return list
}

// Words says how many answered: "11 of 12 answered, 1 unreachable".
func (s *Source) Words() string {
	absent := s.Absent()
	states := make([]State, len(absent))
	for i, a := range absent {
		states[i] = a.State
	}
	return tally(len(s.members), states)
}

// note keeps what came of asking an instance for something.
func (s *Source) note(instance, what string, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.absent[instance] == nil {
		s.absent[instance] = map[string]error{}
	}
	if err == nil {
		delete(s.absent[instance], what)
		return
	}
	s.absent[instance][what] = err
}

// namedMost is how many absent instances are named in a line.
const namedMost = 3

// cut says how many answered and names the others, "" where there are none.
func (s *Source) cut() string {
	var names []string
	for _, a := range s.Absent() {
		names = append(names, a.Instance)
	}
	return s.lacking(names)
}

// lacking is cut for a request to which these did not answer.
func (s *Source) lacking(names []string) string {
	if len(names) == 0 {
		return ""
	}
	named := names[:min(len(names), namedMost)]
	words := fmt.Sprintf("%d of %d answered, not %s", len(s.members)-len(names), len(s.members), strings.Join(named, ", "))
	if more := len(names) - namedMost; more > 0 {
		words += fmt.Sprintf(" and %d more", more)
	}
	return words
}
