package keylist

import (
	"context"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/history"
	"github.com/supascale/supascale-tui/internal/text"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/ui/press"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// newsTimeout is how long a comparison may take: another console may be at work in
// the same folder.
const newsTimeout = screen.CallTimeout

// news is what changed since the admin last looked.
type news struct {
	look   screen.Call[history.News]
	seen   screen.Call[time.Time]
	told   history.News
	failed string // what was said last about a comparison that failed
}

func newNews() news {
	return news{
		look: screen.Call[history.News]{Owner: ID, Name: "visit", Timeout: newsTimeout},
		seen: screen.Call[time.Time]{Owner: ID, Name: "seen", Timeout: newsTimeout},
	}
}

// compare compares the list with what was last seen, away from the event
// loop. A list that is not whole says nothing, nor does one whose keys have no
// ids; one of which only the first page was looked at, and found as it was, has
// nothing new to say.
func (s *Screen) compare() tea.Cmd {
	looked := !s.news.told.Looked.IsZero()
	if s.env.History == nil || !s.complete || looked && !s.load.grew && !s.load.whole {
		return nil
	}
	records, instance, began, ended := s.env.History, s.env.API.Instance().ID, s.load.began, s.env.Now()
	all, ok := s.list.snapshot()
	if !ok {
		return nil
	}
	return s.news.look.Start(func(ctx context.Context) (history.News, error) {
		all.sort()
		return records.Look(ctx, instance, all, began, ended)
	})
}

// compared marks what changed. That it can't be told is said once.
func (s *Screen) compared(r screen.Result[history.News]) tea.Cmd {
	if r.Err != nil {
		said := s.news.failed
		if s.news.failed = r.Err.Error(); said == s.news.failed {
			return nil
		}
		return screen.Say(ui.Warn, text.Sentence(r.Err.Error()))
	}
	s.news.failed = ""
	s.tellNews(r.Value)
	return nil
}

func (s *Screen) tellNews(n history.News) {
	for _, r := range s.list.rows.present() {
		r.flags &^= flagNew | flagAltered
	}
	for i := range n.List {
		row, found := s.list.find(n.List[i].Key.ID)
		switch {
		case !found:
		case n.List[i].Kind == history.Added:
			s.list.rows.at(row).flags |= flagNew
		case n.List[i].Kind == history.Altered:
			s.list.rows.at(row).flags |= flagAltered
		}
	}
	n.List = nil // the marks are on the rows, and the page about them reads its own
	s.news.told = n
}

// seeNews says that the admin has seen what changed.
func (s *Screen) seeNews() tea.Cmd {
	records, instance, upTo := s.env.History, s.env.API.Instance().ID, s.news.told.Looked
	return s.news.seen.Start(func(ctx context.Context) (time.Time, error) {
		return upTo, records.Dismiss(ctx, instance, upTo)
	})
}

func (s *Screen) sawNews(r screen.Result[time.Time]) tea.Cmd {
	if r.Err != nil {
		return screen.Say(ui.Warn, text.Sentence(r.Err.Error()))
	}
	s.tellNews(history.News{Since: s.news.told.Looked, Looked: s.news.told.Looked})
	return screen.Say(ui.Good, history.SeenWords)
}

// newsWords is the line about it, "" for nothing new.
func (s *Screen) newsWords() string {
	n := &s.news.told
	if n.Count() == 0 {
		return ""
	}
	var counts []string
	for _, c := range n.Counts() {
		counts = append(counts, text.Number(c.Keys)+" "+c.Kind.String())
	}
	t := s.env.Theme
	words := strings.Join(counts, ", ")
	if long := "Since " + history.At(n.Since, s.env.Zone, s.list.now) + ": " + words; ui.Width(long)+32 < s.Width {
		words = long
	}
	return " " + t.Paint(ui.Accent, "» ") + t.Paint(ui.Normal, words) + "   " +
		t.Key(press.History.Show()) + t.Paint(ui.Muted, " history") + "   " + t.Key(press.Seen.Show()) + t.Paint(ui.Muted, " mark as seen")
}

// newsActions are there while there is news.
func (s *Screen) newsActions() []screen.Action {
	if s.news.told.Count() == 0 {
		return nil
	}
	return []screen.Action{
		screen.Do(ui.Bind(press.Seen, "mark as seen").HelpOnly(), s.seeNews),
	}
}

// newsCell says what happened to a key.
func newsCell(r *row) ui.Cell {
	kind := history.Added
	switch {
	case r.flags&flagAltered != 0:
		kind = history.Altered
	case r.flags&flagNew == 0:
		return ui.Cell{}
	}
	return ui.Cell{Text: kind.String(), Mark: kind.Mark(), Tone: ui.Accent}
}

// snapshot is the keys of a list at a moment, to be read beside the event loop.
type snapshot struct {
	store store
	rows  []row
}

// snapshot copies the rows and shares the texts, which don't change. It reports
// false for keys without ids of their own: nobody can tell which is which.
func (st *store) snapshot() (*snapshot, bool) {
	s := &snapshot{store: store{texts: slices.Clone(st.texts), perms: st.perms[:len(st.perms):len(st.perms)]}, rows: make([]row, 0, st.live)}
	for _, r := range st.rows.present() {
		if r.flaw() != api.IDFine {
			return nil, false
		}
		s.rows = append(s.rows, *r)
	}
	return s, true
}

func (s *snapshot) sort() {
	slices.SortFunc(s.rows, func(a, b row) int { return strings.Compare(s.store.id(&a), s.store.id(&b)) })
}

// Len implements history.List.
func (s *snapshot) Len() int { return len(s.rows) }

// Row implements history.List.
func (s *snapshot) Row(i int) history.Row {
	r := &s.rows[i]
	return history.Row{
		ID: s.store.id(r), Name: s.store.name(r), Preview: s.store.preview(r), Prefixed: r.flags&flagPrefixed != 0,
		Permissions: s.store.permissions(r), Created: r.created, Expires: s.store.expiry(r),
	}
}
