// Package rotate is the page that rotates a key: what will be made, and how far
// the change from the old key to the new one has come; and the list of rotations
// that are not at their end.
package rotate

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/lifecycle"
	"github.com/supascale/supascale-tui/internal/lifecycle/rotation"
	"github.com/supascale/supascale-tui/internal/lifecycle/undelivered"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

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
	env screen.Env
	key api.Key // that was asked about

	look    screen.Call[rotation.Seen]
	make    screen.Call[rotation.Made]
	find    screen.Call[*api.Key]
	note    screen.Call[noted]
	spinner *ui.Spinner

	seen     rotation.Seen
	have     bool
	err      error              // why there is nothing to see
	standing *rotation.Standing // nil: no rotation is under way
	plan     *rotation.Plan     // of one that could begin, nil where one is under way
	last     *rotation.Standing // the one that was seen before
	lifetime int                // which of lifetimes is chosen; 0: the old key's
	leaked   bool               // the order of things is being asked for
	order    ui.Choices         // of leakedChoices
	next     next
	tone     ui.Tone
	said     string // what went wrong or what happened, until the next key press

	top, width, height int
}

// noted is something that was written down, and what comes then.
type noted struct {
	then tea.Msg
	said string
}

// New returns the page about the rotation of key.
func New(env screen.Env, key api.Key) *Screen {
	return &Screen{
		env: env, key: key, spinner: ui.NewSpinner(env.Theme),
		look: screen.Call[rotation.Seen]{Owner: screen.Rotate, Name: "look", Timeout: lookTimeout},
		make: screen.Call[rotation.Made]{Owner: screen.Rotate, Name: "make"},
		find: screen.Call[*api.Key]{Owner: screen.Rotate, Name: "find", Timeout: lookTimeout},
		note: screen.Call[noted]{Owner: screen.Rotate, Name: "note"},
	}
}

// Title names the page.
func (s *Screen) Title() string { return "Rotate: " + rotation.RefOf(&s.key).Shown() }

// Init looks how the rotation stands.
func (s *Screen) Init() tea.Cmd {
	rotator, id := s.env.Rotator(), s.key.ID
	return tea.Batch(s.spinner.Start(), s.look.Start(func(ctx context.Context) (rotation.Seen, error) {
		return rotator.Look(ctx, id)
	}))
}

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
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		return s.press(msg)
	case screen.KeyRevoked:
		return s.revoked(msg.Key)
	}
	return s.spinner.Update(msg)
}

// looked takes what a look found.
func (s *Screen) looked(seen rotation.Seen, err error) tea.Cmd {
	s.spinner.Stop()
	if s.err = err; err != nil {
		return screen.Refused(err)
	}
	s.seen, s.have = seen, true
	if s.standing != nil {
		s.last = s.standing
	}
	s.standing, s.plan = seen.Of(s.key.ID), nil
	if s.standing == nil && s.last != nil {
		s.standing = seen.Of(s.last.Old.ID) // begun with a key that is gone
	}
	if k := seen.Key(s.key.ID); s.standing == nil && k != nil {
		plan := seen.Plan(*k, s.env.Now(), s.env.Zone)
		s.plan = &plan
		s.choose()
	}
	if seen.Unread != nil {
		s.say(ui.Warn, seen.Unread.Error())
	}
	if s.next == revokeOld && s.standing != nil && s.standing.Step == rotation.RevokeNow {
		s.next = nothing
		return s.askRevoke()
	}
	return nil
}

// send begins a rotation, or begins it once more, and asks for the new key. It
// runs to its end even when the page is left meanwhile.
func (s *Screen) send(r rotation.Rotation, instead *rotation.Rotation) tea.Cmd {
	rotator := s.env.Rotator()
	s.said = ""
	return tea.Batch(s.spinner.Start(), s.make.Start(func(ctx context.Context) (rotation.Made, error) {
		return rotator.Make(ctx, r, instead)
	}))
}

// made takes the answer. The new key goes to the reveal screen at once.
func (s *Screen) made(made rotation.Made, err error) tea.Cmd {
	s.spinner.Stop()
	switch {
	case err == nil:
		s.have, s.standing, s.last = false, nil, &rotation.Standing{Rotation: made.Rotation} // what is shown is of before
		if made.Rotation.Mode == rotation.Leaked && !made.Rotation.RevokeFirst {
			s.next = revokeOld
		}
		return screen.Send(screen.KeyCreated{Created: made.Created, Note: made.Note, By: s.env.API})
	case made.Note != "":
		return s.lose(made.Entry, err)
	}
	s.say(ui.Danger, "Not created. "+screen.TroubleLine(err))
	if cmd := screen.Refused(err); cmd != nil {
		return cmd
	}
	return s.Init()
}

// lose looks for a key whose answer was lost.
func (s *Screen) lose(entry undelivered.Entry, err error) tea.Cmd {
	s.say(ui.Warn, "No answer came: "+screen.TroubleLine(err))
	env := s.env
	return tea.Batch(s.spinner.Start(), s.find.Start(func(ctx context.Context) (*api.Key, error) {
		return lifecycle.Find(ctx, env.API, env.Undelivered, entry)
	}))
}

// found goes on once it is known whether the key is there.
func (s *Screen) found(err error) tea.Cmd {
	s.spinner.Stop()
	if err != nil {
		s.say(ui.Danger, screen.TroubleLine(err))
		return screen.Refused(err)
	}
	return s.Init()
}

// write notes something away from the event loop.
func (s *Screen) write(then tea.Msg, said string, do func(*rotation.Rotator) error) tea.Cmd {
	rotator := s.env.Rotator()
	return s.note.Start(func(context.Context) (noted, error) { return noted{then, said}, do(rotator) })
}

func (s *Screen) wrote(n noted, err error) tea.Cmd {
	if err != nil {
		s.next = nothing
		s.say(ui.Danger, err.Error())
		return nil
	}
	if n.then != nil {
		return screen.Send(n.then)
	}
	return tea.Batch(screen.Say(ui.Normal, n.said), s.Init())
}

// revoked goes on when one of the keys is gone.
func (s *Screen) revoked(k api.Key) tea.Cmd {
	if s.next == makeNew && s.standing != nil && s.standing.Old.ID == k.ID {
		s.next = nothing
		return s.again()
	}
	return s.Init()
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

// lifetimes are what the new key's may be: the old key's, and the usual ones.
func lifetimes() []keys.ExpiryChoice { return append([]keys.ExpiryChoice{{}}, keys.ExpiryChoices()...) }

// choose applies the chosen lifetime to the plan.
func (s *Screen) choose() {
	s.plan.Chosen, s.plan.Expires = s.lifetime > 0, keys.Expiry{}
	if s.plan.Chosen {
		s.plan.Expires = lifetimes()[s.lifetime].From(s.env.Now(), s.env.Zone)
	}
}

// SetSize gives the area.
func (s *Screen) SetSize(width, height int) { s.width, s.height = max(width, 0), max(height, 0) }

// Capturing is never the case: there is nothing to type.
func (s *Screen) Capturing() bool { return false }

// Cursor is nowhere.
func (s *Screen) Cursor() *tea.Cursor { return nil }
