package config

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"

	"github.com/supascale/supascale-tui/internal/local"
)

// entry is a key with its value, or the header of a table, as it stands in the
// file. Inline tables are taken apart, so that however a setting is written, it
// is an entry of its own. Offsets are in bytes.
type entry struct {
	path     []string // the dotted name
	table    bool     // a header, or an inline table
	array    bool     // a header in double brackets
	inline   bool     // part of an inline table
	value    any      // string, bool, []string, or nil for anything else
	keyAt    int      // where its name begins
	valueAt  int      // where its value begins
	valueEnd int
}

// scan reads a file into its entries. What is no TOML, or names a key twice,
// is an error with its place.
func scan(path string, text []byte) ([]entry, error) {
	if e, tooMuch := errors.AsType[*local.TOMLError](local.BoundTOML(text)); tooMuch {
		return nil, mistake(path, e.Line, 1, e.What)
	}
	// The parser below takes what is given twice; the decoder does not.
	var whole map[string]any
	if err := toml.Unmarshal(text, &whole); err != nil {
		e, ok := errors.AsType[*toml.DecodeError](err)
		if !ok {
			return nil, fmt.Errorf("%s can't be read as TOML", path)
		}
		line, column := e.Position()
		return nil, mistake(path, line, column, worded(e))
	}
	s := scanner{text: text}
	s.parser.Reset(text)
	var table []string
	for s.parser.NextExpression() {
		node := s.parser.Expression()
		if node.Kind == unstable.KeyValue {
			s.add(table, node, false)
			continue
		}
		name, at, _ := key(node)
		table = name
		s.entries = append(s.entries, entry{path: name, table: true, array: node.Kind == unstable.ArrayTable, keyAt: at, valueAt: at, valueEnd: at})
	}
	if s.parser.Error() != nil {
		return nil, fmt.Errorf("%s can't be read as TOML", path)
	}
	return s.entries, nil
}

// worded is what the decoder found, without a value and with nothing that
// would not show: it names keys as they are.
func worded(e *toml.DecodeError) string {
	text := strings.TrimPrefix(e.Error(), "toml: ")
	if strings.Contains(text, "strconv") || strings.Contains(text, "parsing") {
		return "the value can't be read"
	}
	return strings.Map(func(r rune) rune {
		if hidden(r) {
			return unicode.ReplacementChar
		}
		return r
	}, text)
}

type scanner struct {
	text    []byte
	parser  unstable.Parser
	entries []entry
}

func (s *scanner) add(table []string, node *unstable.Node, inline bool) {
	name, at, end := key(node)
	e := entry{path: append(append([]string(nil), table...), name...), inline: inline, keyAt: at}
	e.valueAt = end + bytes.IndexByte(s.text[end:], '=') + 1
	for s.text[e.valueAt] == ' ' || s.text[e.valueAt] == '\t' {
		e.valueAt++
	}
	e.valueEnd = int(node.Raw.Offset + node.Raw.Length)
	value := node.Value()
	if value.Kind != unstable.InlineTable {
		e.value = plain(value)
		s.entries = append(s.entries, e)
		return
	}
	e.table, e.inline = true, true
	s.entries = append(s.entries, e)
	for it := value.Children(); it.Next(); {
		if it.Node().Kind == unstable.KeyValue {
			s.add(e.path, it.Node(), true)
		}
	}
}

// key gives a dotted name, and where it begins and ends.
func key(node *unstable.Node) (name []string, begin, end int) {
	for it := node.Key(); it.Next(); {
		part := it.Node()
		if name == nil {
			begin = int(part.Raw.Offset)
		}
		name = append(name, string(part.Data))
		end = int(part.Raw.Offset + part.Raw.Length)
	}
	return name, begin, end
}

func plain(value *unstable.Node) any {
	switch value.Kind {
	case unstable.String:
		return string(value.Data)
	case unstable.Bool:
		return string(value.Data) == "true"
	case unstable.Array:
		list := []string{}
		for it := value.Children(); it.Next(); {
			switch it.Node().Kind {
			case unstable.String:
				list = append(list, string(it.Node().Data))
			case unstable.Comment:
			default:
				return nil
			}
		}
		return list
	}
	return nil
}

// position is the line and column of an offset, both from 1, in characters.
func position(text []byte, offset int) (line, column int) {
	before := text[:offset]
	start := bytes.LastIndexByte(before, '\n') + 1
	return 1 + bytes.Count(before, []byte("\n")), 1 + utf8.RuneCount(before[start:])
}

func mistake(path string, line, column int, what string) error {
	return fmt.Errorf("%s, line %d, column %d: %s", path, line, column, what)
}
