// Package screentest is what the tests of the screens share: a fixed clock, an
// instance in memory, keys to press, golden frames, and the rules every screen
// must keep at every size.
package screentest

import (
	"reflect"
	"strings"
	"testing"

	"charm.land/bubbles/v2/spinner"
	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// Updater is a screen or a dialog.
type Updater interface{ Update(tea.Msg) tea.Cmd }

// Key makes the press of a key by the name that tea.KeyPressMsg.String gives
// it: "down", "enter", "shift+tab", "ctrl+u", "space", "x", "N".
func Key(name string) tea.KeyPressMsg { return ui.KeyPress(name) }

// Press presses keys one after the other, runs what comes of each to its end,
// and returns the messages for the root. "text:hello" types the letters,
// "paste:hello" pastes them.
func Press(s Updater, keys ...string) []tea.Msg {
	var out []tea.Msg
	for _, name := range keys {
		if text, ok := strings.CutPrefix(name, "text:"); ok {
			for _, r := range text {
				out = append(out, Settle(s, s.Update(typed(r)))...)
			}
		} else if text, ok := strings.CutPrefix(name, "paste:"); ok {
			out = append(out, Settle(s, s.Update(tea.PasteMsg{Content: text}))...)
		} else {
			out = append(out, Settle(s, s.Update(Key(name)))...)
		}
	}
	return out
}

func typed(r rune) tea.KeyPressMsg {
	if r == ' ' {
		return Key("space")
	}
	return Key(string(r))
}

// Settle runs cmd, hands the screen the results of its own requests, runs what
// follows from them, and returns the messages meant for the root, in order. A
// spinner's ticks are dropped.
func Settle(s Updater, cmd tea.Cmd) []tea.Msg {
	var out []tea.Msg
	for _, msg := range Messages(cmd) {
		switch msg.(type) {
		case spinner.TickMsg:
		case screen.Addressed:
			out = append(out, Settle(s, s.Update(msg))...)
		default:
			out = append(out, msg)
		}
	}
	return out
}

// Messages runs cmd, and the parts of a batch or sequence in order, and returns
// their messages without delivering any.
func Messages(cmd tea.Cmd) []tea.Msg {
	if cmd == nil {
		return nil
	}
	msg := cmd()
	if msg == nil {
		return nil
	}
	// tea.Sequence's message has an unexported type, but is a slice of commands
	// as tea.BatchMsg is.
	if v := reflect.ValueOf(msg); v.Kind() == reflect.Slice && v.Type().Elem() == reflect.TypeFor[tea.Cmd]() {
		var out []tea.Msg
		for i := range v.Len() {
			out = append(out, Messages(v.Index(i).Interface().(tea.Cmd))...)
		}
		return out
	}
	return []tea.Msg{msg}
}

// Agree presses a key that asks a question, answers with what enter doesn't take, and
// returns the messages for the root.
func Agree(t testing.TB, s Updater, key string) []tea.Msg {
	t.Helper()
	asked, found := Find[screen.Question](Press(s, key))
	if !found {
		t.Fatalf("%s asks nothing", key)
	}
	return Settle(s, asked.Then())
}

// Find returns the first message of type T.
func Find[T any](msgs []tea.Msg) (T, bool) {
	for _, m := range msgs {
		if found, ok := m.(T); ok {
			return found, true
		}
	}
	var zero T
	return zero, false
}
