// Package create is the form for a new key.
package create

import (
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/lifecycle/undelivered"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/keyform"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// ID owns the requests.
const ID = "new"

// Route leads to the form: empty, filled in, or filled in and sent.
var Route = screen.Route{
	ID: ID, Several: true, Above: true,
	Opens: []screen.Opener{screen.On(func(env screen.Env, m screen.ShowCreate) *Screen {
		s := New(env, env.Presets, env.Known)
		s.again = m.Again
		s.note.set(m.Note)
		if m.From != nil {
			s.From(*m.From)
		}
		return s
	})},
}

// part is a part of the form that can have the focus.
type part uint8

// The parts, in their order. aside is no part: it is where a failure is said
// that belongs to none.
const (
	startFrom part = iota
	name
	expires
	permissions
	noted
	buttons
	partCount
	aside = partCount
)

const (
	busyWords = "The key is being created, which can't be taken back: wait for the answer."
	lookWords = "The console is finding out whether the key was created: wait a moment."
)

// Screen is the form.
type Screen struct {
	screen.Base
	env     screen.Env
	presets []keys.Preset

	preset int // index into presets, len(presets) for Custom
	custom keys.Permissions
	filled string // the name a preset filled in last
	name   *ui.Field
	expiry *keyform.Moment
	grid   keyform.Grid
	note   noteForm
	button ui.Buttons

	focus   part
	named   bool // a name was typed: say what is wrong with it
	refused ui.Refusals[part]
	now     time.Time // when the shown times were computed

	known   Known
	call    screen.Call[made]
	find    screen.Call[finding]
	spinner *ui.Spinner
	sent    undelivered.Entry // what was asked for last
	lost    *lost             // a creation without an answer, nil for none
	begun   begun
	again   *api.NewKey // what is sent as soon as the form is open, nil for nothing
	done    bool        // the key exists and was handed on
	why     string      // what the key is for, where the form was filled in; "" where not
	given   keys.Template
	other   namesake
}

// nameLimit is more than a name may have, so that a long paste is refused in
// words and not cut in silence.
const nameLimit = 1000

// Known gives the ids of the keys with a name that are known to exist, and
// whether those are all there are.
type Known func(name string) (ids []string, all bool)

// New returns an empty form that offers the presets to start from.
func New(env screen.Env, presets []keys.Preset, known Known) *Screen {
	s := &Screen{
		env:     env,
		known:   known,
		presets: presets,
		preset:  len(presets),
		name:    ui.NewField(env.Theme, `e.g. "CI/CD Pipeline"`, nameLimit),
		expiry:  keyform.NewExpiry(env, keyform.Usual(env.Zone), usualExpiry()),
		grid:    keyform.NewGrid(env.Theme),
		note:    newNoteForm(env.Theme),
		call:    screen.Call[made]{Owner: ID, Name: "create"},
		find:    screen.Call[finding]{Owner: ID, Name: "find", Timeout: time.Minute},
		spinner: ui.NewSpinner(env.Theme),
		refused: make(ui.Refusals[part]),
		now:     env.Now(),
	}
	s.useDefaults()
	return s
}

// usualExpiry is the index of the choice that a form opens with.
func usualExpiry() int {
	return slices.IndexFunc(keys.ExpiryChoices(), func(c keys.ExpiryChoice) bool { return c.Label == keys.UsualExpiry })
}

// parts are those that can have the focus.
var parts = []part{startFrom, name, expires, permissions, noted, buttons}

// Title is the header's.
func (s *Screen) Title() string { return "New key" }

// Init sends what is to be created again, or reads what is noted about the old key.
func (s *Screen) Init() tea.Cmd {
	s.now = s.env.Now()
	if s.env.Several {
		s.done = false // it was handed on, and came back
	}
	if s.again == nil {
		return s.readNote()
	}
	again := *s.again
	s.again = nil
	return s.Again(again)
}

// Update changes the form.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	if result, ok := s.call.Take(msg); ok {
		return s.answered(result.Value, result.Err)
	}
	if result, ok := s.find.Take(msg); ok {
		return s.looked(result.Value, result.Err)
	}
	if result, ok := s.note.look.Take(msg); ok {
		return s.takeNote(result.Value, result.Err)
	}
	switch msg := msg.(type) {
	case lostGone:
		return s.revoked(msg)
	case lookAgain:
		return s.look(msg.lost)
	case tea.KeyPressMsg:
		s.now = s.env.Now()
		if busy := s.busy(); busy != "" {
			return screen.Say(ui.Warn, busy)
		}
		if s.lost == nil {
			s.refused[aside] = ""
		}
		if cmd, taken := screen.Press(s.Actions(), msg); taken {
			return cmd
		}
		s.edit(msg)
		return nil
	case tea.PasteMsg:
		s.now = s.env.Now()
		if s.focus == name && s.Capturing() {
			s.pasteName(msg)
		} else {
			s.edit(msg)
		}
		return nil
	}
	return s.spinner.Update(msg)
}

