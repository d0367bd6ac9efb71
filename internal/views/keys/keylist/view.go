package keylist

import (
	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/text"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/ui/press"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// View draws the area.
func (s *Screen) View() (string, *tea.Cursor) {
	m, nothing := s.instead()
	if nothing && !s.filter.Editing() && len(s.list.query) == 0 {
		return s.Message(s.env.Theme, m)
	}
	p := s.above()
	if nothing {
		p.Add(m.View(s.env.Theme, s.Width, max(s.Height-len(p.Lines), 0)))
	} else {
		p.Add(s.table.View())
	}
	return p.View(s.Width, s.Height)
}

// instead gives what is shown in the place of an empty list.
func (s *Screen) instead() (ui.Message, bool) {
	if len(s.list.visible()) > 0 {
		return ui.Message{}, false
	}
	retry := ui.Bind(press.Refresh, "try again")
	switch {
	case s.list.live > 0:
		return ui.Message{
			Tone: ui.Strong, Title: "No key fits the filter.",
			Lines: []string{text.Plural(s.list.live, "key is", "keys are") + " hidden. Words look in name, id, preview and note; also: state:expired, projects:write, owner:anna, -word."},
			Keys:  []ui.Binding{ui.Bind(press.Esc, "show all keys")},
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
		Keys: []ui.Binding{ui.Bind(press.New, "new"), ui.Bind(press.Refresh, "refresh")},
	}, true
}

// above gives the lines before the table: the counts, and what is going on.
func (s *Screen) above() *ui.Paper {
	t := s.env.Theme
	p := ui.NewPaper(t, s.Width-1)
	p.Add(s.summary())
	if s.filter.Editing() || len(s.list.query) > 0 || s.trouble == nil {
		s.filterLine(p)
		p.Add(screen.Mistake(t, s.filter.Wrong(), s.Width)...)
		if words := s.newsWords(); words != "" {
			p.Add(words)
		}
		return p
	}
	trouble := ui.NewPaper(t, s.Width-1)
	trouble.Text(ui.Danger, " ", "✗ "+screen.TroubleAgain(s.trouble))
	p.Add(trouble.Lines[:min(len(trouble.Lines), 3)]...)
	return p
}

// summary counts the keys by what they want, and tells the order.
func (s *Screen) summary() string {
	right := s.env.Theme.Paint(ui.Muted, s.list.sorting.String())
	if s.trouble != nil && !s.loadedAt.IsZero() {
		right = s.env.Theme.Paint(ui.Danger, "stale since "+s.loadedAt.In(s.env.Zone).Format("15:04:05"))
		return ui.Between(s.counts(s.Width-ui.Width(right)-3), right, s.Width-1)
	}
	return ui.Aside(s.counts(s.Width-ui.Width(right)-3), right, s.Width-1)
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
	if left := s.tally(keys.CountExpiring(s.list.counts[keys.Expiring])) + marked; ui.Width(left) <= room {
		return left
	}
	if left := s.tally(text.Number(s.list.counts[keys.Expiring])+" expiring") + marked; marked == "" && s.trouble == nil || ui.Width(left) <= room {
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
	part := func(tone ui.Tone, status keys.Status, words string) string {
		if n[status] == 0 {
			tone = ui.Muted
		}
		return t.Paint(ui.Faint, " · ") + t.Paint(tone, words)
	}
	counted := func(status keys.Status, word string) string { return text.Number(n[status]) + " " + word }
	tally := " " + t.Paint(ui.Strong, text.Plural(s.list.live, "key", "keys")) +
		part(ui.Muted, keys.Active, counted(keys.Active, "active")) +
		part(ui.Warn, keys.Expiring, expiring) +
		part(ui.Danger, keys.Expired, counted(keys.Expired, "expired"))
	if n[keys.Untold] > 0 {
		tally += part(ui.Warn, keys.Untold, counted(keys.Untold, keys.Untold.String()))
	}
	return tally
}

// filterLine adds the filter with the count of what fits, or what is not finished, and
// beside it how far the load has come.
func (s *Screen) filterLine(p *ui.Paper) {
	count := ""
	if s.everLoaded {
		count = ui.Shown(len(s.list.visible()), s.list.live)
	}
	s.filter.Line(p, s.Width, count)
	line := &p.Lines[len(p.Lines)-1]
	if *line == "" {
		*line = s.pendingWords()
	}
	*line = ui.Between(*line, s.progress(), s.Width-1)
}

// progress tells about a long load, and about a list that is not whole.
func (s *Screen) progress() string {
	t := s.env.Theme
	ld := &s.load
	switch {
	case s.trouble != nil:
		return t.Paint(ui.Danger, "✗ "+screen.TroubleLine(s.trouble))
	case s.loading() && ld.step.Again:
		return s.spinner.View() + " " + t.Paint(ui.Muted, "the list changed: checking again, "+s.reached())
	case s.loading():
		return s.spinner.View() + " " + t.Paint(ui.Muted, s.reached())
	case s.stopped:
		return t.Paint(ui.Warn, "stopped at "+s.reached()+" · r loads all")
	case s.partial != nil: // also while it is asked for again
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
