package history

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/text/sanitize"
)

// The keys that were seen lie in a gzip file of lines, in the order of their ids:
//
//	supascale-tui visit 1
//	MARK ID NAME PERMISSIONS EXPIRES PREVIEW CREATED AFTER BEFORE [NAME PERMISSIONS EXPIRES]
//	. COUNT
//
// with tabs between the fields, which cleaned text never holds. The three last
// fields are those of an altered key as it was. A hundred thousand are read and
// compared line by line, and never held.
const (
	heading      = "supascale-tui visit "
	linesVersion = 1
	endMark      = '.'
	lineMost     = 64 << 10
)

// Marks of lines.
const (
	markSeen    = '='
	markNew     = '+'
	markGone    = '-'
	markAltered = '~'
)

// Indexes of a line's fields.
const (
	fieldMark = iota
	fieldID
	fieldName
	fieldPermissions
	fieldExpires
	fieldPreview
	fieldCreated
	fieldAfter
	fieldBefore
	fieldWas
	fieldsMost = fieldWas + 3
)

// Reasons why a file can't be used. It is left as it is.
var (
	errUnreadable = errors.New("it is not a note of this program, or damaged")
	errNewer      = errors.New("a newer version of this program wrote it")
)

// entry is a line as it was read. It is valid until the next one is.
type entry struct {
	line   []byte
	fields [fieldsMost][]byte
	n      int
}

func (e *entry) mark() byte    { return e.line[0] }
func (e *entry) id() []byte    { return e.fields[fieldID] }
func (e *entry) facts() []byte { return e.between(fieldName, fieldExpires) }
func (e *entry) was() []byte   { return e.between(fieldWas, fieldWas+2) }

// between is a run of fields with the tabs between them.
func (e *entry) between(first, last int) []byte {
	if last >= e.n {
		return nil
	}
	from := cap(e.line) - cap(e.fields[first])
	to := cap(e.line) - cap(e.fields[last]) + len(e.fields[last])
	return e.line[from:to]
}

func (e *entry) parse(line []byte) error {
	e.line, e.n = line, 0
	for rest := line; ; e.n++ {
		if e.n == fieldsMost {
			return errUnreadable
		}
		at := bytes.IndexByte(rest, '\t')
		if at < 0 {
			e.fields[e.n] = rest
			e.n++
			break
		}
		e.fields[e.n], rest = rest[:at], rest[at+1:]
	}
	want := fieldBefore + 1
	if len(e.fields[fieldMark]) != 1 {
		return errUnreadable
	}
	switch e.mark() {
	case markSeen, markNew, markGone:
	case markAltered:
		want = fieldsMost
	default:
		return errUnreadable
	}
	if e.n != want || len(e.id()) == 0 {
		return errUnreadable
	}
	return nil
}

// textMost bounds a text of a file that somebody may have edited.
const textMost = 2000

// key is the line's key as it was seen last.
func (e *entry) key() api.Key {
	k := facts(e.fields[fieldName], e.fields[fieldPermissions], e.fields[fieldExpires])
	k.ID, k.Preview, k.Created = sanitize.Limit(string(e.id()), textMost), sanitize.Limit(string(e.fields[fieldPreview]), textMost), timeIn(e.fields[fieldCreated])
	return k
}

// change is what a line other than one of markSeen tells.
func (e *entry) change() Change {
	c := Change{Key: e.key(), After: timeIn(e.fields[fieldAfter]), Before: timeIn(e.fields[fieldBefore])}
	switch e.mark() {
	case markNew:
		c.Kind = Added
	case markGone:
		c.Kind = Gone
	case markAltered:
		c.Kind = Altered
		c.Was = facts(e.fields[fieldWas], e.fields[fieldWas+1], e.fields[fieldWas+2])
		c.Was.ID, c.Was.Preview, c.Was.Created = c.Key.ID, c.Key.Preview, c.Key.Created
	}
	return c
}

func facts(name, permissions, expires []byte) api.Key {
	return api.Key{Name: sanitize.Limit(string(name), textMost), Permissions: permissionsIn(permissions), Expires: keys.ParseStamp(sanitize.Text(string(expires)))}
}

func timeIn(text []byte) time.Time {
	unix, err := strconv.ParseInt(string(text), 10, 64)
	if err != nil || unix < -1<<40 || unix > 1<<40 {
		return time.Time{}
	}
	return Moment(unix)
}

// otherMark parts what is unknown from the letters of the levels, and from each
// other.
const otherMark = "\x1f"

