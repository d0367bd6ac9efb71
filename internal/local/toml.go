package local

import (
	"bytes"
	"fmt"
)

// Bounds of a TOML file that people write and others may change. The parser's time
// grows with the square of the keys in a table and of the tables in a file, and its
// stack with the nesting: 400 KB can hold it for half a minute, which no signal ends.
const (
	tomlDepthMost  = 16
	tomlKeysMost   = 1000
	tomlTablesMost = 5000
)

// TOMLError says that a TOML file is larger than anything that belongs in one, and
// where. The line counts from 1.
type TOMLError struct {
	Line int
	What string
}

func (e *TOMLError) Error() string { return fmt.Sprintf("line %d: %s", e.Line, e.What) }

// BoundTOML refuses text that a TOML parser would take too long for, in time that
// grows with its length alone. It knows strings and comments; whether the text is TOML
// is for the parser to tell.
func BoundTOML(text []byte) error {
	s := tomlScanner{text: text, line: 1, tables: make(map[string]bool)}
	for s.at < len(s.text) {
		if what := s.next(); what != "" {
			return &TOMLError{s.line, what}
		}
	}
	return nil
}

type tomlScanner struct {
	text   []byte
	at     int
	line   int
	depth  int // of brackets and braces
	parts  int // of the dotted name at hand
	value  bool
	keys   int // since the last header
	tables map[string]bool
}

func (s *tomlScanner) next() (tooMuch string) {
	c := s.text[s.at]
	if c == '[' && s.depth == 0 && !s.value {
		return s.header()
	}
	s.at++
	switch c {
	case '\n':
		s.line++
		if s.depth == 0 {
			s.value, s.parts = false, 0
		}
	case '#':
		s.skipTo("\n")
	case '"', '\'':
		s.skipString(c)
	case '[', '{':
		if s.depth++; s.depth > tomlDepthMost {
			return fmt.Sprintf("values are nested deeper than %d", tomlDepthMost)
		}
		s.parts = 0
	case ']', '}':
		s.depth = max(0, s.depth-1)
	case ',':
		s.parts = 0
	case '.':
		if s.parts++; s.parts > tomlDepthMost && (!s.value || s.depth > 0) {
			return fmt.Sprintf("a name has more than %d parts", tomlDepthMost)
		}
	case '=':
		s.value, s.parts = true, 0
		if s.keys++; s.keys > tomlKeysMost {
			return fmt.Sprintf("more than %d keys are in one table", tomlKeysMost)
		}
	}
	return ""
}

// header takes the line of a table's header.
func (s *tomlScanner) header() (tooMuch string) {
	begin := s.at
	s.skipTo("\n")
	name := string(s.text[begin:s.at])
	s.keys = 0
	if bytes.Count(s.text[begin:s.at], []byte(".")) > tomlDepthMost {
		return fmt.Sprintf("a name has more than %d parts", tomlDepthMost)
	}
	if s.tables[name] = true; len(s.tables) > tomlTablesMost {
		return fmt.Sprintf("there are more than %d tables", tomlTablesMost)
	}
	return ""
}

// skipTo goes on at the next text of that kind, or at the end.
func (s *tomlScanner) skipTo(what string) {
	n := bytes.Index(s.text[s.at:], []byte(what))
	if n < 0 {
		n = len(s.text) - s.at
	}
	s.line += bytes.Count(s.text[s.at:s.at+n], []byte("\n"))
	s.at += n
}

// skipString goes on behind a string whose first quote was read.
func (s *tomlScanner) skipString(quote byte) {
	three := bytes.Repeat([]byte{quote}, 3)
	end := []byte{quote}
	if bytes.HasPrefix(s.text[s.at-1:], three) {
		s.at += 2
		end = three
	}
	for s.at < len(s.text) {
		switch c := s.text[s.at]; {
		case bytes.HasPrefix(s.text[s.at:], end):
			s.at += len(end)
			return
		case c == '\n' && len(end) == 1:
			return // not closed: the parser says so
		case c == '\n':
			s.line++
		case c == '\\' && quote == '"' && s.at+1 < len(s.text) && s.text[s.at+1] != '\n':
			s.at++
		}
		s.at++
	}
}
