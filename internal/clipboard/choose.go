package clipboard

import (
	"fmt"
	"path/filepath"
)

// pick chooses the method that reaches the clipboard of whoever sits at the terminal: of those
// that the environment allows, the one that fails least; where it allows none, OSC 52, which does
// no harm.
func (c *Clipboard) pick() Name {
	if m := c.settings.Method; m != "" && m != Auto {
		return m
	}
	e := c.env
	native := e.desktop() && e.tool
	switch {
	case e.tmux != "":
		return Tmux
	// Only GNU screen names itself "screen." and the terminal around it.
	case e.sty, e.within("screen."):
		return Screen
	case (e.ssh || !e.desktop()) && !e.deaf():
		return OSC52
	case native && (!e.ssh || e.forwarded):
		return Native
	case len(c.settings.Command) > 0:
		return Command
	}
	return OSC52
}

// Choices lists every way in ladder order, by the environment alone.
func (c *Clipboard) Choices() []Choice {
	out := []Choice{
		{Name: Tmux, Title: "through tmux"},
		{Name: Screen, Title: "through GNU screen"},
		{Name: OSC52, Title: "by the terminal (OSC 52)"},
		{Name: Native, Title: "this machine's clipboard"},
		{Name: Command, Title: "your own command"},
		{Name: None, Title: "no copying"},
	}
	for i, judge := range []func() (bool, string){
		c.judgeTmux, c.judgeScreen, c.judgePlain, c.judgeNative, c.judgeCommand,
		func() (bool, string) { return true, "turns copying off" },
	} {
		out[i].Usable, out[i].Why = judge()
	}
	return out
}

func (c *Clipboard) judgeTmux() (bool, string) {
	if c.env.tmux == "" {
		return false, "the console is not running in tmux (TMUX is not set)"
	}
	return true, "the console runs in tmux; it goes past tmux to the terminal attached to it"
}

func (c *Clipboard) judgeScreen() (bool, string) {
	switch e := c.env; {
	case e.tmux != "" && e.sty:
		return false, "there is tmux besides screen, and the way through tmux serves both"
	case e.sty:
		return true, "the console runs in GNU screen, which lets this form pass"
	case e.within("screen"):
		return true, fmt.Sprintf("TERM is %q: right if GNU screen, not tmux, runs on the machine you sit at", e.term)
	}
	return false, "the console is not running in GNU screen (STY is not set)"
}

func (c *Clipboard) judgePlain() (bool, string) {
	switch e := c.env; {
	case e.tmux != "":
		return true, "tmux drops it unless its set-clipboard is on, and then keeps a copy"
	case e.sty:
		return false, "GNU screen drops it"
	case e.deaf():
		return false, deafWords(e.term)
	case e.within("tmux", "screen"):
		return true, fmt.Sprintf("TERM is %q: a tmux on the machine you sit at drops it unless its set-clipboard is on", e.term)
	case e.ssh:
		return true, "over SSH only your terminal can reach your clipboard"
	case !e.desktop():
		return true, "this machine has no display; your terminal may have a clipboard"
	}
	return true, "works if your terminal allows it"
}

func deafWords(term string) string {
	if term == "dumb" {
		return "TERM is \"dumb\": the terminal takes no sequences"
	}
	return "the Linux text console has no clipboard"
}

func (c *Clipboard) judgeNative() (bool, string) {
	switch e := c.env; {
	case !e.tool && e.system != "darwin" && e.system != "windows":
		return false, "no tool for it was found: install wl-clipboard, xclip or xsel"
	case e.ssh && e.forwarded:
		return true, "SSH forwards your display, so this machine's tool reaches your clipboard"
	case e.ssh:
		return false, "over SSH it is the clipboard of the machine the console runs on, not yours"
	case !e.desktop():
		return false, "this machine has no display (DISPLAY and WAYLAND_DISPLAY are not set)"
	}
	return true, "the console runs on the machine you sit at; it is read back to be sure"
}

func (c *Clipboard) judgeCommand() (bool, string) {
	if len(c.settings.Command) == 0 {
		return false, "clipboard_command is not set in the configuration"
	}
	return true, fmt.Sprintf("runs %q with the text on its standard input", filepath.Base(c.settings.Command[0]))
}
