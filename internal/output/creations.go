package output

import (
	"time"

	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/lifecycle"
)

// Creation is the result of creating a key on one of several instances, in
// JSON (assets/schema/creation.json).
type Creation struct {
	Instance   string            `json:"instance"`
	ID         *string           `json:"id"`
	Name       string            `json:"name"`
	KeyPreview *string           `json:"keyPreview"`
	ExpiresAt  keys.Expiry       `json:"expiresAt"`
	Result     lifecycle.Outcome `json:"result"`
	Error      *string           `json:"error"`
	// Value is the key itself, null where it was handed over another way, or there is none.
	Value *string `json:"key"`
}

// Creations is the shape of receipts of creations; words puts an error into words.
func Creations(now time.Time, words func(error) string) Shape[lifecycle.Creation] {
	why := func(c lifecycle.Creation) string {
		if c.Err == nil {
			return ""
		}
		return words(c.Err)
	}
	return Shape[lifecycle.Creation]{
		Table: []Column[lifecycle.Creation]{
			{"RESULT", func(c lifecycle.Creation) string { return c.Outcome.Words() }, 0},
			{"NAME", func(c lifecycle.Creation) string { return c.Key.Name }, nameMax},
			{"EXPIRES", func(c lifecycle.Creation) string { return c.Key.Expires.Short(now) }, 0},
			{"KEY", func(c lifecycle.Creation) string { return or(keys.ShortPreview(c.Key.Preview)) }, 0},
			{"ID", func(c lifecycle.Creation) string { return or(c.Key.ID) }, 0},
		},
		Wire: func(c lifecycle.Creation) any {
			return Creation{
				c.Instance, textOrNull(c.Key.ID), c.Key.Name, textOrNull(c.Key.Preview), c.Key.Expires,
				c.Outcome, textOrNull(why(c)), textOrNull(c.Value.Reveal()),
			}
		},
		Name: func(c lifecycle.Creation) string { return c.Key.Name },
	}.OfSeveral(func(c lifecycle.Creation) string { return c.Instance })
}
