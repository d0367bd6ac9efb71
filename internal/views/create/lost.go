package create

import (
	"context"
	"errors"
	"fmt"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/journal"
	"github.com/supascale/supascale-tui/internal/lifecycle"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// lost is a creation whose answer never came. It is never sent again before the
// list has told whether the key exists.
type lost struct {
	entry   journal.Entry
	why     string
	looks   int
	waiting bool            // for the time of the second look
	orphan  *journal.Orphan // the key, once it was found
	again   bool            // after revoking it, create it again
}

// lookAgain says that it is time for the second look.
type lookAgain struct{ lost *lost }

// Addressee makes the root deliver it to this screen.
func (lookAgain) Addressee() string { return screen.Create }

type finding struct{ found []journal.Orphan }

// lose begins to find out what became of a creation.
func (s *Screen) lose(entry journal.Entry, err error) tea.Cmd {
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
	client, entries := s.env.API, []journal.Entry{l.entry}
	return tea.Batch(s.spinner.Start(), s.find.Start(func(ctx context.Context) (finding, error) {
		found, _, err := journal.Find(ctx, client, entries)
		return finding{found}, err
	}))
}

// looked takes what the list says.
func (s *Screen) looked(f finding, err error) tea.Cmd {
	l := s.lost
	s.focusOn(buttons)
	switch {
	case err != nil:
		s.spinner.Stop()
		l.looks = 0
		s.refuse(aside, l.why+" Listing the keys to find out failed too. "+screen.TroubleLine(err))
		return screen.Refused(err)
	case len(f.found) > 0:
		s.spinner.Stop()
		l.orphan = &f.found[0]
		s.refuse(aside, s.lostWords(l))
		journal, note, key := s.env.Journal, l.entry.ID, l.orphan.Key
		return func() tea.Msg { _ = journal.Made(note, key); return nil }
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
		"Nobody can use it, and it stays valid until it is revoked.", l.why, which, ui.Relative(k.Created, s.env.Now(), "at an unknown time"))
}

// revokeLost revokes the key whose value was lost, and may create it again at
// once with what the form says.
func (s *Screen) revokeLost(again bool) tea.Cmd {
	if again {
		if s.tracing() {
			return screen.Say(ui.Warn, traceWords)
		}
		if _, ok := s.check(); !ok {
			return nil
		}
	}
	s.lost.again = again
	client, id := s.env.API, s.lost.orphan.Key.ID
	return tea.Batch(s.spinner.Start(), s.revoke.Start(func(ctx context.Context) (bool, error) {
		return lifecycle.Revoke(ctx, client, id)
	}))
}

func (s *Screen) revoked(_ bool, err error) tea.Cmd {
	s.spinner.Stop()
	s.focusOn(buttons)
	l := s.lost
	if err != nil {
		s.refuse(aside, "The lost key is not revoked. "+api.Sentence(screen.TroubleLine(err)))
		return screen.Refused(err)
	}
	s.env.Journal.Settle(l.entry.ID)
	s.lost = nil
	s.refused[aside] = ""
	gone := screen.Send(screen.KeyRevoked{Key: l.orphan.Key})
	if l.again {
		return tea.Batch(gone, s.create())
	}
	return tea.Sequence(gone, screen.Say(ui.Good, fmt.Sprintf("Revoked the lost key “%s”.", l.orphan.Key.Name)))
}

// keepLost is the admin's word that the key may stay.
func (s *Screen) keepLost() tea.Cmd {
	s.env.Journal.Settle(s.lost.entry.ID)
	s.lost, s.done = nil, true
	return screen.Send(screen.Back{})
}

func (l *lost) leave() screen.Leave {
	question := "It is not known whether the key was created. Leave? The console looks again, and says so if it finds it."
	if l.orphan != nil {
		question = "The key exists, and its value is lost. Leave it? The console will ask about it again."
	}
	return screen.Leave{Question: question, Stay: "stay", Go: "leave"}
}

// button is one of those at the end of the form.
type button struct {
	label, does string
	press       func() tea.Cmd
}

func (s *Screen) buttons() []button {
	back := func() tea.Cmd { return screen.Send(screen.Back{}) }
	switch {
	case s.lost == nil:
		return []button{{"Create key", "create the key", s.create}, {"Cancel", "cancel", back}}
	case s.lost.orphan == nil:
		return []button{
			{"Look again", "list the keys again", func() tea.Cmd { return s.look(s.lost) }},
			{"Leave", "leave it", back},
		}
	}
	return []button{
		{"Revoke, create again", "revoke it and create it again", func() tea.Cmd { return s.revokeLost(true) }},
		{"Only revoke", "revoke it", func() tea.Cmd { return s.revokeLost(false) }},
		{"Keep it", "keep it, unusable", s.keepLost},
	}
}

// busy says why the form can't be changed now, "" if it can.
func (s *Screen) busy() string {
	switch {
	case s.call.Running():
		return busyWords
	case s.find.Running(), s.lost != nil && s.lost.waiting:
		return lookWords
	case s.revoke.Running():
		return "The lost key is being revoked: wait for the answer."
	}
	return ""
}

// doing is what the spinner stands for.
func (s *Screen) doing() string {
	switch {
	case s.call.Running():
		return "Creating the key…"
	case s.revoke.Running():
		return "Revoking the lost key…"
	}
	return "No clear answer; listing the keys…"
}

// Again fills the form in for a key that was lost, and sends it.
func (s *Screen) Again(key api.NewKey) tea.Cmd {
	s.now = s.env.Now()
	s.name.SetValue(key.Name)
	s.preset = len(s.presets)
	s.setPermissions(key.Permissions)
	s.expiry.set(key.Expires)
	s.focusOn(buttons)
	return s.create()
}
