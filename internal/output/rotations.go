package output

import (
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/lifecycle/rotation"
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
