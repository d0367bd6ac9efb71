package many

import (
	"context"
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
	Own    int // index of the console's own key, -1 for none
	Gone   int // that were chosen and are not listed any more
	NoID   int // that were chosen and can't be named to the instance
	// Unlisted are those that a list which is not whole doesn't have.
	Unlisted int
	others   int // that the instance lists besides the console's own
}

// Found is what the instance's list says of keys that were chosen.
type Found struct {
	Keys map[string]api.Key // by id
	// Others is how many keys the list has that could go besides the console's own.
	Others  int
	Partial *api.PartialError // why the list is not whole, nil where it is
}

// Find looks the chosen keys up, so that what is shown is how they are now. own is the
// preview of the console's own key.
func Find(ctx context.Context, client api.KeyLister, chosen []api.Key, own string) (Found, error) {
	list, err := api.Keys(ctx, client)
	part := api.PartOf(err)
	if part != nil {
		err = nil
	}
	return FoundIn(list, part, chosen, own), err
}

// FoundIn looks the chosen keys up in a list; part is why that is not whole, nil where it
// is.
func FoundIn(list []api.Key, part *api.PartialError, chosen []api.Key, own string) Found {
	wanted := make(map[string]bool, len(chosen))
	for i := range chosen {
		wanted[chosen[i].ID] = true
	}
	found := Found{Keys: make(map[string]api.Key, len(wanted)), Partial: part}
	for i := range list {
		k := &list[i]
		if wanted[k.ID] {
			found.Keys[k.ID] = *k
		}
		if k.CantName() == "" && !lifecycle.IsOwn(k, own) {
			found.Others++
		}
	}
	return found
}

// NewPlan takes in what was chosen and Find has found. The console's own key, told by
// its preview, is left out until somebody takes it in.
func NewPlan(chosen []api.Key, found Found, own string, now time.Time) Plan {
	p := Plan{Own: -1, others: found.Others}
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
			p.add(there, own, now)
		}
		seen[k.ID] = true
	}
	return p
}

func (p *Plan) add(k api.Key, own string, now time.Time) {
	at := len(p.Keys)
	p.Keys, p.In = append(p.Keys, k), append(p.In, false)
	if lifecycle.IsOwn(&k, own) {
		p.Own = at
		return
	}
	p.Turn(at, now)
}

// Turn takes a key out or in.
func (p *Plan) Turn(i int, now time.Time) {
	by := 1
	if p.In[i] {
		by = -1
	}
	p.In[i] = !p.In[i]
	p.Goes += by
	if Lately(&p.Keys[i], now) {
		p.Lately += by
	}
}

// Lately reports whether a key was used within the last day.
func Lately(k *api.Key, now time.Time) bool {
	return !k.LastUsed.IsZero() && now.Sub(k.LastUsed) < usedLately
}

// OwnIn reports whether the console's own key goes too.
func (p *Plan) OwnIn() bool { return p.Own >= 0 && p.In[p.Own] }

// Every reports whether no key is left but the console's own.
func (p *Plan) Every() bool {
	goes := p.Goes
	if p.OwnIn() {
		goes--
	}
	return goes > 0 && goes == p.others
}

// IsEvery reports whether a plan of the chosen keys leaves none of all of them, but the
// console's own.
func IsEvery(chosen, all []api.Key, own string) bool {
	p := NewPlan(chosen, FoundIn(all, nil, chosen, own), own, time.Time{})
	return p.Every()
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
	own := ""
	if p.Own >= 0 {
		own = p.Keys[p.Own].Preview
	}
	return lifecycle.PhraseForMany(p.Chosen(), own, p.Every(), now)
}

// Phrase is what confirms that what is left of the revocation is tried; own is the preview
// of the console's own key.
func (b *Revocation) Phrase(own string, now time.Time) lifecycle.Phrase {
	var left []api.Key
	for i := range b.Receipts {
		if r := &b.Receipts[i]; !r.Gone() {
			left = append(left, r.Key)
		}
	}
	return lifecycle.PhraseForMany(left, own, false, now)
}

// What is said about the console's own key.
const (
	OwnInWords  = "The key this console uses goes too, as the last: after it the console can do nothing more here."
	OwnOutWords = "The key this console uses is left out."
)

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

// EveryWords warn where no other key stays, "" for nothing.
func (p *Plan) EveryWords() string {
	switch {
	case !p.Every():
		return ""
	case p.OwnIn():
		return "Every key of this instance goes."
	}
	return "Every key of this instance goes, except the one that this console uses."
}

// Missing says which of the chosen keys are not in the plan, "" for none.
func (p *Plan) Missing() string {
	why := ""
	if n := p.Gone; n > 0 {
		why += " " + text.Plural(n, "was", "were") + " gone already."
	}
	if n := p.Unlisted; n > 0 {
		why += " " + text.Plural(n, "was", "were") + " not found in the list, which is not whole."
	}
	if n := p.NoID; n > 0 {
		why += " " + text.Plural(n, "has", "have") + " no id of its own by which the instance could be asked to revoke it: use its web interface."
	}
	return strings.TrimSpace(why)
}
