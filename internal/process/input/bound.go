package input

import (
	"slices"
	"time"
)

const (
	separatorsMax = 31  // between 32 parameters, which is all the parser has room for
	paramsMax     = 256 // bytes of parameters and of what stands between them and the end
	stringMax     = 4096
	// pasteStartMax is how long the announcement of a paste may take. A person who
	// types the same is slower.
	pasteStartMax = time.Second
)

const (
	pasteStart = "200~"
	pasteEnd   = "201~"
)

// place is where in a control sequence the input is.
type place int

const (
	inText place = iota
	inEscape
	inSequence  // CSI, or the parameters of DCS
	inKeypad    // SS3
	inString    // to its terminator
	inStringEnd // an escape came, which may begin the terminator
	inExcess    // of a string
	inExcessEnd
)

// bounder limits control sequences. Its input is valid UTF-8 with 7-bit controls.
type bounder struct {
	out     []byte
	now     time.Time
	place   place
	pasting bool
	pasted  bool // a paste has ended
	paste   pasteFilter

	began      time.Time // when the sequence's escape came
	dcs        bool      // the sequence, or the string, is a DCS
	osc        bool
	params     []byte // the sequence's first ones
	separators int
	length     int // of the parameters, or of the string
}

func (d *bounder) emit(list ...byte) { d.out = append(d.out, list...) }

// idle reports whether neither a sequence nor a paste has begun.
func (d *bounder) idle() bool { return !d.pasting && d.place == inText }

// pause notes that nothing came for a while: strings have ended. Parameters
// haven't, because the parser might still be about to take them together.
func (d *bounder) pause() {
	if d.place >= inString {
		d.place = inText
	}
}

func (d *bounder) put(b byte) {
	if d.pasting {
		if d.paste.put(b, d) {
			d.pasting, d.pasted, d.place = false, true, inText
		}
		return
	}
	switch d.place {
	case inText:
		d.text(b)
	case inEscape:
		d.escape(b)
	case inSequence:
		d.sequence(b)
	case inKeypad:
		d.keypad(b)
	case inString:
		d.data(b)
	case inStringEnd:
		d.escape(b)
	case inExcess, inExcessEnd:
		d.excess(b)
	}
}

func (d *bounder) text(b byte) {
	d.place = inText
	if b == esc {
		d.place, d.began = inEscape, d.now
	}
	d.emit(b)
}

// escape takes the byte after an escape.
func (d *bounder) escape(b byte) {
	d.params, d.separators, d.length = d.params[:0], 0, 0
	d.dcs, d.osc = b == 'P', b == ']'
	switch b {
	case '[', 'P':
		d.place = inSequence
	case 'O':
		d.place = inKeypad
	case ']', 'X', '^', '_':
		d.place = inString
	default:
		d.text(b)
		return
	}
	d.emit(b)
}

// sequence takes parameters up to the byte that ends them. Those beyond the bound
// are left out: the sequence remains one, which is known or is not.
func (d *bounder) sequence(b byte) {
	if b < ' ' || b >= 0x7f {
		d.text(b)
		return
	}
	if b >= '@' {
		d.finish(b)
		return
	}
	if b == ';' || b == ':' {
		d.separators++
	}
	d.length++
	if d.separators > separatorsMax || d.length > paramsMax {
		return
	}
	if len(d.params) < len(pasteStart) {
		d.params = append(d.params, b)
	}
	d.emit(b)
}

func (d *bounder) finish(b byte) {
	if b == '_' && !d.dcs {
		// A key of the Windows console can stand for 65,535, and the parser loses its
		// place in what follows it. The parser knows no sequence that ends in x.
		b = 'x'
	}
	d.emit(b)
	d.place = inText
	switch {
	case d.dcs:
		d.place, d.length = inString, 0
	case string(d.params)+string(b) == pasteStart && d.now.Sub(d.began) < pasteStartMax:
		d.pasting = true
	}
}

func (d *bounder) keypad(b byte) {
	if b < '0' || b > '9' {
		d.text(b)
		return
	}
	if d.length++; d.length <= paramsMax {
		d.emit(b)
	}
}

// data takes what a string holds. One that is too long is ended here.
func (d *bounder) data(b byte) {
	d.length++
	switch {
	case b == esc:
		d.place = inStringEnd
	case b == bel && d.osc, (b == can || b == sub) && !d.dcs:
		d.place = inText
	case b == can, b == sub, b >= 0x80:
		// One parser ends a DCS at CAN and SUB, the other doesn't; both take the byte
		// 9c for the end of a string, within a character too.
		return
	case d.length > stringMax:
		d.emit(esc, '\\')
		d.place = inExcess
		return
	}
	d.emit(b)
}

// excess drops the rest of a string. A control character, which no string holds, is
// a key again.
func (d *bounder) excess(b byte) {
	switch {
	case d.place == inExcessEnd && b == '\\', b == bel:
		d.place = inText
	case d.place == inExcessEnd:
		d.emit(esc)
		d.escape(b)
	case b == esc:
		d.place = inExcessEnd
	case b < ' ':
		d.text(b)
	}
}

// pasteFilter takes escape sequences out of a bracketed paste. The parser takes
// the paste's end for a part of some of them, after which every key is pasted.
type pasteFilter struct {
	held []byte // an escape and what came of its sequence
}

// escapeShown stands for an escape that begins no sequence.
const escapeShown = "␛"

// put reports whether the paste has ended.
func (f *pasteFilter) put(b byte, to *bounder) (ended bool) {
	switch {
	case len(f.held) == 0 && b != esc:
		to.emit(b)
	case len(f.held) == 0:
		f.held = append(f.held, b)
	case len(f.held) == 1 && b == '[':
		f.held = append(f.held, b)
	case len(f.held) == 1:
		f.held = f.held[:0]
		to.emit([]byte(escapeShown)...)
		return f.put(b, to)
	case b >= ' ' && b < '@':
		// One more than the end of a paste has tells a longer sequence from it.
		if len(f.held) < len("\x1b["+pasteEnd)+1 {
			f.held = append(f.held, b)
		}
	case b >= '@' && b < 0x7f:
		f.held = append(f.held, b)
		if ended = string(f.held) == "\x1b["+pasteEnd; ended {
			to.emit(f.held...)
		}
		f.held = slices.Delete(f.held, 0, len(f.held))
	default:
		f.held = f.held[:0]
		return f.put(b, to)
	}
	return ended
}
