package clipboard

import (
	"context"
	"strings"

	words "github.com/supascale/supascale-tui/internal/text"
)

// Multiplexer is what lies between the console and its terminal, as far as this
// machine can tell.
type Multiplexer struct {
	Name         string // "tmux", "screen", "" for none
	Version      string // "" when it didn't say
	Answers      bool   // tmux told the rest; what it didn't tell is ""
	Attached     bool   // a terminal is attached
	Nested       bool   // that terminal is itself a multiplexer's
	SetClipboard string // tmux(1): on, external, off
	Passthrough  string // tmux(1): allow-passthrough: on, all, off
	Takes        string // whether tmux believes that the terminal takes OSC 52: yes, no
	// Beyond names what TERM hints at on the admin's own side of an SSH
	// connection, of which nothing can be seen here.
	Beyond string
}

// Multiplexer asks the tmux or GNU screen around the console about itself. Each
// has a short deadline.
func (c *Clipboard) Multiplexer() Multiplexer {
	switch e := c.env; {
	case e.tmux != "":
		return c.askAboutTmux()
	case e.sty:
		ctx, cancel := context.WithTimeout(context.Background(), timeout)
		defer cancel()
		// GNU screen 4 says its version with exit status 1.
		out, _ := c.tools.run(ctx, call{argv: []string{"screen", "-v"}, reads: true})
		return Multiplexer{Name: "screen", Version: versionForm().FindString(out)}
	case e.within("tmux"):
		return Multiplexer{Beyond: "tmux"}
	case e.within("screen."):
		return Multiplexer{Beyond: "GNU screen"}
	case e.within("screen"):
		return Multiplexer{Beyond: "tmux or GNU screen"}
	}
	return Multiplexer{}
}

var versionForm = words.Pattern(`[0-9]+(\.[0-9]+)+[a-z]?`)

func (c *Clipboard) askAboutTmux() Multiplexer {
	m := Multiplexer{Name: "tmux"}
	// -A: what holds for the pane, wherever it is set. tmux before 3.3 has no
	// such option.
	at := []string{"show-options", "-Apv"}
	if c.env.pane != "" {
		at = append(at, "-t", c.env.pane)
	}
	if out, err := c.askTmux("", append(at, "allow-passthrough")...); err == nil {
		m.Passthrough = word(strings.TrimSpace(out))
	}
	if out, err := c.askTmux("", "display-message", "-p", "#{version}"); err == nil {
		m.Version = versionForm().FindString(out)
	}
	s, err := c.session()
	if err != nil {
		return m
	}
	m.Answers, m.Attached, m.Nested = true, s.tty != "", s.nested()
	m.SetClipboard = word(s.setClipboard)
	switch s.takes {
	case msMissing:
		m.Takes = "no"
	case msPresent:
		m.Takes = "yes"
	}
	return m
}
