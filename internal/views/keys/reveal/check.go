package reveal

import (
	"strings"
	"time"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/deliver"
	"github.com/supascale/supascale-tui/internal/text"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/ui/press"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// checkTimeout ends a check to which nothing comes: a paste whose end got lost
// on the way must not hold the keyboard.
const checkTimeout = time.Minute

// maxTyped bounds what is kept of a paste that comes as key presses. Nothing
// longer can be the key or a line with it; the rest is counted only.
const maxTyped = 8 << 10

// check is the panel that takes a paste and compares it. A terminal with
// bracketed paste sends it whole; any other sends a key press for each
// character, so keys are text here and no commands.
type check struct {
	s     *Screen
	watch watch
	text  []byte
	long  bool // more came than text holds
	count int  // characters that came as key presses
}

func (s *Screen) openCheck() tea.Cmd {
	c := &check{s: s}
	s.panel, s.news = c, news{}
	return c.watch.start(s.env, checkTimeout)
}

func (c *check) wipe() {
	clear(c.text)
	c.text = nil
	c.watch.stop()
}

const nothingPasted = "Nothing was pasted yet."

func (c *check) actions() []screen.Action {
	return []screen.Action{
		{Binding: ui.Name("paste", "compare")},
		// A pasted line end is either of the keys.
		screen.Do(ui.Bind(press.LineEnd, "compare what came as keys").DisabledIf(c.count == 0, nothingPasted), c.done),
		screen.Set(ui.Bind(press.Esc, "back"), c.s.close),
		screen.Set(ui.Bind(press.Backspace, "clear").HelpOnly().DisabledIf(c.count == 0, nothingPasted), func() {
			clear(c.text)
			c.text, c.long, c.count = c.text[:0], false, 0
		}),
		screen.Set(ui.Bind(press.Tab, "is text").HelpOnly(), func() { c.add("\t") }),
	}
}

func (c *check) typed(msg tea.KeyPressMsg) tea.Cmd {
	c.add(msg.Text)
	return nil
}

// done compares what came as key presses.
func (c *check) done() tea.Cmd {
	s, text, long, count := c.s, string(c.text), c.long, c.count
	s.close()
	s.deafen()
	if long {
		s.news = s.mismatch(count)
		return nil
	}
	return s.compare(text)
}

func (c *check) add(text string) {
	c.count += utf8.RuneCountInString(text)
	if c.long = c.long || len(c.text)+len(text) > maxTyped; !c.long {
		c.text = append(c.text, text...)
	}
}

func (c *check) paste(msg tea.PasteMsg) tea.Cmd {
	c.s.close()
	return c.s.compare(msg.Content)
}

// elapsed closes the panel when nothing came for a while.
func (c *check) elapsed(msg elapsed) tea.Cmd {
	over, again := c.watch.take(c.s.env, msg)
	if over {
		c.s.close()
		c.s.news = news{tone: ui.Warn, mark: "! ", words: "The check was closed: nothing came for " +
			text.Span(checkTimeout) + ". " + press.CheckCopy.Show() + " opens it again."}
	}
	return again
}

// compare compares text with every form the key can be copied in. Of the text
// only its length is said, and nothing is kept.
func (s *Screen) compare(text string) tea.Cmd {
	if s.withheld() != "" {
		return nil
	}
	s.top = 0
	if f, around, found := deliver.Match(text, s.secret.Reveal(), s.url()); found {
		return s.matched(f, around)
	}
	s.news = s.mismatch(utf8.RuneCountInString(strings.TrimSpace(text)))
	return nil
}

func (s *Screen) matched(f deliver.Form, around string) tea.Cmd {
	s.news = news{tone: ui.Good, mark: "✓ ", words: deliver.Matched(f, around), check: true}
	return s.take(deliver.PastedBack)
}

// mismatch says what was wrong by its length alone, and what to try next.
func (s *Screen) mismatch(count int) news {
	n := news{tone: ui.Danger, mark: "✗ ", check: true}
	n.words = deliver.Mismatch(count, utf8.RuneCountInString(s.secret.Reveal()), text.Plural(count, "character", "characters"))
	if s.status.Words == "" {
		n.next = append(n.next, "Nothing was copied since: press "+press.Copy.Show()+", then "+press.CheckCopy.Show()+" again.")
	} else {
		n.next = append(n.next, s.status.Advice...)
	}
	n.next = append(n.next, press.CopyMethods.Show()+" chooses another way to copy; "+withoutClipboard+" need no clipboard; "+press.Large.Show()+" shows the key alone, for the mouse.")
	return n
}

func (c *check) page() page {
	s, t := c.s, c.s.env.Theme
	p := page{lines: []string{"  " + t.Paint(ui.Strong, "Check the copy")}}
	p.lines = append(p.lines, s.text(ui.Normal, "", "Paste it here. It is compared with the key, not shown and not kept.")...)
	waiting := "waiting for the paste"
	if c.count > 0 {
		waiting = text.Plural(c.count, "character", "characters") + " came, not shown; enter compares them"
	}
	p.focus = len(p.lines) + 1
	p.lines = append(p.lines, "", "  "+t.Paint(ui.Accent, "›")+" "+t.Paint(ui.Muted, ui.Cut(waiting, s.Width-6)), "")
	p.cursor = tea.NewCursor(4, p.focus)
	p.cursor.Shape = tea.CursorBar
	switch {
	case s.env.Getenv("TMUX") != "":
		p.lines = append(p.lines, s.text(ui.Muted, "", "Paste with your terminal's own key. tmux's prefix ] pastes tmux's buffer, which proves nothing.")...)
	case s.env.Getenv("STY") != "":
		p.lines = append(p.lines, s.text(ui.Muted, "", "Paste with your terminal's own key. screen's C-a ] pastes screen's buffer, which proves nothing.")...)
	}
	p.lines = append(p.lines, s.text(ui.Muted, "", "It closes by itself when nothing comes for "+text.Span(checkTimeout)+".")...)
	return p
}
