package keytest

import (
	"errors"
	"fmt"
	"strings"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/keys"
)

// Result is what a test came to.
type Result string

// The results. That a key is refused is one of its own even where it should be:
// whoever uses the key wants to know that first.
const (
	ResultAsExpected    Result = "asExpected"
	ResultNotAsExpected Result = "notAsExpected"
	ResultRefused       Result = "refused"
	ResultFailed        Result = "failed" // an answer told nothing, or did not come
	ResultCantTell      Result = "cantTell"
	ResultStopped       Result = "stopped"
)

// Unreached reports whether the instance could not be reached.
func (t *Test) Unreached() bool { return t.ended == unreached }

// IsRefused reports whether the instance refuses the key altogether.
func (t *Test) IsRefused() bool { return t.ended == refused }

func (t *Test) count(v Verdict) (n int) {
	for i := range t.Cells {
		if t.Cells[i].Verdict == v {
			n++
		}
	}
	return n
}

func (t *Test) found(a Access) (list []keys.Resource) {
	for i := range t.Cells {
		if t.Cells[i].Actual == a {
			list = append(list, t.Cells[i].Resource)
		}
	}
	return list
}

// wrong counts the cells that are not as expected, a refusal of the whole key
// left aside.
func (t *Test) wrong() (n int) {
	for i := range t.Cells {
		if t.Cells[i].Verdict == NotAsExpected && t.Cells[i].Actual != Refused {
			n++
		}
	}
	return n
}

// Result sums the test up, the most important first.
func (t *Test) Result() Result {
	switch {
	case t.wrong() > 0:
		return ResultNotAsExpected
	case t.ended == refused:
		return ResultRefused
	case t.ended == stopped || t.ended == running:
		return ResultStopped
	case len(t.found(Failed)) > 0:
		return ResultFailed
	case t.count(AsExpected) > 0:
		return ResultAsExpected
	}
	return ResultCantTell
}

// Words sum the test up in a sentence or two.
func (t *Test) Words() string {
	switch t.Result() {
	case ResultNotAsExpected:
		return t.wrongWords()
	case ResultRefused:
		return t.refusedWords()
	case ResultStopped:
		return fmt.Sprintf("Stopped: %d of %d resources were read. %s", t.next, len(t.Cells), t.soFar())
	case ResultFailed:
		return t.failedWords()
	case ResultAsExpected:
		if n := t.count(CantTell); n > 0 {
			return fmt.Sprintf("%s as expected; %s can't be told.", cells(t.count(AsExpected)), cells(n))
		}
		return "All as expected."
	}
	return t.unknownWords()
}

func (t *Test) wrongWords() string {
	said := "1 cell is not as expected."
	if n := t.wrong(); n > 1 {
		said = fmt.Sprintf("%d cells are not as expected.", n)
	}
	if t.Expect.Refused != "" {
		return said + " " + refusalWords[t.Expect.Refused] + ", and still the instance lets it in. Tell whoever runs the instance."
	}
	for i := range t.Cells {
		if c := &t.Cells[i]; c.Verdict == NotAsExpected && c.Actual == Allowed {
			return said + " The key reads more than it should: the instance does not enforce its permissions. Tell whoever runs the instance."
		}
	}
	return said + " The key reads less than the list says it may."
}

// refusalWords say why a key should be refused.
var refusalWords = map[keys.Reason]string{
	keys.ExpiredKey: "The key has expired",
	keys.RevokedKey: "The key was revoked",
	keys.UnknownKey: "The key is not in the list",
}

func (t *Test) refusedWords() string {
	switch t.Expect.Refused {
	case "":
		return "The key is refused."
	case keys.UnknownKey: // of the others the cause says it
		return "The key is refused, as expected. " + refusalWords[keys.UnknownKey] + "."
	}
	return "The key is refused, as expected."
}

func (t *Test) soFar() string {
	if t.count(AsExpected) == t.next && t.next > 0 {
		return "These are as expected."
	}
	return "No verdict."
}

func (t *Test) failedWords() string {
	failed := t.found(Failed)
	first := t.cell(failed[0])
	said := fmt.Sprintf("%s can't be proven: %s.", first.Resource.Title(), strings.TrimSuffix(first.Err.Message, "."))
	if n := len(failed); n > 1 {
		said = fmt.Sprintf("%s can't be proven. The first: %s.", cells(n), strings.TrimSuffix(first.Err.Message, "."))
	}
	switch t.ended {
	case rateLimited:
		return said + " The rest was not tried. " + first.Err.Next()
	case unreached:
		return "The instance can't be reached: " + strings.TrimSuffix(first.Err.Message, ".") + ". " + first.Err.Next()
	}
	return said
}

func (t *Test) unknownWords() string {
	if t.Expect.known {
		return "Nothing can be told: the instance has none of these routes."
	}
	read := t.found(Allowed)
	if len(read) == 0 {
		return "The key is valid and reads nothing. What it should read is not known here."
	}
	nouns := make([]string, len(read))
	for i, r := range read {
		nouns[i] = r.Noun()
	}
	return "The key reads " + strings.Join(nouns, ", ") + ". What it should read is not known here, so nothing is compared."
}

func (t *Test) cell(r keys.Resource) *Cell {
	for i := range t.Cells {
		if t.Cells[i].Resource == r {
			return &t.Cells[i]
		}
	}
	return &Cell{Resource: r, Err: &api.Error{}}
}

func cells(n int) string {
	if n == 1 {
		return "1 cell"
	}
	return fmt.Sprintf("%d cells", n)
}

// asError gives the client's error, or one made of another's words.
func asError(err error) *api.Error {
	if e, ok := errors.AsType[*api.Error](err); ok {
		return e
	}
	return &api.Error{Op: api.OpTry, Kind: api.Unexpected, Message: "something went wrong on this side"}
}

// Words name an access for people.
func (a Access) Words() string {
	switch a {
	case Unknown:
		return "not known"
	case NoRoute:
		return "no route"
	case NotTried:
		return "not tried"
	}
	return string(a)
}

// Words name a verdict for people.
func (v Verdict) Words() string {
	switch v {
	case AsExpected:
		return "as expected"
	case NotAsExpected:
		return "unexpected"
	case CantTell:
		return "can't tell"
	}
	return "not tried"
}
