package views

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/text/sanitize"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/ui/press"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// command is one word of the command line.
type command struct {
	name string
	args func(r *Root) []string // what may follow, for completion
	run  func(r *Root, arg string) tea.Cmd
}

func commands() []command {
	list := []command{
		{"instances", nil, func(r *Root, _ string) tea.Cmd { return r.leave(r.showInstances) }},
		{"keys", nil, func(r *Root, _ string) tea.Cmd { return r.leave(r.showKeys) }},
		{"audit", nil, func(r *Root, _ string) tea.Cmd { return r.leave(r.showAudit) }},
		{"health", nil, func(r *Root, _ string) tea.Cmd { return r.leave(r.showHealth) }},
		{"new", nil, func(r *Root, _ string) tea.Cmd { return r.leave(r.newKey) }},
	}
	for _, route := range Routes {
		if route.Command != "" {
			list = append(list, command{
				route.Command, func(*Root) []string { return route.Args },
				func(_ *Root, arg string) tea.Cmd { return screen.Send(route.Ask(arg)) },
			})
		}
	}
	return append(list, []command{
		{"profile", (*Root).profileNames, (*Root).askProfile},
		{"refresh", nil, func(r *Root, _ string) tea.Cmd { return r.refresh() }},
		{"theme", (*Root).themeNames, (*Root).setTheme},
		{"help", nil, func(r *Root, _ string) tea.Cmd { r.openHelp(); return nil }},
		{"quit", nil, func(r *Root, _ string) tea.Cmd { return r.leave(r.quit) }},
	}...)
}

// commandNames lists every command with each of its arguments, for completion.
func (r *Root) commandNames() []string {
	var names []string
	for _, c := range commands() {
		var args []string
		if c.args != nil {
			args = c.args(r)
		}
		if len(args) == 0 {
			names = append(names, c.name)
		}
		for _, arg := range args {
			names = append(names, c.name+" "+arg)
		}
	}
	return names
}

func commandHelp() string {
	var names []string
	for _, c := range commands() {
		names = append(names, ":"+c.name)
	}
	return strings.Join(names, "  ")
}

// commandLine is the layer on which a command is typed. It is drawn in the footer.
type commandLine struct {
	screen.Base
	root *Root
}

func (r *Root) startCommand() {
	r.command.Start()
	r.push(commandLine{root: r})
}

// View draws nothing: the footer does.
func (commandLine) View() (string, *tea.Cursor) { return "", nil }

// SetSize has nothing to size.
func (commandLine) SetSize(int, int) {}

// Update takes a message.
func (c commandLine) Update(msg tea.Msg) tea.Cmd {
	if key, ok := msg.(tea.KeyPressMsg); ok {
		if cmd, taken := screen.Press(c.Actions(), key); taken {
			return cmd
		}
	}
	c.root.command.Update(msg)
	return nil
}

// Actions are what can be done now.
func (c commandLine) Actions() []screen.Action {
	list := []screen.Action{
		screen.Set(ui.Bind(press.Esc, "close"), c.stop),
		screen.Do(ui.Bind(press.Enter, "run it"), func() tea.Cmd {
			line := strings.TrimSpace(c.root.command.Value())
			c.stop()
			return c.root.runCommand(line)
		}),
	}
	if c.root.command.Value() == "" {
		list = append(list, screen.Set(ui.Bind(press.Backspace, "close"), c.stop))
	}
	return list
}

func (c commandLine) stop() {
	c.root.command.Stop()
	c.root.drop(c)
}

// runCommand accepts every unambiguous beginning of a command's name.
func (r *Root) runCommand(line string) tea.Cmd {
	name, arg, _ := strings.Cut(strings.TrimPrefix(line, ":"), " ")
	if name == "" {
		return nil
	}
	var matches []command
	for _, c := range commands() {
		if c.name == name {
			matches = []command{c}
			break
		}
		if strings.HasPrefix(c.name, name) {
			matches = append(matches, c)
		}
	}
	if len(matches) != 1 {
		r.notice = screen.Notice{Tone: ui.Warn, Text: fmt.Sprintf(
			"There is no command “%s”. There are %s", sanitize.Limit(name, 20), commandHelp())}
		return nil
	}
	return matches[0].run(r, strings.TrimSpace(arg))
}

// refresh asks the active screen to load anew, where it would not on its own.
func (r *Root) refresh() tea.Cmd {
	if s, ok := r.active().Screen.(interface{ Refresh() tea.Cmd }); ok {
		return s.Refresh()
	}
	return r.active().Init()
}

func (r *Root) newKey() tea.Cmd {
	r.cut(1)
	return screen.Send(screen.ShowCreate{})
}