// edit hands the field that has the focus a key or a paste.
func (s *Screen) edit(msg tea.Msg) {
	switch {
	case !s.Capturing():
	case s.focus == name:
		s.typeName(msg)
	case s.focus == noted:
		s.note.fields[s.note.at].Update(msg)
		s.refused[noted] = ""
	default:
		s.expiry.Edit(msg)
		s.refused[expires] = ""
	}
}

// pasteName takes a name that was copied from somewhere.
func (s *Screen) pasteName(msg tea.PasteMsg) {
	pasted, err := keys.PastedName(msg.Content)
	if err != nil {
		s.refuse(name, reasonOf(err))
		return
	}
	s.name.Insert(pasted)
	s.named, s.refused[name] = true, ""
}

// typeName hands the name's field a key or a paste.
func (s *Screen) typeName(msg tea.Msg) {
	before := s.name.Value()
	s.name.Update(msg)
	if s.name.Value() != before {
		s.named = true
		s.refused[name] = ""
	}
}

// Capturing reports whether a text field has the focus.
func (s *Screen) Capturing() bool {
	return s.busy() == "" && (s.focus == name || s.focus == noted || s.focus == expires && s.expiry.Capturing())
}

// Leave asks when something was entered, and warns while the key is being made.
func (s *Screen) Leave() screen.Leave {
	switch {
	case s.call.Running():
		return screen.Leave{
			Question: "The key is being created, and that can't be taken back. Its value is lost if you leave before the answer: the key would then have to be revoked.",
			Stay:     "wait for it",
			Go:       "leave",
		}
	case s.lost != nil:
		return s.lost.leave()
	case s.touched():
		return screen.Leave{Question: "Discard this new key?", Stay: "keep editing", Go: "discard"}
	}
	return screen.Leave{}
}

func (s *Screen) touched() bool {
	if !s.done && s.note.text() != s.note.began {
		return true
	}
	if s.why != "" { // what was filled in is filled in again just as fast
		return !s.done && (s.name.Value() != s.given.Name || s.grid.Permissions() != s.given.Permissions || s.expiry.Touched())
	}
	return !s.done && (s.name.Value() != s.begun.name || s.preset != s.begun.preset ||
		s.grid.Permissions() != s.begun.permissions || s.expiry.Touched())
}

// From fills the form in to begin with.
func (s *Screen) From(t keys.Template) {
	s.given, s.why = t, t.Why
	if t.Again && s.known != nil {
		if ids, _ := s.known(t.Name); len(ids) > 0 {
			s.why += " There is a key of that name already: this makes another."
		}
	}
	s.preset, s.begun = len(s.presets), begun{preset: len(s.presets)}
	s.name.SetValue(t.Name)
	s.grid.SetPermissions(t.Permissions)
	s.custom = t.Permissions
	at, known := t.Lifetime.From(s.now)
	if !known {
		s.expiry.LeaveOpen()
		s.refuse(expires, keys.UnknownLifetimeWords)
		s.focusOn(expires)
		return
	}
	s.expiry.Begin(at)
	s.focusOn(buttons)
}

// usePreset fills in what a preset says. A name the admin typed stays, and so
// do levels set by hand, for the way back to Custom.
func (s *Screen) usePreset(i int) {
	if s.preset == len(s.presets) {
		s.custom = s.grid.Permissions()
	}
	s.preset = i
	s.refused[permissions] = ""
	if i == len(s.presets) {
		s.grid.SetPermissions(s.custom)
		return
	}
	p := s.presets[i]
	s.grid.SetPermissions(p.Permissions)
	if v := s.name.Value(); v == "" || v == s.filled {
		s.name.SetValue(p.Name)
		s.filled = p.Name
		s.refused[name] = ""
	}
}

// byHand notes that a level was set: what no longer is the preset is Custom.
func (s *Screen) byHand() {
	s.refused[permissions] = ""
	if s.preset < len(s.presets) && s.grid.Permissions() != s.presets[s.preset].Permissions {
		s.preset = len(s.presets)
	}
}

// namesake is what is known of a name: whether another key has it, and the next that
// is free. It is looked up once for each name that stands in the form.
type namesake struct{ name, free string }

// taken gives the next free name where another key has the one in the form, "" where
// none has.
func (s *Screen) taken() (free string) {
	name, err := keys.SanitizeName(s.name.Value())
	if err != nil || s.known == nil {
		return ""
	}
	if s.other.name == name {
		return s.other.free
	}
	exists := func(name string) bool { ids, _ := s.known(name); return len(ids) > 0 }
	s.other = namesake{name: name}
	if exists(name) {
		s.other.free = keys.FreeName(name, exists)
	}
	return s.other.free
}

// takeFree puts the next free name in the place of one that another key has.
func (s *Screen) takeFree() {
	if free := s.taken(); free != "" {
		s.name.SetValue(free)
		s.named = true
	}
}
