// Package untaken is the dialog about keys that were created and whose value
// nobody took: a console died or the answer was lost.
package untaken

import (
	"context"
	"fmt"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/journal"
	"github.com/supascale/supascale-tui/internal/lifecycle"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// deaf is how long the dialog takes no keys after it opened by itself: what was
// typed ahead was meant for something else.
const deaf = 300 * time.Millisecond

// Dialog asks about one key after the other.
type Dialog struct {
	env     screen.Env
	orphans []journal.Orphan
	at      int
	deaf    bool
	later   []string
	again   bool // after revoking it, create it again
	spinner *ui.Spinner
	revoke  screen.Call[bool]
	tone    ui.Tone
	note    string
}

// New returns the dialog for at least one key.
func New(env screen.Env, orphans []journal.Orphan) *Dialog {
	return &Dialog{
		env: env, orphans: orphans, deaf: true,
		spinner: ui.NewSpinner(env.Theme),
		revoke:  screen.Call[bool]{Owner: screen.Untaken, Name: "revoke", Timeout: time.Minute},
	}
}

// awake ends the time in which keys are ignored.
type awake struct{ dialog *Dialog }

// Addressee makes the root deliver it to this dialog.
func (awake) Addressee() string { return screen.Untaken }

// Init starts that time.
func (d *Dialog) Init() tea.Cmd {
	return d.env.After(deaf, func(time.Time) tea.Msg { return awake{d} })
}

// Name is the owner of the dialog's requests.
func (d *Dialog) Name() string { return screen.Untaken }

// Cursor is none: nothing is typed here.
func (d *Dialog) Cursor() *tea.Cursor { return nil }

func (d *Dialog) orphan() *journal.Orphan { return &d.orphans[d.at] }

// Update takes a message.
func (d *Dialog) Update(msg tea.Msg) tea.Cmd {
	if r, mine := d.revoke.Take(msg); mine {
		return d.revoked(r.Value, r.Err)
	}
	switch msg := msg.(type) {
	case awake:
		if msg.dialog == d {
			d.deaf = false
		}
		return nil
	case tea.KeyPressMsg:
		if d.deaf || len(d.orphans) == 0 {
			return nil // it is being closed
		}
		return d.press(msg)
	}
	return d.spinner.Update(msg)
}

func (d *Dialog) press(msg tea.KeyPressMsg) tea.Cmd {
	d.note = ""
	for _, b := range d.Bindings() {
		if b.Matches(msg) && !b.Enabled() {
			d.tone, d.note = ui.Warn, b.Why
			return nil
		}
	}
	n := len(d.orphans)
	switch msg.String() {
	case "r":
		return d.send(true)
	case "x":
		if journal.Used(&d.orphan().Key) {
			return screen.Send(screen.AskRevoke{Key: d.orphan().Key})
		}
		return d.send(false)
	case "k":
		d.env.Journal.Settle(d.orphan().Entry.ID)
		return d.next(screen.Notice{Tone: ui.Normal, Text: fmt.Sprintf("“%s” stays, and is not asked about again.", d.orphan().Key.Name)})
	case "up":
		d.at = (d.at + n - 1) % n
	case "down":
		d.at = (d.at + 1) % n
	case "esc":
		for _, o := range d.orphans {
			d.later = append(d.later, o.Entry.ID)
		}
		return tea.Sequence(screen.Send(screen.CloseDialog{}),
			screen.Say(ui.Warn, "Decided later: the next start asks again, and so does :untaken."))
	}
	return nil
}

// send revokes the key.
func (d *Dialog) send(again bool) tea.Cmd {
	d.again = again
	client, id := d.env.API, d.orphan().Key.ID
	return tea.Batch(d.spinner.Start(), d.revoke.Start(func(ctx context.Context) (bool, error) {
		return lifecycle.Revoke(ctx, client, id)
	}))
}

func (d *Dialog) revoked(byUs bool, err error) tea.Cmd {
	d.spinner.Stop()
	o := *d.orphan()
	if err != nil {
		d.tone, d.note = ui.Danger, "Not revoked. "+screen.TroubleLine(err)
		return screen.Refused(err)
	}
	d.env.Journal.Settle(o.Entry.ID)
	gone := screen.Send(screen.KeyRevoked{Key: o.Key})
	switch {
	case !byUs:
		return tea.Sequence(gone, d.next(screen.Notice{Tone: ui.Warn, Text: fmt.Sprintf(
			"“%s” was revoked already, from somewhere else. Nothing was created.", o.Key.Name)}))
	case d.again:
		// The root takes the dialog away, so that the new key is seen, and asks
		// about the others when that one is taken.
		return tea.Sequence(gone, screen.Send(screen.ShowCreate{Again: &o.Entry.Asked}))
	}
	return tea.Sequence(gone, d.next(screen.Notice{Tone: ui.Good, Text: fmt.Sprintf(
		"Revoked “%s”; it is gone from the list.", o.Key.Name)}))
}

// next drops the key at hand and goes on to the one after it, or closes.
func (d *Dialog) next(said screen.Notice) tea.Cmd {
	d.orphans = append(d.orphans[:d.at:d.at], d.orphans[d.at+1:]...)
	d.at = max(min(d.at, len(d.orphans)-1), 0)
	if len(d.orphans) > 0 {
		d.tone, d.note = said.Tone, said.Text
		return nil
	}
	return tea.Sequence(screen.Send(screen.CloseDialog{}), screen.Send(said))
}

// Postponed gives the entries about which the admin wants to decide later.
func (d *Dialog) Postponed() []string { return d.later }

// Bindings are the dialog's keys as they are now: none while it takes none.
func (d *Dialog) Bindings() []ui.Binding {
	if len(d.orphans) == 0 || d.deaf {
		return nil
	}
	return d.choices()
}

// choices are what can be done about the key, drawn from the start so that the
// box doesn't grow.
func (d *Dialog) choices() []ui.Binding {
	if d.revoke.Running() {
		return []ui.Binding{ui.Bind("…", "revoking", "r", "x", "k", "esc", "up", "down").
			DisabledIf(true, "The request is on its way and can't be taken back. Wait for the answer.")}
	}
	used := journal.Used(&d.orphan().Key)
	list := []ui.Binding{
		ui.Bind("r", "revoke and create again", "r").DisabledIf(used, "Somebody uses this key: revoke it with x, where its name must be typed."),
		ui.Bind("x", "revoke", "x"),
		ui.Bind("k", "keep it", "k"),
		ui.Bind("esc", "decide later", "esc"),
	}
	if len(d.orphans) > 1 {
		list = append(list, ui.Bind("↑↓", "next key", "up", "down"))
	}
	return list
}
