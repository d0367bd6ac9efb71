package doctor

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/charmbracelet/colorprofile"

	"github.com/supascale/supascale-tui/internal/clipboard"
	"github.com/supascale/supascale-tui/internal/process/ssh"
	"github.com/supascale/supascale-tui/internal/prompt"
	"github.com/supascale/supascale-tui/internal/text"
)

// The size in cells from which on the console shows all that it has to show.
const wide, high = 80, 24

var (
	termKind      = Check{Group: Terminal, ID: "terminal.kind", Title: "TERM"}
	termSize      = Check{Group: Terminal, ID: "terminal.size", Title: "Size"}
	termColours   = Check{Group: Terminal, ID: "terminal.colours", Title: "Colours"}
	termLocale    = Check{Group: Terminal, ID: "terminal.locale", Title: "Locale"}
	termZone      = Check{Group: Terminal, ID: "terminal.zone", Title: "Time zone"}
	termSSH       = Check{Group: Terminal, ID: "terminal.ssh", Title: "SSH"}
	termMux       = Check{Group: Terminal, ID: "terminal.multiplexer", Title: "tmux, screen"}
	termClipboard = Check{Group: Terminal, ID: "terminal.clipboard", Title: "Copying"}
	termTrace     = Check{Group: Terminal, ID: "terminal.trace", Title: "Tracing"}
)

const tmuxThere = "On the machine you sit at, put this line into ~/.tmux.conf: " + clipboard.TmuxLine

// terminal looks at what the console would be shown on.
func (r *runner) terminal(ctx context.Context) {
	for _, c := range []Check{r.kind(), r.size(), r.colours(), r.locale(), r.zone(), r.ssh()} {
		r.add(c)
	}
	box := r.Screen.Clipboard
	if box == nil {
		r.add(termMux.is(Skipped, "the settings can't be read"))
		r.add(termClipboard.is(Skipped, "the settings can't be read"))
	} else {
		var m clipboard.Multiplexer
		if ctx.Err() == nil { // asking takes a moment
			m = box.Multiplexer()
			r.add(multiplexer(m, box.Chosen()))
		} else {
			r.add(termMux.is(Skipped, "interrupted"))
		}
		r.add(copying(box, m))
	}
	if r.getenv("TEA_TRACE") != "" {
		r.add(termTrace.is(Warn, "TEA_TRACE is set: what is drawn is written to a file, so the console shows no new key").cure("unset TEA_TRACE"))
	} else {
		r.add(termTrace.is(OK, "off"))
	}
}

func (r *runner) kind() Check {
	term := r.getenv("TERM")
	switch {
	case !prompt.PlainTerminal(r.getenv):
		return termKind.is(OK, "%s", or(cut(term), "not set, as is usual on this system"))
	case term == "":
		return termKind.is(Warn, "not set, so the console starts in accessible mode (plain prompts)").cure("To have it drawn, start it in a terminal that sets TERM, or over SSH with: ssh -t")
	}
	return termKind.is(Warn, "%s: the terminal can only print lines, so the console starts in accessible mode (plain prompts)", cut(term)).
		cure("To have it drawn, use another terminal, or set TERM to what this one really is")
}

func (r *runner) size() Check {
	w, h := r.Screen.Width, r.Screen.Height
	found := fmt.Sprintf("%d×%d cells", w, h)
	switch {
	case w <= 0 || h <= 0:
		return termSize.is(Info, "there is no terminal here: the commands work, the console needs one")
	case w < r.Screen.MinWidth || h < r.Screen.MinHeight:
		return termSize.is(Warn, "%s: too small for the console", found).cure(fmt.Sprintf("Make the window at least %d×%d, better %d×%d", r.Screen.MinWidth, r.Screen.MinHeight, wide, high))
	case w < wide || h < high:
		return termSize.is(Info, "%s: enough to work with; it is made for %d×%d and up", found, wide, high)
	}
	return termSize.is(OK, "%s", found)
}

func (r *runner) colours() Check {
	found := map[colorprofile.Profile]string{
		colorprofile.TrueColor: "16 million", colorprofile.ANSI256: "256", colorprofile.ANSI: "16",
	}[colorprofile.Env(r.Environ)]
	if r.getenv("NO_COLOR") != "" {
		return termColours.is(Info, "none, because NO_COLOR is set")
	}
	if found == "" {
		return termColours.is(Info, "none, as TERM says; no state is told by colour alone")
	}
	return termColours.is(OK, "%s, as the environment says", found)
}

