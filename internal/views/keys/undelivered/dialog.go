// Package undelivered is the dialog about keys that were created and whose value
// nobody took: a console died or the answer was lost.
package undelivered

import (
	"fmt"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/lifecycle/undelivered"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// deaf is how long the dialog takes no keys after it opened by itself: what was
// typed ahead was meant for something else.
const deaf = 300 * time.Millisecond

// Dialog asks about one key after the other.
type Dialog struct {
	env     screen.Env
	orphans []undelivered.Orphan
	at      int
	deaf    bool
	later   []string
	choices ui.Choices
	tone    ui.Tone
	note    string
}

// New returns the dialog for at least one key.
func New(env screen.Env, orphans []undelivered.Orphan) *Dialog {
	return &Dialog{env: env, orphans: orphans, deaf: true}
}

// awake ends the time in which keys are ignored.
type awake struct{ dialog *Dialog }

// Addressee makes the root deliver it to this dialog.
func (awake) Addressee() string { return screen.Undelivered }

// Init starts that time.
func (d *Dialog) Init() tea.Cmd {
	return d.env.After(deaf, func(time.Time) tea.Msg { return awake{d} })
}

// Name is the owner of the dialog's requests.
func (d *Dialog) Name() string { return screen.Undelivered }

// Cursor is none: nothing is typed here.
func (d *Dialog) Cursor() *tea.Cursor { return nil }

func (d *Dialog) orphan() *undelivered.Orphan { return &d.orphans[d.at] }

// Update takes a message.
func (d *Dialog) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case awake:
		if msg.dialog == d {
			d.deaf = false
		}
	case tea.KeyPressMsg:
		if d.deaf || len(d.orphans) == 0 {
			return nil // it is being closed
		}
		return d.press(msg)
	}
	return nil
}

func (d *Dialog) press(msg tea.KeyPressMsg) tea.Cmd {
	d.note = ""
	switch n := len(d.orphans); msg.String() {
	case "esc":
		return d.postpone()
	case "left":
		d.turn((d.at + n - 1) % n)
		return nil
	case "right":
		d.turn((d.at + 1) % n)
		return nil
	}
	cmd, _, _ := d.choices.Press(d.answers(), msg)
	return cmd
}

func (d *Dialog) turn(to int) {
	d.at = to
	d.choices.Reset()
}

// answers are what can become of the key. The first changes nothing.
func (d *Dialog) answers() []ui.Choice {
	list := []ui.Choice{{Text: "decide later", Do: d.postpone}}
	if !undelivered.Used(&d.orphan().Key) {
		list = append(list, ui.Choice{Text: "revoke it and create it again", Do: func() tea.Cmd { return d.revoke(true) }})
	}
	return append(list,
		ui.Choice{Text: "revoke it", Do: func() tea.Cmd { return d.revoke(false) }},
		ui.Choice{Text: "keep it, and don't ask again", Do: d.keep})
}

// postpone leaves all keys as they are, to be asked about again.
func (d *Dialog) postpone() tea.Cmd {
	for _, o := range d.orphans {
		d.later = append(d.later, o.Entry.ID)
	}
	return tea.Sequence(screen.Send(screen.CloseDialog{}),
		screen.Say(ui.Warn, "Decided later: the next start asks again, and so does :undelivered."))
}

// revoke opens the dialog that revokes the key, which wants as much as for any other.
func (d *Dialog) revoke(again bool) tea.Cmd {
	o := d.orphan()
	then := screen.UndeliveredGone{Note: o.Entry.ID}
	if again {
		asked := o.Entry.Asked
		then.Again = &asked
	}
	return screen.Send(screen.AskRevoke{Key: o.Key, Then: then})
}

func (d *Dialog) keep() tea.Cmd {
	d.env.Undelivered.Settle(d.orphan().Entry.ID)
	return d.next(screen.Notice{Tone: ui.Normal, Text: fmt.Sprintf("“%s” stays, and is not asked about again.", d.orphan().Key.Name)})
}

// next drops the key at hand and goes on to the one after it, or closes.
func (d *Dialog) next(said screen.Notice) tea.Cmd {
	d.orphans = append(d.orphans[:d.at:d.at], d.orphans[d.at+1:]...)
	d.turn(max(min(d.at, len(d.orphans)-1), 0))
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
	list := d.choices.Bindings(d.answers())
	list[1] = ui.Bind("↑↓", "other answers", "up", "down", "tab", "shift+tab")
	if len(d.orphans) > 1 {
		list = append(list, ui.Bind("←→", "next key", "left", "right"))
	}
	return append(list, ui.Bind("esc", "decide later", "esc"))
}
