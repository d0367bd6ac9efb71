// Package clipboard puts text where the admin can paste it, and says honestly
// what is known about its arrival.
package clipboard

import (
	"errors"
	"fmt"
	"os/exec"
	"runtime"
	"strings"
	"time"

	"github.com/atotto/clipboard"

	tea "charm.land/bubbletea/v2"
)

// Method is a way to the clipboard.
type Method struct {
	native bool
	how    string // after "was" or "were": "sent to your terminal's clipboard …"
	caveat string // what may stop it and what to do about it, "" for nothing known
}

// Result says what became of a copy. It never holds the text that was copied.
type Result struct {
	What   string // what was copied, in the caller's words: "the key"
	Method Method
	Words  string // a sentence or two for the screen, true in either case
	Sure   bool   // the tool that put it there reported success
	Err    error  // why it was not copied; nil when it was, or nobody can know
}

// timeout bounds a native tool: one whose display server hangs never returns.
const timeout = 2 * time.Second

// Detect chooses the way by the environment of the terminal. A tool on this
// machine is used only where this machine's clipboard is the admin's: not over
// SSH, and not within tmux or screen, which outlive the terminal they are seen
// in.
func Detect(getenv func(string) string) Method {
	return detect(getenv, runtime.GOOS, !clipboard.Unsupported)
}

func detect(getenv func(string) string, system string, hasTool bool) Method {
	set := func(names ...string) bool {
		for _, n := range names {
			if getenv(n) != "" {
				return true
			}
		}
		return false
	}
	term := getenv("TERM")
	overSSH := set("SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY")
	const sent, unsure = "sent to your terminal's clipboard", " (OSC 52): it can't be confirmed from here"
	switch {
	case set("TMUX"):
		return Method{how: sent + " through tmux" + unsure,
			caveat: "tmux drops it unless this was run in it: tmux set -s set-clipboard on"}
	case set("STY"):
		return Method{how: sent + " through screen" + unsure,
			caveat: "GNU screen is known to drop it: select the line with the mouse instead."}
	case overSSH && (strings.HasPrefix(term, "tmux") || strings.HasPrefix(term, "screen")):
		return Method{how: sent + unsure,
			caveat: "The tmux or screen on your own machine drops it; for tmux, run there: tmux set -s set-clipboard on"}
	case term == "linux" && !set("WAYLAND_DISPLAY", "DISPLAY"):
		return Method{how: sent + unsure, caveat: "The Linux text console has no clipboard."}
	case overSSH, system != "darwin" && system != "windows" && !set("WAYLAND_DISPLAY", "DISPLAY"):
		return Method{how: sent + unsure}
	case !hasTool:
		return Method{how: sent + unsure,
			caveat: "This machine has no clipboard tool: install wl-clipboard, xclip or xsel to copy without the terminal's help."}
	}
	return Method{native: true, how: "put on this machine's clipboard"}
}

// Copy puts text on the clipboard and sends a Result. What names the text to
// the admin, as the start of a sentence: "The key".
func Copy(m Method, what, text string) tea.Cmd {
	if m.native {
		return func() tea.Msg { return writeNative(m, what, text, clipboard.WriteAll) }
	}
	words := what + " was " + m.how + "."
	if m.caveat != "" {
		words += " " + m.caveat
	}
	return tea.Sequence(tea.SetClipboard(text), func() tea.Msg {
		return Result{What: what, Method: m, Words: words}
	})
}

var errHangs = errors.New("it did not answer within 2 seconds")

// writeNative gives up on a tool that hangs. The tool can't be stopped: its
// goroutine ends when it does.
func writeNative(m Method, what, text string, write func(string) error) Result {
	done := make(chan error, 1)
	go func() { done <- write(text) }()
	deadline := time.NewTimer(timeout)
	defer deadline.Stop()
	var err error
	select {
	case err = <-done:
	case <-deadline.C:
		err = errHangs
	}
	if err == nil {
		return Result{What: what, Method: m, Words: what + " was " + m.how + ".", Sure: true}
	}
	words := fmt.Sprintf("Not copied: this machine's clipboard tool failed (%s). Select the line with the mouse instead.", reason(err))
	return Result{What: what, Method: m, Words: words, Err: err}
}

// reason words a failure without the path of a tool or anything it printed.
func reason(err error) string {
	switch exit, ok := errors.AsType[*exec.ExitError](err); {
	case ok:
		return fmt.Sprintf("exit status %d", exit.ExitCode())
	case errors.Is(err, errHangs):
		return errHangs.Error()
	case errors.Is(err, exec.ErrNotFound):
		return "it is not installed"
	}
	return "it could not be run"
}
