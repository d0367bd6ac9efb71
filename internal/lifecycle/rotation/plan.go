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
	End     End
	Lack    Lack
	// unsure says why the new key's name may not be free, "" where it is.
	unsure string
}

// PlanFor plans the new key of a rotation: the same permissions, as much time as the old one
// had in all, and a name that says so and that no key of the list has.
func PlanFor(old api.Key, list []api.Key, now time.Time, zone *time.Location) Plan {
	names := make(map[string]bool, len(list))
	for i := range list {
		names[list[i].Name] = true
	}
	from := old.Template()
	return Plan{
		Old: old, Name: NewKeyName(RefOf(&old), now.In(zone), func(name string) bool { return names[name] }),
		Permissions: from.Permissions, Lifetime: from.Lifetime,
	}
}

// Grant plans what is wished for.
func (p *Plan) Grant(w Wish) {
	if w.Permissions != nil {
		p.Permissions = *w.Permissions
	}
	if w.Lifetime.IsKnown() {
		p.Lifetime = w.Lifetime
	}
	p.End, p.Lack = w.End, w.Lack
}

// Expire plans an expiry that somebody chose.
func (p *Plan) Expire(e keys.Expiry) { p.Chosen, p.Expires = true, e }

// IsSame reports whether the new key may do what the old one may.
func (p *Plan) IsSame() bool { return SameGrants(p.Permissions, p.Old.Permissions) }

// Notes are sentences about what is not simply as before.
func (p *Plan) Notes(now time.Time) []string {
	from := p.Old.Template()
	if !p.NeedsExpiry() {
		from.Lifetime = keys.Forever() // somebody chose it
	}
	list := from.Notes()
	if p.unsure != "" {
		list = append(list, p.unsure)
	}
	at, known := p.At(now)
	if known && at.IsNever() && !p.Chosen {
		list = append(list, "The old key never expires, and neither will the new one, unless you choose otherwise.")
	}
	if len(p.Permissions.Exceeding(p.Old.Permissions.Known())) > 0 {
		list = append(list, p.Permissions.Warnings(false)...)
	}
	return list
}

// Unfit is why no new key can be made, "" where it can.
func (p *Plan) Unfit() string {
	if why := p.Old.CantName(); why != "" {
		return why
	}
	switch old := p.Old.Permissions; {
	case !p.Permissions.IsNone():
	case old.IsNone():
		return "The old key may do nothing: there is nothing to replace. Revoke it, or choose what the new one may do."
	case old.Known().IsNone():
		return "What the old key may do can't be read: choose what the new one may do."
	default:
		return "A key that may do nothing is of no use: set at least one resource to read or write."
	}
	if p.NeedsExpiry() {
		return keys.UnknownLifetimeWords
	}
	return ""
}

// Words say what the rotation does.
func (p *Plan) Words(now time.Time) string {
	grants := "with the same permissions"
	if !p.IsSame() {
		grants = "with other permissions"
	}
	words := planWords
	switch {
	case p.Old.Expires.StatusAt(now) == keys.Expired:
		words = expiredPlanWords
	case p.End.Now:
		words = nowPlanWords
	}
	return "Creates a second key " + grants + ". You see it once. " + words
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
func (p *Plan) Rotation(instance string, now time.Time) Rotation {
	at, _ := p.At(now)
	return Rotation{
		Instance: instance, Old: RefOf(&p.Old), Begun: now.UTC().Truncate(time.Millisecond), End: p.End, Lack: p.Lack,
		Asked: api.NewKey{Name: p.Name, Permissions: p.Permissions, Expires: at}, Lifetime: p.Lasts(now),
	}
}

// Expire is the rotation with an expiry of the new key that somebody chose.
func (r *Rotation) Expire(e keys.Expiry, now time.Time) {
	r.Asked.Expires, r.Lifetime = e, keys.LifetimeOf(now, e)
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
