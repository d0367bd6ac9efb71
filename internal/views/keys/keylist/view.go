package keylist

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/text"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// prompt stands before the filter.
const prompt = " / "

// filterLine is the line of the area on which the filter stands.
const filterLine = 1

// View draws the area.
func (s *Screen) View() string {
	if m, replaced := s.instead(); replaced && !s.editing && len(s.list.query) == 0 {
		return m.View(s.env.Theme, s.width, s.height)
	}
	lines := s.above()
	if m, nothing := s.instead(); nothing {
		lines = append(lines, m.View(s.env.Theme, s.width, max(s.height-len(lines), 0)))
	} else {
		lines = append(lines, s.table.View(rows{s.list, s.list.now, s.rotating.old}))
	}
	return ui.Box(strings.Join(lines, "\n"), s.width, s.height)
}

// Cursor is in the filter while that is typed.
func (s *Screen) Cursor() *tea.Cursor {
	c := s.field.Cursor()
	if !s.editing || c == nil || s.height <= filterLine || s.width <= ui.Width(prompt) {
		return nil
	}
	c.X = min(c.X+ui.Width(prompt), s.width-1)
	c.Y = filterLine
	return c
}

// replaced reports whether there is no list to see.
func (s *Screen) replaced() bool {
	_, replaced := s.instead()
	return replaced
}

// instead gives what is shown in the place of an empty list.
func (s *Screen) instead() (ui.Message, bool) {
	if len(s.list.visible()) > 0 {
		return ui.Message{}, false
	}
	retry := ui.Bind("r", "try again", "r")
	switch {
	case s.list.live > 0:
		return ui.Message{
			Tone: ui.Strong, Title: "No key fits the filter.",
			Lines: []string{text.Plural(s.list.live, "key is", "keys are") + " hidden. Words look in name, id, preview and note; also: state:expired, projects:write, owner:anna, -word."},
			Keys:  []ui.Binding{ui.Bind("esc", "show all keys", "esc")},
		}, true
	case s.trouble != nil:
		return screen.Trouble(s.trouble, retry), true
	case !s.everLoaded && s.stopped:
		return ui.Message{Tone: ui.Warn, Title: "Loading was stopped.", Keys: []ui.Binding{retry}}, true
	case !s.everLoaded:
		return ui.Message{Tone: ui.Muted, Title: "Loading keys…"}, true
	}
	return ui.Message{
		Tone: ui.Strong, Title: "No keys yet.", Lines: []string{"Press n to create one."},
		Keys: []ui.Binding{ui.Bind("n", "new", "n"), ui.Bind("r", "refresh", "r")},
	}, true
}

// above gives the lines before the table: the counts, and what is going on.
func (s *Screen) above() []string {
	lines := []string{s.summary()}
	if s.editing || len(s.list.query) > 0 || s.trouble == nil {
		lines = append(lines, ui.Between(s.filterText(), s.progress(), s.width-1))
		lines = append(lines, screen.Mistake(s.env.Theme, s.wrong, s.width)...)
		if words := s.newsWords(); words != "" {
			lines = append(lines, words)
		}
		return lines
	}
	t := s.env.Theme
	for i, l := range ui.Wrap("✗ "+screen.TroubleLine(s.trouble)+" r tries again.", max(s.width-2, 1)) {
		if i < 3 {
			lines = append(lines, " "+t.Paint(ui.Danger, l))
		}
	}
	return lines
}

// summary counts the keys by what they want, and tells the order.
func (s *Screen) summary() string {
	right := s.env.Theme.Paint(ui.Muted, s.list.sorting.String())
	if s.trouble != nil && !s.loadedAt.IsZero() {
		right = s.env.Theme.Paint(ui.Danger, "stale since "+s.loadedAt.In(s.env.Zone).Format("15:04:05"))
	}
	return ui.Between(s.counts(s.width-ui.Width(right)-3), right, s.width-1)
}

