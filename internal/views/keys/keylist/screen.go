// Package keylist is the list of an instance's keys.
package keylist

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/keys/filter"
	"github.com/supascale/supascale-tui/internal/lifecycle/rotation"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// Screen is the list of keys.
type Screen struct {
	env     screen.Env
	list    *listing
	table   *ui.Table
	field   *ui.Field
	spinner *ui.Spinner
	call    screen.Call[batch]

	load       load
	pass       uint32
	clock      int
	everLoaded bool // an answer came, so that an empty list is known to be empty
	complete   bool // the last load saw all there was
	stopped    bool
	partial    *api.PartialError // why the instance's list is not all here, nil where it is
	loadedAt   time.Time
	trouble    error
	rotating   rotating
	news       news
	unfinished unfinished
	noted      screen.Call[map[string]*filter.Note]

	editing bool   // the filter is being typed
	wrong   string // what is wrong with what is typed, "" for nothing
	want    string // id of the key to select once it is there
	// touched says that the admin has moved the cursor. Until then it stays on
	// the first line whatever comes in above.
	touched bool

	width, height int
}

// New returns the list, empty until Init.
func New(env screen.Env) *Screen {
	s := &Screen{
		env:     env,
		list:    newListing(),
		table:   ui.NewTable(env.Theme),
		field:   ui.NewField(env.Theme, "name, state:expired, projects:write, owner:anna, -word", 200),
		spinner: ui.NewSpinner(env.Theme),
		call:    screen.Call[batch]{Owner: screen.Keys, Name: "page"},
		news:    newNews(),
	}
	s.rotating.call = screen.Call[[]rotation.Rotation]{Owner: screen.Keys, Name: "rotations"}
	s.unfinished.call = screen.Call[unfinishedCount]{Owner: screen.Keys, Name: "unfinished"}
	s.noted = screen.Call[map[string]*filter.Note]{Owner: screen.Keys, Name: "notes"}
	s.list.now = env.Now()
	return s
}

// Title names the screen.
func (s *Screen) Title() string { return "Keys" }

// Init loads the list. On a later entry it looks at the first page, and reads
// on only where that shows that keys came or went.
func (s *Screen) Init() tea.Cmd {
	s.list.advance(s.env.Now())
	return s.begin(s.complete, false)
}

// Leave loses nothing.
func (s *Screen) Leave() screen.Leave { return screen.Leave{} }

// Capturing reports whether the filter is being typed.
func (s *Screen) Capturing() bool { return s.editing }

// Count is the number of keys in the list.
func (s *Screen) Count() int { return s.list.live }

// Find gives the key with the id; without an id, the newest with the name.
func (s *Screen) Find(id, name string) (api.Key, bool) {
	if id != "" {
		if i, found := s.list.find(id); found {
			return s.list.key(s.list.rows.at(i)), true
		}
		return api.Key{}, false
	}
	best := int32(-1)
	for i, r := range s.list.rows.present() {
		if s.list.name(r) == name && (best < 0 || r.created > s.list.rows.at(best).created) {
			best = i
		}
	}
	if best < 0 {
		return api.Key{}, false
	}
	return s.list.key(s.list.rows.at(best)), true
}

// Select puts the cursor on the key with the id, now or once it is loaded. A
// filter that hides it is taken away.
func (s *Screen) Select(id string) {
	s.want = id
	s.selectWanted()
	s.layout()
}

func (s *Screen) selectWanted() {
	if s.want == "" {
		return
	}
	row, found := s.list.find(s.want)
	if !found {
		return
	}
	s.want = ""
	s.touched = true
	if _, shown := s.list.lineOf(row); !shown {
		s.field.SetValue("")
		s.wrong = ""
		s.list.setQuery(nil)
	}
	line, _ := s.list.lineOf(row)
	s.table.SetCursor(line, len(s.list.visible()))
}

// Filter sets the filter, as if it had been typed.
func (s *Screen) Filter(text string) {
	s.field.SetValue(text)
	s.filter()
	if s.wrong != "" {
		s.startFilter()
	}
	s.layout()
}

// selected gives the key under the cursor.
func (s *Screen) selected() (api.Key, bool) {
	row, found := s.list.at(s.table.Cursor())
	if !found {
		return api.Key{}, false
	}
	return s.list.key(s.list.rows.at(row)), true
}

// place is a row and the line of the window it stands on.
type place struct {
	row  int32 // -1 for none
	line int
}

// linePlace remembers where the cursor is, before the list changes.
func (s *Screen) linePlace() place {
	row, found := s.list.at(s.table.Cursor())
	if !found || !s.touched {
		return place{-1, 0}
	}
	return place{row, s.table.Cursor() - s.table.Top()}
}

// returnTo puts the cursor back on the row, on the same line of the window if
// it can be. A row that is gone leaves the cursor at the line where it was.
func (s *Screen) returnTo(p place) {
	n := len(s.list.visible())
	if p.row >= 0 {
		if line, shown := s.list.lineOf(p.row); shown {
			s.table.Place(line, line-p.line, n)
			s.selectWanted()
			return
		}
	}
	if s.touched {
		s.table.SetCursor(s.table.Cursor(), n)
	} else {
		s.table.SetCursor(0, n)
	}
	s.selectWanted()
}

// SetSize gives the area.
func (s *Screen) SetSize(width, height int) {
	s.width, s.height = max(width, 0), max(height, 0)
	s.layout()
}

// layout gives the table what the lines above it leave.
func (s *Screen) layout() {
	s.field.SetWidth(min(44, max(s.width/2, 1)))
	s.table.SetSize(s.width, max(s.height-len(s.above()), 0))
	s.table.SetColumns(columns(s.width, s.news.told.Added+s.news.told.Altered > 0))
	s.table.SetCursor(s.table.Cursor(), len(s.list.visible()))
}
