package views

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// helpPage lists every key of the screen it was opened on, from the bindings
// themselves.
type helpPage struct {
	title  string
	here   []ui.Binding
	always []ui.Binding
	// commands are those of the command line, "" where there is none yet.
	commands string
	top      int
	lines    int // as of the last drawing, to bound scrolling
	height   int
}

func (r *Root) openHelp() {
	h := &helpPage{title: r.active().Title(), here: screen.Bindings(r.active().Actions())}
	for _, g := range r.globals() {
		h.always = append(h.always, g.Binding)
	}
	if r.connected() {
		h.commands = commandHelp()
	}
	h.lines = len(h.render(r.env.Theme, helpWidth))
	h.height = max(r.height-2-2, 1)
	r.help = h
}

const helpWidth = 60

func (h *helpPage) bindings() []ui.Binding {
	return []ui.Binding{ui.Bind("esc", "close", "esc", "?", "q", "enter"), ui.Bind("↑↓", "scroll", "up", "down", "j", "k")}
}

func (r *Root) pressHelp(msg tea.KeyPressMsg) tea.Cmd {
	h := r.help
	switch msg.String() {
	case "esc", "?", "q", "enter":
		r.help = nil
	case "down", "j":
		h.top = min(h.top+1, max(h.lines-h.height, 0))
	case "up", "k":
		h.top = max(h.top-1, 0)
	}
	return nil
}

func (h *helpPage) view(t *ui.Theme, width, height int) string {
	inner := min(width-4, helpWidth)
	lines := h.render(t, inner)
	room := max(height-2, 1)
	top := min(h.top, max(len(lines)-room, 0))
	title := "Help: " + h.title
	if len(lines) > room {
		title += fmt.Sprintf(" (↑↓ %d–%d of %d)", top+1, top+room, len(lines))
		lines = lines[top : top+room]
	}
	return t.Frame(ui.Accent, title, lines, inner)
}

func (h *helpPage) render(t *ui.Theme, inner int) []string {
	lines := []string{""}
	section := func(list []ui.Binding) {
		for _, b := range list {
			does := b.Does
			if !b.Enabled() {
				does += " — " + b.Why
			}
			for i, part := range ui.Wrap(does, inner-14) {
				show := b.Show
				if i > 0 {
					show = ""
				}
				tone := ui.Normal
				if !b.Enabled() {
					tone = ui.Faint
				}
				lines = append(lines, "  "+t.Paint(ui.Accent, ui.Fit(show, 10))+"  "+t.Paint(tone, part))
			}
		}
	}
	section(h.here)
	lines = append(lines, "", "  "+t.Paint(ui.Muted, "Everywhere"))
	section(h.always)
	if h.commands != "" {
		lines = append(lines, "", "  "+t.Paint(ui.Muted, "Commands"))
	}
	for _, part := range ui.Wrap(h.commands, inner-2) {
		lines = append(lines, "  "+part)
	}
	return append(lines, "")
}
