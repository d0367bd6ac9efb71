package keylist

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

const (
	firstPage = 200  // keys asked for first: soon there, and more than a screen
	nextPage  = 1000 // keys a page after that
	passesMax = 3    // walks over a list that changes meanwhile
)

// load is one walk, or a few, over the instance's list. Keys come and go while
// pages are asked for: a new one shifts the rest, so that a key comes twice; a
// revoked one lets another slip through. So keys are known by id, and when the
// count doesn't come out the list is walked again.
type load struct {
	first   uint32 // the pass it began with
	pass    uint32
	offset  int
	seen    int // different keys met in this pass
	total   int // as the instance told last, -1 unknown
	shifted bool
	quick   bool // only compare the first page, when nothing else has changed
	told    bool // the admin asked for it, and hears how it ended
	ignore  map[string]bool
	began   time.Time
	grew    bool // a key came that was not known
	whole   bool // it was read to the end
}

// begin starts a load from the first page. What is shown stays until it is
// replaced.
func (s *Screen) begin(quick, told bool) tea.Cmd {
	s.load = load{first: s.pass + 1, quick: quick, told: told, ignore: make(map[string]bool), began: s.env.Now()}
	s.stopped = false
	return tea.Batch(s.readNotes(), s.walk())
}

// walk starts a pass.
func (s *Screen) walk() tea.Cmd {
	s.pass++
	s.load.pass, s.load.offset, s.load.seen, s.load.total, s.load.shifted = s.pass, 0, 0, -1, false
	return s.ask(firstPage)
}

func (s *Screen) ask(limit int) tea.Cmd {
	client, offset := s.env.API, s.load.offset
	return s.call.Start(func(ctx context.Context) (batch, error) {
		page, err := client.ListKeys(ctx, offset, limit)
		if err != nil {
			return batch{}, err
		}
		b := pack(page)
		b.offset, b.last = offset, page.Whole || len(page.Keys) == 0 || page.Total < 0 && len(page.Keys) < limit
		return b, nil
	})
}

// arrived takes a page, and asks for the next one or ends the load.
func (s *Screen) arrived(r screen.Result[batch]) tea.Cmd {
	if r.Err != nil {
		return s.failed(r.Err)
	}
	b := r.Value
	s.trouble = nil
	ld := &s.load
	if b.total >= 0 {
		ld.shifted = ld.shifted || ld.total >= 0 && b.total != ld.total
		ld.total = b.total
	}
	line := s.linePlace()
	m := s.list.take(b, ld.pass, ld.ignore)
	s.returnTo(line)
	ld.seen += m.fresh
	ld.grew = ld.grew || m.to > m.from
	ld.offset = b.offset + len(b.rows)
	s.everLoaded = true
	// An instance that ignores the offset would send the same page for ever.
	stuck := len(b.rows) > 0 && m.fresh == 0 && !ld.shifted
	switch {
	case b.last || stuck || ld.total >= 0 && ld.offset >= ld.total:
		return s.passed()
	case ld.quick && s.complete && ld.total == s.list.live:
		return s.finish()
	}
	return tea.Batch(s.spinner.Start(), s.ask(nextPage))
}

// passed ends a pass, and the load unless the list changed under it.
func (s *Screen) passed() tea.Cmd {
	ld := &s.load
	consistent := !ld.shifted && (ld.total < 0 || ld.seen+len(ld.ignore) >= ld.total)
	if !consistent && ld.pass-ld.first+1 < passesMax {
		return s.walk()
	}
	from := ld.pass
	if !consistent {
		from = ld.first // a key met by any of the passes is believed
	}
	s.dropUnseen(from)
	s.complete, ld.whole = consistent, true
	return s.finish()
}

func (s *Screen) dropUnseen(pass uint32) {
	line := s.linePlace()
	moved := s.list.dropUnseen(pass)
	s.list.tidy()
	if moved != nil && line.row >= 0 {
		line.row = moved[line.row]
	}
	s.returnTo(line)
}

func (s *Screen) finish() tea.Cmd {
	s.list.tidy()
	s.spinner.Stop()
	s.loadedAt = s.env.Now()
	s.want = ""
	cmd := tea.Batch(s.watchClock(), s.readRotations(), s.readUnfinished(), s.compareVisit())
	if s.load.told {
		cmd = tea.Batch(cmd, screen.Say(ui.Normal, "Refreshed: "+ui.Plural(s.list.live, "key", "keys")+"."))
	}
	return cmd
}

// failed keeps what is shown and says that it is old.
func (s *Screen) failed(err error) tea.Cmd {
	s.list.tidy()
	s.spinner.Stop()
	s.trouble = err
	s.complete = false
	return screen.Refused(err)
}

// stopLoading gives up the rest of the list.
func (s *Screen) stopLoading() tea.Cmd {
	s.call.Cancel()
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
func (clockMsg) Addressee() string { return screen.Keys }

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
