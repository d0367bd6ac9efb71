package notes

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"

	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/local"
	"github.com/supascale/supascale-tui/internal/text/sanitize"
)

// File is a team's file of notes.
type File struct {
	Place string // the instance it was made on, as Place names it; "" where it does not say
	Notes []Note // each about another key, in the order of lists; without times
}

// ErrNotNotes is the error of a file that is none of notes.
var ErrNotNotes = errors.New("it is not a file of notes")

// Mistake is what is wrong in a file, and where: line and column count from 1, the
// column in characters. Its words hold no value from the file.
type Mistake struct {
	Line, Column int
	What         string
}

func (m *Mistake) Error() string {
	return fmt.Sprintf("line %d, column %d: %s", m.Line, m.Column, m.What)
}

// Decode reads a team's file. It is strict: what it does not know is a Mistake, and
// so is a second note about a key. A text that says nowhere what it is, is
// ErrNotNotes. The texts are made inert.
func Decode(text []byte) (File, error) {
	if len(text) > FileMax {
		return File{}, fmt.Errorf("it is larger than %d MiB", FileMax>>20)
	}
	text = bytes.TrimPrefix(text, []byte("\uFEFF")) // an editor of Windows may put it there
	if e, tooMuch := errors.AsType[*local.TOMLError](local.BoundTOML(text)); tooMuch {
		return File{}, &Mistake{e.Line, 1, e.What}
	}
	// The parser below takes what is given twice; the decoder does not.
	var whole map[string]any
	if err := toml.Unmarshal(text, &whole); err != nil {
		return File{}, notTOML(text, err)
	}
	if _, says := whole["version"]; !says {
		return File{}, ErrNotNotes
	}
	d := decoder{text: text, at: make(map[string]int)}
	d.parser.Reset(text)
	for d.parser.NextExpression() {
		if err := d.take(d.parser.Expression()); err != nil {
			return File{}, err
		}
	}
	if err := d.parser.Error(); err != nil {
		return File{}, ErrNotNotes
	}
	if err := d.end(); err != nil {
		return File{}, err
	}
	by := make(map[string]Note, len(d.notes))
	for _, n := range d.notes {
		by[n.KeyID] = n
	}
	d.file.Notes = sorted(by)
	return d.file, nil
}

// notTOML is the mistake that the decoder found. A text that was never meant to be
// notes is told as such: its mistakes are none.
func notTOML(text []byte, err error) error {
	e, ok := errors.AsType[*toml.DecodeError](err)
	if !ok || !bytes.Contains(text, []byte("[[note]]")) {
		return ErrNotNotes
	}
	line, column := e.Position()
	what := strings.TrimPrefix(e.Error(), "toml: ")
	if strings.Contains(what, "strconv") || strings.Contains(what, "parsing") || keys.HoldsKey(what) {
		what = "the value can't be read"
	}
	return &Mistake{line, column, sanitize.Limit(what, 200)}
}

// decoder reads expressions into notes. The last of notes is the one at hand.
type decoder struct {
	text   []byte
	parser unstable.Parser
	file   File
	notes  []Note
	inNote bool
	begun  int            // where the note at hand begins
	line   int            // of begun, counted from 0
	at     map[string]int // the line of each key's note
}

// wrong is a mistake at an offset.
func (d *decoder) wrong(offset int, format string, args ...any) error {
	before := d.text[:offset]
	start := bytes.LastIndexByte(before, '\n') + 1
	return &Mistake{1 + bytes.Count(before, []byte("\n")), 1 + utf8.RuneCount(before[start:]), fmt.Sprintf(format, args...)}
}

func (d *decoder) take(node *unstable.Node) error {
	name, begin, end := nameOf(node)
	switch {
	case node.Kind == unstable.ArrayTable && name == "note":
		if err := d.end(); err != nil {
			return err
		}
		d.line += bytes.Count(d.text[d.begun:begin], []byte("\n"))
		d.notes, d.inNote, d.begun = append(d.notes, Note{}), true, begin
		return nil
	case node.Kind != unstable.KeyValue:
		return d.wrong(begin, "there is no such table in a file of notes: write [[note]] before each note")
	case d.inNote:
		return d.noteField(node, name, begin, end)
	}
	return d.headField(node, name, begin, end)
}

// headField takes what stands before the first note.
func (d *decoder) headField(node *unstable.Node, name string, begin, end int) error {
	value := node.Value()
	switch name {
	case "version":
		n, err := strconv.Atoi(string(value.Data))
		switch {
		case value.Kind != unstable.Integer || err != nil || n < 1:
			return d.wrong(d.valueAt(end), "version must be the number %d", fileVersion)
		case n > fileVersion:
			return d.wrong(d.valueAt(end), "the file has version %d, and this program knows version %d: a newer supascale-tui wrote it, use that one", n, fileVersion)
		}
		return nil
	case "instance":
		text := string(value.Data)
		if value.Kind != unstable.String || keys.HoldsKey(text) {
			return d.wrong(d.valueAt(end), "instance must be the instance's address in quotes")
		}
		d.file.Place = sanitize.Limit(text, placeMax)
		return nil
	}
	return d.wrong(begin, "nothing of that name stands before the first [[note]]. There are: version, instance")
}

func (d *decoder) noteField(node *unstable.Node, name string, begin, end int) error {
	n := &d.notes[len(d.notes)-1]
	to, most := (*string)(nil), 0
	switch name {
	case "id":
		to, most = &n.KeyID, idMax
	case "name":
		to, most = &n.KeyName, nameMax
	}
	for _, f := range fields {
		if f.Name == name {
			to, most = f.Of(&n.Text), f.most
		}
	}
	if to == nil {
		return d.wrong(begin, "nothing of that name is in a note. There are: id, name, owner, purpose, ticket")
	}
	value := node.Value()
	if value.Kind != unstable.String {
		return d.wrong(d.valueAt(end), `%s must be text in quotes, such as %s = "…"`, name, name)
	}
	text, err := tidy(name, string(value.Data), most)
	if e, ok := errors.AsType[*keys.FieldError](err); ok {
		return d.wrong(d.valueAt(end), "%s %s", e.Field, e.Reason)
	}
	*to = text
	return nil
}

// end checks the note at hand as a whole.
func (d *decoder) end() error {
	if !d.inNote {
		return nil
	}
	n := &d.notes[len(d.notes)-1]
	line := 1 + d.line
	if n.KeyID == "" {
		return d.wrong(d.begun, "the note has no id: it is the id of the key that the note is about")
	}
	if first, twice := d.at[n.KeyID]; twice {
		return d.wrong(d.begun, "the key of this note has one in line %d already", first)
	}
	d.at[n.KeyID] = line
	if n.IsZero() {
		d.notes = d.notes[:len(d.notes)-1]
		d.inNote = false
	}
	return nil
}

// valueAt is where the value begins behind a name that ends at an offset.
func (d *decoder) valueAt(end int) int {
	at := end + bytes.IndexByte(d.text[end:], '=') + 1
	for at < len(d.text) && (d.text[at] == ' ' || d.text[at] == '\t') {
		at++
	}
	return at
}

// nameOf gives a dotted name, and where it begins and ends.
func nameOf(node *unstable.Node) (name string, begin, end int) {
	for it, first := node.Key(), true; it.Next(); first = false {
		part := it.Node()
		if first {
			begin = int(part.Raw.Offset)
		} else {
			name += "."
		}
		name += string(part.Data)
		end = int(part.Raw.Offset + part.Raw.Length)
	}
	return name, begin, end
}
