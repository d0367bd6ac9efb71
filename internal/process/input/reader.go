// Package input bounds what a terminal sends before Bubble Tea parses it.
//
// The parser of charmbracelet/x/ansi writes past its array of 32 parameters, and
// that of ultraviolet reads past the end of an 8-bit mouse report: each ends the
// process by a panic in a goroutine that nobody can recover. What a terminal sends
// isn't always the terminal's own: a paste, a program's output that is echoed, or a
// reply that was provoked reach the same parser.
package input

import (
	"bytes"
	"io"
	"time"
)

// quiet is the time after which the parser takes what it has for complete, as
// ultraviolet's DefaultEscTimeout. A string that began before such a pause has
// ended for it.
const quiet = 50 * time.Millisecond

// Reader passes on the bytes of a terminal so that what is read from it
//
//   - is valid UTF-8, and holds control sequences in their 7-bit form alone,
//   - has at most 32 parameters in a sequence and paramsMax bytes of them,
//   - has at most stringMax bytes in a control string (OSC, DCS, APC, PM, SOS), all
//     of them ASCII, as what a terminal answers is,
//   - has no key of the Windows console's (CSI … _), which only Windows sends,
//   - has no escape sequence within a bracketed paste, and the paste's end whole.
//
// Text is passed on as it is; as much of it at once as nobody types is marked as the
// paste that it is. A call reads the terminal once at most, so that it
// blocks no longer than the terminal does.
type Reader struct {
	source io.Reader
	now    func() time.Time
	last   time.Time // when something was read

	plain   plainer
	bounder bounder
	ready   []byte // not yet asked for

	overwrites bool
	overwrite  int // bytes of filler that are still to come
}

// NewReader returns a reader of a terminal.
func NewReader(terminal io.Reader) *Reader { return newReader(terminal, time.Now) }

func newReader(terminal io.Reader, now func() time.Time) *Reader {
	r := &Reader{source: terminal, now: now}
	r.plain.next = &r.bounder
	return r
}

const (
	// growth is by how much a byte can grow: the stand-in for an escape in a paste
	// has three.
	growth = 3
	// heldMax is what can be held back from the reads before, in bytes.
	heldMax = 16
	// pastedMin is how many bytes of text, read at once, are a paste by a terminal that
	// doesn't mark one. As single keys they would hold up the key after them, and be
	// taken for commands.
	pastedMin = 512
)

// Read implements io.Reader. It may return no bytes and no error.
func (r *Reader) Read(p []byte) (int, error) {
	if len(r.ready) == 0 && r.overwrite > 0 {
		return r.fill(p), nil
	}
	if len(r.ready) == 0 {
		// All that comes of what is read fits p, unless p is tiny: nobody waits for
		// the terminal while something is ready.
		n, err := r.source.Read(p[:max((len(p)-heldMax)/growth, min(len(p), 1))])
		r.feed(p[:n])
		if err != nil && len(r.ready) == 0 {
			return 0, err
		}
	}
	n := copy(p, r.ready)
	r.ready = r.ready[n:]
	return n, nil
}

func (r *Reader) feed(read []byte) {
	now := r.now()
	if now.Sub(r.last) > quiet {
		r.bounder.pause()
	}
	r.last, r.bounder.now = now, now
	r.bounder.out = nil
	pasted := len(read) >= pastedMin && r.bounder.idle() && !bytes.ContainsFunc(read, typedOnly)
	if pasted {
		r.bounder.emit([]byte("\x1b[" + pasteStart)...)
	}
	for _, b := range read {
		r.plain.put(b)
	}
	if pasted {
		r.bounder.emit([]byte("\x1b[" + pasteEnd)...)
		r.bounder.pasted = true
	}
	r.ready = r.bounder.out
	if r.overwrites && r.bounder.pasted && r.bounder.idle() {
		r.bounder.pasted, r.overwrite = false, parserBuffer
	}
}

// typedOnly tells the control characters that a paste of text doesn't hold.
func typedOnly(c rune) bool {
	return c < ' ' && c != '\r' && c != '\n' && c != '\t' || c == '\x7f'
}
