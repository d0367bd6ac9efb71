package input

import (
	"bytes"
	"testing"
	"unicode/utf8"
)

// Whatever a terminal sends, in whatever pieces, the parser survives it.
func FuzzInput(f *testing.F) {
	for _, reply := range replies {
		f.Add([]byte(reply), uint8(len(reply)))
		f.Add([]byte(reply), uint8(1))
	}
	for _, text := range deadly {
		f.Add([]byte(text), uint8(16))
	}
	f.Fuzz(func(t *testing.T, data []byte, size uint8) {
		pieces := cut(string(data), int(size)+1)
		out := passed(t, pieces...)
		if !utf8.ValidString(out) {
			t.Fatalf("%q is no valid UTF-8", out)
		}
		if len(out) > growth*len(data)+heldMax {
			t.Fatalf("%d bytes became %d", len(data), len(out))
		}
		events(bounded(pieces...))
		list := chunks(pieces)
		events(NewReader(&list).OverwritePastes())
		// The parser may begin anywhere in it: it loses its place after a pause.
		for at := 1; at < min(len(out), 32); at++ {
			if utf8.RuneStart(out[at]) {
				events(bytes.NewReader([]byte(out[at:])))
			}
		}
	})
}
