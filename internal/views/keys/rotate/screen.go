// Package rotate is the page that rotates a key: what will be made, and how far
// the change from the old key to the new one has come; and the list of rotations
// that are not at their end.
package rotate

import (
	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/activity/follow"
	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/lifecycle/rotation"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/keyform"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// ID owns the requests.
const ID = "rotate"

// Route leads to the page about the rotation of a key.
var Route = screen.Route{
	ID: ID, Above: true,
	Opens: []screen.Opener{screen.On(func(env screen.Env, m screen.ShowRotate) *Screen { return New(env, m.Key, m.Wish) })},
}

// lookTimeout bounds a look: a long list is walked, and the log asked.
const lookTimeout = screen.CallTimeout

// next is what follows from a message that is still to come.
type next uint8

const (
	nothing   next = iota
	revokeOld      // once the new key is taken: the old one leaked
	makeNew        // once the old key is revoked
)

// Screen is the page about the rotation of one key.
type Screen struct {
	screen.Base
	env screen.Env
	key api.Key // that was asked about
	// wish is what was wished for when the page was opened.
	wish rotation.Wish

	look    screen.Call[rotation.Seen]
	make    screen.Call[rotation.Made]
	find    screen.Call[*api.Key]
	note    screen.Call[noted]
	narrow  screen.Call[rotation.Narrow]
	watch   watch
	spinner *ui.Spinner

	seen     rotation.Seen
	have     bool
	err      error              // why there is nothing to see
	standing *rotation.Standing // nil: no rotation is under way
	plan     *rotation.Plan     // of one that could begin, nil where one is under way
	last     *rotation.Standing // the one that was seen before
	form     *form              // of the plan
	moving   *keyform.Moment    // when the old key goes instead, nil while nobody moves it
	leaked   bool               // the order of things is being asked for
	order    ui.Choices         // of leakedChoices
	next     next
	tone     ui.Tone
	said     string // what went wrong or what happened, until the next key press
	unnoted  string // that the old key's note was not carried over, "" where it was
	page     ui.Page
}

// noted is something that was written down, and what comes then.
type noted struct {
	then tea.Msg
	said string
}

// New returns the page about the rotation of key, with what is wished for it.
func New(env screen.Env, key api.Key, wish rotation.Wish) *Screen {
	return &Screen{
		env: env, key: key, wish: wish, spinner: ui.NewSpinner(env.Theme),
		look: screen.Call[rotation.Seen]{Owner: ID, Name: "look", Timeout: lookTimeout},
		make: screen.Call[rotation.Made]{Owner: ID, Name: "make"},
		find: screen.Call[*api.Key]{Owner: ID, Name: "find", Timeout: lookTimeout},
		note: screen.Call[noted]{Owner: ID, Name: "note"},

		narrow: screen.Call[rotation.Narrow]{Owner: ID, Name: "narrow", Timeout: lookTimeout},
		watch:  watch{begin: screen.Call[begun]{Owner: ID, Name: "watch", Timeout: lookTimeout}, call: screen.Call[follow.Found]{Owner: ID, Name: "follow"}},
	}
}

// Title names the page.
func (s *Screen) Title() string { return "Rotate: " + rotation.RefOf(&s.key).Shown() }

// Update takes a message.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	if r, mine := s.look.Take(msg); mine {
		return s.looked(r.Value, r.Err)
	}
	if r, mine := s.make.Take(msg); mine {
		return s.made(r.Value, r.Err)
	}
	if r, mine := s.find.Take(msg); mine {
		return s.found(r.Err)
	}
	if r, mine := s.note.Take(msg); mine {
		return s.wrote(r.Value, r.Err)
	}
	if r, mine := s.narrow.Take(msg); mine {
		return s.narrowed(r.Value, r.Err)
	}
	if cmd, mine := s.watched(msg); mine {
		return cmd
	}
	switch msg := msg.(type) {
	case tea.PasteMsg:
		s.edit(msg)
		return nil
	case tea.KeyPressMsg:
		said := s.said
		s.said = ""
		cmd, taken := screen.Press(s.Actions(), msg)
		if !taken {
			s.said = said
			s.edit(msg)
		}
		return cmd
	case screen.KeyRevoked:
		return s.revoked(msg.Key)
	}
	return s.spinner.Update(msg)
}

// edit hands the field that has the focus a key or a paste.
func (s *Screen) edit(msg tea.Msg) {
	if !s.typing() {
		return
	}
	if s.moment().Edit(msg); s.plan != nil {
		s.apply()
	}
}

func (s *Screen) say(tone ui.Tone, text string) { s.tone, s.said = tone, text }

// busy is why nothing else can be done now, "" when something can.
func (s *Screen) busy() string {
	switch {
	case s.make.Running():
		return "The new key is being created, which can't be taken back: wait for the answer."
	case s.find.Running():
		return "The console is finding out whether the key was created: wait a moment."
	case s.note.Running():
		return "The rotation is being noted: wait a moment."
	case !s.have:
		return "The keys aren't loaded yet."
	}
	return ""
}

// Leave warns while the key is being made.
func (s *Screen) Leave() screen.Leave {
	if !s.make.Running() {
		return screen.Leave{}
	}
	return screen.Leave{
		Question: "The new key is being created, and that can't be taken back. Its value is lost if you leave before the answer: the key would then have to be revoked.",
		Stay:     "wait for it",
		Go:       "leave",
	}
}
