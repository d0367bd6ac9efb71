package output

import (
	"time"

	"github.com/supascale/supascale-tui/internal/lifecycle/pending"
	"github.com/supascale/supascale-tui/internal/text"
)

// Pending is something that is not at its end, in JSON (assets/schema/pending.json).
type Pending struct {
	Kind     pending.Kind `json:"kind"`
	Name     string       `json:"name"`
	KeyID    *string      `json:"keyId"` // null for several keys
	Since    time.Time    `json:"since"`
	State    string       `json:"state"`
	Reason   string       `json:"reason"`
	Remedy   string       `json:"remedy"`
	Rotation *Rotation    `json:"rotation"` // null for the other kinds
	Left     *int         `json:"left"`     // keys not known to be revoked; null for the other kinds
	Instance string       `json:"instance,omitempty"`
}

// PendingItems is the shape of what is pending, with times seen from now.
func PendingItems(now time.Time) Shape[*pending.Item] {
	type item = *pending.Item
	return Shape[item]{
		Table: []Column[item]{
			{"KIND", func(i item) string { return string(i.Kind) }, 0},
			{"KEY", func(i item) string { return i.Name() }, nameMax},
			{"STATE", func(i item) string { return i.State() }, 0},
			{"SINCE", func(i item) string { return text.Relative(i.Since, now, "") }, 0},
			{"NEXT", func(i item) string { return i.Remedy() }, 0},
		},
		Wire: func(i item) any { return ofPending(i, now) },
		Name: func(i item) string { return i.Name() },
		Say:  func(i item) string { return sayPending(i, now) },
	}
}

func ofPending(i *pending.Item, now time.Time) Pending {
	out := Pending{
		Kind: i.Kind, Name: i.Name(), Since: i.Since.UTC(), State: i.State(), Reason: i.Reason(now), Remedy: i.Remedy(), Instance: i.Instance,
	}
	switch i.Kind {
	case pending.Undelivered:
		out.KeyID = textOrNull(i.Orphan.Key.ID)
	case pending.Rotation:
		r := ofRotation(i.Rotation, now)
		out.KeyID, out.Rotation = textOrNull(i.Rotation.Old.ID), &r
	case pending.RevokeMany:
		left := i.Revocation.Tally().Left()
		out.Left = &left
	}
	return out
}
