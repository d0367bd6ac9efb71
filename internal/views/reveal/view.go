package reveal

import (
	"fmt"
	"strings"

	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/ui"
)

// View draws the key alone on its line, from the first column, so that a
// triple click or a mouse selection takes exactly it.
func (s *Screen) View() string {
	if s.width <= 0 || s.height <= 0 {
		return ui.Box("", max(s.width, 0), max(s.height, 0))
	}
	var lines []string
	for room := roomy; ; room-- {
		lines = s.lines(room)
		if len(lines) <= s.height || room == tight {
			break
		}
	}
	return ui.Box(strings.Join(lines, "\n"), s.width, s.height)
}

// How much is drawn: with white space, with all there is to say, with the key's
// facts but no advice, with the key and the way out alone.
const (
	tight = iota
	brief
	full
	roomy
)

func (s *Screen) lines(room int) []string {
	t := s.env.Theme
	var out []string
	space := func() {
		if room == roomy {
			out = append(out, "")
		}
	}
	if why := s.withheld(); why != "" {
		return append([]string{""}, s.text(ui.Danger, "✗ ", why)...)
	}
	space()
	out = append(out, s.text(ui.Strong, "", "This is the only time the key is shown. Take it now.")...)
	out = append(out, "")
	out = append(out, s.alone(bare)...)
	out = append(out, "")
	out = append(out, "  "+s.keysLine())
	out = append(out, s.copyStatus()...)
	if s.line != bare {
		space()
		out = append(out, s.alone(s.line)...)
		if room >= full {
			out = append(out, s.text(ui.Faint, "", "A shell keeps such a line in its history.")...)
		}
	}
	space()
	if room >= brief {
		out = append(out, s.text(ui.Muted, "", s.facts())...)
	}
	space()
	way := "  " + t.Paint(ui.Accent, "y") + "  I have the key, close"
	hint := t.Paint(ui.Faint, "(closing without it asks first)")
	return append(out, ui.Between(way, hint+"  ", s.width))
}

func (s *Screen) keysLine() string {
	t := s.env.Theme
	key := func(k, does string) string { return t.Paint(ui.Accent, k) + "  " + does }
	return key("c", "copy") + "     " + key("1", "copy as curl") + "     " + key("2", "copy as export line")
}

// alone puts a form of the key on a line of its own. Where the window is too
// narrow it says so: a key that is cut or wrapped would be taken wrong.
func (s *Screen) alone(f form) []string {
	t := s.env.Theme
	text := s.write(f)
	if ui.Width(text) <= s.width {
		return []string{t.Paint(ui.Strong, text)}
	}
	if f == curl {
		// The shell joins lines at a backslash, so this can be selected too.
		start, end := curlStart(s.secret.Reveal())+` \`, "  "+shellWord(s.url())
		if ui.Width(start) <= s.width && ui.Width(end) <= s.width {
			return []string{t.Paint(ui.Strong, start), t.Paint(ui.Strong, end)}
		}
	}
	return s.text(ui.Warn, "! ", fmt.Sprintf(
		"%s is %d characters wide, this window %d: widen it to see the line whole. It is not shown in part; copying takes all of it.",
		f.subject(), ui.Width(text), s.width))
}

// copyStatus says what is known about the last copy.
func (s *Screen) copyStatus() []string {
	switch {
	case s.busy:
		return s.text(ui.Muted, "", "copying…")
	case s.status.Err != nil:
		return s.text(ui.Danger, "✗ ", s.status.Words)
	case s.status.Sure:
		return s.text(ui.Good, "✓ ", s.status.Words)
	case s.status.Words != "":
		return s.text(ui.Normal, "→ ", s.status.Words)
	}
	return nil
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
	expiry := "never expires"
	if !s.key.Expires.IsZero() {
		expiry = "expires " + ui.Moment(s.key.Expires, s.env.Zone)
	}
	return strings.Join(append(parts, expiry), " · ")
}

// text wraps text with a margin.
func (s *Screen) text(tone ui.Tone, mark, text string) []string {
	var out []string
	for i, l := range ui.Wrap(text, max(s.width-4-ui.Width(mark), 8)) {
		if i > 0 {
			mark = ui.Spaces(ui.Width(mark))
		}
		out = append(out, "  "+s.env.Theme.Paint(tone, mark+l))
	}
	return out
}
