package api

import (
	"context"
	"fmt"
	"hash/fnv"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

const (
	// requestsMost bounds one call of LogWalk.Page, so that who waits for it can
	// be told how far it is.
	requestsMost = 20
	// idleMost is how many pages in a row may bring nothing new.
	idleMost = 20
	// turnedMost is how many entries of a log that comes oldest first are read to
	// find its newest.
	turnedMost = 20_000
)

// Why a walk could not be finished.
const (
	cutNoOffset = "the instance gives no more at a time, and can't be asked for what follows"
	cutRepeats  = "the instance gives the same entries again when it is asked for more"
	cutCursor   = "the instance gives the same cursor again when it is asked for more"
	cutTooLong  = "the instance gives a cursor that is too long to be sent back"
)

// LogSource is what the activity log is read from; *Client is one.
type LogSource interface {
	Activity(ctx context.Context, q ActivityQuery) (ActivityPage, error)
}

// LogWalk reads what a query selects of the log, the newest entry first,
// however the instance pages: by cursor, by offset, in one piece, and where it
// sends the oldest first. It ends where an instance leads it in circles, and
// tells so. Its methods are safe for concurrent use.
type LogWalk struct {
	mu     sync.Mutex
	source LogSource
	ask    ActivityQuery // the next request
	ended  bool          // there is nothing left to ask for
	cut    string        // why it ended before the end of the log

	rest     []Activity          // read and not handed out yet
	begun    bool                // the first page is there
	first    ActivityPage        // without its entries
	sent     int                 // entries that the instance sent so far
	examined int                 // the same, where the client itself had to filter; else 0
	untold   int                 // of ActivityPage.Untold
	full     bool                // the last page had as many as were asked for
	turned   bool                // the oldest come first: nothing is handed out before the end
	idle     int                 // pages in a row that brought little
	known    map[uint64]struct{} // entries, by hash
	cursors  map[string]struct{} // that the instance gave
}

// NewLogWalk begins a walk. Nothing is asked before the first Page.
func NewLogWalk(source LogSource, q ActivityQuery) *LogWalk {
	return &LogWalk{source: source, ask: q, known: map[uint64]struct{}{}, cursors: map[string]struct{}{}}
}

// More reports whether Page may give more.
func (w *LogWalk) More() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.more()
}

func (w *LogWalk) more() bool { return !w.ended || len(w.rest) > 0 }

// Page gives the next entries, as many as most where there are as many. Fewer
// may come, even none, while there is more to ask for. What the page says of
// the log is what the instance told first; Next, Sure, Cut and Examined are
// about the walk so far. After an error the walk goes on where it was.
func (w *LogWalk) Page(ctx context.Context, most int) (ActivityPage, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for n := 0; !w.ended && (w.turned || w.lacks(most) && n < requestsMost); n++ {
		if err := w.fetch(ctx, most); err != nil {
			return ActivityPage{Matching: -1, Total: -1}, err
		}
	}
	page := w.first
	n := min(most, len(w.rest))
	page.Entries, w.rest = w.rest[:n:n], w.rest[n:]
	page.Examined, page.Untold, page.Next, page.Cut = w.examined, w.untold, "", w.cut
	if w.more() {
		page.Next, page.Cut = "more", ""
		page.Sure = len(w.rest) > 0 || w.examined == 0 && !strings.HasPrefix(w.ask.Cursor, byOffset)
	}
	return page, nil
}

// lacks reports whether more must be asked for to hand out so many entries, and
// to know whether that is all.
func (w *LogWalk) lacks(most int) bool {
	if w.examined == 0 && strings.HasPrefix(w.ask.Cursor, byOffset) {
		most++
	}
	return len(w.rest) < most
}

// fetch asks the instance for one page.
func (w *LogWalk) fetch(ctx context.Context, most int) error {
	ask := w.ask
	if ask.Limit <= 0 {
		ask.Limit = most
	}
	ask.Limit = min(max(ask.Limit, 1), pageMax)
	page, err := w.source.Activity(ctx, ask)
	if err != nil && KindOf(err) == Invalid && w.begun && strings.HasPrefix(ask.Cursor, byOffset) {
		// It checks its parameters and knows no offsets. A page that is not full is
		// then all there is.
		cut := ""
		if w.full {
			cut = cutNoOffset
		}
		w.end(cut)
		w.order()
		return nil
	}
	if err != nil {
		return err
	}
	if page.sent == nil { // not from a Client
		page.sent, page.rising = hashAll(page.Entries), rising(page.Entries)
		page.kept = page.sent
	}
	if !w.begun {
		w.begun, w.turned = true, page.rising > 0
		w.first = page
		w.first.Entries, w.first.sent, w.first.kept, w.first.untold = nil, nil, nil, nil
	}
	fresh := w.take(&page)
	w.sent += fresh
	w.full = len(page.sent) >= ask.Limit
	if page.Examined > 0 || w.examined > 0 {
		w.examined = w.sent
	}
	w.proceed(&page, ask, len(page.sent), fresh)
	w.order()
	return nil
}

