package clipboard

import (
	"runtime"
	"strconv"
	"strings"

	"github.com/atotto/clipboard"

	"github.com/supascale/supascale-tui/internal/process/ssh"
)

// environment is what the session says about what lies between the program and
// the admin.
type environment struct {
	system    string // runtime.GOOS
	term      string // TERM
	tmux      string // TMUX
	pane      string // TMUX_PANE
	sty       bool   // within GNU screen
	ssh       bool
	display   bool // a clipboard of this machine's own exists
	forwarded bool // the display is the admin's own, reached through SSH
	tool      bool // a tool for this machine's clipboard is installed
}

func readEnvironment(getenv func(string) string) environment {
	set := func(names ...string) bool {
		for _, n := range names {
			if getenv(n) != "" {
				return true
			}
		}
		return false
	}
	e := environment{
		system: runtime.GOOS,
		term:   getenv("TERM"),
		tmux:   getenv("TMUX"),
		pane:   getenv("TMUX_PANE"),
		sty:    set("STY"),
		ssh:    ssh.Remote(getenv),
		// Windows from within WSL, and Termux, need no display.
		display: set("WAYLAND_DISPLAY", "DISPLAY", "WSL_DISTRO_NAME", "WSL_INTEROP", "TERMUX_VERSION"),
		tool:    !clipboard.Unsupported,
	}
	e.forwarded = e.ssh && forwarded(getenv("DISPLAY"))
	return e
}

// forwarded reports whether a display is one that sshd offers: on loopback,
// from number 10 (sshd_config, X11DisplayOffset).
func forwarded(display string) bool {
	host, number, _ := strings.Cut(display, ":")
	number, _, _ = strings.Cut(number, ".")
	n, err := strconv.Atoi(number)
	return err == nil && n >= 10 && host != "" && host != "unix"
}

// desktop reports whether this machine has a clipboard.
func (e environment) desktop() bool {
	return e.system == "darwin" || e.system == "windows" || e.display
}

// within reports whether TERM names a multiplexer that this machine knows
// nothing of: one on the admin's side.
func (e environment) within(names ...string) bool {
	if e.tmux != "" || e.sty {
		return false
	}
	for _, n := range names {
		if strings.HasPrefix(e.term, n) {
			return true
		}
	}
	return false
}

// deaf reports a terminal that is known to have no clipboard.
func (e environment) deaf() bool { return e.term == "linux" || e.term == "dumb" }
