package views

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/ui/press"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// helpPage lists every key of the screen it was opened on, from the actions
// themselves.
type helpPage struct {
	screen.Base
	root   *Root
	title  string
	here   []ui.Binding
	always []ui.Binding
	page   ui.Page
}

const helpWidth = 60

func (r *Root) openHelp() {
	here, everywhere := r.offers()
	r.push(&helpPage{root: r, title: r.active().Title(), here: here, always: everywhere})
}

// Update takes a message.
func (h *helpPage) Update(msg tea.Msg) (cmd tea.Cmd) {
	if key, ok := msg.(tea.KeyPressMsg); ok {
		cmd, _ = screen.Press(h.Actions(), key)
	}
	return cmd
}

// Actions are what can be done now.
func (h *helpPage) Actions() []screen.Action {
	p, room := h.paper()
	list := []screen.Action{
		screen.Set(ui.Bind(press.Esc.Or(press.Help, press.Enter), "close"), func() { h.root.drop(h) }),
	}
	if len(p.Lines) > room {
		list = append(list, screen.Hand(ui.PageBinding(), func(msg tea.KeyPressMsg) bool { return h.page.HandleKey(msg, len(p.Lines), room) }))
	}
	return list
}

// paper is the whole page, and how many lines of it there is room for.
func (h *helpPage) paper() (*ui.Paper, int) {
	inner, room := (ui.Dialog{Wide: helpWidth}).Inner(h.Width, h.Height)
	p := ui.NewPaper(h.root.env.Theme, inner)
	h.draw(p)
	return p, room
}

// View draws what is in sight.
func (h *helpPage) View() (string, *tea.Cursor) {
	box := ui.Dialog{Tone: ui.Accent, Title: "Help: " + h.title, Wide: helpWidth}
	p, room := h.paper()
	top := h.page.Top(len(p.Lines), room)
	if len(p.Lines) > room {
		box.Title += fmt.Sprintf(" (↑↓ %d–%d of %d)", top+1, top+room, len(p.Lines))
	}
	return box.View(p.Theme, h.Width, h.Height, func(shown *ui.Paper) { shown.Add(p.Lines[top:]...) })
}

func (h *helpPage) draw(p *ui.Paper) {
	section := func(list []ui.Binding) {
		for _, b := range list {
			does, tone := b.Does, ui.Normal
			if !b.Enabled() {
				does, tone = does+" — "+b.Why, ui.Faint
			}
			show := b.Show
			for _, part := range ui.Wrap(does, p.Width-14) {
				p.Add(b.Zone(p.Theme, "  "+p.Theme.Key(ui.Fit(show, 10))+"  "+p.Theme.Paint(tone, part), press.Esc.Show()))
				show = ""
			}
		}
	}
	title := func(text string) { p.Add("", "  "+p.Theme.Paint(ui.Muted, text)) }
	p.Blank()
	section(h.here)
	title("Everywhere")
	section(h.always)
	if h.root.connected() {
		title("Commands")
		p.Text(ui.Normal, "  ", commandHelp())
	}
	p.Blank()
}
