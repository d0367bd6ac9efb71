package reveal

import (
	"fmt"
	"strings"

	"github.com/supascale/supascale-tui/internal/clipboard"
	"github.com/supascale/supascale-tui/internal/deliver"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/ui"
)

// head is the key itself, or why it is not there, and the key's line in it. That
// is the same at every step: a key that moves may be scrolled into the history.
func (s *Screen) head() (lines []string, at int) {
	if why := s.withheld(); why != "" {
		return append(append([]string{""}, s.text(ui.Danger, "✗ ", why)...), ""), 0
	}
	lines = append(s.text(ui.Strong, "", "This is the only time the key is shown. Take it now."), "")
	at = len(lines)
	return append(append(lines, s.alone(deliver.Bare, ui.Strong)...), ""), at
}

// middle is the open panel or the menu.
func (s *Screen) middle(room int) page {
	if s.secret == nil {
		return page{}
	}
	if s.panel != nil {
		return s.panel.page()
	}
	var out []string
	space := func() {
		if room == roomy {
			out = append(out, "")
		}
	}
	if s.news.words != "" {
		out = append(out, s.text(s.news.tone, s.news.mark, s.news.words)...)
		for _, l := range s.news.next {
			out = append(out, s.text(ui.Normal, "  ", l)...)
		}
		space()
	}
	if s.warning != "" {
		out = append(out, s.text(ui.Warn, "! ", s.warning)...)
		space()
	}
	if s.withheld() == "" {
		out = append(out, s.copyLines()...)
	}
	out = append(out, s.otherKeys()...)
	if s.line != deliver.Bare {
		space()
		out = append(out, s.alone(s.line, ui.Strong)...)
		if room >= full {
			out = append(out, s.text(ui.Faint, "", "A shell keeps such a line in its history.")...)
		}
	}
	if room >= brief {
		space()
		out = append(out, s.text(ui.Muted, "", s.facts())...)
	}
	return page{lines: out}
}

// foot is the way out.
func (s *Screen) foot(room int) []string {
	if s.panel != nil {
		return nil
	}
	t := s.env.Theme
	way := "  " + t.Key("esc") + "  close"
	hint := "(the key is not taken yet)"
	switch {
	case s.secret == nil:
		hint = ""
	case s.taken != "":
		hint = "(taken: " + string(s.taken) + ")"
	}
	line := ui.Between(way, t.Paint(ui.Faint, hint)+"  ", s.Width)
	if room == roomy {
		return []string{"", line}
	}
	return []string{line}
}

// column is where the words behind c and v begin.
const column = 21

// copyLines are the keys for the clipboard, with what is known of the last copy.
func (s *Screen) copyLines() []string {
	t := s.env.Theme
	label := func(key, does string) string {
		return ui.Fit("  "+t.Key(key)+"  "+does, column)
	}
	words := func(tone ui.Tone, text string) string {
		return t.Paint(tone, ui.Cut(text, max(s.Width-column-2, 0)))
	}
	how := "paste it here; it is compared, not shown"
	if s.Width < column+2+ui.Width(how) {
		how = "paste it here; it is not shown"
	}
	check := label("v", "check the copy") + words(ui.Muted, how)
	status := s.copyStatus()
	switch {
	case len(status) == 0:
		return []string{label("c", "copy") + words(ui.Muted, s.chosen().Title), check}
	case !s.wide():
		// The keys first: they must not be scrolled off by what is said.
		out := []string{label("c", "copy"), check}
		for _, l := range status {
			out = append(out, "  "+l)
		}
		return out
	}
	out := []string{label("c", "copy") + status[0]}
	for _, l := range status[1:] {
		out = append(out, ui.Spaces(column)+l)
	}
	return append(out, check)
}

// wide reports whether words fit beside the keys.
func (s *Screen) wide() bool { return s.Width >= 78 }

