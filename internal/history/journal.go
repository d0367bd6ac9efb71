package history

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"github.com/supascale/supascale-tui/internal/local"
)

// journal is what happened to an instance's keys as far as this machine knows: what it
// did itself and what the looks found, in the order in which it was noted. Nothing that
// the admin does on a screen takes anything out of it.
type journal struct {
	from    time.Time // of the first look; what others did before isn't in it
	changes []Change
	more    int // changes that were found and are in no line
}

// fileChange is a line of the journal.
type fileChange struct {
	Kind   string     `json:"kind"`
	Own    bool       `json:"own,omitempty"` // this machine did it, at that moment
	Key    *fileKey   `json:"key,omitempty"`
	Was    *fileKey   `json:"was,omitempty"`
	After  *time.Time `json:"after,omitempty"`
	Before time.Time  `json:"before"`
	More   int        `json:"more,omitempty"`
}

// Kinds of lines besides those of changes.
const (
	kindFrom = "from"
	kindMore = "more"
)

var kindsOnFile = map[Kind]string{Added: "new", Gone: "gone", Altered: "altered"}

const (
	// journalMost is from which size on the older half of a journal is dropped.
	journalMost = 2 << 20
	// foundMost is how many changes of one look are written.
	foundMost = 2000
)

func lineOf(c *Change) fileChange {
	k := ofKey(&c.Key)
	line := fileChange{Kind: kindsOnFile[c.Kind], Own: c.Own, Key: &k, After: timeOrNull(c.After), Before: c.Before.UTC()}
	if c.Kind == Altered {
		was := ofKey(&c.Was)
		line.Was = &was
	}
	return line
}

// change gives what the line tells, false for one that tells no change.
func (f *fileChange) change() (Change, bool) {
	for kind, word := range kindsOnFile {
		if word != f.Kind || f.Key == nil || f.Key.ID == "" {
			continue
		}
		c := Change{Kind: kind, Own: f.Own, Key: f.Key.key(), After: timeOf(f.After), Before: f.Before.UTC()}
		if f.Was != nil {
			c.Was = f.Was.key()
		}
		if c.Own {
			c.After = c.Before
		}
		return c, true
	}
	return Change{}, false
}

// appendJournal begins a line of its own: a crash may have left half of one.
func appendJournal(path string, lines ...fileChange) error {
	if len(lines) == 0 {
		return nil
	}
	text := []byte("\n")
	for i := range lines {
		line, err := json.Marshal(&lines[i])
		if err != nil {
			return err
		}
		text = append(append(text, line...), '\n')
	}
	f, err := local.OpenAppend(path)
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	info, statErr := f.Stat()
	if err := errors.Join(err, statErr, f.Close()); err != nil || info.Size() < journalMost {
		return err
	}
	return shorten(path)
}

// shorten drops the older half of a journal, which then begins where the rest does.
func shorten(path string) error {
	text, err := local.ReadFile(path, 2*journalMost)
	if err != nil {
		return err
	}
	rest := text[len(text)/2:]
	if at := bytes.IndexByte(rest, '\n'); at >= 0 {
		rest = rest[at+1:]
	}
	var first fileChange
	line, _, _ := bytes.Cut(bytes.TrimLeft(rest, "\n"), []byte("\n"))
	if err := json.Unmarshal(line, &first); err != nil {
		first.Before = time.Time{}
	}
	begin, err := json.Marshal(fileChange{Kind: kindFrom, Before: first.Before})
	if err != nil {
		return err
	}
	return local.WriteFile(path, slices.Concat(begin, []byte("\n"), rest))
}

// readJournal reads a journal. A line that can't be read is passed over, and of the same
// change noted twice, as after a crash, the last counts.
func readJournal(path string) (j journal) {
	text, err := local.ReadFile(path, 2*journalMost)
	if err != nil {
		return j
	}
	type which struct {
		kind  Kind
		id    string
		own   bool
		after int64
	}
	at := make(map[which]int)
	lines := bufio.NewScanner(bytes.NewReader(text))
	lines.Buffer(nil, lineMost)
	for lines.Scan() {
		var line fileChange
		if json.Unmarshal(lines.Bytes(), &line) != nil {
			continue
		}
		switch line.Kind {
		case kindFrom:
			j.from = line.Before.UTC()
		case kindMore:
			j.more += line.More
		}
		c, known := line.change()
		if !known {
			continue
		}
		w := which{c.Kind, c.Key.ID, c.Own, Seconds(c.After)}
		if i, twice := at[w]; twice {
			j.changes[i] = c
			continue
		}
		at[w] = len(j.changes)
		j.changes = append(j.changes, c)
	}
	return j
}

// found are the lines of what a look found, and of when the first one was.
func (m *comparison) found() []fileChange {
	var lines []fileChange
	if m.news.First {
		lines = append(lines, fileChange{Kind: kindFrom, Before: m.began.UTC()})
	}
	for i := range m.fresh {
		lines = append(lines, lineOf(&m.fresh[i]))
	}
	if m.freshMore > 0 {
		lines = append(lines, fileChange{Kind: kindMore, More: m.freshMore, After: timeOrNull(m.after), Before: m.ended.UTC()})
	}
	return lines
}

// find notes a change that this look is the first to see.
func (m *comparison) find(c Change) {
	if len(m.fresh) < foundMost {
		m.fresh = append(m.fresh, c)
	} else {
		m.freshMore++
	}
}
