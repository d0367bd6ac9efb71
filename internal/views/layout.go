package views

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/ui/press"
	"github.com/supascale/supascale-tui/internal/views/keys/reveal"
)

// The smallest terminal the console works in, in cells.
const (
	MinWidth  = 60
	MinHeight = 16
)

// Lines the frame takes from the screen: header and rule above, footer below.
const (
	linesAbove = 2
	linesBelow = 1
)

func (r *Root) resize(width, height int) {
	r.window, r.height = width, height
	r.width = r.frameWidth()
	r.instances.SetSize(r.bodySize())
	if r.connected() {
		r.keys.SetSize(r.bodySize())
		r.audit.SetSize(r.bodySize())
		r.health.SetSize(r.bodySize())
	}
	for _, e := range r.stack {
		e.SetSize(r.bodySize())
	}
	r.sizeLayers()
}

// frameWidth is how wide header, footer and what floats are.
func (r *Root) frameWidth() int {
	if r.active().name == reveal.ID {
		return r.env.SecretWidth(r.window)
	}
	return r.window
}

// fit gives the frame its width after a screen was opened or closed. A narrower frame
// is drawn on an empty screen: blanks that a wider one left behind count as a part of
// their lines when these are wrapped.
func (r *Root) fit() tea.Cmd {
	before := r.width
	if r.width = r.frameWidth(); r.width != before {
		r.sizeLayers()
	}
	if r.width < before {
		return tea.ClearScreen
	}
	return nil
}

func (r *Root) bodySize() (width, height int) {
	return max(r.window, 0), max(r.height-linesAbove-linesBelow, 0)
}

func (r *Root) tooSmall() bool { return r.width < MinWidth || r.height < MinHeight }

// draw draws the frame, and gives the terminal cursor's place in it.
func (r *Root) draw() (string, *tea.Cursor) {
	switch {
	case r.quitting || r.asleep || r.width <= 0 || r.height <= 0:
		// A blank last frame leaves no secret behind in a terminal that keeps
		// the alternate screen's content.
		return "", nil
	case r.tooSmall():
		return r.sizeNote(), nil
	}
	body, cursor := r.body()
	footer, typed := r.footer()
	cursor = ui.MoveCursor(cursor, 0, linesAbove, r.width, r.height)
	if r.command.Open() {
		cursor = ui.MoveCursor(typed, 1, r.height-1, r.width, r.height)
	}
	above := r.header() + "\n" + r.rule() + "\n" + body
	if r.top() != nil {
		above = ui.Unzoned(above)
	}
	lines := strings.Split(above, "\n")
	lines = append(lines[:max(min(len(lines), r.height-len(footer)), 0)], footer...)
	view := strings.Join(lines, "\n")
	if r.top() == nil || r.env.Theme.Zoned() {
		return view, cursor
	}
	box, inBox := r.top().View()
	if box == "" {
		return view, cursor
	}
	view, x, y := ui.Float(view, box, r.width, r.height)
	return view, ui.MoveCursor(inBox, x, y, r.width, r.height)
}

func (r *Root) sizeNote() string {
	note := fmt.Sprintf("The console needs %d×%d cells; this terminal is %d×%d.", MinWidth, MinHeight, r.width, r.height)
	return ui.Box(strings.Join(ui.Wrap(note, r.width), "\n"), r.width, r.height)
}

// header says where you are: the instance always, the tabs or the screen's
// title.
func (r *Root) header() string {
	t := r.env.Theme
	names := r.names()
	if r.tabbed() {
		left := " " + t.Paint(ui.Accent, program) + "   "
		tabs := r.tabs(false)
		if ui.Width(tabs)+ui.Width(names)+3 > r.width {
			tabs = r.tabs(true)
		}
		room := r.width - ui.Width(tabs) - 2
		if ui.Width(left)+ui.Width(r.where(names, r.width)) > room {
			left = " " // where you are says more than what runs
		}
		return ui.Between(left+r.where(names, room-ui.Width(left)), tabs+" ", r.width)
	}
	// A long title takes the address's place, but never that of the names.
	title := r.active().Title()
	where := r.where(names, max(r.width-ui.Width(title)-4, min(ui.Width(names), r.width/2)))
	title = ui.Cut(title, r.width-ui.Width(where)-3)
	return ui.Between(" "+t.Paint(ui.Strong, title), where+" ", r.width)
}

