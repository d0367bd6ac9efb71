// Package keytest is the screen that tries out what a key really lets through.
package keytest

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/keytest"
	"github.com/supascale/supascale-tui/internal/text"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// ID owns the requests.
const ID = "test"

// Route leads to the test.
var Route = screen.Route{ID: ID, Above: true, Opens: []screen.Opener{screen.On(New)}}

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
	screen.Base
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

	page ui.Page
}

// New returns the test that msg asks for.
func New(env screen.Env, msg screen.ShowTest) *Screen {
	s := &Screen{
		env: env, key: msg.Key, input: ui.NewHidden(env.Theme), spinner: ui.NewSpinner(env.Theme),
		try:  screen.Call[api.Tried]{Owner: ID, Name: "try " + msg.Key.ID, Timeout: keytest.TryTimeout},
		look: screen.Call[keytest.Logged]{Owner: ID, Name: "look " + msg.Key.ID},
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
	if cmd, taken := screen.Input(s, msg, s.edit); taken {
		return cmd
	}
	return s.spinner.Update(msg)
}

func (s *Screen) edit(msg tea.Msg) {
	if s.stage == asking && !s.env.Tracing() {
		s.reject = ""
		s.input.Update(msg)
	}
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

func (s *Screen) moment(t time.Time) string {
	return text.Moment(t, s.env.Zone) + ", " + text.Relative(t, s.env.Now(), "")
}

// Capturing is true while the value is asked for.
func (s *Screen) Capturing() bool { return s.stage == asking }
