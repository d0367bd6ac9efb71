// Package clipboard puts text where the admin can paste it, and says honestly
// what is known about its arrival. Which way it takes depends on what lies
// between the program and the admin: nothing, tmux, GNU screen, SSH.
package clipboard

import (
	"errors"
	"slices"
	"sync/atomic"
	"time"

	tea "charm.land/bubbletea/v2"

	words "github.com/supascale/supascale-tui/internal/text"
)

// Name is a way to the clipboard, as the configuration calls it.
type Name string

// The ways, in the order in which they are tried.
const (
	Tmux    Name = "tmux"    // OSC 52 past tmux, to the terminal attached to it
	Screen  Name = "screen"  // OSC 52 in the pieces that GNU screen lets pass
	OSC52   Name = "osc52"   // plain OSC 52 (xterm control sequences, "OSC Ps ; Pt ST")
	Native  Name = "native"  // the clipboard of the machine the program runs on
	Command Name = "command" // a command of the admin's own
	None    Name = "none"    // no copying at all

	// Auto stands for the first way that fits; only settings hold it.
	Auto Name = "auto"
)

// Names lists the ways in ladder order, without Auto.
func Names() []Name { return []Name{Tmux, Screen, OSC52, Native, Command, None} }

// Verdict is what is known about a copy.
type Verdict uint8

// The verdicts. The zero value belongs to no copy.
const (
	_         Verdict = iota
	Confirmed         // reading it back gave the same text
	Sent              // handed over; whether it arrived can't be known here
	Failed            // it did not get there
)

// Choice is a way with what speaks for or against it here.
type Choice struct {
	Name   Name
	Title  string
	Usable bool   // whether it can work here; Use takes any
	Why    string // the reason, as part of a sentence
}

// Settings are the admin's wishes.
type Settings struct {
	Method     Name          // "" and Auto pick by the environment
	Command    []string      // for Command: program and arguments, run without a shell
	ClearAfter time.Duration // when to clear the clipboard after a copy, 0 for never
}

// Result is the result of a copy. It never holds the text that was copied.
type Result struct {
	What    string // what was copied, in the caller's words: "The key"
	Method  Name
	Verdict Verdict
	Words   string   // a sentence or two for the screen, none claims more than is known
	Advice  []string // what to do if it did not arrive, a sentence or a line for a file each
	Err     error    // why it failed; nil unless Failed
}

// Clipboard copies by one way at a time. Its methods belong to the event loop;
// the commands they return run beside it.
type Clipboard struct {
	env      environment
	settings Settings
	method   Name
	tools    tools
	// hanging counts native tools that were given up on and never came back.
	hanging atomic.Int32
}

// New reads the environment of the terminal. It does no I/O.
func New(getenv func(string) string, s Settings) *Clipboard {
	return newClipboard(readEnvironment(getenv), s, realTools())
}

func newClipboard(env environment, s Settings, with tools) *Clipboard {
	c := &Clipboard{env: env, settings: s, tools: with}
	c.Use(s.Method)
	return c
}

// Use copies by the named way from now on; "" and Auto pick one again.
func (c *Clipboard) Use(n Name) {
	if !slices.Contains(Names(), n) {
		n = c.pick()
	}
	c.method = n
}

// Chosen is the way that Copy takes.
func (c *Clipboard) Chosen() Name { return c.method }

// ClearAfter is how long after a copy the clipboard is to be cleared, with words that say so; 0
// where it is not: the admin has not asked for it, nothing was copied, or the method can't.
func (c *Clipboard) ClearAfter(r Result) (after time.Duration, says string) {
	after = c.settings.ClearAfter
	if after <= 0 || r.Verdict == Failed || !CanClear(r.Method) {
		return 0, ""
	}
	return after, "It will be asked to forget it in " + words.Span(after) + ", if the console still runs."
}

// Copy puts text on the clipboard and sends a Result. What names the text to
// the admin, as the start of a sentence: "The key".
func (c *Clipboard) Copy(what, text string) tea.Cmd {
	switch c.method {
	case Tmux:
		return func() tea.Msg { return c.copyTmux(what, text) }
	case Screen:
		return c.copyScreen(what, text)
	case OSC52:
		return c.copyPlain(what, text)
	case Native:
		return func() tea.Msg { return c.copyNative(what, text) }
	case Command:
		return func() tea.Msg { return c.copyCommand(what, text) }
	}
	return send(Result{
		What: what, Method: None, Verdict: Failed, Err: errOff,
		Words:  "Not copied: copying is turned off (clipboard = \"none\").",
		Advice: []string{byHand},
	})
}

func send(msg tea.Msg) tea.Cmd { return func() tea.Msg { return msg } }

// Direct reports whether the way writes nothing to the program's own output: it
// then works where that takes plain lines only.
func (n Name) Direct() bool { return n == Tmux || n == Native || n == Command }

// CopyDirect is Copy, at once, for a way that is Direct.
func (c *Clipboard) CopyDirect(what, text string) Result {
	if c.method.Direct() {
		if r, ok := c.Copy(what, text)().(Result); ok {
			return r
		}
	}
	return Result{
		What: what, Method: c.method, Verdict: Failed, Err: errNotPlain,
		Words:  "Not copied: this way needs a control sequence in the output, and plain lines have none.",
		Advice: []string{"Save it to a file or hand it to a command."},
	}
}

var errNotPlain = errors.New("this way writes a control sequence")