func (r *runner) locale() Check {
	name, value := text.Locale(r.getenv)
	switch {
	case value == "":
		return termLocale.is(Info, "not set; the console writes UTF-8 all the same")
	case text.ASCIIOnly(r.getenv):
		return termLocale.is(Warn, "%s=%s is not UTF-8: what is shown is in ASCII, other letters are question marks", name, cut(value)).cure("export LC_ALL=C.UTF-8")
	}
	return termLocale.is(OK, "%s=%s", name, cut(value))
}

func (r *runner) zone() Check {
	if problem := r.Screen.ZoneProblem; problem != "" {
		return termZone.is(Warn, "%s", strings.TrimSuffix(problem, ".")).cure("export TZ=Europe/Berlin, or another name of that kind")
	}
	zone := r.Screen.Zone
	if zone == nil {
		zone = time.UTC
	}
	return termZone.is(OK, "%s", r.Now().In(zone).Format("MST, UTC-07:00"))
}

func (r *runner) ssh() Check {
	if ssh.Remote(r.getenv) {
		return termSSH.is(Info, "the session comes over SSH: only your terminal can reach your clipboard")
	}
	return termSSH.is(Info, "no sign of it")
}

// multiplexer judges what is between the console and the terminal.
func multiplexer(m clipboard.Multiplexer, by clipboard.Name) Check {
	if m.Beyond != "" {
		return termMux.is(Warn, "TERM looks like %s, which can't be seen from here: it runs on the machine you sit at, in front of SSH, or its variables were lost (sudo, su). By default tmux drops what is copied", m.Beyond).
			cure(tmuxThere)
	}
	name := strings.TrimSpace(m.Name + " " + m.Version)
	switch {
	case m.Name == "":
		return termMux.is(OK, "neither is seen. One on the machine you sit at, in front of SSH, shows at most in TERM")
	case m.Name == "screen":
		return termMux.is(OK, "GNU %s: what is copied goes through it in pieces", name)
	case !m.Answers:
		return termMux.is(Warn, "%s, which does not answer", name).cure("See that tmux is on the PATH and its server runs: tmux info")
	}
	found := fmt.Sprintf("%s, set-clipboard %s, allow-passthrough %s", name, or(m.SetClipboard, "not told"), or(m.Passthrough, "not told"))
	switch {
	case !m.Attached:
		return termMux.is(Warn, "%s; no terminal is attached", found).cure("tmux attach")
	case m.Nested:
		return termMux.is(Warn, "%s; the terminal attached to it is another tmux's or screen's, which by default drops what is copied", found).cure(tmuxThere)
	case by == clipboard.OSC52 && m.SetClipboard != "on":
		return termMux.is(Warn, "%s: it drops what is copied by OSC 52", found).
			cure(`Take clipboard = "osc52" out of the configuration, so that the console goes past tmux, or put this line into ~/.tmux.conf: ` + clipboard.TmuxLine)
	case m.Takes == "no":
		found += "; it believes that your terminal has no clipboard, which the console's way past it does not need"
	}
	return termMux.is(OK, "%s", found)
}

func or(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

// copying says which way a copied key takes, and why.
func copying(box *clipboard.Clipboard, m clipboard.Multiplexer) Check {
	for _, choice := range box.Choices() {
		if choice.Name != box.Chosen() {
			continue
		}
		found := fmt.Sprintf("%s: %s", choice.Title, choice.Why)
		if !choice.Usable {
			return termClipboard.is(Warn, "%s", found).
				cure("Take the new key another way: select it with the mouse, write it to a file, or hand it to a command. Other ways to copy: C on the screen of a new key")
		}
		if m.Beyond == "" && !m.Nested && choice.Name != clipboard.Native && choice.Name != clipboard.None {
			found += ". Whether it arrives can't be known from here: paste it into the check (v)"
		}
		return termClipboard.is(OK, "%s", found)
	}
	return termClipboard.is(Info, "%s", string(box.Chosen()))
}
