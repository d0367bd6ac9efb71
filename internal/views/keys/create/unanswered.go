package create

import (
	"context"
	"errors"
	"fmt"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/lifecycle"
	"github.com/supascale/supascale-tui/internal/lifecycle/undelivered"
	"github.com/supascale/supascale-tui/internal/text"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// lost is a creation whose answer never came. It is never sent again before the
// list has told whether the key exists.
type lost struct {
	entry   undelivered.Entry
	why     string
	looks   int
	waiting bool                // for the time of the second look
	orphan  *undelivered.Orphan // the key, once it was found
}

// lookAgain says that it is time for the second look.
type lookAgain struct{ lost *lost }

// Addressee makes the root deliver it to this screen.
func (lookAgain) Addressee() string { return ID }

type finding struct{ found []undelivered.Orphan }

// lose begins to look for the key of a creation.
func (s *Screen) lose(entry undelivered.Entry, err error) tea.Cmd {
	why := err.Error()
	if failed, ok := errors.AsType[*api.Error](err); ok {
		why = failed.Message
	}
	s.lost = &lost{entry: entry, why: api.Sentence(why)}
	s.focusOn(buttons)
	return s.look(s.lost)
}

// look lists the keys.
func (s *Screen) look(l *lost) tea.Cmd {
	if l != s.lost || l == nil {
		return nil // a timer of a creation that is settled
	}
	l.waiting = false
	l.looks++
	s.refused[aside] = ""
	client, entries := s.env.API, []undelivered.Entry{l.entry}
	return tea.Batch(s.spinner.Start(), s.find.Start(func(ctx context.Context) (finding, error) {
		found, _, err := undelivered.Find(ctx, client, entries)
		return finding{found}, err
	}))
}

// looked takes what the list says.
func (s *Screen) looked(f finding, err error) tea.Cmd {
	l := s.lost
	s.focusOn(buttons)
	switch {
	case len(f.found) > 0:
		s.spinner.Stop()
		l.orphan = &f.found[0]
		s.refuse(aside, s.lostWords(l))
		undelivered, note, key := s.env.Undelivered, l.entry.ID, l.orphan.Key
		return func() tea.Msg { _ = undelivered.Made(note, key); return nil }
	case err != nil:
		s.spinner.Stop()
		l.looks = 0
		s.refuse(aside, l.why+" Listing the keys to find out failed too. "+screen.TroubleLine(err))
		return screen.Refused(err)
	case l.looks == 1:
		l.waiting = true
		return s.env.After(lifecycle.SecondLook, func(time.Time) tea.Msg { return lookAgain{l} })
	}
	// The note stays for as long as a held-up request may still arrive.
	s.spinner.Stop()
	s.lost = nil
	s.refuse(aside, l.why+" "+lifecycle.NotListedYet+".")
	return nil
}

func (s *Screen) lostWords(l *lost) string {
	k := l.orphan.Key
	which := k.Preview
	if which == "" {
		which = k.ID
	}
	return fmt.Sprintf("%s The keys were listed: it was created (%s, %s), but its value was lost with the answer. "+
		"Nobody can use it, and it stays valid until it is revoked.", l.why, which, text.Relative(k.Created, s.env.Now(), "at an unknown time"))
}

// lostGone says that the key whose value was lost is revoked.
type lostGone struct {
	lost  *lost
	again bool // create it again
}

// Addressee makes the root deliver it to this screen.
func (lostGone) Addressee() string { return ID }

// revokeLost opens the dialog that revokes the key whose value was lost. Afterwards the
// key may be created again with what the form says.
func (s *Screen) revokeLost(again bool) tea.Cmd {
	if again {
		if s.env.Tracing() {
			return screen.Say(ui.Warn, s.env.Traced(screen.TheNewKey))
		}
		if _, ok := s.check(); !ok {
			return nil
		}
	}
	return screen.Send(screen.AskRevoke{Key: s.lost.orphan.Key, Then: lostGone{s.lost, again}})
}

func (s *Screen) revoked(msg lostGone) tea.Cmd {
	if msg.lost != s.lost {
		return nil
	}
	s.env.Undelivered.Settle(s.lost.entry.ID)
	s.lost = nil
	s.refused[aside] = ""
	s.focusOn(buttons)
	if msg.again {
		return s.create()
	}
	return nil
}

// keepLost is the admin's word that the key may stay.
func (s *Screen) keepLost() tea.Cmd {
	s.env.Undelivered.Settle(s.lost.entry.ID)
	s.lost, s.done = nil, true
	return screen.Send(screen.Back{})
}

func (l *lost) leave() screen.Leave {
	if l.orphan == nil {
		return screen.Leave{
			Question: "It is not known whether the key was created. Leave? The console looks again, and says so if it finds it.", Stay: "stay", Go: "leave",
		}
	}
	return screen.Leave{Question: "The key exists, and its value is lost. Leave it? The console will ask about it again.", Stay: "stay", Go: "leave", Lossless: true}
}

func (s *Screen) buttons() []ui.Button {
	back := func() tea.Cmd { return screen.Send(screen.Back{}) }
	switch {
	case s.env.Several:
		return []ui.Button{{Label: "Choose instances", Does: "choose instances", Press: s.create}, {Label: "Cancel", Does: "cancel", Press: back}}
	case s.lost == nil:
		return []ui.Button{{Label: "Create key", Does: "create the key", Press: s.create}, {Label: "Cancel", Does: "cancel", Press: back}}
	case s.lost.orphan == nil:
		return []ui.Button{
			{Label: "Look again", Does: "list the keys again", Press: func() tea.Cmd { return s.look(s.lost) }},
			{Label: "Leave", Does: "leave it", Press: back},
		}
	}
	return []ui.Button{
		{Label: "Decide later", Does: "leave it; the console asks again", Press: back},
		{Label: "Revoke, create again", Does: "revoke it and create it again", Press: func() tea.Cmd { return s.revokeLost(true) }},
		{Label: "Only revoke", Does: "revoke it", Press: func() tea.Cmd { return s.revokeLost(false) }},
		{Label: "Keep it", Does: "keep it, unusable", Press: s.keepLost},
	}
}

// busy says why the form can't be changed now, "" if it can.
func (s *Screen) busy() string {
	switch {
	case s.call.Running():
		return busyWords
	case s.find.Running(), s.lost != nil && s.lost.waiting:
		return lookWords
	}
	return ""
}

// doing is what the spinner stands for.
func (s *Screen) doing() string {
	if s.call.Running() {
		return "Creating the key…"
	}
	return "No clear answer; listing the keys…"
}

// Again fills the form in for a key that was lost, and sends it.
func (s *Screen) Again(key api.NewKey) tea.Cmd {
	s.now = s.env.Now()
	s.name.SetValue(key.Name)
	s.preset = len(s.presets)
	s.grid.SetPermissions(key.Permissions)
	s.expiry.Set(key.Expires)
	s.focusOn(buttons)
	return s.create()
}
