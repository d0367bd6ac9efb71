package bulk

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/journal"
	"github.com/supascale/supascale-tui/internal/lifecycle"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// usedLately is how long ago a key was used at most for its use to be warned of.
const usedLately = 24 * time.Hour

// plan is what would go.
type plan struct {
	keys   []api.Key
	in     []bool // whether it goes
	goes   int
	lately int // of those that go
	own    int // index of the console's own key, -1 for none
	gone   int // that were chosen and are not listed any more
	noID   int // that were chosen and can't be named to the instance
}

// readKeys looks the chosen keys up, so that what is shown is how they are now.
func (s *Screen) readKeys() tea.Cmd {
	client := s.env.API
	wanted := make(map[string]bool, len(s.ask.Keys))
	for i := range s.ask.Keys {
		wanted[s.ask.Keys[i].ID] = true
	}
	return s.look.Start(func(ctx context.Context) (looked, error) {
		found := make(looked, len(wanted))
		err := journal.Walk(ctx, client, func(k api.Key) bool {
			if wanted[k.ID] {
				found[k.ID] = k
			}
			return true
		})
		return found, err
	})
}

func (s *Screen) readKeysEnded(r screen.Result[looked]) tea.Cmd {
	s.spinner.Stop()
	if s.err = r.Err; r.Err != nil {
		return screen.Refused(r.Err)
	}
	s.plan = plan{own: -1}
	seen := make(map[string]bool)
	for _, k := range s.ask.Keys {
		now, found := r.Value[k.ID]
		switch {
		case k.ID == "":
			s.plan.noID++
		case seen[k.ID]:
		case !found:
			s.plan.gone++
		default:
			s.plan.add(now, s.env)
		}
		seen[k.ID] = true
	}
	s.stage = planning
	s.table.SetCursor(0, len(s.plan.keys))
	return nil
}

// add takes a key in. The console's own is left out until somebody takes it in.
func (p *plan) add(k api.Key, env screen.Env) {
	own := lifecycle.IsOwn(&k, env.API.OwnPreview())
	if own {
		p.own = len(p.keys)
	}
	p.keys, p.in = append(p.keys, k), append(p.in, false)
	if !own {
		p.turn(len(p.keys)-1, env.Now())
	}
}

// turn takes a key out or in.
func (p *plan) turn(i int, now time.Time) {
	by := 1
	if p.in[i] {
		by = -1
	}
	p.in[i] = !p.in[i]
	p.goes += by
	if lately(&p.keys[i], now) {
		p.lately += by
	}
}

func lately(k *api.Key, now time.Time) bool {
	return !k.LastUsed.IsZero() && now.Sub(k.LastUsed) < usedLately
}

func (p *plan) ownIn() bool { return p.own >= 0 && p.in[p.own] }

// chosen are the keys that go.
func (p *plan) chosen() []api.Key {
	list := make([]api.Key, 0, p.goes)
	for i, in := range p.in {
		if in {
			list = append(list, p.keys[i])
		}
	}
	return list
}

func (s *Screen) turn() tea.Cmd {
	i := s.table.Cursor()
	if i >= len(s.plan.keys) {
		return nil
	}
	s.plan.turn(i, s.env.Now())
	s.table.SetCursor(i+1, len(s.plan.keys))
	return nil
}

// phrase is what confirms: of the plan, or of what is left of a batch.
func (s *Screen) phrase() lifecycle.Phrase {
	if s.stage != told {
		return lifecycle.PhraseForMany(s.plan.goes, s.plan.ownIn())
	}
	n, own := 0, false
	for i := range s.batch.Receipts {
		if r := &s.batch.Receipts[i]; !r.Gone() {
			n++
			own = own || lifecycle.IsOwn(&r.Key, s.env.API.OwnPreview())
		}
	}
	return lifecycle.PhraseForMany(n, own)
}

func (s *Screen) askPhrase() tea.Cmd {
	s.asking = phrase
	s.field.SetValue("")
	s.field.Focus()
	return nil
}

func (s *Screen) cancelAsking() tea.Cmd {
	s.asking = nothing
	s.field.Blur()
	return nil
}

// confirm begins when what is typed is the phrase.
func (s *Screen) confirm() tea.Cmd {
	if !s.phrase().Fits(s.field.Value()) {
		s.say(ui.Warn, "What is typed is not the same. Capitals and spaces count.")
		return nil
	}
	s.cancelAsking()
	if s.stage == told {
		return s.goOn()
	}
	return s.begin()
}

// planRows are the keys of the plan.
type planRows struct{ *Screen }

func (r planRows) Len() int { return len(r.plan.keys) }

func (r planRows) Marked(row int) bool { return r.plan.in[row] }

// Column names.
const (
	colName    = "name"
	colKey     = "key"
	colPerms   = "permissions"
	colUsed    = "used"
	colExpires = "expires"
	colResult  = "result"
	colWhy     = "why"
	colBegun   = "begun"
	colLeft    = "left"
)

func planColumns() []ui.Column {
	return []ui.Column{
		{ID: colName, Title: "NAME", Min: 16, Max: 60, Weight: 1}, {ID: colKey, Title: "KEY", Min: 9, Max: 20, Weight: 1, Rank: 3},
		{ID: colPerms, Title: "PERMISSIONS", Min: 19, Rank: 2}, {ID: colUsed, Title: "LAST USED", Min: 12, Rank: 1}, {ID: colExpires, Title: "EXPIRES", Min: 12, Rank: 4},
	}
}

func (r planRows) Cell(row int, column string) ui.Cell {
	k, now, tone := &r.plan.keys[row], r.env.Now(), ui.Muted
	switch column {
	case colName:
		switch {
		case row == r.plan.own:
			return ui.Cell{Text: lifecycle.Shown(k), Mark: "!", Tone: ui.Danger}
		case r.plan.in[row]:
			tone = ui.Normal
		}
		return ui.Cell{Text: lifecycle.Shown(k), Tone: tone}
	case colKey:
		return ui.Cell{Text: short(k), Tone: tone}
	case colPerms:
		return ui.Cell{Text: k.Permissions.Summary(), Tone: tone}
	case colUsed:
		if lately(k, now) {
			return ui.Cell{Text: ui.Relative(k.LastUsed, now, ""), Mark: "▲", Tone: ui.Warn}
		}
		return ui.Cell{Text: ui.Relative(k.LastUsed, now, "never"), Tone: tone}
	}
	return ui.Cell{Text: ui.Relative(k.Expires, now, "never"), Tone: tone}
}
