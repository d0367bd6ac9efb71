package deliver

import "github.com/supascale/supascale-tui/internal/text/sanitize"

// Taken is how it is known that somebody has the value of a new key, in words; "" where it is
// not known.
type Taken string

// How a value is known to have been taken.
const (
	ByWord     Taken = "by your word"
	PastedBack Taken = "pasted back"
	ReadBack   Taken = "read back from the clipboard"
	Accepted   Taken = "accepted by a command"
)

// Taken is what a file with the value shows.
func (f File) Taken() Taken { return Taken("written to " + sanitize.Text(f.Path)) }
