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
	// Unknown is a level that an instance told and this program can't read. It is
	// neither known to allow anything nor known to allow nothing.
	Unknown
)

// Levels lists the known levels from the lowest to the highest.
func Levels() []Level { return []Level{None, Read, Write} }

// String gives the wire name: "none", "read" or "write"; "unknown" has none.
func (l Level) String() string {
	switch l {
	case Read:
		return "read"
	case Write:
		return "write"
	case Unknown:
		return "unknown"
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
	case Unknown:
		return "Unknown"
	default:
		return "None"
	}
}

// Includes reports whether a key with level l may do what needs level need.
func (l Level) Includes(need Level) bool { return need == None || l != Unknown && l >= need }

// Mark is the level in one character, for narrow lists.
func (l Level) Mark() byte { return "-rw?"[l] }

// ParseLevel reads a wire name. Any other text is an error.
func ParseLevel(name string) (Level, error) {
	for _, l := range Levels() {
		if l.String() == name {
			return l, nil
		}
	}
	return None, fmt.Errorf("unknown level %q: use none, read or write", name)
}
