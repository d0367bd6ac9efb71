// Package revokemany is the page that revokes many keys: what would go, how far it is,
// and the result for each key.
package revokemany

import (
	"context"
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/lifecycle"
	"github.com/supascale/supascale-tui/internal/lifecycle/revokemany"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// ID owns the requests.
const ID = "revoke-many"

// Route leads to the page, about chosen keys or a revocation that was begun before.
var Route = screen.Route{
	ID: ID, Several: true, Once: true,
	Opens: []screen.Opener{
		screen.On(New),
		screen.On(func(env screen.Env, msg screen.ShowReceipts) *Screen { return Reopen(env, msg.Revocation) }),
	},
	Needs: func(env screen.Env) string {
		if env.Many == nil {
			return "This console can't note how far a revocation of many keys has come, so it does none: revoke them one by one."
		}
		return ""
	},
}

const (
	lookTimeout = screen.CallTimeout
	// runTimeout is beyond any run: what a run waits for has bounds of its own.
	runTimeout = 7 * 24 * time.Hour
	// drawEvery is how often the progress is drawn.
	drawEvery = 200 * time.Millisecond
)

// stage is how far the page is.
type stage uint8

const (
	loading  stage = iota // the keys or the notes are read
	planning              // what would go is shown
	running
	told // the receipts are shown
)

// asking is what is typed below the list.
type asking uint8

const (
	nothing asking = iota
	phrase         // that confirms
	path           // of the file for the receipts
)

// Screen is the page.
type Screen struct {
	screen.Base
	env screen.Env
	ask screen.ShowRevokeMany

	look screen.Call[looked]
	drop screen.Call[struct{}] // forgets the revocation
	run  screen.Call[revokemany.Revocations]
	save screen.Call[string]

	list    *ui.List
	field   *ui.Field
	spinner *ui.Spinner

	stage  stage
	asking asking
	// reopened says that the page is about a revocation that was begun before.
	reopened bool
	err      error // why there is nothing to see

	plan        revokemany.Plan
	revocations revokemany.Revocations
	receipts    []lifecycle.Receipt // of all instances
	onlyLeft    bool                // of the receipts those that say that the key is not gone
	shown       []int               // receipts that are listed
	progress    *progress
	stop        context.CancelFunc // stops the run after the key under way
	stopping    bool

	tone ui.Tone
	said string // until the next key press
}

// looked is what a look at the instances' keys gave.
type looked = revokemany.Found

// progress is written by the run and read by the page.
type progress struct {
	mu sync.Mutex
	at revokemany.Progress
}

func (p *progress) set(at revokemany.Progress) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.at = at
}

func (p *progress) get() revokemany.Progress {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.at
}

// step draws the progress anew.
type step struct{ of *progress }

// Addressee names the page.
func (step) Addressee() string { return ID }

// New returns the page about keys that were chosen, of one instance or of several.
func New(env screen.Env, ask screen.ShowRevokeMany) *Screen {
	s := &Screen{
		env: env, ask: ask, field: ui.NewField(env.Theme, "", 500), spinner: ui.NewSpinner(env.Theme),
		look: screen.Call[looked]{Owner: ID, Name: "look", Timeout: lookTimeout},
		drop: screen.Call[struct{}]{Owner: ID, Name: "drop"},
		run:  screen.Call[revokemany.Revocations]{Owner: ID, Name: "run", Timeout: runTimeout},
		save: screen.Call[string]{Owner: ID, Name: "save"},
	}
	s.list = ui.NewList(env.Theme, planRows{s}, planColumns(env)...)
	return s
}

// Reopen returns the page about a revocation that was begun before and is not at its
// end.
func Reopen(env screen.Env, b revokemany.Revocation) *Screen {
	s := New(env, screen.ShowRevokeMany{})
	s.reopened, s.revocations, s.stage = true, revokemany.Join(revokemany.Run{Revocation: b}), told
	s.listReceipts(true)
	return s
}

// Title names the page.
func (s *Screen) Title() string {
	if s.reopened {
		return "Unfinished revocation"
	}
	return "Revoke keys"
}

// Init reads what the page is about, unless it is there.
func (s *Screen) Init() tea.Cmd {
	switch {
	case s.run.Running():
		return s.spinner.Start()
	case s.stage != loading:
		return nil
	}
	return tea.Batch(s.spinner.Start(), s.readKeys())
}

// Update takes a message.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	cmd := s.handle(msg)
	s.layout()
	return cmd
}

func (s *Screen) handle(msg tea.Msg) tea.Cmd {
	if r, mine := s.look.Take(msg); mine {
		return s.readKeysEnded(r)
	}
	if r, mine := s.drop.Take(msg); mine {
		return s.forgotten(r)
	}
	if r, mine := s.run.Take(msg); mine {
		return s.ended(r.Value)
	}
	if r, mine := s.save.Take(msg); mine {
		return s.saved(r)
	}
	switch msg := msg.(type) {
	case step:
		return s.draw(msg)
	case tea.KeyPressMsg:
		s.said = ""
	}
	if cmd, taken := screen.Input(s, msg, s.edit); taken {
		return cmd
	}
	return s.spinner.Update(msg)
}

func (s *Screen) edit(msg tea.Msg) {
	if s.asking != nothing {
		s.field.Update(msg)
	}
}

func (s *Screen) draw(msg step) tea.Cmd {
	if msg.of != s.progress || !s.run.Running() {
		return nil
	}
	return s.env.After(drawEvery, func(time.Time) tea.Msg { return msg })
}

func (s *Screen) say(tone ui.Tone, text string) { s.tone, s.said = tone, text }

// Capturing reports whether something is typed.
func (s *Screen) Capturing() bool { return s.asking != nothing }

// Leave warns while keys are revoked.
func (s *Screen) Leave() screen.Leave {
	if !s.run.Running() {
		return screen.Leave{}
	}
	return screen.Leave{
		Question: "Keys are being revoked. If you leave, it stops after the key under way; what was done is noted, and :pending goes on.",
		Stay:     "stay",
		Go:       "stop and leave",
	}
}

// Closed stops what is under way, after the key that is asked for. What was done is in
// the notes.
func (s *Screen) Closed() {
	if s.stop != nil {
		s.stop()
	}
}
