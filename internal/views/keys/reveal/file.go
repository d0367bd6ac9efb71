package reveal

import (
	"context"
	"fmt"
	"os"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/deliver"
	"github.com/supascale/supascale-tui/internal/text/sanitize"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/ui/press"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// filePanel takes the path of a file and how the key is written into it.
type filePanel struct {
	s       *Screen
	field   *ui.Field
	as      deliver.Form // handover.Bare or handover.Dotenv
	onAs    bool         // the choice of handover.Form has the focus, not the path
	offered string
	trouble string
}

func (s *Screen) openFile() tea.Cmd {
	p := &filePanel{s: s, field: ui.NewField(s.env.Theme, "path of a new file", 4000)}
	p.offer()
	p.field.Focus()
	s.panel, s.news = p, news{}
	return nil
}

// offer puts a name into the path, unless another was typed.
func (p *filePanel) offer() {
	if p.field.Value() != p.offered {
		return
	}
	p.offered = "~/" + deliver.Slug(p.s.key.Name) + map[deliver.Form]string{deliver.Bare: ".key", deliver.Dotenv: ".env"}[p.as]
	p.field.SetValue(p.offered)
}

func (p *filePanel) wipe() { p.field.SetValue("") }

func (p *filePanel) actions() []screen.Action {
	if p.s.saving.Running() {
		return nil // it takes a moment, and at most its timeout
	}
	list := []screen.Action{
		screen.Do(ui.Bind(press.Enter, "write the file"), p.save),
		screen.Set(ui.Bind(press.Tab.Or(press.BackTab, press.Arrows), "path or form"), p.turn),
	}
	if p.onAs {
		list = append(list, screen.Hand(ui.Bind(press.Choose.Or(press.Space), "choose"), p.choose))
	}
	return append(list, screen.Set(ui.Bind(press.Esc, "back"), p.s.close))
}

// turn moves the focus between the path and the form.
func (p *filePanel) turn() {
	if p.onAs = !p.onAs; p.onAs {
		p.field.Blur()
	} else {
		p.field.Focus()
	}
}

func (p *filePanel) choose(msg tea.KeyPressMsg) bool {
	other := deliver.Bare + deliver.Dotenv - p.as
	p.as = map[string]deliver.Form{"left": deliver.Bare, "h": deliver.Bare, "right": deliver.Dotenv, "l": deliver.Dotenv, "space": other}[msg.String()]
	p.offer()
	return true
}

func (p *filePanel) typed(msg tea.KeyPressMsg) tea.Cmd { p.edit(msg); return nil }

func (p *filePanel) paste(msg tea.PasteMsg) tea.Cmd { p.edit(msg); return nil }

func (p *filePanel) edit(msg tea.Msg) {
	if p.onAs || p.s.saving.Running() {
		return
	}
	before := p.field.Value()
	p.field.Update(msg)
	if p.field.Value() != before {
		p.trouble = ""
	}
}

func (p *filePanel) save() tea.Cmd {
	s := p.s
	if s.secret == nil {
		return nil
	}
	home := s.env.Getenv("HOME")
	if home == "" {
		home, _ = os.UserHomeDir()
	}
	typed := strings.TrimSpace(p.field.Value())
	path := deliver.ExpandHome(typed, home)
	switch {
	case typed == "":
		p.trouble = "Type the path of a new file."
		return nil
	case strings.Contains(typed, s.secret.Reveal()):
		p.wipe()
		p.trouble = "The key doesn't belong into a file's name. It was taken out."
		return nil
	case path == "":
		p.trouble = "Only ~ and ~/ stand for a home folder here, your own. Type the whole path."
		return nil
	}
	text := s.write(p.as)
	if p.as == deliver.Dotenv {
		text += "\n"
	}
	p.trouble = ""
	return s.saving.Start(func(ctx context.Context) (deliver.File, error) { return deliver.ToFile(ctx, path, text) })
}

func (s *Screen) fileWritten(file deliver.File, err error) tea.Cmd {
	p, open := s.panel.(*filePanel)
	switch {
	case s.secret == nil:
		return nil
	case err != nil:
		if open {
			p.trouble = deliver.FileTrouble(file.Path, err)
		}
		return nil
	case open:
		s.close()
	}
	s.news = news{tone: ui.Good, mark: "✓ ", words: "Written to " + sanitize.Text(file.Path) + fmt.Sprintf(", %04o.", file.Mode)}
	if words := file.Exposure(); words != "" {
		s.news.tone, s.news.mark, s.news.next = ui.Warn, "! ", []string{words}
	}
	return s.take(file.Taken())
}

func (p *filePanel) page() page {
	s, t := p.s, p.s.env.Theme
	bar := func(on bool) string {
		if on {
			return t.Paint(ui.Accent, "▌") + " "
		}
		return "  "
	}
	out := page{lines: []string{"  " + t.Paint(ui.Strong, "Save to a file")}, focus: 1}
	const label = 6
	field, cursor := p.field.View(max(s.Width-label-3, 2))
	out.lines = append(out.lines, bar(!p.onAs)+ui.Fit("Path", label)+field)
	if !s.saving.Running() {
		out.cursor = ui.MoveCursor(cursor, label+2, 1, s.Width, 2)
	}
	option := func(f deliver.Form, text string) string {
		if p.as == f {
			return t.Paint(ui.Strong, "● "+text)
		}
		return t.Paint(ui.Muted, "○ "+text)
	}
	out.lines = append(out.lines, bar(p.onAs)+ui.Fit("As", label)+
		option(deliver.Bare, "the key alone")+"   "+option(deliver.Dotenv, "SUPASCALE_API_KEY=…"))
	switch {
	case p.onAs:
		out.focus = 2
	case s.saving.Running():
		out.lines = append(out.lines, s.text(ui.Muted, "", "writing…")...)
	}
	if p.trouble != "" {
		out.lines = append(out.lines, s.text(ui.Danger, "✗ ", p.trouble)...)
	}
	out.lines = append(out.lines, "")
	return page{append(out.lines, s.text(ui.Muted, "", "A new file on this machine that you alone can read (0600). One that exists is not overwritten.")...), out.focus, out.cursor}
}
