package reveal

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/deliver"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/ui/press"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// pipePanel takes a command line and hands its command the key.
type pipePanel struct {
	s        *Screen
	field    *ui.Field
	examples []string
	at       int    // the example in the field, -1 for none
	trouble  string // why the last try failed
}

func (s *Screen) openPipe() tea.Cmd {
	p := &pipePanel{s: s, field: ui.NewField(s.env.Theme, "a command that reads standard input", 4000), at: -1, examples: deliver.Examples(deliver.Slug(s.key.Name))}
	p.field.Focus()
	s.panel, s.news = p, news{}
	return nil
}

func (p *pipePanel) wipe() { p.field.SetValue("") }

func (p *pipePanel) actions() []screen.Action {
	if p.s.piping.Running() {
		return []screen.Action{screen.Set(ui.Bind(press.Esc, "stop the command"), p.stop)}
	}
	return []screen.Action{
		screen.Do(ui.Bind(press.Enter, "run it"), p.run),
		screen.Step(ui.Bind(press.Arrows, "examples"), func(step int) { p.show(p.at + step) }),
		screen.Set(ui.Bind(press.Esc, "back"), p.s.close),
	}
}

func (p *pipePanel) stop() {
	p.s.piping.Cancel()
	p.trouble = "The command was stopped. Whether it took the key is not known."
}

// show puts an example into the field, to be changed there.
func (p *pipePanel) show(i int) {
	n := len(p.examples)
	p.at = (i%n + n) % n
	p.trouble = ""
	begin, _ := deliver.FillIn(p.examples[p.at])
	p.field.SetValue(begin)
}

func (p *pipePanel) typed(msg tea.KeyPressMsg) tea.Cmd { p.edit(msg); return nil }

func (p *pipePanel) paste(msg tea.PasteMsg) tea.Cmd { p.edit(msg); return nil }

func (p *pipePanel) edit(msg tea.Msg) {
	if p.s.piping.Running() {
		return
	}
	before := p.field.Value()
	p.field.Update(msg)
	if p.field.Value() != before {
		p.trouble, p.at = "", -1
	}
}

func (p *pipePanel) run() tea.Cmd {
	s := p.s
	if s.secret == nil {
		return nil
	}
	if p.at >= 0 {
		if _, whole := deliver.FillIn(p.examples[p.at]); !whole {
			p.trouble = "Type the rest of the example."
			return nil
		}
	}
	line := p.field.Value()
	if strings.Contains(line, s.secret.Reveal()) {
		p.wipe()
		p.trouble = "The key doesn't belong on the command line, where every process can read it. It was taken out; it goes to standard input."
		return nil
	}
	argv, trouble := deliver.SplitCommand(line)
	switch {
	case trouble != "":
		p.trouble = trouble
		return nil
	case len(argv) == 0 || argv[0] == "":
		p.trouble = "Type a command, or take an example with ↓."
		return nil
	}
	p.trouble = ""
	secret := s.secret.Reveal()
	return s.piping.Start(func(ctx context.Context) (deliver.Outcome, error) { return deliver.ToCommand(ctx, argv, secret), nil })
}

func (s *Screen) commandEnded(result deliver.Outcome) tea.Cmd {
	if s.secret == nil {
		return nil
	}
	p, open := s.panel.(*pipePanel)
	switch {
	case result.OK:
		if open {
			s.close()
		}
		s.news = news{tone: ui.Good, mark: "✓ ", words: result.Words}
		return s.take(deliver.Accepted)
	case open:
		p.trouble = result.Words
	}
	return nil
}

func (p *pipePanel) page() page {
	s, t := p.s, p.s.env.Theme
	out := page{lines: []string{"  " + t.Paint(ui.Strong, "Pipe to a command")}, focus: 1}
	field, cursor := p.field.View(max(s.Width-6, 2))
	out.lines = append(out.lines, "  "+t.Paint(ui.Accent, "›")+" "+field)
	if !s.piping.Running() {
		out.cursor = ui.MoveCursor(cursor, 4, 1, s.Width, 2)
	}
	switch {
	case s.piping.Running():
		out.lines = append(out.lines, s.text(ui.Muted, "", "running… esc stops it")...)
	case p.trouble != "":
		out.lines = append(out.lines, s.text(ui.Danger, "✗ ", p.trouble)...)
		out.focus = len(out.lines) - 1
	}
	out.lines = append(out.lines, s.text(ui.Muted, "", "It runs on this machine, without a shell, for at most 30 s. The key goes to its standard input, without a line end, never among its arguments.")...)
	out.lines = append(out.lines, "")
	for i, e := range p.examples {
		bar, tone := " ", ui.Muted
		if i == p.at {
			bar, tone = "▌", ui.Normal
		}
		out.lines = append(out.lines, t.Paint(ui.Accent, bar)+"   "+t.Paint(tone, ui.Cut(e, s.Width-6)))
	}
	return out
}
