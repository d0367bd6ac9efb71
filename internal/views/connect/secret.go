package connect

import (
	"fmt"
	"strings"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/text"
	"github.com/supascale/supascale-tui/internal/ui"
)

// secretMax bounds what a hidden field takes, in bytes: more is no key and no
// password, but a clipboard with something else on it.
const secretMax = 4096

// hidden is a field whose text is never drawn. The value is a pointer so that
// printing the screen never prints it.
type hidden struct {
	value *api.Secret
	long  bool // more came than there is room for: the value is dropped
}

func (h *hidden) secret() api.Secret {
	if h.value == nil {
		return api.Secret{}
	}
	return *h.value
}

func (h *hidden) set(text string) {
	h.value = nil
	if h.long = len(text) > secretMax; text != "" && !h.long {
		s := api.NewSecret(text)
		h.value = &s
	}
}

func (h *hidden) wipe() { h.value, h.long = nil, false }

func (h *hidden) empty() bool { return h.value == nil }

// update takes a key press or a paste, of which one line end at the end is not
// part: it comes with the copy. It reports whether anything changed.
func (h *hidden) update(msg tea.Msg) bool {
	text := h.secret().Reveal()
	switch msg := msg.(type) {
	case tea.PasteMsg:
		added := strings.TrimSuffix(strings.TrimSuffix(msg.Content, "\n"), "\r")
		h.set(text + added)
		return added != ""
	case tea.KeyPressMsg:
		switch key := msg.String(); {
		case key == "backspace" && text != "":
			_, size := utf8.DecodeLastRuneInString(text)
			h.set(text[:len(text)-size])
		case key == "ctrl+u":
			h.set("")
		case msg.Text != "":
			h.set(text + msg.Text)
		default:
			return false
		}
		return true
	}
	return false
}

const dotsMax = 16

// view draws one dot for each character, up to a number that fits, and the
// length.
func (h *hidden) view(t *ui.Theme, placeholder string) string {
	if h.empty() {
		return t.Paint(ui.Faint, placeholder)
	}
	n := h.length()
	return h.dots() + "  " + t.Paint(ui.Muted, text.Plural(n, "character", "characters"))
}

func (h *hidden) length() int { return utf8.RuneCountInString(h.secret().Reveal()) }

func (h *hidden) dots() string { return strings.Repeat("•", min(h.length(), dotsMax)) }

// judge says what a key looks like, in words. Only what can't be sent at all is
// ui.Danger.
func judge(h *hidden) (ui.Tone, string) {
	if h.long {
		return ui.Danger, "✗ that is far too long for a key: copy the key alone"
	}
	if h.empty() {
		return ui.Muted, ""
	}
	typed := h.secret().Reveal()
	key, err := keys.ReadPasted(typed)
	switch {
	case err != nil:
		return ui.Danger, "✗ " + strings.TrimPrefix(err.Error(), "the key ")
	case keys.CheckFormat(key) == nil && key != typed:
		return ui.Good, "✓ there is a key in it: the rest is left out"
	case keys.CheckFormat(key) == nil:
		return ui.Good, "✓ looks like a key"
	case keys.CheckKnownFormat(key) == nil:
		return ui.Good, "✓ looks like a key of an older version"
	case strings.HasPrefix(key, keys.Prefix):
		return ui.Warn, fmt.Sprintf("▲ begins like a key, but a key has %d characters: was it copied whole?", len(keys.Prefix)+keys.BodyLen)
	}
	return ui.Warn, "▲ doesn't look like a key: they begin with " + keys.Prefix
}

// readKey is the key in what was typed or pasted; check has refused what has none.
func (h *hidden) readKey() api.Secret {
	key, err := keys.ReadPasted(h.secret().Reveal())
	if err != nil {
		return api.Secret{}
	}
	return api.NewSecret(key)
}

// refusal makes a sentence of what judge says of a key that can't be sent.
func refusal(said string) string {
	said = strings.TrimPrefix(said, "✗ ")
	if strings.HasPrefix(said, "has ") {
		said = "the key " + said
	}
	return api.Sentence(said)
}
