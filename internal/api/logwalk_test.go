package api

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// logServer is an instance that is not ours, with a log of n entries, the
// newest first.
type logServer struct {
	n        int
	cap      int  // entries a page at most, 0 for as many as are asked for
	deaf     bool // it knows no limits: a page has all, or cap entries
	stuck    bool // it knows no offsets
	oldest   bool // it sends the oldest first
	noIDs    bool
	total    int // that it tells, 0 for none
	cursors  func(from, to int) string
	strict   bool // it refuses a parameter that it doesn't know
	requests int
}

var logNoon = time.Date(2026, 1, 19, 12, 0, 0, 0, time.UTC)

func (l *logServer) entry(i int) map[string]any {
	e := map[string]any{"timestamp": logNoon.Add(-time.Duration(i) * time.Minute).Format(time.RFC3339), "type": "api_key.request", "success": i%2 == 0, "path": fmt.Sprint("/", i)}
	if !l.noIDs {
		e["id"] = fmt.Sprint("e", i)
	}
	return e
}

func (l *logServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	l.requests++
	q := r.URL.Query()
	if l.strict && q.Has("offset") {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	from, _ := strconv.Atoi(q.Get("offset"))
	limit, _ := strconv.Atoi(q.Get("limit"))
	if l.cursors != nil {
		from, _ = strconv.Atoi(q.Get("cursor"))
	}
	if l.stuck {
		from = 0
	}
	if l.deaf || limit == 0 {
		limit = l.n
	}
	if l.cap > 0 {
		limit = min(limit, l.cap)
	}
	from = min(from, l.n)
	to := min(from+limit, l.n)
	list := []any{}
	for i := from; i < to; i++ {
		if l.oldest {
			list = append(list, l.entry(l.n-1-i))
			continue
		}
		list = append(list, l.entry(i))
	}
	answer := map[string]any{"activities": list}
	if l.total > 0 {
		answer["pagination"] = map[string]any{"total": l.total}
	}
	if l.cursors != nil {
		answer["nextCursor"] = l.cursors(from, to)
	}
	_ = json.NewEncoder(w).Encode(answer)
}

// walkAll reads the log in pieces of size, as far as it goes.
func walkAll(t *testing.T, l *logServer, q ActivityQuery, size int) (paths []string, end ActivityPage) {
	t.Helper()
	w := NewLogWalk(connect(t, l.ServeHTTP, func(o *Options) { o.Transport = &http.Transport{} }), q)
	for i := 0; w.More(); i++ {
		page, err := w.Page(t.Context(), size)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range page.Entries {
			paths = append(paths, e.Path)
		}
		end = page
		if l.requests > 2000 || i > 2000 {
			t.Fatal("it does not end")
		}
	}
	return paths, end
}

func newestFirst(n int) []string {
	paths := make([]string, n)
	for i := range paths {
		paths[i] = fmt.Sprint("/", i)
	}
	return paths
}

func TestTheWholeLogIsReadHoweverItIsPaged(t *testing.T) {
	next := func(n int) func(int, int) string {
		return func(_, to int) string {
			if to >= n {
				return ""
			}
			return fmt.Sprint(to)
		}
	}
	for name, l := range map[string]*logServer{
		"neither cursor nor total, capped": {n: 450, cap: 200},
		"without ids":                      {n: 450, cap: 200, noIDs: true},
		"no caps":                          {n: 450},
		"a total":                          {n: 450, cap: 100, total: 450},
		"a total that is too small":        {n: 450, cap: 1000, total: 1},
		"cursors":                          {n: 450, cap: 64, cursors: next(450)},
		"all at once":                      {n: 450, deaf: true, stuck: true},
		"a page size of its own":           {n: 450, deaf: true, cap: 50},
		"oldest first":                     {n: 450, cap: 100, oldest: true},
		"oldest first, by cursor":          {n: 450, cap: 100, oldest: true, cursors: next(450)},
		"offsets are refused":              {n: 5, strict: true},
		"one entry":                        {n: 1, stuck: true},
		"one entry, deaf":                  {n: 1, stuck: true, deaf: true},
		"nothing":                          {n: 0},
	} {
		for _, size := range []int{7, 100, 1000} {
			l.requests = 0
			if name == "a total that is too small" && size == 1000 {
				continue // the page isn't full, and the instance says that it is all
			}
			if paths, end := walkAll(t, l, ActivityQuery{}, size); !slices.Equal(paths, newestFirst(l.n)) || end.Cut != "" {
				t.Errorf("%s, by %d: %d entries, cut %q, %v…", name, size, len(paths), end.Cut, paths[:min(len(paths), 3)])
			}
		}
	}
}

func TestALogThatCantBeReadWholeIsNotCalledWhole(t *testing.T) {
	for name, c := range map[string]struct {
		log  logServer
		most int // entries that come
		want string
	}{
		"offsets are ignored": {logServer{n: 450, cap: 200, stuck: true}, 200, "the same entries again"},
		"without ids":         {logServer{n: 450, cap: 200, stuck: true, noIDs: true}, 200, "the same entries again"},
		"offsets are refused": {logServer{n: 2000, strict: true}, 1000, "can't be asked for what follows"},
		"a total is told":     {logServer{n: 50, total: 451}, 50, "tells of 451 entries and gives no more than 50"},
		"a cursor repeats":    {logServer{n: 450, cap: 100, cursors: func(int, int) string { return "100" }}, 200, "the same"},
		"two cursors in turn": {logServer{n: 450, cap: 100, cursors: func(_, to int) string { return map[int]string{100: "100", 200: "0"}[to] }}, 200, "the same entries again"},
		"empty pages":         {logServer{n: 0, cursors: cursorsWithoutEnd()}, 0, "20 pages in a row with hardly anything new"},
		"a cursor too long":   {logServer{n: 5, cursors: func(int, int) string { return strings.Repeat("x", 5000) }}, 5, "too long"},
	} {
		paths, end := walkAll(t, &c.log, ActivityQuery{}, 1000)
		if len(paths) != c.most || !strings.Contains(end.Cut, c.want) || end.Next != "" || c.log.requests > 50 {
			t.Errorf("%s: %d entries by %d requests, cut %q, want %q", name, len(paths), c.log.requests, end.Cut, c.want)
		}
	}
}

func cursorsWithoutEnd() func(int, int) string {
	n := 0
	return func(int, int) string { n++; return fmt.Sprint("c", n) }
}

// An instance without filters is asked on until enough matches are found, not
// until enough entries were looked at.
func TestEnoughMatchesAreFoundWithoutFilters(t *testing.T) {
	l := &logServer{n: 450}
	w := NewLogWalk(connect(t, l.ServeHTTP, func(o *Options) { o.Transport = &http.Transport{} }), ActivityQuery{Where: parsed(t, "outcome:failure -path:/1")})
	page, err := w.Page(t.Context(), 3)
	if err != nil || len(page.Entries) != 3 || page.Entries[0].Path != "/3" || page.Next == "" || page.Examined < 8 {
		t.Errorf("got %d entries of %d examined, next %q, %v", len(page.Entries), page.Examined, page.Next, err)
	}
}

func TestEntriesThatComeTwiceAreToldOnce(t *testing.T) {
	list := func(from, to int) (page ActivityPage) {
		for i := from; i < to; i++ {
			page.Entries = append(page.Entries, Activity{ID: fmt.Sprint(i), Time: logNoon.Add(-time.Duration(i) * time.Second)})
		}
		page.Next = fmt.Sprint(byOffset, to)
		return page
	}
	pages := []ActivityPage{list(0, 10), list(8, 18), {}} // two came between
	w := NewLogWalk(sourceFunc(func(ActivityQuery) (ActivityPage, error) {
		page := pages[0]
		pages = pages[1:]
		return page, nil
	}), ActivityQuery{})
	page, err := w.Page(t.Context(), 100)
	if err != nil || len(page.Entries) != 18 || page.Cut != "" {
		t.Errorf("%d entries, cut %q, %v", len(page.Entries), page.Cut, err)
	}
}

func TestAWalkGoesOnAfterAnError(t *testing.T) {
	fail := true
	l := &logServer{n: 30, cap: 10}
	c := connect(t, func(w http.ResponseWriter, r *http.Request) {
		if fail = !fail; fail && l.requests > 0 {
			says(404, `{}`)(w, r)
			return
		}
		l.ServeHTTP(w, r)
	}, func(o *Options) { o.Transport = &http.Transport{} })
	w := NewLogWalk(c, ActivityQuery{})
	var got int
	for failed := 0; w.More() && failed < 10; {
		page, err := w.Page(t.Context(), 10)
		if err != nil {
			failed++
		}
		got += len(page.Entries)
	}
	if got != 30 {
		t.Errorf("%d entries", got)
	}
}

type sourceFunc func(ActivityQuery) (ActivityPage, error)

func (f sourceFunc) Activity(_ context.Context, q ActivityQuery) (ActivityPage, error) { return f(q) }