// copyStatus says what is known about the last copy, never more.
func (s *Screen) copyStatus() []string {
	width := s.Width - 4
	if s.wide() {
		width = s.Width - column - 2
	}
	t := s.env.Theme
	tone, mark := ui.Normal, "→ "
	switch {
	case s.busy:
		return []string{t.Paint(ui.Muted, "copying…")}
	case s.status.Words == "", s.news.check:
		return nil // a check knows better than the copy did
	case s.status.Verdict == clipboard.Confirmed:
		tone, mark = ui.Good, "✓ "
	case s.status.Verdict == clipboard.Failed:
		tone, mark = ui.Danger, "✗ "
	}
	var out []string
	for _, l := range ui.Wrap(s.status.Words, max(width-2, 8)) {
		out = append(out, t.Paint(tone, mark+l))
		mark = "  "
	}
	for _, advice := range s.status.Advice {
		for _, l := range ui.Wrap(advice, max(width-2, 8)) {
			out = append(out, "  "+t.Paint(ui.Muted, l))
		}
	}
	return out
}

// otherKeys are the ways to take the key without the clipboard, on as many lines
// as they need.
func (s *Screen) otherKeys() []string {
	t := s.env.Theme
	pairs := [][2]string{{"f", "save to a file"}, {"p", "pipe to a command"}}
	if s.withheld() == "" {
		pairs = append(pairs, [][2]string{{"1", "as curl"}, {"2", "as export line"}, {"L", "large"}, {"C", "other ways to copy"}}...)
	}
	pairs = append(pairs, [2]string{"t", "test it"})
	var out []string
	line, used := "", 0
	for _, p := range pairs {
		w := ui.Width(p[0]) + 2 + ui.Width(p[1])
		if line != "" && used+4+w > s.Width-2 {
			out = append(out, line)
			line = ""
		}
		if line == "" {
			line, used = "  ", 2
		} else {
			line, used = line+"    ", used+4
		}
		line += t.Key(p[0]) + "  " + p[1]
		used += w
	}
	return append(out, line)
}

// mask is what stands in the key's place while it is hidden.
func (s *Screen) mask() []string {
	out := []string{""}
	for i, words := range s.maskWords() {
		tone := ui.Muted
		if i == 0 {
			tone = ui.Warn
		}
		out = append(out, s.text(tone, "", words)...)
	}
	return out
}

// alone puts a form of the key on a line of its own. Where the window is too
// narrow it says so: a key that is cut or wrapped would be taken wrong.
func (s *Screen) alone(f deliver.Form, tone ui.Tone) []string {
	t := s.env.Theme
	text := s.draw(f)
	room := s.window
	if s.Width < room {
		// A line that is wrapped later pushes what is above it out of the screen, and
		// there are four lines above the key.
		room = min(room, 4*s.Width)
	}
	if ui.Width(text) <= room {
		return []string{t.Paint(tone, text)}
	}
	if f == deliver.Curl {
		// The shell joins lines at a backslash, so this can be selected too.
		start, end := s.inFrame(deliver.CurlStart(s.inForm()))+` \`, "  "+deliver.ShellWord(s.url())
		if ui.Width(start) <= room && ui.Width(end) <= room {
			return []string{t.Paint(tone, start), t.Paint(tone, end)}
		}
	}
	return s.text(ui.Warn, "! ", fmt.Sprintf(
		"%s is %d characters wide, this window %d: widen it to see the line whole. It is not shown in part; copying takes all of it.",
		f.Subject(), ui.Width(text), room))
}

// facts are the key's levels and expiry.
func (s *Screen) facts() string {
	var parts []string
	for _, r := range keys.Resources() {
		if l := s.key.Permissions.Level(r); l != keys.None {
			parts = append(parts, fmt.Sprintf("%s: %s", r.Title(), l))
		}
	}
	if len(parts) == 0 {
		parts = append(parts, "no permissions")
	}
	expiry := "expires " + s.key.Expires.Moment(s.env.Zone)
	switch told, unreadable := s.key.Expires.Unreadable(); {
	case unreadable:
		expiry = "its expiry can't be read: “" + told + "”"
	case s.key.Expires.IsNever():
		expiry = "never expires"
	}
	return strings.Join(append(parts, expiry), " · ")
}

// text wraps text with a margin.
func (s *Screen) text(tone ui.Tone, mark, text string) []string {
	var out []string
	for i, l := range ui.Wrap(text, max(s.Width-4-ui.Width(mark), 8)) {
		if i > 0 {
			mark = ui.Spaces(ui.Width(mark))
		}
		out = append(out, "  "+s.env.Theme.Paint(tone, mark+l))
	}
	return out
}
