package history

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/local"
)

// deeds is what this machine itself did since the last look: no news to its admin.
type deeds struct {
	made    []deed // in the order of their ids
	revoked map[string]time.Time
	lines   []fileDeed
}

type deed struct {
	row Row
	at  time.Time
}

// fileDeed is a line of the file of deeds.
type fileDeed struct {
	Made    *fileKey  `json:"made,omitempty"`
	Revoked string    `json:"revoked,omitempty"`
	At      time.Time `json:"at"`
}

// deedsMost bounds the file of deeds of a machine whose console nobody opens. Deeds
// beyond it are told as news.
const deedsMost = 2 << 20

func (d *deeds) at(id string) time.Time {
	i, found := slices.BinarySearchFunc(d.made, id, func(k deed, id string) int { return strings.Compare(k.row.ID, id) })
	if !found {
		return time.Time{}
	}
	return d.made[i].at
}

// Did notes what this machine did to an instance's keys. Nothing depends on it: a
// deed that can't be noted is told as news later. An instance whose list nobody
// looked at from here has none to note.
func (s *Store) Did(d api.Deed, now time.Time) {
	p := s.paths(d.Instance)
	if _, err := os.Stat(p.state); err != nil {
		return
	}
	line := fileDeed{Revoked: d.Revoked, At: now.UTC()}
	if d.Made.ID != "" {
		k := ofKey(&d.Made)
		line.Made = &k
	}
	text, err := json.Marshal(line)
	if err != nil {
		return
	}
	_ = s.alone(func() error { return appendLine(p.deeds, text) })
}

// appendLine begins a line of its own: a crash may have left half of one.
func appendLine(path string, text []byte) error {
	f, err := local.OpenAppend(path)
	if err != nil {
		return err
	}
	info, err := f.Stat()
	if err == nil && info.Size() < deedsMost {
		_, err = f.Write(slices.Concat([]byte("\n"), text, []byte("\n")))
	}
	return errors.Join(err, f.Close())
}

// readDeeds reads the deeds. A line that can't be read is passed over.
func readDeeds(path string) *deeds {
	d := &deeds{revoked: make(map[string]time.Time)}
	text, err := local.ReadFile(path, deedsMost+lineMost)
	if err != nil {
		return d
	}
	lines := bufio.NewScanner(bytes.NewReader(text))
	lines.Buffer(nil, lineMost)
	for lines.Scan() {
		var line fileDeed
		if json.Unmarshal(lines.Bytes(), &line) != nil {
			continue
		}
		if line.Made != nil && line.Made.ID != "" {
			k := line.Made.key()
			d.made = append(d.made, deed{RowOf(&k), line.At})
		}
		if line.Revoked != "" {
			d.revoked[line.Revoked] = line.At
		}
		d.lines = append(d.lines, line)
	}
	slices.SortStableFunc(d.made, func(a, b deed) int { return strings.Compare(a.row.ID, b.row.ID) })
	d.made = slices.CompactFunc(d.made, func(a, b deed) bool { return a.row.ID == b.row.ID })
	return d
}

// settle leaves in the file what a look that began then can't have seen.
func (d *deeds) settle(path string, began time.Time) error {
	if len(d.lines) == 0 {
		return nil
	}
	var text []byte
	for _, line := range d.lines {
		if line.At.Before(began) {
			continue
		}
		one, err := json.Marshal(line)
		if err != nil {
			return err
		}
		text = append(append(text, one...), '\n')
	}
	if len(text) > 0 {
		return local.WriteFile(path, text)
	}
	return local.Remove(path)
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
