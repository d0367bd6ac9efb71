package audit

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unique"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/keys"
)

// entry is a failed attempt as the screen holds it.
type entry struct {
	api.Activity
	id   string // its identity across requests
	text string // what free text is looked for in, lower case
}

// failures holds failed attempts, newest first, each once.
type failures struct {
	entries []*entry
	byID    map[string]*entry
}

func newFailures() *failures { return &failures{byID: map[string]*entry{}} }

// newest is the time of the newest attempt, zero for none.
func (f *failures) newest() time.Time {
	if len(f.entries) == 0 {
		return time.Time{}
	}
	return f.entries[0].Time
}

// add takes the next older page and returns those of it that were not held.
func (f *failures) add(page []api.Activity) []*entry {
	fresh, _ := f.sift(page)
	f.know(fresh)
	f.entries = append(f.entries, fresh...)
	return fresh
}

// know remembers attempts, listed yet or not, so that none comes twice.
func (f *failures) know(fresh []*entry) {
	for _, e := range fresh {
		f.byID[e.id] = e
	}
}

// sift tells the attempts of a page that are not held from those that are. An
// instance that folds attempts counts up an entry under the same id: the held
// one is brought up to date, and updated says so.
func (f *failures) sift(page []api.Activity) (fresh []*entry, updated bool) {
	seen := make(map[string]int, len(page))
	for i := range page {
		id := identify(&page[i], seen)
		held, known := f.byID[id]
		switch {
		case !known && seen[id] == 1:
			fresh = append(fresh, newEntry(page[i], id))
		case known && held.Count != page[i].Count:
			held.Count = page[i].Count
			updated = true
		}
	}
	return fresh, updated
}

// merge puts known attempts in their places by time. They may be older than the
// newest held: an instance writes its log in groups.
func (f *failures) merge(fresh []*entry) {
	f.entries = append(slices.Clone(fresh), f.entries...)
	slices.SortStableFunc(f.entries, func(a, b *entry) int { return b.Time.Compare(a.Time) })
}

// trim drops what is older than since, then the oldest beyond most, and reports
// whether the latter dropped anything.
func (f *failures) trim(since time.Time, most int) bool {
	n := len(f.entries)
	for n > 0 && f.entries[n-1].Time.Before(since) {
		n--
	}
	over := n > most
	n = min(n, most)
	for _, e := range f.entries[n:] {
		delete(f.byID, e.id)
	}
	clear(f.entries[n:])
	f.entries = f.entries[:n]
	return over
}

// identify gives an attempt's id, or where the instance sends none, all that
// tells it from others; equal ones of one page are numbered. It counts in seen
// how often the page had the id.
func identify(a *api.Activity, seen map[string]int) string {
	id := a.ID
	if id == "" {
		id = strings.Join([]string{
			a.Time.UTC().Format(time.RFC3339Nano), string(a.Reason), a.KeyID, a.KeyPreview,
			a.Method, a.Path, a.IP, a.UserAgent,
		}, "\n")
		alike := seen["alike\n"+id]
		seen["alike\n"+id]++
		id += "\n" + strconv.Itoa(alike)
	}
	seen[id]++
	return id
}

// newEntry keeps one copy of each text that many attempts share.
func newEntry(a api.Activity, id string) *entry {
	for _, s := range []*string{
		&a.Type, &a.KeyID, &a.KeyName, &a.KeyPreview, &a.Method, &a.Path,
		&a.Required, &a.Granted, &a.IP, &a.UserAgent, &a.Message,
	} {
		*s = shared(*s)
	}
	a.Reason = keys.Reason(shared(string(a.Reason)))
	a.Resource = keys.Resource(shared(string(a.Resource)))
	a.Count = max(a.Count, 1)
	return &entry{a, id, shared(strings.ToLower(a.KeyName + "\n" + a.Path + "\n" + a.UserAgent))}
}

func shared(s string) string {
	if s == "" {
		return ""
	}
	return unique.Make(s).Value()
}
