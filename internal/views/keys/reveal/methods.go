package reveal

import (
	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/clipboard"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/ui/press"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// methods is the panel that lists the ways to the clipboard.
type methods struct {
	s       *Screen
	choices []clipboard.Choice
	at      int
}

func (s *Screen) openMethods() tea.Cmd {
	m := &methods{s: s, choices: s.clip.Choices()}
	for i, c := range m.choices {
		if c.Name == s.clip.Chosen() {
			m.at = i
		}
	}
	s.panel = m
	return nil
}

func (m *methods) actions() []screen.Action {
	return []screen.Action{
		screen.Step(ui.Bind(press.UpDown, "move"), func(step int) { m.at = min(max(m.at+step, 0), len(m.choices)-1) }),
		screen.Do(ui.Bind(press.Enter, "use it"), m.use),
		screen.Set(ui.Bind(press.Esc, "back"), m.s.close),
	}
}

func (m *methods) typed(tea.KeyPressMsg) tea.Cmd { return nil }

// use takes any way, also one that doesn't look usable: the environment may say
// less than the admin knows.
func (m *methods) use() tea.Cmd {
	c := m.choices[m.at]
	m.s.clip.Use(c.Name)
	m.s.status = clipboard.Result{}
	m.s.close()
	if !c.Usable {
		return screen.Say(ui.Warn, "c copies now: "+c.Title+". But "+c.Why+".")
	}
	return screen.Say(ui.Good, "c copies now: "+c.Title+".")
}

func (m *methods) paste(tea.PasteMsg) tea.Cmd { return nil }

func (m *methods) wipe() {}

func (m *methods) page() page {
	s, t := m.s, m.s.env.Theme
	p := page{lines: []string{"  " + t.Paint(ui.Strong, "Choose how to copy"), ""}}
	for i, c := range m.choices {
		bar, mark, tone := " ", "○", ui.Normal
		switch {
		case c.Name == s.clip.Chosen():
			mark = "●"
		case !c.Usable:
			mark, tone = "·", ui.Muted
		}
		if i == m.at {
			bar, p.focus = "▌", len(p.lines)
			if c.Usable {
				tone = ui.Strong
			}
		}
		title := c.Title
		if !c.Usable {
			title += " (not usable here)"
		}
		p.lines = append(p.lines, t.Paint(ui.Accent, bar)+" "+t.Paint(tone, ui.Cut(mark+" "+title, s.Width-3)))
		for _, l := range ui.Wrap(c.Why, max(s.Width-8, 8)) {
			if l != "" {
				p.lines = append(p.lines, "    "+t.Paint(ui.Muted, l))
			}
		}
	}
	return p
}
