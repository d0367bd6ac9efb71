package ui

import (
	"strings"
	"unicode"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/text"
)

// A zone is text that can be clicked. It stands for keys, and a click on it is these keys,
// pressed one after the other: so the mouse does nothing that keys can't, and the same
// confirmations are asked for. A widget marks its zones where it draws them, by sequences
// without a width. They are only in a frame that is drawn to find out what a click hit, and
// that frame is never sent to the terminal.
const (
	zoneMark = "\x1b_"
	zoneEnd  = "\x1b\\"
)

// WithZones draws with zones marked.
func (t *Theme) WithZones(draw func()) {
	t.zones = true
	defer func() { t.zones = false }()
	draw()
}

// Zone makes one line of text stand for keys; in a zone within it theirs come first.
func (t *Theme) Zone(text string, keys ...string) string {
	if !t.zones || text == "" || len(keys) == 0 {
		return text
	}
	return zoneMark + strings.Join(keys, " ") + zoneEnd + text + zoneMark + zoneEnd
}

// Zoned reports whether zones are marked.
func (t *Theme) Zoned() bool { return t.zones }

var zoneMarks = text.Pattern(zoneMark + `[^\x1b]*\x1b\\`)

// Unzoned removes the marks of zones from text that can't be clicked now.
func Unzoned(text string) string { return zoneMarks().ReplaceAllString(text, "") }

// KeysAt are the keys of the zones that a cell of a frame is in, the outermost first.
func KeysAt(frame string, x, y int) (names []string) {
	lines := strings.Split(frame, "\n")
	if x < 0 || y < 0 || y >= len(lines) {
		return nil
	}
	var open []string
	for cells, rest := 0, lines[y]; ; {
		text, marked, found := strings.Cut(rest, zoneMark)
		if cells += Width(text); x < cells {
			return strings.Fields(strings.Join(open, " "))
		}
		if !found {
			return nil
		}
		var keys string
		keys, rest, _ = strings.Cut(marked, zoneEnd)
		if keys != "" {
			open = append(open, keys)
		} else if len(open) > 0 {
			open = open[:len(open)-1]
		}
	}
}

var codes = map[string]rune{
	"enter": tea.KeyEnter, "esc": tea.KeyEscape, "space": tea.KeySpace, "tab": tea.KeyTab,
	"backspace": tea.KeyBackspace, "delete": tea.KeyDelete, "home": tea.KeyHome, "end": tea.KeyEnd,
	"pgup": tea.KeyPgUp, "pgdown": tea.KeyPgDown, "left": tea.KeyLeft, "right": tea.KeyRight, "up": tea.KeyUp, "down": tea.KeyDown,
}

// KeyPress is the press of a key by its name.
func KeyPress(name string) tea.KeyPressMsg {
	var k tea.KeyPressMsg
	for prefix, mod := range map[string]tea.KeyMod{"ctrl+": tea.ModCtrl, "shift+": tea.ModShift} {
		if rest, ok := strings.CutPrefix(name, prefix); ok {
			name, k.Mod = rest, mod
		}
	}
	if code, ok := codes[name]; ok {
		if k.Code = code; name == "space" {
			k.Text = " "
		}
		return k
	}
	letter := []rune(name)[0]
	k.Code = unicode.ToLower(letter)
	if k.Mod == 0 {
		k.Text = name
	}
	if unicode.IsUpper(letter) {
		k.ShiftedCode, k.Mod = letter, k.Mod|tea.ModShift
	}
	return k
}

// arrows are what the signs of the arrows end in, as names of keys.
var arrows = map[rune]string{'↑': "up", '↓': "down", '←': "left", '→': "right"}

// Zone is text as a zone of the keys before, which lead to where the binding works, and of the
// binding's first key.
func (b Binding) Zone(t *Theme, text string, before ...string) string {
	if names := b.Key.Names(); len(names) > 0 && b.Enabled() {
		return t.Zone(text, append(before, names[0])...)
	}
	return text
}

// hint draws the binding for the footer. Where several keys are shown each is a zone of
// its own.
func (b Binding) hint(t *Theme) string {
	plain := func(show string) string { return t.Key(show) + " " + t.Paint(Muted, b.Does) }
	if !t.zones || len(b.Key.Names()) == 0 {
		return plain(b.Show)
	}
	var line string
	several := 0
	for _, r := range b.Show {
		zoned := string(r)
		for _, name := range b.Key.Names() {
			if arrow := arrows[r]; name == string(r) || arrow != "" && strings.HasSuffix(name, arrow) {
				zoned = t.Zone(zoned, name)
				several++
				break
			}
		}
		line += zoned
	}
	if several < 2 {
		return b.Zone(t, plain(b.Show))
	}
	return line + " " + b.Does
}
