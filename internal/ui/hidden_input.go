package ui

import (
	"strings"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/text"
)

// hiddenMax bounds what a Hidden takes, in bytes: more is no secret, but a
// clipboard with something else on it.
const hiddenMax = 4096

// Hidden is a line whose text is never drawn. It stands behind a pointer, so that
// printing what holds it prints an address.
type Hidden struct {
	theme *Theme
	text  []byte
	long  bool // more came than there is room for: the text is dropped
}

// NewHidden returns an empty line.
func NewHidden(theme *Theme) *Hidden {
	return &Hidden{theme: theme, text: make([]byte, 0, hiddenMax)}
}

// Take gives the text and wipes it here.
func (h *Hidden) Take() string {
	text := string(h.text)
	h.Wipe()
	return text
}

// Wipe overwrites the text.
func (h *Hidden) Wipe() {
	clear(h.text[:cap(h.text)])
	h.text, h.long = h.text[:0], false
}

// Len is how many characters there are.
func (h *Hidden) Len() int { return utf8.RuneCount(h.text) }

// IsTooLong reports that more came than any secret has.
func (h *Hidden) IsTooLong() bool { return h.long }

// Update takes a key press or a paste.
func (h *Hidden) Update(msg tea.Msg) {
	switch msg := msg.(type) {
	case tea.PasteMsg:
		h.add(msg.Content)
	case tea.KeyPressMsg:
		switch key := msg.String(); {
		case key == "backspace" && h.long, key == "ctrl+u":
			h.Wipe()
		case key == "backspace":
			_, size := utf8.DecodeLastRune(h.text)
			clear(h.text[len(h.text)-size:])
			h.text = h.text[:len(h.text)-size]
		default:
			h.add(msg.Text)
		}
	}
}

func (h *Hidden) add(text string) {
	if h.long || len(h.text)+len(text) > hiddenMax {
		h.Wipe()
		h.long = true
		return
	}
	h.text = append(h.text, text...)
}

// View draws a dot for each character, as far as they fit, and the length. The cursor
// is behind the last dot.
func (h *Hidden) View(width int) (string, *tea.Cursor) {
	const most = 16
	dots := min(h.Len(), most)
	c := tea.NewCursor(dots, 0)
	c.Shape = tea.CursorBar
	switch n := h.Len(); {
	case h.long:
		return h.theme.Paint(Danger, Cut("✗ far too long for a key: ctrl+u clears it", width)), c
	case n == 0:
		return h.theme.Paint(Faint, Cut("paste it here, it stays hidden", width)), c
	default:
		return h.theme.Paint(Normal, Cut(strings.Repeat("•", dots)+"  "+text.Plural(n, "character", "characters"), width)), c
	}
}
