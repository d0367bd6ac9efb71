package fleet

import (
	"cmp"
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/supascale/supascale-tui/internal/activity/query"
	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/app"
)

const (
	readingsMost = 8   // that can be gone on with
	pageDefault  = 100 // entries, where nobody says how many
)

// Activity merges the logs, the newest entry first. A page waits for every instance, since
// an entry of any of them may be the newest.
func (s *Source) Activity(ctx context.Context, q api.ActivityQuery) (api.ActivityPage, error) {
	if q.After != "" {
		return s.follow(ctx, q)
	}
	r, number := s.reading(q.Cursor)
	if r == nil && q.Cursor != "" {
		return api.ActivityPage{Matching: -1, Total: -1}, &api.Error{Op: api.OpActivity, Kind: api.Invalid, Message: "this reading of the logs was left too long ago: begin anew"}
	}
	if r == nil {
		r = s.begin(q)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if number == r.given && number > 0 {
		return r.last, nil // its answer was lost
	}
	page, err := r.next(ctx, cmp.Or(q.Limit, pageDefault))
	if err == nil {
		r.given, r.last = r.given+1, page
	}
	return page, err
}

// reading is the logs of all instances on the way from the newest entry to the oldest.
type reading struct {
	source *Source
	number int
	mu     sync.Mutex
	logs   []*log
	given  int              // pages so far
	last   api.ActivityPage // of them
}

// log is that of one instance.
type log struct {
	*kept
	walk  *api.LogWalk
	told  bool             // the first page has come
	first api.ActivityPage // without its entries
	page  api.ActivityPage // the latest
	rest  []api.Activity   // not given yet
	err   error            // why it is read no further
}

func (l *log) more() bool { return l.err == nil && l.walk.More() }

// begin begins to read the logs of the instances that a query is about.
func (s *Source) begin(q api.ActivityQuery) *reading {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.count++
	r := &reading{source: s, number: s.count}
	for _, m := range s.members {
		if own, about := queryOf(m.Name, q); about {
			r.logs = append(r.logs, &log{kept: m, walk: api.NewLogWalk(m, own)})
		}
	}
	if s.readings = append(s.readings, r); len(s.readings) > readingsMost {
		s.readings = s.readings[1:]
	}
	return r
}

// reading finds the one that a cursor goes on with, and which page the cursor asks for;
// nil where there is none.
func (s *Source) reading(cursor string) (r *reading, page int) {
	var number int
	if n, _ := fmt.Sscanf(cursor, "reading-%d-%d", &number, &page); n != 2 {
		return nil, 0
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, r := range s.readings {
		if r.number == number {
			return r, page
		}
	}
	return nil, 0
}

// next gives the next entries.
func (r *reading) next(ctx context.Context, most int) (api.ActivityPage, error) {
	var list []api.Activity
	for len(list) < most {
		if err := r.fill(ctx, most); err != nil {
			return api.ActivityPage{Matching: -1, Total: -1}, err
		}
		newest := r.newest()
		if newest == nil {
			break
		}
		list = append(list, newest.rest[0])
		newest.rest = newest.rest[1:]
	}
	page := r.figures()
	page.Entries = list
	if slices.ContainsFunc(r.logs, func(l *log) bool { return len(l.rest) > 0 || l.more() }) {
		page.Next, page.Sure = fmt.Sprintf("reading-%d-%d", r.number, r.given+2), slices.ContainsFunc(r.logs, func(l *log) bool { return len(l.rest) > 0 })
	} else {
		page.Cut = r.cut()
	}
	return page, nil
}

// newest is the log whose next entry is the newest, nil at the end of all.
func (r *reading) newest() (found *log) {
	for _, l := range r.logs {
		if len(l.rest) > 0 && (found == nil || l.rest[0].Time.After(found.rest[0].Time)) {
			found = l
		}
	}
	return found
}

// fill asks all logs of which nothing is there until it is known what comes next of each.
func (r *reading) fill(ctx context.Context, most int) error {
	for {
		dry := map[string]*log{}
		var members []Member
		for _, l := range r.logs {
			if len(l.rest) == 0 && l.more() {
				dry[l.Name], members = l, append(members, Member{l.Profile, l.connect})
			}
		}
		if len(dry) == 0 {
			return nil
		}
		for a := range Ask(ctx, members, answerWithin, func(ctx context.Context, m Member, _ app.Client) (api.ActivityPage, error) {
			return dry[m.Name].walk.Page(ctx, most)
		}) {
			if a.Err != nil && ctx.Err() != nil {
				return ended(ctx.Err(), answerWithin) // whoever asked gave up, and may ask again
			}
			dry[a.Member.Name].take(a.Value, a.Err)
			r.source.note(a.Member.Name, api.OpActivity, a.Err)
		}
	}
}

// take keeps a page of an instance's log.
func (l *log) take(page api.ActivityPage, err error) {
	if l.err = err; err != nil {
		return
	}
	for i := range page.Entries {
		markEntry(l.Name, &page.Entries[i])
	}
	l.page, l.rest, l.page.Entries = page, page.Entries, nil
	if !l.told {
		l.told, l.first = true, l.page
	}
}

func markEntry(instance string, a *api.Activity) {
	a.Instance, a.ID, a.KeyID = instance, api.JoinID(instance, a.ID), api.JoinID(instance, a.KeyID)
}

// figures adds up what the instances tell of their logs. What one of them doesn't tell isn't
// told of all.
func (r *reading) figures() api.ActivityPage {
	var page api.ActivityPage
	cursors := map[string]string{}
	reach := reach{}
	for _, l := range r.logs {
		if !l.told {
			continue
		}
		reach.add(l.first.Oldest)
		page.Matching, page.Total = sum(page.Matching, l.first.Matching), sum(page.Total, l.first.Total)
		page.Dropped += l.first.Dropped
		page.Unlogged.Lost += l.first.Unlogged.Lost
		page.Unlogged.Waiting += l.first.Unlogged.Waiting
		page.Examined, page.Untold = page.Examined+l.page.Examined, page.Untold+l.page.Untold
		if l.first.Follow != "" {
			cursors[l.Name] = l.first.Follow
		}
	}
	page.Oldest = reach.oldest()
	if len(cursors) == len(r.logs) {
		page.Follow = packCursors(cursors)
	}
	return page
}

// cut says what the logs lack at the end of all, "" for nothing.
func (r *reading) cut() string {
	lacks := r.source.cut()
	for _, l := range r.logs {
		if l.page.Cut != "" {
			lacks = strings.TrimPrefix(lacks+"; "+l.Name+": "+l.page.Cut, "; ")
		}
	}
	return lacks
}

// sum adds counts, of which -1 is not told.
func sum(a, b int) int {
	if a < 0 || b < 0 {
		return -1
	}
	return a + b
}

// reach is from where on several logs are whole: where the one that begins last does.
type reach struct {
	latest time.Time
	untold bool
}

func (r *reach) add(oldest time.Time) {
	r.untold = r.untold || oldest.IsZero()
	if oldest.After(r.latest) {
		r.latest = oldest
	}
}

func (r *reach) oldest() time.Time {
	if r.untold {
		return time.Time{}
	}
	return r.latest
}

// follow asks each log for what is new in it. An instance that does not answer is asked
// from the same place the next time.
func (s *Source) follow(ctx context.Context, q api.ActivityQuery) (api.ActivityPage, error) {
	cursors := unpackCursors(q.After)
	page := api.ActivityPage{Matching: -1, Total: -1}
	var members []Member
	for _, m := range s.members {
		if _, follows := cursors[m.Name]; follows {
			members = append(members, Member{m.Profile, m.connect})
		}
	}
	if len(members) == 0 {
		return page, &api.Error{Op: api.OpActivity, Kind: api.Invalid, Message: "the place to follow from is not one of these logs"}
	}
	for a := range Ask(ctx, members, answerWithin, func(ctx context.Context, m Member, client app.Client) (api.ActivityPage, error) {
		own, about := queryOf(m.Name, q)
		if own.After = cursors[m.Name]; !about {
			return api.ActivityPage{Follow: own.After}, nil
		}
		return client.Activity(ctx, own)
	}) {
		s.note(a.Member.Name, api.OpActivity, a.Err)
		if a.Err != nil {
			if len(members) == 1 {
				return page, a.Err
			}
			continue
		}
		for _, entry := range a.Value.Entries {
			markEntry(a.Member.Name, &entry)
			page.Entries = append(page.Entries, entry)
		}
		if cursors[a.Member.Name] = a.Value.Follow; a.Value.Next != "" {
			page.Next, page.Sure = "after", true
		}
	}
	slices.SortStableFunc(page.Entries, func(a, b api.Activity) int { return a.Time.Compare(b.Time) })
	page.Follow = packCursors(cursors)
	return page, nil
}

// packCursors makes one cursor of those of several logs, "" where one of them has none.
func packCursors(cursors map[string]string) string {
	values := url.Values{}
	for name, cursor := range cursors {
		if cursor == "" {
			return ""
		}
		values.Set(name, cursor)
	}
	return values.Encode()
}

func unpackCursors(packed string) map[string]string {
	values, err := url.ParseQuery(packed)
	if err != nil {
		return nil
	}
	cursors := make(map[string]string, len(values))
	for name := range values {
		cursors[name] = values.Get(name)
	}
	return cursors
}

// queryOf is what a query asks of one instance, whose keys it knows by their own ids; it
// may not be about that instance at all.
func queryOf(instance string, q api.ActivityQuery) (own api.ActivityQuery, about bool) {
	own = q
	own.Cursor, own.After = "", ""
	if q.KeyID != "" {
		of, id := api.SplitID(q.KeyID)
		if of != instance {
			return own, false
		}
		own.KeyID = id
	}
	own.Where, about = whereOf(instance, q.Where)
	return own, about
}

// whereOf is queryOf for a query line.
func whereOf(instance string, q query.Query) (own query.Query, about bool) {
	if q, about = q.OnInstance(instance); !about {
		return own, false
	}
	wanted, met := false, false // keys; one of them may be of this instance
	for _, t := range q.Terms {
		if t.Field == query.KeyID {
			of, id := api.SplitID(t.Value)
			wanted, met = wanted || !t.Not, met || !t.Not && of == instance
			if t.Value = id; of != instance {
				continue
			}
		}
		own.Terms = append(own.Terms, t)
	}
	return own, met || !wanted
}
