package screen

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/standin"
)

// Below the key, the cursor would have GNU screen push it into the history when the
// window becomes lower.
func TestTheCursorStaysAtAKeyInAMultiplexer(t *testing.T) {
	frame := strings.Join([]string{"Key created", standin.Text(8), "", "Path  ~/key"}, "\n")
	for _, tt := range []struct {
		name, term, frame string
		cursor            *tea.Cursor
		row               int // -1 for no cursor
		field             string
	}{
		{"no cursor of its own", "screen.xterm-256color", frame, nil, 1, "Path  ~/key"},
		{"a field's cursor on a character", "screen", frame, tea.NewCursor(6, 3), 1, "Path  \x1b[7m~\x1b[27m/key"},
		{"a field's cursor at the end", "tmux-256color", frame, tea.NewCursor(11, 3), 1, "Path  ~/key\x1b[7m \x1b[27m"},
		{"at the key already", "screen", frame, tea.NewCursor(0, 1), 1, "Path  ~/key"},
		{"no key in the frame", "screen", "Keys\n\n\nPath  ~/key", tea.NewCursor(6, 3), 3, "Path  ~/key"},
		{"no multiplexer", "xterm-256color", frame, tea.NewCursor(6, 3), 3, "Path  ~/key"},
		{"neither cursor nor multiplexer", "xterm-256color", frame, nil, -1, "Path  ~/key"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			env := Env{Getenv: func(name string) string { return map[string]string{"TERM": tt.term}[name] }}
			drawn, cursor := env.SecretCursor(tt.frame, tt.cursor)
			row := -1
			if cursor != nil {
				row = cursor.Y
			}
			if field := strings.Split(drawn, "\n")[3]; row != tt.row || field != tt.field {
				t.Errorf("the cursor is in line %d and the field is %q, want %d and %q", row, field, tt.row, tt.field)
			}
		})
	}
}
