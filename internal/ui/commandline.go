package ui

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"
)

// CommandLine is the line behind a colon, with completion.
type CommandLine struct {
	theme *Theme
	field *Field
	words []string
	open  bool
}

// NewCommandLine returns a closed command line that completes the given lines.
func NewCommandLine(theme *Theme, words []string) *CommandLine {
	return &CommandLine{theme: theme, field: NewField(theme, "", 120), words: words}
}

// Open reports whether the line is shown and takes keys.
func (c *CommandLine) Open() bool { return c.open }

// Start opens an empty line.
func (c *CommandLine) Start() {
	c.open = true
	c.field.SetValue("")
	c.field.Focus()
}

// Stop closes it.
func (c *CommandLine) Stop() {
	c.open = false
	c.field.Blur()
}

// Value is what was typed.
func (c *CommandLine) Value() string { return c.field.Value() }

// Update takes a key or a paste; tab completes.
func (c *CommandLine) Update(msg tea.Msg) {
	if press, ok := msg.(tea.KeyPressMsg); ok && press.String() == "tab" {
		c.complete()
		return
	}
	c.field.Update(msg)
}

// candidates lists the words that begin with what was typed.
func (c *CommandLine) candidates() []string {
	typed := strings.TrimLeft(c.Value(), " ")
	var list []string
	for _, w := range c.words {
		if strings.HasPrefix(w, typed) && w != typed {
			list = append(list, w)
		}
	}
	return list
}

// shown lists what tab could add: arguments once their command is typed, each
// command once before that.
func (c *CommandLine) shown() []string {
	command, _, _ := strings.Cut(strings.TrimLeft(c.Value(), " "), " ")
	var list []string
	for _, w := range c.candidates() {
		head, arg, _ := strings.Cut(w, " ")
		if head == command {
			head = arg
		}
		if !slices.Contains(list, head) {
			list = append(list, head)
		}
	}
	return list
}

// complete adds what all candidates have in common.
func (c *CommandLine) complete() {
	list := c.candidates()
	if len(list) == 0 {
		return
	}
	common := list[0]
	for _, w := range list[1:] {
		for !strings.HasPrefix(w, common) {
			common = common[:len(common)-1]
		}
	}
	if len(common) >= len(c.Value()) {
		c.field.SetValue(common)
	}
}

// View draws the line with what tab could add, and gives the cursor's place in it.
func (c *CommandLine) View(width int) (string, *tea.Cursor) {
	field, cursor := c.field.View(max(width/2, 10))
	line := c.theme.Paint(Accent, ":") + field
	if list := c.shown(); len(list) > 0 {
		line = strings.TrimRight(line, " ")
		line += "   " + c.theme.Paint(Faint, strings.Join(list, "  ")+"   tab completes")
	}
	return Cut(line, width), MoveCursor(cursor, 1, 0, width, 1)
}
