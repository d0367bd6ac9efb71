// Package reveal shows a new key's value, once.
package reveal

import (
	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/ui/clipboard"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// form is a way the key is written.
type form uint8

const (
	bare   form = iota
	curl        // a request that works with this key
	export      // an environment variable
)

const (
	traceWords = "TEA_TRACE is set: it would write the key into a file, so the key is not shown. Unset TEA_TRACE and start again."
	goneWords  = "The key is no longer here."
)

// Screen shows one key. Until the admin says it is taken, leaving asks.
type Screen struct {
	env screen.Env
	key api.Key
	// secret is a pointer so that printing the screen never prints the value:
	// fmt doesn't ask unexported fields how they want to be printed.
	secret *api.Secret

	method clipboard.Method
	line   form // the ready-made line shown below the key, bare for none
	status clipboard.Result
	busy   bool // a copy is under way
	taken  bool

	width, height int
}

// New returns a screen that holds the only copy of the key's value.
func New(env screen.Env, created api.CreatedKey) *Screen {
	secret := created.Secret
	return &Screen{env: env, key: created.Key, secret: &secret, method: clipboard.Detect(env.Getenv)}
}

// Forget wipes the value from the screen. The root calls it on leaving.
func (s *Screen) Forget() {
	s.secret = nil
	s.line = bare
	s.status = clipboard.Result{}
}

// Title is the header's.
func (s *Screen) Title() string { return "Key created: " + s.key.Name }

// Init has nothing to load.
func (s *Screen) Init() tea.Cmd { return nil }

// SetSize gives the area.
func (s *Screen) SetSize(width, height int) { s.width, s.height = width, height }

// Cursor is none: nothing is typed here.
func (s *Screen) Cursor() *tea.Cursor { return nil }

// Capturing is never true: nothing is typed here.
func (s *Screen) Capturing() bool { return false }

// Leave asks unless the key is taken.
func (s *Screen) Leave() screen.Leave {
	if s.taken || s.secret == nil {
		return screen.Leave{}
	}
	return screen.Leave{
		Question: "Close without the key? It can't be shown again.",
		Stay:     "stay",
		Go:       "close without it",
	}
}

// withheld says why the value may not leave this screen, "" if it may.
func (s *Screen) withheld() string {
	switch {
	case s.secret == nil:
		return goneWords
	case s.env.Getenv("TEA_TRACE") != "":
		return traceWords
	}
	return ""
}

// Bindings lists the keys.
func (s *Screen) Bindings() []ui.Binding {
	why := s.withheld()
	return []ui.Binding{
		ui.Bind("c", "copy", "c").DisabledIf(why != "", why),
		ui.Bind("1", "as curl", "1").DisabledIf(why != "", why),
		ui.Bind("2", "as export line", "2").DisabledIf(why != "", why),
		ui.Bind("y", "I have the key, close", "y"),
	}
}

// Update copies, shows lines, and closes.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case clipboard.Result:
		if s.busy && s.secret != nil {
			s.busy, s.status = false, msg
		}
	case screen.Taken:
		s.taken = true
	case tea.KeyPressMsg:
		return s.press(msg)
	}
	return nil
}

func (s *Screen) press(msg tea.KeyPressMsg) tea.Cmd {
	key := msg.String()
	switch key {
	case "y":
		s.taken = true
		return tea.Sequence(screen.Send(screen.Taken{}), screen.Send(screen.Back{}))
	case "c", "1", "2":
		if why := s.withheld(); why != "" {
			return screen.Say(ui.Warn, why)
		}
	}
	switch key {
	case "c":
		return s.copy(bare)
	case "1":
		s.line = curl
		return s.copy(curl)
	case "2":
		s.line = export
		return s.copy(export)
	}
	return nil
}

// copy puts the key, or a line with it, on the clipboard. One copy runs at a
// time, so that what is said is about what was asked last.
func (s *Screen) copy(f form) tea.Cmd {
	if s.busy {
		return screen.Say(ui.Warn, "The copy before is still under way: wait a moment.")
	}
	s.busy, s.status = true, clipboard.Result{}
	return clipboard.Copy(s.method, f.subject(), s.write(f))
}

func (f form) subject() string {
	switch f {
	case curl:
		return "The curl line"
	case export:
		return "The export line"
	}
	return "The key"
}

// write gives the value in a form, on one line. Only View and copy call it.
func (s *Screen) write(f form) string {
	switch f {
	case curl:
		return curlStart(s.secret.Reveal()) + " " + shellWord(s.url())
	case export:
		return "export SUPASCALE_API_KEY=" + shellWord(s.secret.Reveal())
	}
	return s.secret.Reveal()
}

// url is an address that answers 200 to this key, where it may read anything.
func (s *Screen) url() string {
	path := "projects"
	for _, r := range keys.Resources() {
		if s.key.Permissions.Allows(r, keys.Read) {
			path = readPaths[r]
			break
		}
	}
	return apiURL(s.env.API.Instance().URL, path)
}