// counts says, in so many cells, what there is and what is marked. Where both have no
// room, what is marked goes before the states: it is what the next key is about.
func (s *Screen) counts(room int) string {
	t := s.env.Theme
	if !s.everLoaded {
		return s.uncounted()
	}
	marked := s.marked()
	if marked != "" {
		marked = t.Paint(ui.Faint, " · ") + t.Paint(ui.Accent, marked)
	}
	if left := s.tally("expire within 7 days") + marked; ui.Width(left) <= room {
		return left
	}
	if left := s.tally("expiring") + marked; marked == "" || ui.Width(left) <= room {
		return left
	}
	return " " + t.Paint(ui.Strong, text.Plural(s.list.live, "key", "keys")) + marked
}

// uncounted stands for the counts while no answer has told them: none is not zero.
func (s *Screen) uncounted() string {
	t := s.env.Theme
	switch {
	case s.trouble != nil:
		return " " + t.Paint(ui.Danger, "the list of keys could not be read")
	case s.stopped:
		return " " + t.Paint(ui.Warn, "loading was stopped")
	}
	return " " + t.Paint(ui.Muted, "loading keys…")
}

func (s *Screen) tally(expiring string) string {
	t := s.env.Theme
	n := s.list.counts
	part := func(tone ui.Tone, count int, words string) string {
		if count == 0 {
			tone = ui.Muted
		}
		return t.Paint(ui.Faint, " · ") + t.Paint(tone, text.Number(count)+" "+words)
	}
	if n[keys.Expiring] == 1 {
		expiring = strings.Replace(expiring, "expire ", "expires ", 1)
	}
	tally := " " + t.Paint(ui.Strong, text.Plural(s.list.live, "key", "keys")) +
		part(ui.Muted, n[keys.Active], "active") +
		part(ui.Warn, n[keys.Expiring], expiring) +
		part(ui.Danger, n[keys.Expired], "expired")
	if n[keys.Untold] > 0 {
		tally += part(ui.Warn, n[keys.Untold], keys.Untold.String())
	}
	return tally
}

// filterText is the filter with the count of what fits.
func (s *Screen) filterText() string {
	t := s.env.Theme
	var typed string
	switch {
	case s.editing:
		typed = strings.TrimRight(s.field.View(), " ")
	case len(s.list.query) > 0:
		typed = t.Paint(ui.Normal, ui.Cut(s.field.Value(), s.width/2))
	case s.unfinished.batches > 0:
		return s.unfinishedWords()
	default:
		return s.rotatingWords()
	}
	count := ""
	if s.everLoaded {
		count = fmt.Sprintf("%s of %s", text.Number(len(s.list.visible())), text.Number(s.list.live))
	}
	return t.Paint(ui.Accent, prompt) + typed + "   " + t.Paint(ui.Muted, count)
}

// progress tells about a long load, and about a list that is not whole.
func (s *Screen) progress() string {
	t := s.env.Theme
	ld := &s.load
	switch {
	case s.trouble != nil:
		return t.Paint(ui.Danger, "✗ "+screen.TroubleLine(s.trouble))
	case s.loading() && ld.step.Pass > 1:
		return s.spinner.View() + " " + t.Paint(ui.Muted, "the list changed: checking again, "+s.reached())
	case s.loading():
		return s.spinner.View() + " " + t.Paint(ui.Muted, s.reached())
	case s.stopped:
		return t.Paint(ui.Warn, "stopped at "+s.reached()+" · r loads all")
	case s.partial != nil && !s.call.Running():
		return t.Paint(ui.Warn, "▲ "+s.partial.Short())
	}
	return ""
}

func (s *Screen) reached() string {
	step := &s.load.step
	if step.Total < step.Seen {
		return "loaded " + text.Number(step.Seen)
	}
	return "loaded " + text.Number(step.Seen) + " of " + text.Number(step.Total)
}
