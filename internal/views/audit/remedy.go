package audit

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/activity/cluster"
	"github.com/supascale/supascale-tui/internal/activity/remedy"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/ui/press"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// remedies are the keys that a remedy is made of. They are asked for whenever
// something is opened: a key may have come or gone.
type remedies struct {
	call  screen.Call[remedy.Keys]
	known remedy.Keys
	err   error
}

// loadRemedy asks for the keys there are and were.
func (s *Screen) loadRemedy(*cluster.Cluster) tea.Cmd {
	r := &s.remedies
	r.call.Owner, r.call.Name = ID, "remedy"
	source := s.env.API
	return r.call.Start(func(ctx context.Context) (remedy.Keys, error) { return remedy.Load(ctx, source) })
}

// remedyUpdate takes the keys.
func (s *Screen) remedyUpdate(msg tea.Msg) (tea.Cmd, bool) {
	r, mine := s.remedies.call.Take(msg)
	if !mine {
		return nil, false
	}
	if s.remedies.err = r.Err; r.Err != nil {
		return screen.Refused(r.Err), true
	}
	s.remedies.known = r.Value
	s.layout()
	return nil, true
}

// remedyLines say what went wrong and what to do about it.
func (s *Screen) remedyLines(c *cluster.Cluster, width int) []string {
	t := s.env.Theme
	plan := remedy.For(c, s.remedies.known)
	var lines []string
	add := func(tone ui.Tone, first, rest, text string) {
		for i, l := range ui.Wrap(text, max(width-ui.Width(rest), 1)) {
			if i == 0 {
				l = first + l
			} else {
				l = rest + l
			}
			lines = append(lines, t.Paint(tone, l))
		}
	}
	add(ui.Strong, "", "", plan.Cause)
	for _, note := range plan.Notes {
		add(ui.Normal, "  ", "  ", note)
	}
	if s.remedies.err != nil {
		add(ui.Warn, "▲ ", "  ", screen.TroubleLine(s.remedies.err))
	}
	if len(plan.Steps) > 0 {
		lines = append(lines, "", t.Paint(ui.Strong, "What to do"))
		for _, step := range plan.Steps {
			add(ui.Normal, "• ", "  ", step)
		}
	}
	lines = append(lines, "")
	for _, a := range s.remedyActions(c) {
		if a.Enabled() {
			add(ui.Normal, t.Key(" "+a.Show)+"  ", "    ", a.Does)
		} else if !s.remedies.known.Loaded {
			add(ui.Faint, " "+a.Show+"  ", "    ", a.Does+": "+a.Why)
		}
	}
	return lines
}

// remedyActions are the keys that do it.
func (s *Screen) remedyActions(c *cluster.Cluster) []screen.Action {
	plan := remedy.For(c, s.remedies.known)
	list := []screen.Action{
		mend(&plan), s.keyAction(c, &plan),
		s.logAction(&row{keyID: c.KeyID, ip: c.IP}),
		addressAction(c.IP, "The instance doesn't tell where this came from."),
	}
	if plan.Key != nil {
		key := *plan.Key
		list = append(list, screen.Do(ui.Bind(press.Use, "what the key is used for"), func() tea.Cmd { return screen.Send(screen.ShowUsage{Key: key}) }))
	}
	for i := range list {
		list[i].Hint = true
	}
	return list
}

// mend leads to the key that helps.
func mend(plan *remedy.Plan) screen.Action {
	switch {
	case plan.Rotate != nil:
		msg := screen.ShowRotate{Key: *plan.Key, Wish: *plan.Rotate}
		return screen.Tell(ui.Bind(press.Rotate, plan.Does), func() tea.Msg { return msg })
	case plan.Make != nil:
		msg := screen.ShowCreate{From: plan.Make}
		return screen.Tell(ui.Bind(press.New, plan.Does), func() tea.Msg { return msg })
	}
	return screen.Do(ui.Bind(press.Rotate, "rotate").DisabledIf(true, plan.Not), nil)
}

func orThis(ip string) string {
	if ip == "" {
		return "this address"
	}
	return ip
}

// keyAction opens the key, or what is left of it.
func (s *Screen) keyAction(c *cluster.Cluster, plan *remedy.Plan) screen.Action {
	switch {
	case plan.Revoked != nil:
		revoked := *plan.Revoked
		return screen.Do(ui.Bind(press.OpenKey, "what is left of the revoked key"), func() tea.Cmd { return screen.Send(screen.ShowRevoked{Key: revoked}) })
	case plan.Key != nil:
		key := *plan.Key
		return screen.Do(ui.Bind(press.OpenKey, "open the key"), func() tea.Cmd { return screen.Send(screen.ShowKey{Key: key}) })
	}
	why := "It isn't known whose key this was."
	if c.KeyID != "" {
		why = "It is neither in the list nor among what this instance keeps of revoked keys."
		if !s.remedies.known.Loaded {
			why = "The keys aren't loaded yet."
		}
	}
	return screen.Do(ui.Bind(press.OpenKey, "open the key").DisabledIf(true, why), nil)
}
