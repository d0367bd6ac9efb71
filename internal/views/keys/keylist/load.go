package keylist

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/text"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// firstPage is how many keys are asked for first: soon there, and more than a screen.
const firstPage = 200

// load is a walk over the instance's list, which may be several passes.
type load struct {
	walk   api.KeyWalk
	base   uint32 // the pass before its first
	step   api.KeyStep
	tally  api.KeyTally
	quick  bool // only compare the first page, when nothing else has changed
	told   bool // the admin asked for it, and hears how it ended
	ignore map[string]bool
	began  time.Time
	grew   bool // a key came that was not known
	whole  bool // it was read to the end
}

// Init loads the list. On a later entry it looks at the first page, and reads
// on only where that shows that keys came or went.
func (s *Screen) Init() tea.Cmd {
	s.list.advance(s.env.Now())
	return s.begin(s.complete, false)
}

// begin starts a load from the first page. What is shown stays until it is
// replaced.
func (s *Screen) begin(quick, told bool) tea.Cmd {
	s.leaveWalk()
	s.load = load{
		walk: api.NewKeyWalk(s.env.API, firstPage), base: s.pass,
		quick: quick, told: told, ignore: make(map[string]bool), began: s.env.Now(),
	}
	s.load.step.Total = -1
	s.stopped = false
	return tea.Batch(s.readNotes(), s.ask())
}

// ask asks for the next page. The walk belongs to the call until that ends.
func (s *Screen) ask() tea.Cmd {
	walk := s.load.walk
	return s.call.Start(func(ctx context.Context) (batch, error) {
		step, err := walk.Next(ctx)
		if err != nil {
			return batch{}, err
		}
		b := pack(step.Keys)
		step.Keys = nil
		b.step = step
		return b, nil
	})
}

// arrived takes a page, and asks for the next one or ends the load.
func (s *Screen) arrived(r screen.Result[batch]) tea.Cmd {
	if r.Err != nil {
		return s.failed(r.Err)
	}
	b, ld := r.Value, &s.load
	s.trouble = nil
	ld.step = b.step
	ld.tally.Take(&b.step)
	pass := ld.base + uint32(b.step.Pass)
	s.pass = max(s.pass, pass)
	line := s.linePlace()
	m := s.list.take(b, pass, ld.ignore)
	if len(b.step.Shared) > 0 {
		s.list.markShared(&ld.tally, false)
	}
	s.returnTo(line)
	ld.grew = ld.grew || m.to > m.from
	s.everLoaded = true
	switch {
	case b.step.Done:
		return s.ended()
	case len(b.step.Void) > 0: // those of before this load stay until its end
		s.drop(func(pass uint32) bool { return pass > ld.base && !ld.counts(pass) })
	case ld.quick && s.complete && b.step.Total == s.list.live:
		return s.finish()
	}
	if b.step.Seen < firstPage && b.step.Total >= 0 && b.step.Total <= b.step.Seen {
		return s.ask() // that it is the last page is all that is left to hear
	}
	return tea.Batch(s.spinner.Start(), s.ask())
}

// counts reports whether the keys that a pass of the load met are in the list.
func (ld *load) counts(pass uint32) bool {
	return pass > ld.base && ld.tally.Counts(int(pass-ld.base))
}

// ended takes in that the list was read as far as the instance gives it.
func (s *Screen) ended() tea.Cmd {
	ld := &s.load
	s.partial = ld.step.Partial
	s.drop(func(pass uint32) bool { return !ld.counts(pass) })
	s.list.markShared(&ld.tally, true)
	s.complete, ld.whole = s.partial == nil, true
	return s.finish()
}

// drop takes out the keys that were met last by a pass that is gone.
func (s *Screen) drop(gone func(pass uint32) bool) {
	line := s.linePlace()
	moved := s.list.dropPasses(gone)
	s.list.tidy()
	if moved != nil && line.row >= 0 {
		line.row = moved[line.row]
	}
	s.returnTo(line)
}

// leaveWalk ends what is under way of the walk. That of several instances holds pages.
func (s *Screen) leaveWalk() {
	if s.load.walk != nil {
		s.load.walk.Stop()
		s.load.walk = nil
	}
}

func (s *Screen) finish() tea.Cmd {
	s.list.tidy()
	s.spinner.Stop()
	s.leaveWalk()
	s.loadedAt = s.env.Now()
	s.want = ""
	cmd := tea.Batch(s.watchClock(), s.readRotations(), s.readUnfinished(), s.compare())
	if s.load.told {
		said, tone := "Refreshed: "+text.Plural(s.list.live, "key", "keys")+".", ui.Normal
		if s.partial != nil {
			said, tone = "Refreshed. "+api.Sentence(s.partial.Short()), ui.Warn
		}
		cmd = tea.Batch(cmd, screen.Say(tone, said))
	}
	return cmd
}

// failed keeps what is shown and says that it is old.
func (s *Screen) failed(err error) tea.Cmd {
	s.leaveWalk()
	s.list.tidy()
	s.spinner.Stop()
	s.trouble = err
	s.complete = false
	return screen.Refused(err)
}

// stopLoading gives up the rest of the list.
func (s *Screen) stopLoading() tea.Cmd {
	s.call.Cancel()
	s.leaveWalk()
	s.spinner.Stop()
	s.list.tidy()
	s.stopped = true
	s.complete = false
	return screen.Say(ui.Warn, "Stopped loading. Press r to load the whole list.")
}

// clockHorizon is how far ahead a change of state is waited for. Beyond it the
// list looks at the clock when it next hears anything.
const clockHorizon = 24 * time.Hour

// clockMsg says that a key's state has changed by time alone.
type clockMsg struct{ id int }

// Addressee makes the root deliver it to this screen.
func (clockMsg) Addressee() string { return ID }

// watchClock wakes the list when the next key expires or begins to: the one
// thing that happens to an idle list.
func (s *Screen) watchClock() tea.Cmd {
	s.clock++
	until := s.list.until
	if until.IsZero() {
		return nil
	}
	wait := until.Sub(s.env.Now())
	if wait > clockHorizon {
		return nil
	}
	id := s.clock
	return s.env.After(max(wait, 0), func(time.Time) tea.Msg { return clockMsg{id} })
}
