// Package standin keeps a secret out of what is drawn. Frames, and all that a renderer
// makes and keeps of them, hold a stand-in for each of its characters; the secret takes
// their place in what is written to the terminal, and that is erased from memory
// afterwards.
package standin

import (
	"bytes"
	"strings"
	"sync"
	"unicode/utf8"
)

const (
	// first stands for the secret's first character, the one after it for the second,
	// and so on: a renderer may write any part of a line. They are characters for
	// private use, which no text from outside holds once package sanitize has been over it.
	first = 0xF0000
	// Most is the greatest length of a secret.
	Most = 0xFFF // up to there stand-ins begin with the same two bytes

	nothing = first + Most
)

// lead is what every stand-in's UTF-8 begins with.
var lead = []byte{0xF3, 0xB0}

// Table knows the secret that is shown. The nil Table stands in for nothing.
type Table struct {
	mu      sync.Mutex
	secret  []byte
	cleared func()
}

// New returns an empty table. cleared runs each time that a secret was cleared.
func New(cleared func()) *Table { return &Table{cleared: cleared} }

// Show takes a secret of printable ASCII, and reports whether it did.
func (t *Table) Show(secret string) bool {
	if t == nil || len(secret) == 0 || len(secret) > Most {
		return false
	}
	for i := range len(secret) {
		if secret[i] <= ' ' || secret[i] > '~' {
			return false
		}
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	clear(t.secret)
	t.secret = append(t.secret[:0], secret...)
	return true
}

// Clear erases the secret.
func (t *Table) Clear() {
	if t == nil {
		return
	}
	t.mu.Lock()
	held := len(t.secret) > 0
	clear(t.secret)
	t.secret = nil
	t.mu.Unlock()
	if held && t.cleared != nil {
		t.cleared()
	}
}

// Text is what stands in for a secret of that many characters. Each is as wide as one.
func Text(length int) string {
	var out []byte
	for i := range length {
		out = utf8.AppendRune(out, first+rune(i))
	}
	return string(out)
}

// Nothing is text that Fill leaves out, of so many bytes at least. It takes the place
// of a sequence with a secret, as one for the clipboard, in a buffer that is kept.
func Nothing(bytes int) string {
	return strings.Repeat(string(rune(nothing)), (bytes+utf8.UTFMax-1)/utf8.UTFMax)
}

// In reports whether a text holds a stand-in.
func In(text string) bool { return strings.Contains(text, string(lead)) }

// Fill gives output with the secret in its place, and whether it holds any of it. A
// stand-in for what is no longer there becomes a blank.
func (t *Table) Fill(output []byte) (filled []byte, holds bool) {
	if t == nil || !bytes.Contains(output, lead) {
		return output, false
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	filled = make([]byte, 0, len(output))
	for len(output) > 0 {
		r, size := utf8.DecodeRune(output)
		at := int(r) - first
		switch {
		case r == nothing:
		case at < 0 || at >= Most:
			filled = append(filled, output[:size]...)
		case at < len(t.secret):
			filled, holds = append(filled, t.secret[at]), true
		default:
			filled = append(filled, ' ')
		}
		output = output[size:]
	}
	return filled, holds
}
