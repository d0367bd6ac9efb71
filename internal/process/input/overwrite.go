package input

import "bytes"

// parserBuffer is more than the parser's buffer holds: it grows while what it can't
// parse yet, a string of stringMax bytes at most, stands before a read of 4096.
const parserBuffer = 32 << 10

// A string that is cancelled is no event for the parser, whatever it holds.
const (
	fillerBegins = "\x1b]0;"
	fillerLeast  = len(fillerBegins) + 2
)

// OverwritePastes has filler follow every paste, and returns r. The parser keeps what
// it has read in a buffer until something else takes its place there, and a paste may
// be a key. The filler comes with the next reads, when the parser is done with the
// paste: without one the buffer would only grow.
func (r *Reader) OverwritePastes() *Reader {
	r.overwrites = true
	return r
}

// fill gives as much filler as p takes.
func (r *Reader) fill(p []byte) int {
	n := min(len(p), max(r.overwrite, fillerLeast))
	if r.overwrite -= n; n < fillerLeast {
		return 0
	}
	copy(p, fillerBegins)
	copy(p[len(fillerBegins):n-1], bytes.Repeat([]byte{'x'}, n))
	p[n-1] = can
	return n
}
