package rotation

import (
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/keys"
)

// Plan is a rotation that has not begun: what would be made.
type Plan struct {
	Old         api.Key
	Name        string
	Permissions keys.Permissions
	Lifetime    time.Duration // from the making on; 0: for ever
	// Expires is the new key's expiry where somebody chose it, Chosen says so.
	Expires time.Time
	Chosen  bool
	// Notes are sentences about what is not simply as before.
	Notes []string
}

// unknownLifetime is that of a twin whose old key expires, on an instance that
// doesn't tell when it was made.
const unknownLifetime = 90 * 24 * time.Hour

// PlanFor plans the twin of a key: the same permissions, as much time as the old one
// had in all, and a name that says so and that no key of the list has.
func PlanFor(old api.Key, list []api.Key, now time.Time, zone *time.Location) Plan {
	names := make(map[string]bool, len(list))
	for i := range list {
		names[list[i].Name] = true
	}
	p := Plan{
		Old: old, Name: TwinName(RefOf(&old), now.In(zone), func(name string) bool { return names[name] }),
		Lifetime: lifetime(&old),
	}
	for _, r := range keys.Resources() {
		p.Permissions = p.Permissions.With(r, old.Permissions.Level(r))
	}
	if !old.Expires.IsZero() && p.Lifetime == 0 {
		p.Lifetime = unknownLifetime
		p.Notes = append(p.Notes, "The instance doesn't tell when the old key was made, so its lifetime isn't known: the new one gets 90 days.")
	}
	if old.Expires.IsZero() {
		p.Notes = append(p.Notes, "The old key never expires, and neither will the new one, unless you choose otherwise.")
	}
	if len(old.Permissions.Others()) > 0 {
		p.Notes = append(p.Notes, "The old key has levels that are unknown here and can't be asked for: the new one goes without them.")
	}
	return p
}

// Unfit is why a twin can't be made, "" where it can.
func (p *Plan) Unfit() string {
	if p.Permissions.IsNone() {
		return "The old key may do nothing: there is nothing to replace. Revoke it."
	}
	return ""
}

// At is the expiry of a twin made at now, zero for never.
func (p *Plan) At(now time.Time) time.Time {
	switch {
	case p.Chosen:
		return p.Expires
	case p.Lifetime == 0:
		return time.Time{}
	}
	return now.Add(p.Lifetime).UTC().Truncate(time.Second)
}

// Rotation is the plan as it is noted when it begins.
func (p *Plan) Rotation(instance string, mode Mode, now time.Time) Rotation {
	r := Rotation{
		Instance: instance, Old: RefOf(&p.Old), Begun: now.UTC().Truncate(time.Millisecond), Mode: mode,
		Asked: api.NewKey{Name: p.Name, Permissions: p.Permissions, Expires: p.At(now)}, Lifetime: p.Lifetime,
	}
	if p.Chosen {
		r.Lifetime = 0
		if p.Expires.After(now) {
			r.Lifetime = p.Expires.Sub(now)
		}
	}
	return r
}

// Again is a rotation whose new key was not made, is gone or was lost, begun once
// more: with the lifetime it was to have, from now on.
func (r Rotation) Again(list []api.Key, now time.Time, zone *time.Location) Rotation {
	names := make(map[string]bool, len(list))
	for i := range list {
		names[list[i].Name] = true
	}
	r.Asked.Name = TwinName(r.Old, now.In(zone), func(name string) bool { return names[name] })
	r.Asked.Expires = time.Time{}
	if r.Lifetime > 0 {
		r.Asked.Expires = now.Add(r.Lifetime).UTC().Truncate(time.Second)
	}
	r.Begun, r.New, r.Note, r.Kept, r.Guessed = now.UTC().Truncate(time.Millisecond), Ref{}, "", time.Time{}, false
	return r
}