const program = "supascale-tui"

// names says what the instance is for, and the profile's name where that says
// more.
func (r *Root) names() string {
	t := r.env.Theme
	if !r.connected() {
		return t.Paint(ui.Muted, "not connected")
	}
	environment, name := r.env.Environment, r.env.API.Instance().Name
	switch {
	case environment == "":
		return t.Paint(ui.Strong, name)
	case string(environment) == name:
		return environment.Paint(t)
	}
	return environment.Paint(t) + t.Paint(ui.Muted, " · ") + t.Paint(ui.Strong, name)
}

// where is the names and, of the address, what fits into room cells.
func (r *Root) where(names string, room int) string {
	left := room - ui.Width(names) - 3
	if !r.connected() || left < leastURL {
		return ui.Cut(names, room)
	}
	instance := r.env.API.Instance()
	if instance.URL == instance.Name || r.env.Several {
		return names
	}
	return names + r.env.Theme.Paint(ui.Muted, " · "+ui.Cut(instance.URL, left))
}

// leastURL is the fewest cells in which an address says anything.
const leastURL = 8

// windowTitle names the program and where it is.
func (r *Root) windowTitle() string {
	if !r.connected() {
		return program
	}
	title := program
	name := r.env.API.Instance().Name
	if e := string(r.env.Environment); e != "" && e != name {
		title += " · " + e
	}
	return title + " · " + name
}

func (r *Root) tabbed() bool {
	return r.connected() && r.viewAt() >= 0
}

// tabs name the views; brief ones leave the names of those that are not in front to help.
func (r *Root) tabs(brief bool) string {
	t := r.env.Theme
	line := ""
	for i, v := range r.views() {
		label := " " + v.key.Show() + " " + v.title + " "
		if brief && i != r.viewAt() {
			label = " " + v.key.Show() + " "
		}
		if i == r.viewAt() {
			line += t.Paint(ui.Marked, label) + " "
		} else {
			line += t.Zone(t.Paint(ui.Muted, label), v.key.Show()) + " "
		}
	}
	return line + t.Zone(t.Paint(ui.Muted, " ? "), press.Help.Show())
}

func (r *Root) body() (string, *tea.Cursor) {
	w, h := r.bodySize()
	if r.refused != nil {
		return r.refusedMessage().View(r.env.Theme, w, h), nil
	}
	return r.active().View()
}

// noticeMost is how many lines a notice may have. It covers the end of the screen.
const noticeMost = 3

// footer is the command line while it is open, else the notice of what just
// happened, else what can be pressed.
func (r *Root) footer() ([]string, *tea.Cursor) {
	t := r.env.Theme
	switch {
	case r.command.Open():
		line, cursor := r.command.View(r.width - 1)
		return []string{ui.Fit(" "+line, r.width)}, cursor
	case r.notice.Text != "":
		said := ui.Wrap(r.notice.Text, r.width-2)
		if len(said) > noticeMost {
			said = append(said[:noticeMost-1], ui.Cut(strings.Join(said[noticeMost-1:], " "), r.width-2))
		}
		for i, l := range said {
			said[i] = ui.Fit(" "+t.Paint(r.notice.Tone, l), r.width)
		}
		return said, nil
	}
	here, always := r.bindings()
	right := t.Footer(always, r.width-2)
	left := t.Footer(here, r.width-5-ui.Width(right))
	return []string{ui.Between(" "+left, right+" ", r.width)}, nil
}
