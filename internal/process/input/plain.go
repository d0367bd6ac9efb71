package input

import "unicode/utf8"

const (
	esc   = 0x1b
	bel   = 0x07
	can   = 0x18
	sub   = 0x1a
	c1CSI = 0x9b
)

// sevenBit gives the second byte of the 7-bit form of the 8-bit controls that
// begin or end something (ECMA-48, section 5.3). The others mean nothing here.
var sevenBit = map[byte]byte{0x8f: 'O', 0x90: 'P', 0x98: 'X', c1CSI: '[', 0x9c: '\\', 0x9d: ']', 0x9e: '^', 0x9f: '_'}

// plainer makes valid UTF-8 with 7-bit controls of what a terminal sends. Other
// bytes are dropped.
type plainer struct {
	next *bounder
	rune []byte // the beginning of a character
	csi  bool   // an 8-bit CSI came, and nothing after it
	drop int    // bytes of an 8-bit mouse report that are still to come

	mouse []byte // M and what follows it of a 7-bit mouse report
	sent  [2]byte
}

func (p *plainer) put(b byte) {
	switch {
	case p.drop > 0:
		p.drop--
	case len(p.mouse) > 0:
		p.putMouse(b)
	case p.csi:
		p.csi = false
		if b == 'M' {
			p.drop = 3 // the button and two coordinates
			return
		}
		p.send(esc, '[')
		p.put(b)
	case len(p.rune) > 0:
		p.putRune(b)
	case b == 'M' && p.sent == [2]byte{esc, '['} && !p.next.pasting:
		p.mouse = append(p.mouse, b)
	case b < utf8.RuneSelf:
		p.send(b)
	case b == c1CSI:
		p.csi = true
	case b <= 0x9f:
		if second, known := sevenBit[b]; known {
			p.send(esc, second)
		}
	default:
		p.putRune(b)
	}
}

// putRune collects a character. Of one that is cut short, the byte that doesn't
// belong to it remains.
func (p *plainer) putRune(b byte) {
	p.rune = append(p.rune, b)
	if !utf8.FullRune(p.rune) {
		return
	}
	whole := p.rune
	p.rune = p.rune[:0]
	if r, size := utf8.DecodeRune(whole); size == len(whole) && (r != utf8.RuneError || size == 3) {
		p.send(whole...)
		return
	}
	if len(whole) > 1 {
		p.put(b)
	}
}

// putMouse collects a mouse report of the form that X10 had, which the parser
// must get whole: it takes coordinates that come later for keys. Coordinates from
// column 96 on are bytes that UTF-8 or other controls begin with; such a report
// becomes the release of a button, which nothing answers to.
func (p *plainer) putMouse(b byte) {
	p.mouse = append(p.mouse, b)
	if len(p.mouse) < 4 {
		return
	}
	report := p.mouse
	p.mouse = nil
	for _, b := range report[1:] {
		if b < ' ' || b >= utf8.RuneSelf {
			copy(report[1:], "#!!")
		}
	}
	p.send(report...)
}

func (p *plainer) send(list ...byte) {
	for _, b := range list {
		p.sent = [2]byte{p.sent[1], b}
		p.next.put(b)
	}
}
