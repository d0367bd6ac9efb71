package keys

import "fmt"

// Level is how much of a resource a key may use. Levels are ordered; a higher
// one includes the lower.
type Level uint8

// The levels of the documentation.
const (
	None Level = iota
	Read
	Write
)

// Levels lists the levels from the lowest to the highest.
func Levels() []Level { return []Level{None, Read, Write} }

// String gives the wire name: "none", "read" or "write".
func (l Level) String() string {
	switch l {
	case Read:
		return "read"
	case Write:
		return "write"
	default:
		return "none"
	}
}

// Title is the level's name as a heading: "Read".
func (l Level) Title() string {
	switch l {
	case Read:
		return "Read"
	case Write:
		return "Write"
	default:
		return "None"
	}
}

// Includes reports whether a key with level l may do what needs level need.
func (l Level) Includes(need Level) bool { return l >= need }

// ParseLevel reads a wire name. Any other text is an error.
func ParseLevel(name string) (Level, error) {
	for _, l := range Levels() {
		if l.String() == name {
			return l, nil
		}
	}
	return None, fmt.Errorf("unknown level %q: use none, read or write", name)
}
