// Package keytest is the screen that tries out what a key really lets through.
package keytest

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/keytest"
	"github.com/supascale/supascale-tui/internal/text"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// stage is how far the screen is.
type stage uint8

const (
	asking  stage = iota // for the value
	warning              // of what the test leaves behind
	trying
	reading // the log, for the reason of a refusal
	done
)

// Screen is the test of one key.
type Screen struct {
	env    screen.Env
	key    api.RevokedKey
	stage  stage
	input  *ui.Hidden
	reject string // why what was pasted is not tested
	// value is a pointer so that printing the screen never prints it. It is gone
	// when the test is over.
	value *api.Secret

	tester  api.Tester
	marker  string
	test    *keytest.Test
	refused keytest.Attempt // the request to look for in the log
	logged  keytest.Logged
	walk    keytest.Walk
	try     screen.Call[api.Tried]
	look    screen.Call[keytest.Logged]
	spinner *ui.Spinner

	top           int // lines scrolled off
	width, height int
}

// New returns the test that msg asks for.
func New(env screen.Env, msg screen.ShowTest) *Screen {
	s := &Screen{
		env: env, key: msg.Key, input: ui.NewHidden(env.Theme), spinner: ui.NewSpinner(env.Theme),
		try:  screen.Call[api.Tried]{Owner: screen.Test, Name: "try " + msg.Key.ID, Timeout: keytest.TryTimeout},
		look: screen.Call[keytest.Logged]{Owner: screen.Test, Name: "look " + msg.Key.ID},
	}
	if !msg.Value.IsZero() {
		value := msg.Value
		s.value, s.stage = &value, warning
	}
	s.test = keytest.New(s.expect())
	return s
}

func (s *Screen) expect() keytest.Expectation {
	if !s.key.Revoked.IsZero() {
		return keytest.OfRevoked(s.key)
	}
	return keytest.OfKey(s.key.Key, s.env.Now())
}

// Title names the screen.
func (s *Screen) Title() string { return "Test of a key: " + s.key.Name }

// Init starts no test: it waits for the admin's word.
func (s *Screen) Init() tea.Cmd { return nil }

// ask has the admin say that the test may begin.
func (s *Screen) ask() tea.Cmd {
	return screen.Send(screen.Question{Title: "Test the key?", Text: keytest.Warning, Stay: "Not now", Go: "Test it", Then: s.start})
}

// Forget wipes the value and ends what uses it.
func (s *Screen) Forget() {
	s.input.Wipe()
	s.try.Cancel()
	s.look.Cancel()
	s.spinner.Stop()
	s.forgetValue()
	if s.stage == trying || s.stage == reading {
		s.test.Stop()
		s.stage = done
	}
}

// forgetValue drops all that holds the value.
func (s *Screen) forgetValue() { s.value, s.tester, s.refused = nil, nil, keytest.Attempt{} }

// tracing reports whether the program writes what is typed into a file.
func (s *Screen) tracing() bool { return s.env.Getenv("TEA_TRACE") != "" }

// Update takes a message.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	if r, mine := s.try.Take(msg); mine {
		return s.tried(r.Value, r.Err)
	}
	if r, mine := s.look.Take(msg); mine {
		s.logged = r.Value
		if r.Err != nil {
			s.logged = keytest.Logged{Asked: true, Err: r.Err}
		}
		s.finish()
		return nil
	}
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		return s.press(msg)
	case tea.PasteMsg:
		if s.stage == asking && !s.tracing() {
			s.reject = ""
			s.input.Update(msg)
		}
		return nil
	}
	return s.spinner.Update(msg)
}

func (s *Screen) press(msg tea.KeyPressMsg) tea.Cmd {
	key := msg.String()
	switch s.stage {
	case asking:
		return s.pressAsking(msg)
	case warning:
		if key == "enter" {
			return s.ask()
		}
	case trying, reading:
		if key == "esc" {
			s.stop()
			return nil
		}
	}
	switch key {
	case "esc", "h", "left":
		return screen.Send(screen.Back{})
	case "up", "k":
		s.scroll(-1)
	case "down", "j":
		s.scroll(1)
	}
	return nil
}

