// Package reveal shows a new key's value, once, and helps the admin to take it.
package reveal

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/clipboard"
	"github.com/supascale/supascale-tui/internal/deliver"
	"github.com/supascale/supascale-tui/internal/standin"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/ui/press"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// ID owns the requests.
const ID = "reveal"

const goneWords = "The key is no longer here."

// withoutClipboard are the keys of what needs neither screen nor clipboard.
var withoutClipboard = press.SaveFile.Show() + " and " + press.Pipe.Show()

func traceWords() string {
	return "TEA_TRACE is set: it would write the key into a file, so the key is neither shown nor copied. " + withoutClipboard +
		" still work. To see a key, unset TEA_TRACE before you create it."
}

// Screen shows one key until it is closed on purpose: leaving asks, whether the key is
// taken or not.
type Screen struct {
	screen.Base
	env     screen.Env
	key     api.Key
	warning string // that the key is not what was asked for, "" where it is
	drawn   string // what is drawn for the value, "" for itself
	// secret is a pointer so that printing the screen never prints the value:
	// fmt doesn't ask unexported fields how they want to be printed.
	secret *api.Secret
	clip   *clipboard.Clipboard

	line   deliver.Form // the ready-made line shown below the key, bare for none
	status clipboard.Result
	asked  deliver.Form // what the last copy was of
	busy   bool         // a copy is under way
	news   news
	taken  deliver.Taken // how the key was taken, "" while it is not

	panel  panel // what is open in the menu's place, nil for none
	large  bool
	masked bool
	idle   watch
	// deafUntil is when keys count again: what follows the end of a paste that
	// came as key presses is the rest of the paste.
	deafUntil time.Time
	saving    screen.Call[deliver.File]
	piping    screen.Call[deliver.Outcome]

	top    int // lines of the menu scrolled off
	window int // the terminal's width; the other size is of what is drawn, but for a form of the key
}

// news is the result of the last check, file or command.
type news struct {
	tone  ui.Tone
	mark  string
	words string
	next  []string // what to do now, line by line
	check bool     // it is about what is on the clipboard
}

// New returns a screen that holds the only copy of the key's value.
func New(env screen.Env, created api.CreatedKey) *Screen {
	secret := created.Secret
	clip := env.Clipboard
	if clip == nil {
		clip = clipboard.New(env.Getenv, clipboard.Settings{})
	}
	// The key's id in the names keeps a late result of another key's screen
	// from counting here.
	drawn := ""
	if env.Shown.Show(secret.Reveal()) {
		drawn = standin.Text(len(secret.Reveal()))
	}
	return &Screen{
		env: env, drawn: drawn, key: created.Key, warning: created.Warning(), secret: &secret, clip: clip,
		saving: screen.Call[deliver.File]{Owner: ID, Name: "save " + created.ID, Timeout: deliver.FileTimeout},
		piping: screen.Call[deliver.Outcome]{Owner: ID, Name: "pipe " + created.ID, Timeout: deliver.CommandTimeout},
	}
}

// Forget wipes the value from the screen, and ends what still uses it. The root
// calls it on leaving.
func (s *Screen) Forget() {
	s.close()
	s.saving.Cancel()
	s.piping.Cancel()
	s.idle.stop()
	s.env.Shown.Clear()
	s.secret = nil
	s.line = deliver.Bare
	s.status, s.news = clipboard.Result{}, news{}
	s.large, s.masked = false, false
}

// Title is the header's.
func (s *Screen) Title() string { return "Key created: " + s.key.Name }

// Init starts the time after which the key is hidden.
func (s *Screen) Init() tea.Cmd {
	if s.secret == nil {
		return nil
	}
	return s.idle.start(s.env, s.env.RevealTimeout)
}

// SetSize gives the area.
func (s *Screen) SetSize(width, height int) {
	s.window, s.Width, s.Height, s.top = width, s.env.SecretWidth(width), height, 0
}

// Capturing is true while keys are no commands: in a panel, and where any key
// brings the menu back.
func (s *Screen) Capturing() bool {
	return s.panel != nil || s.large || s.masked || s.deaf()
}

// withheld says why the value may not leave by the terminal, "" if it may.
func (s *Screen) withheld() string {
	switch {
	case s.secret == nil:
		return goneWords
	case s.env.Tracing():
		return traceWords()
	}
	return ""
}

// Update takes a message.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		return s.press(msg)
	case tea.PasteMsg:
		return s.paste(msg)
	case clipboard.Result:
		return s.copied(msg)
	case clipboard.Cleared:
		s.cleared(msg)
		return nil
	case elapsed:
		return s.elapsed(msg)
	}
	if r, mine := s.saving.Take(msg); mine {
		return s.fileWritten(r.Value, r.Err)
	}
	if r, mine := s.piping.Take(msg); mine {
		return s.commandEnded(r.Value)
	}
	return nil
}

func (s *Screen) press(msg tea.KeyPressMsg) tea.Cmd {
	s.idle.touch(s.env)
	switch {
	case s.deaf():
		s.deafen()
		return nil
	case s.masked:
		return s.unmask()
	case s.large:
		s.large = false
		return nil
	}
	if c, open := s.panel.(*check); open {
		c.watch.touch(s.env)
	}
	if cmd, taken := screen.Press(s.Actions(), msg); taken || s.panel == nil {
		return cmd
	}
	return s.panel.typed(msg)
}

// paste compares what is pasted anywhere but into a line of text: there is
// nothing else it could be meant for.
func (s *Screen) paste(msg tea.PasteMsg) tea.Cmd {
	s.idle.touch(s.env)
	switch {
	case s.masked:
		return s.unmask()
	case s.panel != nil:
		return s.panel.paste(msg)
	case s.withheld() != "":
		return nil
	}
	s.large = false
	return s.compare(msg.Content)
}

// close shuts the panel that is open.
func (s *Screen) close() {
	if s.panel != nil {
		s.panel.wipe()
		s.panel = nil
	}
}

// deafTime is how long the terminal must be silent for a paste to be over.
const deafTime = 300 * time.Millisecond

func (s *Screen) deaf() bool { return s.env.Now().Before(s.deafUntil) }

func (s *Screen) deafen() { s.deafUntil = s.env.Now().Add(deafTime) }
