package revokemany

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/lifecycle"
	"github.com/supascale/supascale-tui/internal/lifecycle/revokemany"
	"github.com/supascale/supascale-tui/internal/text"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// readKeys looks the chosen keys up.
func (s *Screen) readKeys() tea.Cmd {
	parts, chosen := s.env.Across(nil).Parts, s.ask.Keys
	return s.look.Start(func(ctx context.Context) (looked, error) { return revokemany.Find(ctx, parts, chosen) })
}

func (s *Screen) readKeysEnded(r screen.Result[looked]) tea.Cmd {
	s.spinner.Stop()
	if s.err = r.Err; r.Err != nil {
		return screen.Refused(r.Err)
	}
	s.plan = revokemany.NewPlan(s.ask.Keys, r.Value, s.owns(), s.env.Now())
	s.stage = planning
	s.list.SetCursor(0)
	return nil
}

func (s *Screen) turn() tea.Cmd {
	i := s.list.Cursor()
	if i >= len(s.plan.Keys) {
		return nil
	}
	s.plan.Turn(i, s.env.Now())
	s.list.SetCursor(i + 1)
	return nil
}

// phrase is what confirms: of the plan, or of what is left of a revocation.
func (s *Screen) phrase() lifecycle.Phrase {
	if s.stage != told {
		return s.plan.Phrase(s.env.Now())
	}
	return s.revocations.Phrase(s.owns(), s.env.Now())
}

// owns are the keys that the console itself uses.
func (s *Screen) owns() revokemany.Owns { return revokemany.OwnsOf(s.env.Across(nil).Parts) }

// askPhrase has the phrase typed. Where none is needed, the key press that asked for
// it confirms.
func (s *Screen) askPhrase() tea.Cmd {
	if s.phrase().Empty() {
		return s.goAhead()
	}
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
	return s.goAhead()
}

// goAhead revokes what was confirmed.
func (s *Screen) goAhead() tea.Cmd {
	if s.stage == told {
		return s.goOn()
	}
	return s.begin()
}

// planRows are the keys of the plan.
type planRows struct{ *Screen }

func (r planRows) Len() int { return len(r.plan.Keys) }

func (r planRows) Marked(row int) bool { return r.plan.In[row] }

// Column names.
const (
	colName    = "name"
	colKey     = "key"
	colPerms   = "permissions"
	colUsed    = "used"
	colExpires = "expires"
	colResult  = "result"
	colWhy     = "why"
)

func planColumns(env screen.Env) []ui.Column {
	return screen.WithInstance(env, 1, []ui.Column{
		{ID: colName, Title: "NAME", Min: 16, Max: 60, Weight: 1}, {ID: colKey, Title: "KEY", Min: 9, Max: 20, Weight: 1, Rank: 3},
		{ID: colPerms, Title: "PERMISSIONS", Min: 19, Rank: 2}, {ID: colUsed, Title: "LAST USED", Min: 12, Rank: 1}, {ID: colExpires, Title: "EXPIRES", Min: 12, Rank: 4},
	})
}

func (r planRows) Cell(row int, column string) ui.Cell {
	k, now, tone := &r.plan.Keys[row], r.env.Now(), ui.Muted
	switch column {
	case colName:
		switch {
		case r.plan.IsOwn(row):
			return ui.Cell{Text: lifecycle.Shown(k), Mark: "!", Tone: ui.Danger}
		case r.plan.In[row]:
			tone = ui.Normal
		}
		return ui.Cell{Text: lifecycle.Shown(k), Tone: tone}
	case screen.ColInstance:
		return instanceCell(r.env, k)
	case colKey:
		return ui.Cell{Text: short(k), Tone: tone}
	case colPerms:
		return ui.Cell{Text: k.Permissions.Summary(), Tone: tone}
	case colUsed:
		if revokemany.Lately(k, now) {
			return ui.Cell{Text: text.Relative(k.LastUsed, now, ""), Mark: "▲", Tone: ui.Warn}
		}
		return ui.Cell{Text: text.Relative(k.LastUsed, now, "never"), Tone: tone}
	}
	return ui.Cell{Text: k.Expires.Short(now), Tone: tone}
}