func (s *Screen) pressAsking(msg tea.KeyPressMsg) tea.Cmd {
	switch msg.String() {
	case "esc":
		return screen.Send(screen.Back{})
	case "enter", "ctrl+j": // a pasted line end is either
		s.taken()
	default:
		if !s.tracing() {
			s.reject = ""
			s.input.Update(msg)
		}
	}
	return nil
}

// taken looks at what was pasted: its form, and whether it can be of this key.
// Nothing is sent for that.
func (s *Screen) taken() {
	if s.input.Len() == 0 {
		return
	}
	var value api.Secret
	if value, s.reject = keytest.Pasted(s.key.Key, s.input.Take()); s.reject == "" {
		s.value, s.stage = &value, warning
	}
}

// start begins the test.
func (s *Screen) start() tea.Cmd {
	s.marker = keytest.Marker()
	tester, err := s.env.API.TestWith(*s.value, s.marker)
	if err != nil {
		s.reject, s.stage = text.Sentence(err.Error()), asking
		s.forgetValue()
		return nil
	}
	s.tester, s.stage = tester, trying
	s.test = keytest.New(s.expect())
	return tea.Batch(s.spinner.Start(), s.next())
}

// next reads the next resource, or goes on to the reason.
func (s *Screen) next() tea.Cmd {
	r, more := s.test.Next()
	if !more {
		return s.explain()
	}
	tester := s.tester
	return s.try.Start(func(ctx context.Context) (api.Tried, error) { return tester.Try(ctx, r) })
}

func (s *Screen) tried(tried api.Tried, err error) tea.Cmd {
	s.test.Take(tried, err)
	if s.test.IsRefused() {
		s.refused = keytest.Attempt{At: s.env.Now(), Path: tried.Path, Marker: s.marker, Value: *s.value}
	}
	return s.next()
}

// explain looks for the reason of a refusal, which the log alone has.
func (s *Screen) explain() tea.Cmd {
	if !s.test.IsRefused() {
		s.finish()
		return nil
	}
	s.stage = reading
	attempt, client := s.refused, s.env.API
	return s.look.Start(func(ctx context.Context) (keytest.Logged, error) {
		return keytest.LookUp(ctx, client, attempt, keytest.Pause), nil
	})
}

// stop ends the test at the admin's word.
func (s *Screen) stop() {
	s.try.Cancel()
	s.look.Cancel()
	s.test.Stop()
	s.finish()
}

// finish explains what came of it and forgets the value.
func (s *Screen) finish() {
	s.stage = done
	s.spinner.Stop()
	if s.value != nil {
		s.walk = s.test.Walk(*s.value, s.logged, s.env.Now(), s.moment)
	}
	s.forgetValue()
}

func (s *Screen) moment(t time.Time) string {
	return text.Moment(t, s.env.Zone) + ", " + text.Relative(t, s.env.Now(), "")
}

// SetSize gives the area.
func (s *Screen) SetSize(width, height int) {
	s.width, s.height = max(width, 0), max(height, 0)
	s.scroll(0)
}

// Capturing is true while the value is asked for.
func (s *Screen) Capturing() bool { return s.stage == asking }

// Leave loses nothing: what a test found is in the log too.
func (s *Screen) Leave() screen.Leave { return screen.Leave{} }

// Bindings lists the screen's keys as they are now.
func (s *Screen) Bindings() []ui.Binding {
	back := ui.Bind("esc", "back", "esc", "h", "left")
	move := ui.Bind("↑↓", "scroll", "up", "k", "down", "j").DisabledIf(len(s.lines()) <= s.height, "All of it is on the screen.")
	switch s.stage {
	case asking:
		return []ui.Binding{
			ui.Bind("enter", "take it", "enter").DisabledIf(s.input.Len() == 0, "Nothing was pasted yet."),
			ui.Bind("ctrl+u", "clear", "ctrl+u"), ui.Bind("esc", "back", "esc"),
		}
	case warning:
		return []ui.Binding{ui.Bind("enter", "test it", "enter"), move, back}
	case trying, reading:
		return []ui.Binding{ui.Bind("esc", "stop", "esc"), move}
	}
	return []ui.Binding{move, back}
}
