//go:build unix

package terminaltest

import (
	"encoding/base64"
	"regexp"
)

// Copied is one OSC 52 that the terminal received.
type Copied struct {
	Selection string // "c" for CLIPBOARD, "" for the terminal's choice
	Text      string
}

// setsClipboard is the whole sequence (xterm control sequences, "OSC Ps ; Pt ST").
// GNU screen takes its own DCS around it off before it passes it on.
var setsClipboard = regexp.MustCompile(`\x1b\]52;([^;\x07\x1b]*);([A-Za-z0-9+/=]*)(?:\x07|\x1b\\)`)

// Copies lists the texts that programs have asked the terminal to put on its
// clipboard, in the order they came.
func (x *Terminal) Copies() []Copied {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.copies()
}

func (x *Terminal) copies() (list []Copied) {
	for _, m := range setsClipboard.FindAllSubmatch(x.raw.Bytes(), -1) {
		text, err := base64.StdEncoding.DecodeString(string(m[2]))
		if err != nil {
			x.t.Errorf("an OSC 52 that is no base64: %q", m[2])
			continue
		}
		list = append(list, Copied{string(m[1]), string(text)})
	}
	return list
}

// Paste types a text as a terminal does with what its user pastes: between
// marks, if the program has asked for those.
func (x *Terminal) Paste(text string) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.em.Paste(text)
}
