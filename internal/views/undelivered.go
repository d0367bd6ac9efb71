package views

import (
	"context"
	"maps"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/lifecycle"
	"github.com/supascale/supascale-tui/internal/lifecycle/undelivered"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/connect"
	"github.com/supascale/supascale-tui/internal/views/keys/create"
	"github.com/supascale/supascale-tui/internal/views/keys/reveal"
	"github.com/supascale/supascale-tui/internal/views/keys/rotate"
	dialog "github.com/supascale/supascale-tui/internal/views/keys/undelivered"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// rootOwner is the root's own name among those that make requests.
const rootOwner = "root"

// checkAgainAfter is how long after a look that left a doubt the next one comes.
const checkAgainAfter = time.Minute

// undeliveredState is what the root knows about keys nobody has taken.
type undeliveredState struct {
	check    screen.Call[lifecycle.Undelivered]
	wanted   bool      // look as soon as nothing is in hand
	failed   time.Time // when the last look found no instance to ask, zero if it did
	waiting  bool      // a timer for the next look runs
	revealed string    // the entry of the key that is shown
	shown    string    // its id
	found    []undelivered.Orphan
	later    map[string]bool // entries about which the admin decides later
}

func newUndelivered() undeliveredState {
	return undeliveredState{
		check:  screen.Call[lifecycle.Undelivered]{Owner: rootOwner, Name: "undelivered", Timeout: time.Minute},
		wanted: true,
		later:  make(map[string]bool),
	}
}

// checkAgain says that it is time for the next look.
type checkAgain struct{}

// Addressee makes the root take it itself.
func (checkAgain) Addressee() string { return rootOwner }

// look finds out which keys nobody took. Without a note it asks the instance
// nothing.
func (r *Root) look() tea.Cmd {
	env, later := r.env, maps.Clone(r.undelivered.later)
	r.undelivered.wanted, r.undelivered.failed = false, time.Time{}
	return r.undelivered.check.Start(func(ctx context.Context) (lifecycle.Undelivered, error) {
		return lifecycle.Look(ctx, env.API, env.Undelivered, env.API.Instance().ID, env.Now, later)
	})
}

// watch takes the messages for the root itself.
func (r *Root) watch(msg tea.Msg) (cmd tea.Cmd, mine bool) {
	if cmd, mine := r.arrived(msg); mine {
		return cmd, true
	}
	if done, ok := msg.(finished); ok {
		return done.then(), true
	}
	if _, ok := msg.(checkAgain); ok {
		r.undelivered.waiting, r.undelivered.wanted = false, true
		return nil, true
	}
	result, ok := r.undelivered.check.Take(msg)
	if !ok {
		return nil, false
	}
	c := &r.undelivered
	if result.Err != nil {
		c.failed = r.env.Now()
		return nil, true // the list says it
	}
	c.found = result.Value.Found
	if result.Value.Unread != nil {
		cmd = screen.Say(ui.Warn, result.Value.Unread.Error())
	}
	if result.Value.Doubtful && !c.waiting {
		c.waiting = true
		cmd = tea.Batch(cmd, r.env.After(checkAgainAfter, func(time.Time) tea.Msg { return checkAgain{} }))
	}
	return cmd, true
}

// attend looks for keys nobody took when there is a reason to, and asks about
// them. It does so only while nothing else is in front: what was found before
// may be settled by then.
func (r *Root) attend() tea.Cmd {
	if !r.connected() || r.env.Several { // which is looked into on each
		return nil
	}
	c := &r.undelivered
	if !r.free() {
		c.wanted = c.wanted || len(c.found) > 0
		c.found = nil
		return nil
	}
	if !c.failed.IsZero() && r.keys.LoadedAt().After(c.failed) {
		c.wanted = true // the instance is back
	}
	if c.wanted && !c.check.Running() {
		return r.look()
	}
	if len(c.found) == 0 {
		return nil
	}
	opened := dialog.New(r.env, c.found)
	c.found = nil
	return r.openDialog(opened)
}

// free reports whether a dialog may open by itself. A key that is being made or
// shown is not lost yet.
func (r *Root) free() bool {
	return !r.quitting && !r.inHand() && r.active().name != connect.ID && r.top() == nil && r.refused == nil && !r.active().Capturing()
}

// inHand reports whether a key is being made or shown.
func (r *Root) inHand() bool {
	for _, e := range r.stack {
		if makes(e.name) || e.name == reveal.ID {
			return true
		}
	}
	return false
}

// closeDialog closes the dialog in front. Others may wait for it to be gone.
func (r *Root) closeDialog() {
	if d, ok := r.dialog().(*dialog.Dialog); ok {
		for _, id := range d.Postponed() {
			r.undelivered.later[id] = true
		}
	}
	if d := r.dialog(); d != nil {
		r.drop(d)
	}
	r.undelivered.wanted = true
}

// taken notes that the shown key arrived. One that comes late is about a key
// that was shown before.
func (r *Root) taken(msg screen.Taken) {
	if msg.ID == r.undelivered.shown {
		r.env.Undelivered.Settle(r.undelivered.revealed)
	}
}

// undeliveredGone forgets a key that was revoked or is to stay, and creates it again
// where that is wanted.
func (r *Root) undeliveredGone(msg screen.UndeliveredGone) tea.Cmd {
	r.env.Undelivered.Settle(msg.Note)
	if msg.Again == nil {
		return r.active().Update(msg)
	}
	return screen.Send(screen.ShowCreate{Again: msg.Again})
}

// makes reports whether the screen of that name makes keys.
func makes(name string) bool { return name == create.ID || name == rotate.ID }
