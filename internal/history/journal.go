package history

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"slices"
	"strings"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
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

// Did notes what this machine did to an instance's keys. Nothing depends on it: a
// deed that can't be noted is told as somebody else's later.
func (s *Store) Did(d api.Deed, now time.Time) {
	c := Change{Kind: Added, Own: true, Key: d.Made, Before: now}
	if d.Revoked != "" {
		c.Kind, c.Key = Gone, api.Key{ID: d.Revoked}
	}
	_ = s.alone(func() error { return appendJournal(s.paths(d.Instance).journal, lineOf(&c)) })
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

// deeds is what this machine itself did since the last look: no news to its admin.
type deeds struct {
	made    []deed // in the order of their ids
	revoked map[string]time.Time
}

type deed struct {
	row Row
	at  time.Time
}

// deeds gives what a look that began then can't have seen.
func (j *journal) deeds(began time.Time) *deeds {
	d := &deeds{revoked: make(map[string]time.Time)}
	for i := range j.changes {
		switch c := &j.changes[i]; {
		case !c.Own || c.Before.Before(began):
		case c.Kind == Added:
			d.made = append(d.made, deed{RowOf(&c.Key), c.Before})
		case c.Kind == Gone:
			d.revoked[c.Key.ID] = c.Before
		}
	}
	slices.SortStableFunc(d.made, func(a, b deed) int { return strings.Compare(a.row.ID, b.row.ID) })
	d.made = slices.CompactFunc(d.made, func(a, b deed) bool { return a.row.ID == b.row.ID })
	return d
}

func (d *deeds) none() bool { return len(d.made)+len(d.revoked) == 0 }

func (d *deeds) at(id string) time.Time {
	i, found := slices.BinarySearchFunc(d.made, id, func(k deed, id string) int { return strings.Compare(k.row.ID, id) })
	if !found {
		return time.Time{}
	}
	return d.made[i].at
}

// pending gives gone keys of keys that were revoked from here since the last look.
// find looks keys up that were seen.
func (d *deeds) pending(known []GoneKey, find func(ids map[string]bool) ([]api.Key, error)) ([]GoneKey, error) {
	want := make(map[string]bool)
	for id := range d.revoked {
		want[id] = true
	}
	for _, t := range known {
		delete(want, t.Key.ID)
	}
	if len(want) == 0 {
		return nil, nil
	}
	found, err := find(want)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	for _, k := range d.made {
		if want[k.row.ID] && !slices.ContainsFunc(found, func(f api.Key) bool { return f.ID == k.row.ID }) {
			found = append(found, k.row.key())
		}
	}
	var list []GoneKey
	for _, k := range found {
		at := d.revoked[k.ID]
		list = append(list, GoneKey{Key: k, After: at, Before: at, Own: true})
	}
	return list, nil
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
