package rotate

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/lifecycle"
	"github.com/supascale/supascale-tui/internal/lifecycle/rotation"
	"github.com/supascale/supascale-tui/internal/lifecycle/undelivered"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// Init looks how the rotation stands.
func (s *Screen) Init() tea.Cmd {
	rotator, id := s.env.Rotator(), s.key.ID
	return tea.Batch(s.spinner.Start(), s.look.Start(func(ctx context.Context) (rotation.Seen, error) {
		return rotator.Look(ctx, id)
	}))
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
		s.planFor(*k)
	} else if s.standing != nil && !s.wish.IsZero() && s.plan == nil && s.last == nil {
		s.say(ui.Warn, underWayWords)
	}
	if s.standing == nil {
		s.moving = nil
	}
	if seen.Unread != nil {
		s.say(ui.Warn, seen.Unread.Error())
	}
	if s.next == revokeOld && s.standing != nil && s.standing.Step == rotation.RevokeNow {
		s.next = nothing
		return s.askRevoke()
	}
	if s.plan != nil {
		return s.readNarrow()
	}
	return s.startWatch()
}

const underWayWords = "A rotation of this key is under way already, with what was chosen when it began."

// planFor plans a rotation. What was chosen before stays.
func (s *Screen) planFor(k api.Key) {
	plan := s.seen.Plan(k, s.env.Now(), s.env.Zone)
	s.plan = &plan
	if s.form == nil {
		s.form = newForm(s.env, s.plan, s.wish)
	}
	s.apply()
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
		s.unnoted = made.UnnotedWords()
		s.have, s.standing, s.last = false, nil, &rotation.Standing{Rotation: made.Rotation} // what is shown is of before
		if made.Rotation.GoesAfter() {
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
