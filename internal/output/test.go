package output

import (
	"fmt"
	"time"

	"github.com/supascale/supascale-tui/internal/identify"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/keytest"
	"github.com/supascale/supascale-tui/internal/text"
)

// Test is the test of a key in JSON (assets/schema/test.json).
type Test struct {
	TestedAt time.Time    `json:"testedAt"`
	Result   string       `json:"result"`
	Words    string       `json:"words"`
	Key      *TestKey     `json:"key"` // null where no row is known
	Cells    []TestCell   `json:"cells"`
	Steps    []TestStep   `json:"steps"`
	Cause    *string      `json:"cause"`
	Reason   *keys.Reason `json:"reason"` // what the log says, null where it can't be read
}

// TestKey is the row that was compared with.
type TestKey struct {
	ID         string  `json:"id"`
	Name       string  `json:"name"`
	KeyPreview *string `json:"keyPreview"`
}

// TestCell is a resource of the grid in JSON.
type TestCell struct {
	Resource     keys.Resource   `json:"resource"`
	ReadExpected *keytest.Access `json:"readExpected"` // null: not known
	ReadActual   keytest.Access  `json:"readActual"`
	Verdict      keytest.Verdict `json:"verdict"`
	Status       *int            `json:"status"`
	Write        keytest.Access  `json:"write"` // always notTried
	Error        *string         `json:"error"`
}

// TestStep is a step of the troubleshooting in JSON.
type TestStep struct {
	Step  string        `json:"step"`
	State keytest.State `json:"state"`
	Words string        `json:"words"`
}

// resultMalformed is a test that never began.
const resultMalformed = "malformed"

// OfTest is a test as JSON has it.
func OfTest(t *keytest.Test, w keytest.Walk, reason keys.Reason, now time.Time) Test {
	p := Test{TestedAt: now.UTC(), Result: string(t.Result()), Words: t.Words(), Cells: []TestCell{}}
	if k := t.Expect.Key; k.ID != "" {
		p.Key = &TestKey{k.ID, k.Name, textOrNull(k.Preview)}
	}
	for _, c := range t.Cells {
		cell := TestCell{Resource: c.Resource, ReadActual: c.Actual, Verdict: c.Verdict, Write: keytest.NotTried}
		if c.Expected != keytest.Unknown {
			cell.ReadExpected = &c.Expected
		}
		if c.Status > 0 {
			cell.Status = &c.Status
		}
		if c.Err != nil {
			cell.Error = &c.Err.Message
		}
		p.Cells = append(p.Cells, cell)
	}
	if reason != "" {
		p.Reason = &reason
	}
	p.explain(w)
	return p
}

// OfMalformed is a key that can't be one: nothing was sent.
func OfMalformed(w keytest.Walk, now time.Time) Test {
	p := Test{TestedAt: now.UTC(), Result: resultMalformed, Words: "It can't be a key. Nothing was sent.", Cells: []TestCell{}}
	p.explain(w)
	return p
}

func (p *Test) explain(w keytest.Walk) {
	p.Steps = []TestStep{}
	for _, s := range w {
		p.Steps = append(p.Steps, TestStep{s.Name, s.State, s.Words})
	}
	p.Cause = textOrNull(w.Cause())
}

// TestCells is the shape of the grid.
func TestCells() Shape[keytest.Cell] {
	return Shape[keytest.Cell]{Table: []Column[keytest.Cell]{
		{"RESOURCE", func(c keytest.Cell) string { return c.Resource.Title() }, 0},
		{"READ: EXPECTED", func(c keytest.Cell) string { return c.Expected.Words() }, 0},
		{"FOUND", func(c keytest.Cell) string {
			if c.Status > 0 {
				return fmt.Sprintf("%s (%d)", c.Actual.Words(), c.Status)
			}
			return c.Actual.Words()
		}, 0},
		{"VERDICT", func(c keytest.Cell) string { return c.Verdict.Words() }, 0},
		{"WRITE", func(keytest.Cell) string { return keytest.NotTried.Words() }, 0},
	}, Say: sayCell}
}

// TestSteps is the shape of the troubleshooting of a key that fails.
func TestSteps() Shape[keytest.Step] {
	state := func(s keytest.Step) string {
		return map[keytest.State]string{keytest.Fine: "fine", keytest.Cause: "the cause", keytest.Unclear: "can't tell"}[s.State]
	}
	return Shape[keytest.Step]{Table: []Column[keytest.Step]{
		{"STEP", keytest.Step.Title, 0}, {"STATE", state, 0}, {"WHY", func(s keytest.Step) string { return s.Words }, 0},
	}, Say: func(s keytest.Step) string { return s.Title() + ": " + state(s) + ". " + text.Sentence(s.Words) }}
}

// IdentifiedKey is a key that a value may be, in JSON (assets/schema/identify.json).
type IdentifiedKey struct {
	ID         string     `json:"id"`
	Name       string     `json:"name"`
	KeyPreview *string    `json:"keyPreview"`
	State      string     `json:"state"`
	RevokedAt  *time.Time `json:"revokedAt"`
	Match      string     `json:"match"`
	Instance   string     `json:"instance,omitempty"` // the one of several
}

// Matches is the shape of keys that a value may be.
func Matches(now time.Time) Shape[identify.Match] {
	state := func(m identify.Match) string {
		if m.IsRevoked() {
			return "revoked"
		}
		return m.Key.Expires.StatusAt(now).Word()
	}
	return Shape[identify.Match]{
		Table: []Column[identify.Match]{
			{"NAME", func(m identify.Match) string { return or(m.Key.Name) }, nameMax},
			{"ID", func(m identify.Match) string { return m.Key.OwnID() }, 0},
			{"STATE", state, 0},
			{"MATCH", identify.Match.Certainty, 0},
		},
		Wire: func(m identify.Match) any {
			return IdentifiedKey{m.Key.OwnID(), m.Key.Name, textOrNull(m.Key.Preview), state(m), timeOrNull(m.Key.Revoked), m.Certainty(), m.Key.Instance}
		},
		Say: func(m identify.Match) string { return sayMatch(&m, now) },
	}
}
