// Package keylist is the list of an instance's keys.
package keylist

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/history"
	"github.com/supascale/supascale-tui/internal/keys/filter"
	"github.com/supascale/supascale-tui/internal/lifecycle/rotation"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// ID owns the requests.
const ID = "keys"

// Screen is the list of keys.
type Screen struct {
	screen.Base
	env     screen.Env
	list    *listing
	table   *ui.List
	filter  *ui.Filter
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
	parts      int // how many instances there were when the notes were read

	want string // id of the key to select once it is there
	// touched says that the admin has moved the cursor. Until then it stays on
	// the first line whatever comes in above.
	touched bool
}

// New returns the list, empty until Init.
func New(env screen.Env) *Screen {
	if env.Several { // what else this machine keeps is told by instance
		env.State = app.State{Notes: env.Notes}
	}
	s := &Screen{
		env:     env,
		list:    newListing(),
		spinner: ui.NewSpinner(env.Theme),
		call:    screen.Call[batch]{Owner: ID, Name: "page"},
		news:    newNews(),
	}
	s.table = ui.NewList(env.Theme, rows{s})
	s.filter = ui.NewFilter(env.Theme, filterHint(env.Several), s.setFilter)
	s.rotating.call = screen.Call[[]rotation.Rotation]{Owner: ID, Name: "rotations"}
	s.unfinished.call = screen.Call[unfinishedCount]{Owner: ID, Name: "unfinished"}
	s.noted = screen.Call[map[string]*filter.Note]{Owner: ID, Name: "notes"}
	s.list.now, s.list.several = env.Now(), env.Several
	return s
}

func filterHint(several bool) string {
	if several {
		return "name, instance:eu, state:expired, owner:anna, -word"
	}
	return "name, state:expired, projects:write, owner:anna, -word"
}

// Title names the screen.
func (s *Screen) Title() string { return "Keys" }

// Update takes a message.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	var cmds []tea.Cmd
	if s.list.advance(s.env.Now()) {
		cmds = append(cmds, s.watchClock())
	}
	cmds = append(cmds, s.handle(msg))
	s.layout()
	return tea.Batch(cmds...)
}

func (s *Screen) handle(msg tea.Msg) tea.Cmd {
	if r, mine := s.call.Take(msg); mine {
		return tea.Batch(s.arrived(r), s.readMoreNotes())
	}
	if r, mine := s.rotating.call.Take(msg); mine {
		s.markRotations(r.Value)
		return nil
	}
	if r, mine := s.news.look.Take(msg); mine {
		return s.compared(r)
	}
	if r, mine := s.news.seen.Take(msg); mine {
		return s.sawNews(r)
	}
	if r, mine := s.unfinished.call.Take(msg); mine {
		s.unfinished.revocations, s.unfinished.keys = r.Value.revocations, r.Value.keys
		return nil
	}
	if r, mine := s.noted.Take(msg); mine {
		s.takeNotes(r.Value)
		return nil
	}
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		if cmd, taken := screen.Press(s.Actions(), msg); taken {
			return cmd
		}
		s.filter.Update(msg)
	case tea.PasteMsg:
		s.filter.Update(msg)
	case screen.KeyRevoked:
		s.revoked(msg.Key)
		return s.readRotations()
	case screen.ChangesSeen:
		s.tellNews(history.News{Since: s.news.told.Looked, Looked: s.news.told.Looked})
	case screen.KeysRevoked:
		s.revoked(msg.Keys...)
		return tea.Batch(s.readRotations(), s.readUnfinished())
	case screen.NotesChanged:
		return s.readNotes()
	case clockMsg:
		if msg.id == s.clock {
			return s.watchClock()
		}
	default:
		return s.spinner.Update(msg)
	}
	return nil
}

// Capturing reports whether the filter is being typed.
func (s *Screen) Capturing() bool { return s.filter.Editing() }

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

// knownMost bounds the ids that Known gives.
const knownMost = 1000

// Known gives the ids of the keys that have this name, and whether those are
// all the instance has: the list is whole.
func (s *Screen) Known(name string) (ids []string, all bool) {
	for _, r := range s.list.rows.present() {
		if s.list.name(r) != name {
			continue
		}
		if len(ids) == knownMost {
			return ids, false
		}
		ids = append(ids, s.list.key(r).ID)
	}
	return ids, s.complete
}

// Lists tells whether the key with the id is in the list, and whether that is all
// the instance has.
func (s *Screen) Lists(id string) (listed, all bool) {
	_, listed = s.list.find(id)
	return listed, s.complete
}

// LoadedAt is when the list was last read to its end, zero for never.
func (s *Screen) LoadedAt() time.Time { return s.loadedAt }

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
		s.filter.Set("")
	}
	line, _ := s.list.lineOf(row)
	s.table.SetCursor(line)
}

// Filter sets the filter, as if it had been typed.
func (s *Screen) Filter(text string) {
	s.filter.Set(text)
	if s.filter.Wrong() != "" {
		s.filter.Start()
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
	if p.row >= 0 {
		if line, shown := s.list.lineOf(p.row); shown {
			s.table.Place(line, line-p.line)
			s.selectWanted()
			return
		}
	}
	if !s.touched {
		s.table.SetCursor(0)
	}
	s.selectWanted()
}

// SetSize gives the area.
func (s *Screen) SetSize(width, height int) {
	s.Base.SetSize(width, height)
	s.layout()
}

// layout gives the table what the lines above it leave.
func (s *Screen) layout() {
	s.table.SetColumns(columns(s.Width, wants{name: s.list.widest, news: s.news.told.Added+s.news.told.Altered > 0, noted: len(s.list.notes.byRow) > 0, several: s.env.Several}))
	s.table.SetSize(s.Width, max(s.Height-len(s.above().Lines), 0))
}
