package health

import (
	"fmt"
	"slices"
	"time"

	"github.com/supascale/supascale-tui/internal/text"
)

// Rotation is the replacement of a key by another that was begun and not
// finished.
type Rotation struct {
	Old, New string // ids of keys; New "" where it is not known which it became
	Begun    time.Time
	Ends     time.Time // the time at which the old key is to go; zero for none
}

// rotating reports whether a key is being replaced by one that exists.
func (c *check) rotating(id string) bool {
	return slices.ContainsFunc(c.Rotations, func(r Rotation) bool { return r.Old == id && c.byID[r.New] != nil })
}

// rotationUnfinished finds keys whose replacement was begun and that are still
// there. Only what this machine knows of can be told.
func (c *check) rotationUnfinished() (found []ranked, gap gaps) {
	switch {
	case c.RotationsErr != nil:
		gap = gaps{{Keys: len(c.live), Why: "Not all that this machine notes of rotations could be read."}}
	case c.Rotations == nil:
		return nil, gaps{{Keys: len(c.live), Why: "What this machine notes of rotations was not looked at."}}
	}
	for _, r := range c.Rotations {
		old, made := c.byID[r.Old], c.byID[r.New]
		if old == nil {
			continue
		}
		if made == nil && c.Partial != nil {
			gap = append(gap, Gap{Keys: 1, Why: "The replacement of “" + old.Name + "” is not among the keys that are listed, which are not all."})
			continue
		}
		since := ""
		if !r.Begun.IsZero() {
			since = " " + text.Length(c.now.Sub(r.Begun)) + " ago"
		}
		if made != nil && c.now.Before(r.Ends) {
			continue // all is as it was planned
		}
		f := Finding{
			Key: *old, Reason: "Its rotation was begun" + since + ", but the replacement is no longer there.",
			Remedy: "Rotate it again, or give the rotation up.",
		}
		switch {
		case made == nil && r.New == "":
			f.Reason = "Its rotation was begun" + since + ", and it is not known which key it became."
			f.Remedy = "Look whether there is a key of the new name that nobody has, then go on with the rotation."
		case made != nil:
			f.Others = append(f.Others, *made)
			f.Reason = fmt.Sprintf("Its replacement “%s” was made%s, and this one is not revoked.%s", made.Name, since, c.inUse(made.LastUsed))
			f.Remedy = "Go on with the rotation: put the new key in place, see that it is used, then revoke this one."
		}
		rank := r.Begun.Unix()
		if f.Due = made != nil && !r.Ends.IsZero(); f.Due {
			f.Reason = fmt.Sprintf("It was to be revoked %s ago: “%s” was made%s to take its place.%s", text.Length(c.now.Sub(r.Ends)), made.Name, since, c.inUse(made.LastUsed))
			f.Remedy = "Go on with the rotation: see that the new key is used, then revoke this one."
			rank -= c.now.Unix() // before those without a time
		}
		found = append(found, ranked{f, rank})
	}
	return found, gap
}

// inUse says of a replacement whether it is used, where the instance tells.
func (c *check) inUse(last time.Time) string {
	switch {
	case !c.told:
		return ""
	case last.IsZero():
		return " The new one was not used yet."
	}
	return " The new one was used " + text.Length(c.now.Sub(last)) + " ago."
}