// order puts the newest first of what waits to be handed out.
func (w *LogWalk) order() {
	if w.ended && w.turned {
		slices.Reverse(w.rest) // entries of one time stay in the log's order
		w.turned = false
	}
	if !w.turned {
		slices.SortStableFunc(w.rest, func(a, b Activity) int { return b.Time.Compare(a.Time) })
	}
}

// take keeps the entries that are new, and counts how many were sent that are.
// Where pages shift because entries arrive, some come again.
func (w *LogWalk) take(page *ActivityPage) (fresh int) {
	for _, h := range page.sent {
		if _, known := w.known[h]; !known {
			fresh++
		}
	}
	for i := range page.Entries {
		a := &page.Entries[i]
		if _, known := w.known[page.kept[i]]; fresh > 0 && (a.ID == "" || !known) {
			w.rest = append(w.rest, *a)
		}
	}
	for _, h := range page.untold {
		if _, known := w.known[h]; !known {
			w.untold++
		}
	}
	for _, h := range page.sent {
		w.known[h] = struct{}{}
	}
	return fresh
}

// proceed works out how to go on after a page of n entries, of which fresh were
// new.
func (w *LogWalk) proceed(page *ActivityPage, ask ActivityQuery, n, fresh int) {
	offset := strings.HasPrefix(page.Next, byOffset)
	if w.idle++; fresh*2 > n {
		w.idle = 0
	}
	_, again := w.cursors[page.Next]
	w.cursors[page.Next] = struct{}{}
	switch {
	case page.Cut != "":
		w.end(page.Cut)
	case n > 0 && fresh == 0 && offset && (n > ask.Limit || n == 1):
		w.end("") // it knows neither limits nor offsets: the first page was all
	case n > 0 && fresh == 0:
		w.end(cutRepeats)
	case page.Next == "":
		w.end(w.missing())
	case again:
		w.end(cutCursor)
	case w.idle >= idleMost:
		w.end(fmt.Sprintf("the instance gave %d pages in a row with hardly anything new", idleMost))
	case w.turned && (len(w.rest) >= turnedMost || w.sent >= examinedMax):
		w.end(fmt.Sprintf("the log comes oldest first, and only its oldest %d entries were read", w.sent))
	default:
		w.ask.Cursor, w.ask.Limit = page.Next, pageMax
		if offset && n != ask.Limit && !page.Shape.Paged {
			// This may be all, or as much as the instance gives at a time. If it
			// sends more than this limit now, it doesn't know limits.
			w.ask.Limit = max(n-1, 1)
		}
	}
}

func (w *LogWalk) end(cut string) { w.ended, w.cut = true, cut }

// missing says what the end of the log lacks of what the instance told.
func (w *LogWalk) missing() string {
	told := max(w.first.Matching, w.first.Total)
	if !w.first.Shape.Paged || w.first.Shape.Coverage || told <= w.sent {
		return ""
	}
	return fmt.Sprintf("the instance tells of %d entries and gives no more than %d", told, w.sent)
}

// Identify gives an entry's id, or where the instance sends none, all that tells
// it from others; equal ones of one reading are numbered in alike.
func Identify(a *Activity, alike map[string]int) string {
	if a.ID != "" {
		return a.ID
	}
	id := strings.Join([]string{
		a.Time.UTC().Format(time.RFC3339Nano), a.Type, string(a.Reason), a.KeyID, a.KeyPreview, a.Method, a.Path, a.IP, a.UserAgent, a.Message, a.Instance,
	}, "\n")
	alike[id]++
	return id + "\n" + strconv.Itoa(alike[id])
}

func hashOf(id string) uint64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(id)) // it never fails
	return h.Sum64()
}

func hashAll(list []Activity) []uint64 {
	alike := map[string]int{}
	hashes := make([]uint64, len(list))
	for i := range list {
		hashes[i] = hashOf(Identify(&list[i], alike))
	}
	return hashes
}

// rising is how many more entries are newer than the one before them than are
// older: above zero for a list that begins with its oldest.
func rising(list []Activity) (n int) {
	for i := 1; i < len(list); i++ {
		n += list[i].Time.Compare(list[i-1].Time)
	}
	return n
}