// permissionsIn reads "wr--r", a letter for each known resource in their order.
func permissionsIn(text []byte) keys.Permissions {
	parts := strings.Split(string(text), otherMark)
	names := make(map[string]string)
	for i, r := range keys.Resources() {
		if i < len(parts[0]) {
			names[string(r)] = map[byte]string{'r': "read", 'w': "write"}[parts[0][i]]
		}
		if names[string(r)] == "" {
			names[string(r)] = "none"
		}
	}
	for _, other := range parts[1:] {
		resource, level, _ := strings.Cut(other, "=")
		names[sanitize.Limit(resource, textMost)] = sanitize.Limit(level, textMost)
	}
	return keys.TolerantPermissions(names)
}

func appendPermissions(b []byte, p keys.Permissions) []byte {
	for _, r := range resources {
		b = append(b, p.Level(r).Mark())
	}
	for _, o := range p.Others() {
		b = append(b, otherMark...)
		b = appendText(b, o.Resource)
		b = append(b, '=')
		b = appendText(b, o.Level)
	}
	return b
}

var resources = keys.Resources()

// appendText adds a text, which a field's end must not be in.
func appendText(b []byte, text string) []byte {
	for i := range len(text) {
		if text[i] < ' ' {
			return append(b, sanitize.Text(text)...)
		}
	}
	return append(b, text...)
}

func appendTime(b []byte, unix int64) []byte {
	if unix == NoTime {
		return b
	}
	return strconv.AppendInt(b, unix, 10)
}

// appendRow adds the fields of a line from the id to CREATED.
func appendRow(b []byte, r *Row) []byte {
	b = append(appendText(b, r.ID), '\t')
	b = append(appendFacts(b, r), '\t')
	if r.Prefixed {
		b = append(b, keys.Prefix...)
	}
	b = append(appendText(b, r.Preview), '\t')
	return appendTime(b, r.Created)
}

// reader reads the lines of a file.
type reader struct {
	file  *os.File
	lines *bufio.Reader
	last  []byte // the id before, to see that they ascend
	count int
	ended bool
	entry entry
}

// openLines opens a file of lines. The error is fs.ErrNotExist, errNewer,
// errUnreadable or the system's.
func openLines(path string) (*reader, error) {
	f, err := os.Open(path) //nolint:gosec // the path is the program's own
	if err != nil {
		return nil, err
	}
	r := &reader{file: f}
	zip, err := gzip.NewReader(bufio.NewReader(f))
	if err != nil {
		err = errUnreadable
	} else {
		r.lines = bufio.NewReaderSize(zip, lineMost)
		err = r.heading()
	}
	if err != nil {
		r.close()
		return nil, err
	}
	return r, nil
}

func (r *reader) heading() error {
	first, err := r.lines.ReadSlice('\n')
	text, ours := strings.CutPrefix(strings.TrimSuffix(string(first), "\n"), heading)
	version, bad := strconv.Atoi(text)
	switch {
	case err != nil || !ours || bad != nil:
		return errUnreadable
	case version > linesVersion:
		return errNewer
	case version != linesVersion:
		return errUnreadable
	}
	return nil
}

// next gives the next line, nil after the last one. A file that ends anywhere but
// at its end is errUnreadable.
func (r *reader) next() (*entry, error) {
	if r == nil || r.ended {
		return nil, nil
	}
	line, err := r.lines.ReadSlice('\n')
	if err != nil {
		return nil, errUnreadable
	}
	line = line[: len(line)-1 : len(line)-1]
	if len(line) > 1 && line[0] == endMark {
		r.ended = true
		if _, err := r.lines.ReadByte(); !errors.Is(err, io.EOF) || string(line[2:]) != strconv.Itoa(r.count) {
			return nil, errUnreadable // also where the checksum is wrong
		}
		return nil, nil
	}
	if err := r.entry.parse(line); err != nil {
		return nil, err
	}
	if bytes.Compare(r.entry.id(), r.last) <= 0 {
		return nil, errUnreadable
	}
	r.last = append(r.last[:0], r.entry.id()...)
	r.count++
	return &r.entry, nil
}

func (r *reader) close() {
	if r != nil {
		_ = r.file.Close() // nothing was written
	}
}

// writer writes the lines of a file.
type writer struct {
	zip   *gzip.Writer
	out   *bufio.Writer
	count int
}

func newWriter(w io.Writer) (*writer, error) {
	zip, err := gzip.NewWriterLevel(w, gzip.BestSpeed)
	if err != nil {
		return nil, err
	}
	out := &writer{zip: zip, out: bufio.NewWriter(zip)}
	_, err = fmt.Fprintf(out.out, "%s%d\n", heading, linesVersion)
	return out, err
}

func (w *writer) add(line []byte) error {
	w.count++
	_, _ = w.out.Write(line) // the error stays with out
	return w.out.WriteByte('\n')
}

func (w *writer) end() error {
	_, _ = fmt.Fprintf(w.out, "%c\t%d\n", endMark, w.count) // the error stays with out
	if err := w.out.Flush(); err != nil {
		return err
	}
	return w.zip.Close()
}
