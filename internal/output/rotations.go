package output

import (
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/lifecycle/rotation"
	"github.com/supascale/supascale-tui/internal/text"
)

// Rotation is an unfinished rotation in JSON (assets/schema/rotation.json).
type Rotation struct {
	Old     RotatedKey    `json:"old"`
	New     *RotatedKey   `json:"new"`
	Step    rotation.Step `json:"step"`
	End     rotation.End  `json:"end"` // "proven", "now" or a time
	BegunAt time.Time     `json:"begunAt"`
	// ByName says that there is no note of it on this machine.
	ByName bool   `json:"byName"`
	Reason string `json:"reason"`
	Remedy string `json:"remedy"`
}

// RotatedKey is one of a rotation's keys, as far as it is known.
type RotatedKey struct {
	ID         string     `json:"id"`
	Name       string     `json:"name"`
	KeyPreview *string    `json:"keyPreview"`
	Listed     bool       `json:"listed"`
	LastUsedAt *time.Time `json:"lastUsedAt"`
	UsedBy     []KeyUser  `json:"usedBy"`
}

// KeyUser is a program that used a key, as far as the log tells.
type KeyUser struct {
	IP         string     `json:"ip"`
	UserAgent  string     `json:"userAgent"`
	Requests   int        `json:"requests"`
	LastUsedAt *time.Time `json:"lastUsedAt"`
}

// Rotations is the shape of unfinished rotations, with times seen from now.
func Rotations(now time.Time) Shape[rotation.Standing] {
	used := func(s rotation.Standing) string {
		none := "can't tell"
		if s.OldTold {
			none = "never"
		}
		return text.Relative(s.OldUsed, now, none)
	}
	return Shape[rotation.Standing]{
		Table: []Column[rotation.Standing]{
			{"OLD KEY", func(s rotation.Standing) string { return s.Old.Shown() }, nameMax},
			{"HOW IT STANDS", func(s rotation.Standing) string { return s.Step.Words() }, 0},
			{"BEGUN", func(s rotation.Standing) string { return text.Relative(s.Begun, now, "") }, 0},
			{"OLD KEY USED", used, 0},
			{"NEW KEY", func(s rotation.Standing) string { return or(s.New.Name) }, nameMax},
			{"OLD KEY'S ID", func(s rotation.Standing) string { return s.Old.ID }, 0},
		},
		Wire: func(s rotation.Standing) any { return ofRotation(&s, now) },
		Name: func(s rotation.Standing) string { return s.Old.Name },
	}
}

func ofRotation(s *rotation.Standing, now time.Time) Rotation {
	r := Rotation{
		Old: rotatedKey(s.Old, s.OldKey, s.OldUsed, s.OldUsers), Step: s.Step, End: s.End, BegunAt: s.Begun.UTC(),
		ByName: s.Guessed, Reason: s.Reason(now), Remedy: s.Remedy(),
	}
	if s.New.ID != "" {
		k := rotatedKey(s.New, s.NewKey, s.NewUsed, s.NewUsers)
		r.New = &k
	}
	return r
}

func rotatedKey(ref rotation.Ref, k *api.Key, used time.Time, users []rotation.User) RotatedKey {
	key := RotatedKey{ID: ref.ID, Name: ref.Name, KeyPreview: textOrNull(ref.Preview), Listed: k != nil, LastUsedAt: timeOrNull(used), UsedBy: []KeyUser{}}
	for _, u := range users {
		key.UsedBy = append(key.UsedBy, KeyUser{u.IP, u.Agent, u.Count, timeOrNull(u.Last)})
	}
	return key
}
