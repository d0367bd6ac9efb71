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
	Lifetime    keys.Lifetime // from the making on
	// Expires is the new key's expiry where somebody chose it, Chosen says so.
	Expires keys.Expiry
	Chosen  bool
	// Notes are sentences about what is not simply as before.
	Notes []string
}

// PlanFor plans the new key of a rotation: the same permissions, as much time as the old one
// had in all, and a name that says so and that no key of the list has.
func PlanFor(old api.Key, list []api.Key, now time.Time, zone *time.Location) Plan {
	names := make(map[string]bool, len(list))
	for i := range list {
		names[list[i].Name] = true
	}
	from := old.Template()
	p := Plan{
		Old: old, Name: NewKeyName(RefOf(&old), now.In(zone), func(name string) bool { return names[name] }),
		Permissions: from.Permissions, Lifetime: from.Lifetime, Notes: from.Notes(),
	}
	if from.Lifetime.IsForever() {
		p.Notes = append(p.Notes, "The old key never expires, and neither will the new one, unless you choose otherwise.")
	}
	return p
}

// Unfit is why no new key can be made, "" where it can.
func (p *Plan) Unfit() string {
	if why := p.Old.CantName(); why != "" {
		return why
	}
	if p.Permissions.IsNone() && !p.Old.Permissions.IsNone() {
		return "What the old key may do can't be read, so the new key can't be asked for: create a key by hand."
	}
	if p.Permissions.IsNone() {
		return "The old key may do nothing: there is nothing to replace. Revoke it."
	}
	if p.NeedsExpiry() {
		return keys.UnknownLifetimeWords
	}
	return ""
}

// Words say what the rotation does.
func (p *Plan) Words(now time.Time) string {
	if p.Old.Expires.StatusAt(now) == keys.Expired {
		return expiredPlanWords
	}
	return planWords
}

// NeedsExpiry reports whether somebody has to choose when the new key expires: that
// alone is what it lacks.
func (p *Plan) NeedsExpiry() bool {
	return !p.Permissions.IsNone() && !p.Chosen && !p.Lifetime.IsKnown()
}

// At is the expiry of a new key created at now. There is none while somebody has to
// choose it.
func (p *Plan) At(now time.Time) (at keys.Expiry, known bool) {
	if p.Chosen {
		return p.Expires, true
	}
	return p.Lifetime.From(now)
}

// Lasts is how long a new key created at now is valid.
func (p *Plan) Lasts(now time.Time) keys.Lifetime {
	if p.Chosen {
		return keys.LifetimeOf(now, p.Expires)
	}
	return p.Lifetime
}

// Rotation is the plan as it is noted when it begins.
func (p *Plan) Rotation(instance string, mode Mode, now time.Time) Rotation {
	at, _ := p.At(now)
	return Rotation{
		Instance: instance, Old: RefOf(&p.Old), Begun: now.UTC().Truncate(time.Millisecond), Mode: mode,
		Asked: api.NewKey{Name: p.Name, Permissions: p.Permissions, Expires: at}, Lifetime: p.Lasts(now),
	}
}

// Again is a rotation whose new key was not made, is gone or was lost, begun once
// more: with the lifetime it was to have, from now on.
func (r Rotation) Again(list []api.Key, now time.Time, zone *time.Location) Rotation {
	names := make(map[string]bool, len(list))
	for i := range list {
		names[list[i].Name] = true
	}
	r.Asked.Name = NewKeyName(r.Old, now.In(zone), func(name string) bool { return names[name] })
	if at, known := r.Lifetime.From(now); known {
		r.Asked.Expires = at
	}
	r.Begun, r.New, r.Note, r.Kept, r.Guessed = now.UTC().Truncate(time.Millisecond), Ref{}, "", time.Time{}, false
	return r
}
