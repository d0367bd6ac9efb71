package revokemany

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/lifecycle"
	"github.com/supascale/supascale-tui/internal/text"
)

// usedLately is how long ago a key was used at most for its use to be warned of.
const usedLately = 24 * time.Hour

// Plan is what would go of the keys that were chosen.
type Plan struct {
	Keys   []api.Key // as they are now, in the order in which they were chosen
	In     []bool    // whether each goes
	Goes   int
	Lately int // of those that go, used within the last day
	Gone   int // that were chosen and are not listed any more
	NoID   int // that were chosen and can't be named to the instance
	// Unlisted are those that a list which is not whole doesn't have.
	Unlisted int
	// Lacks says why the list is not whole, nil where it is.
	Lacks *api.PartialError

	own    Owns
	others map[string]int // that each instance lists besides the console's own
	goes   map[string]int // of them
	ownIn  int            // keys of the console's own that go
}

// Owns are the previews of the keys that the console itself uses, one for each instance that
// it works on.
type Owns []string

// OwnsOf are those that it uses on the instances.
func OwnsOf(parts []Part) Owns {
	own := make(Owns, len(parts))
	for i, p := range parts {
		own[i] = p.Client.OwnPreview()
	}
	return own
}

// Has reports whether the console itself uses a key. Where two profiles lead to one instance,
// each lists the key that the other uses.
func (o Owns) Has(k *api.Key) bool {
	return slices.ContainsFunc(o, func(own string) bool { return lifecycle.IsOwn(k, own) })
}

// Found is what the instance's list says of keys that were chosen.
type Found struct {
	Keys map[string]api.Key // by id
	// Others is how many keys the list has of each instance that could go besides the
	// console's own.
	Others  map[string]int
	Partial *api.PartialError // why the list is not whole, nil where it is
}

// FoundIn looks the chosen keys up in a list, so that what is shown is how they are now; part
// is why the list is not whole, nil where it is.
func FoundIn(list []api.Key, part *api.PartialError, chosen []api.Key, own Owns) Found {
	wanted := make(map[string]bool, len(chosen))
	for i := range chosen {
		wanted[chosen[i].ID] = true
	}
	found := Found{Keys: make(map[string]api.Key, len(wanted)), Others: map[string]int{}, Partial: part}
	for i := range list {
		k := &list[i]
		if wanted[k.ID] {
			found.Keys[k.ID] = *k
		}
		if k.CantName() == "" && !own.Has(k) {
			found.Others[k.Instance]++
		}
	}
	return found
}

// NewPlan takes in what was chosen and Find has found. The console's own key, told by
// its preview, is left out until somebody takes it in.
func NewPlan(chosen []api.Key, found Found, own Owns, now time.Time) Plan {
	p := Plan{Lacks: found.Partial, own: own, others: found.Others, goes: map[string]int{}}
	seen := make(map[string]bool)
	for _, k := range chosen {
		there, listed := found.Keys[k.ID]
		switch {
		case k.CantName() != "", listed && there.CantName() != "":
			p.NoID++
		case seen[k.ID]:
		case !listed && found.Partial != nil:
			p.Unlisted++
		case !listed:
			p.Gone++
		default:
			p.add(there, now)
		}
		seen[k.ID] = true
	}
	return p
}

func (p *Plan) add(k api.Key, now time.Time) {
	at := len(p.Keys)
	p.Keys, p.In = append(p.Keys, k), append(p.In, false)
	if !p.IsOwn(at) {
		p.Turn(at, now)
	}
}

// Turn takes a key out or in.
func (p *Plan) Turn(i int, now time.Time) {
	by := 1
	if p.In[i] {
		by = -1
	}
	p.In[i] = !p.In[i]
	p.Goes += by
	if p.IsOwn(i) {
		p.ownIn += by
	} else {
		p.goes[p.Keys[i].Instance] += by
	}
	if Lately(&p.Keys[i], now) {
		p.Lately += by
	}
}

// Lately reports whether a key was used within the last day.
func Lately(k *api.Key, now time.Time) bool {
	return !k.LastUsed.IsZero() && now.Sub(k.LastUsed) < usedLately
}

// IsOwn reports whether the console itself uses a key of the plan.
func (p *Plan) IsOwn(i int) bool { return p.own.Has(&p.Keys[i]) }

// OwnIn reports whether a key that the console uses goes too.
func (p *Plan) OwnIn() bool { return p.ownIn > 0 }

// HasOwn reports whether a key that the console uses is among the chosen.
func (p *Plan) HasOwn() bool {
	return slices.ContainsFunc(p.Keys, func(k api.Key) bool { return p.own.Has(&k) })
}

// TurnOwn takes the keys that the console uses out, where one goes, and else in.
func (p *Plan) TurnOwn(now time.Time) {
	in := p.OwnIn()
	for i := range p.Keys {
		if p.IsOwn(i) && p.In[i] == in {
			p.Turn(i, now)
		}
	}
}

// Chosen are the keys that go.
func (p *Plan) Chosen() []api.Key {
	list := make([]api.Key, 0, p.Goes)
	for i, in := range p.In {
		if in {
			list = append(list, p.Keys[i])
		}
	}
	return list
}

// Phrase is what confirms the plan.
func (p *Plan) Phrase(now time.Time) lifecycle.Phrase {
	return lifecycle.PhraseForMany(p.Chosen(), p.own.Has, len(p.Emptied()), now)
}

// Phrase is what confirms that what is left is tried. That an instance keeps no other key was
// confirmed when it was begun.
func (r *Revocations) Phrase(own Owns, now time.Time) lifecycle.Phrase {
	return lifecycle.PhraseForMany(r.Left(), own.Has, 0, now)
}

// OwnWords say what becomes of the keys that the console itself uses, "" where none was chosen.
func (p *Plan) OwnWords() string {
	chosen := 0
	for i := range p.Keys {
		if p.IsOwn(i) {
			chosen++
		}
	}
	switch {
	case chosen == 0:
		return ""
	case p.ownIn > 1:
		return fmt.Sprintf("The keys this console uses on %d instances go too, each as the last there: after it the console can do nothing more there.", p.ownIn)
	case p.ownIn == 1:
		return "The key this console uses goes too, as the last: after it the console can do nothing more here."
	case chosen > 1:
		return "The keys this console uses are left out."
	}
	return "The key this console uses is left out."
}

// LatelyWords warn of keys that were used lately, "" for none.
func (p *Plan) LatelyWords() string {
	switch p.Lately {
	case 0:
		return ""
	case 1:
		return "1 was used within the last day: whatever uses it stops working at once."
	}
	return text.Number(p.Lately) + " were used within the last day: whatever uses them stops working at once."
}

// Missing says which of the chosen keys are not in the plan, "" for none.
func (p *Plan) Missing() string {
	why := ""
	if n := p.Gone; n > 0 {
		why += " " + text.Plural(n, "was", "were") + " gone already."
	}
	if n := p.Unlisted; n > 0 {
		why += " " + text.Plural(n, "was", "were") + " not found in the list, which is not whole" + p.lacking() + "."
	}
	if n := p.NoID; n > 0 {
		why += " " + text.Plural(n, "has", "have") + " no id of its own by which the instance could be asked to revoke it: use its web interface."
	}
	return strings.TrimSpace(why)
}

// lacking says which of several instances did not answer.
func (p *Plan) lacking() string {
	if p.Lacks == nil || p.Lacks.Cut == "" || len(p.own) < 2 {
		return ""
	}
	return " (" + p.Lacks.Cut + ")"
}
