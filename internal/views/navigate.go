package views

import (
	"context"
	"fmt"
	"slices"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/standin"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/audit"
	"github.com/supascale/supascale-tui/internal/views/health"
	"github.com/supascale/supascale-tui/internal/views/instances"
	"github.com/supascale/supascale-tui/internal/views/keys/keydetail"
	"github.com/supascale/supascale-tui/internal/views/keys/reveal"
	"github.com/supascale/supascale-tui/internal/views/keys/rotate"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// perform carries out what a screen asks of the root, and reports whether msg
// was such a request.
func (r *Root) perform(msg tea.Msg) (tea.Cmd, bool) {
	if cmd, refused := refuse(msg); refused {
		return cmd, true
	}
	if cmd, taken := r.toOwn(msg); taken {
		return cmd, true
	}
	switch msg := msg.(type) {
	case screen.Back:
		return r.leaveTop(), true
	case screen.ShowKeys:
		return r.leave(func() tea.Cmd { return r.filterKeys(msg.Filter) }), true
	case screen.FindKey:
		return r.findKey(msg), true
	case screen.ShowAudit:
		return r.leave(func() tea.Cmd { return r.openAudit(msg.Filter) }), true
	case findRevoked:
		return r.foundRevoked(msg), true
	case screen.Question:
		r.ask(confirm{title: msg.Title, leave: screen.Leave{Question: msg.Text, Stay: msg.Stay, Go: msg.Go}, then: msg.Then})
		return nil, true
	case screen.CloseDialog:
		entered := r.isEntered(r.dialog()) && len(r.stack) == 1
		if r.closeDialog(); entered {
			return r.toOuter(), true
		}
		return nil, true
	case screen.KeyCreated:
		return r.reveal(msg), true
	case screen.Taken:
		r.taken(msg)
		return r.broadcast(msg), true
	case screen.KeysRevoked:
		return tea.Batch(r.keys.Update(msg), r.health.Update(msg), r.tellOuter(msg.Keys...)), true
	case screen.KeyRevoked:
		return r.revoked(msg), true
	case screen.UndeliveredGone:
		return r.undeliveredGone(msg), true
	case screen.Notice:
		r.notice = msg
		return nil, true
	case screen.Unauthorized:
		r.refused = &msg
		return nil, true
	}
	if cmd, mine := r.follow(msg); mine {
		return cmd, true
	}
	return r.travel(msg)
}

// leave runs then, after asking when a screen that is open has something to lose.
func (r *Root) leave(then func() tea.Cmd) tea.Cmd { return r.asking(r.atStake(), then) }

// leaveTop goes back: what lies below stays open, and loses nothing.
func (r *Root) leaveTop() tea.Cmd { return r.asking(r.active().Leave(), r.back) }

func (r *Root) asking(l screen.Leave, then func() tea.Cmd) tea.Cmd {
	if l.Question != "" {
		r.ask(confirm{leave: l, then: then})
		return nil
	}
	return then()
}

// atStake is what the topmost screen that has something to lose would lose.
func (r *Root) atStake() screen.Leave {
	for _, e := range slices.Backward(r.stack) {
		if l := e.Leave(); l.Question != "" {
			return l
		}
	}
	return screen.Leave{}
}

// open puts a screen on top of the active one.
func (r *Root) open(name string, s screen.Screen) tea.Cmd {
	r.pause()
	s.SetSize(r.bodySize())
	r.stack = append(r.stack, entry{name, s})
	return s.Init()
}

// pause stops what the active screen does by itself while it is seen.
func (r *Root) pause() {
	if s, ok := r.active().Screen.(interface{ Pause() }); ok {
		s.Pause()
	}
}

// keeper is a screen that holds a secret.
type keeper interface{ Forget() }

// forget wipes the secrets that the screens above the first n hold, and the
// dialog.
func (r *Root) forget(n int) {
	if d, ok := r.dialog().(keeper); ok {
		d.Forget()
	}
	for _, e := range r.stack[n:] {
		if s, ok := e.Screen.(keeper); ok {
			s.Forget()
		}
	}
}

// sequenceMost is more than a sequence for the clipboard has with a key in it.
const sequenceMost = 8 << 10

// overwrite writes over what Bubble Tea keeps of the last sequence for the clipboard,
// once a key was shown.
func (r *Root) overwrite() tea.Cmd {
	if !r.closed || r.env.Shown == nil {
		return nil
	}
	r.closed = false
	return tea.Raw(standin.Nothing(sequenceMost))
}

// cut closes every screen above the first n. A secret they hold is wiped.
func (r *Root) cut(n int) {
	r.pause()
	r.forget(n)
	for _, e := range r.stack[n:] {
		if s, ok := e.Screen.(*reveal.Screen); ok {
			r.notice, r.closed = s.Fate(), true
			r.undelivered.revealed, r.undelivered.shown = "", ""
		}
		if s, ok := e.Screen.(interface{ Closed() }); ok {
			s.Closed()
		}
		// What was made or shown there and not taken is looked for.
		r.undelivered.wanted = r.undelivered.wanted || makes(e.name) || e.name == reveal.ID
	}
	clear(r.stack[n:])
	r.stack = r.stack[:n]
}

func (r *Root) back() tea.Cmd {
	if len(r.stack) == 1 {
		return nil
	}
	if r.isEntered(r.active().Screen) {
		return r.toOuter()
	}
	r.cut(len(r.stack) - 1)
	return r.active().Init()
}

func (r *Root) showKeys() tea.Cmd {
	if len(r.stack) == 1 {
		return nil
	}
	r.cut(1)
	return r.keys.Init()
}

func (r *Root) showAudit() tea.Cmd {
	if r.active().name == audit.ID {
		return nil
	}
	r.cut(1)
	return r.open(audit.ID, r.audit)
}

// filterKeys shows the key list with a filter, or as it is with none.
func (r *Root) filterKeys(filter string) tea.Cmd {
	if filter != "" {
		r.keys.Filter(filter)
	}
	return r.showKeys()
}

func (r *Root) showHealth() tea.Cmd {
	if r.active().name == health.ID {
		return nil
	}
	r.cut(1)
	return r.open(health.ID, r.health)
}

// turn goes on to the next view, or back to the one before; from another screen to the keys.
func (r *Root) turn(back bool) func() tea.Cmd {
	list, at, step := r.views(), r.viewAt(), 1
	if back {
		step = len(list) - 1
	}
	if at < 0 {
		return r.showKeys
	}
	return list[(at+step)%len(list)].show
}

// showInstances shows all instances, as they were when they were left.
func (r *Root) showInstances() tea.Cmd {
	if r.active().name == instances.ID {
		return nil
	}
	r.cut(1)
	return r.open(instances.ID, r.instances)
}

// openAudit shows the audit view with a filter, above the screen that asked, so
// that esc leads back there.
func (r *Root) openAudit(filter screen.AuditFilter) tea.Cmd {
	r.closeFrom(audit.ID)
	r.audit.Open(filter)
	return r.open(audit.ID, r.audit)
}

// findKey opens the key's details; of a key that is not in the list, what the
// instance remembers of it.
func (r *Root) findKey(msg screen.FindKey) tea.Cmd {
	r.closeDialog()
	if key, found := r.keys.Find(msg.ID, msg.Name); found {
		return r.openDetail(screen.ShowKey{Key: key})
	}
	client := r.env.API
	return func() tea.Msg {
		ctx, cancel := context.WithTimeout(context.Background(), screen.CallTimeout)
		defer cancel()
		list, err := client.RevokedKeys(ctx)
		return findRevoked{msg, list, err}
	}
}

// findRevoked are the revoked keys, for one that is looked for.
type findRevoked struct {
	screen.FindKey
	list []api.RevokedKey
	err  error
}

func (r *Root) openDetail(msg tea.Msg) tea.Cmd {
	cmd, _ := r.follow(msg)
	return cmd
}

func (r *Root) foundRevoked(msg findRevoked) tea.Cmd {
	for _, k := range msg.list {
		if k.ID == msg.ID {
			return r.openDetail(screen.ShowRevoked{Key: k})
		}
	}
	text := fmt.Sprintf("“%s” is not in the list of keys: it was revoked, or the list is still loading.", msg.Name)
	if msg.err != nil {
		text = screen.TroubleLine(msg.err)
	}
	r.notice = screen.Notice{Tone: ui.Warn, Text: text}
	return nil
}

// reveal replaces the form by the reveal screen, and has the list look for the
// new key meanwhile. The page of a rotation stays below, to go on from.
func (r *Root) reveal(msg screen.KeyCreated) tea.Cmd {
	if msg.By != r.env.API {
		return nil // of an instance that was left: its notes ask about the key
	}
	entered := false
	if r.active().name != rotate.ID {
		entered = r.isEntered(r.active().Screen)
		r.cut(1)
	}
	shown := r.open(reveal.ID, reveal.New(r.env, msg.Created))
	if entered {
		r.entered, r.createdThere = r.active().Screen, true
	}
	r.undelivered.revealed, r.undelivered.shown = msg.Note, msg.Created.ID
	r.keys.Select(msg.Created.ID)
	r.health.Outdate()
	return tea.Batch(shown, r.keys.Init())
}

func (r *Root) revoked(msg screen.KeyRevoked) tea.Cmd {
	told := tea.Batch(r.keys.Update(msg), r.health.Update(msg), r.tellOuter(msg.Key))
	switch r.active().name {
	case keydetail.ID:
		return tea.Batch(told, r.back())
	case rotate.ID:
		return tea.Batch(told, r.active().Update(msg))
	}
	return told
}

// quit ends the program. Secrets go first, and the last frame is blank.
func (r *Root) quit() tea.Cmd {
	r.cut(1)
	r.forget(0)
	r.place.connect.Cancel()
	r.quitting = true
	return tea.Quit
}

// interrupt is ctrl+c: it asks once where something would be lost, and leaves
// at the second press whatever is open.
func (r *Root) interrupt() tea.Cmd {
	if find[*confirm](r.layers) != nil {
		return r.quit()
	}
	r.forget(len(r.stack))
	r.layers = nil
	r.place.connect.Cancel()
	r.command.Stop()
	return r.leave(r.quit)
}
