package audit

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/ui"
)

// exactly is a time with its seconds and its zone's name.
const exactly = "Mon 2 Jan 2006, 15:04:05 MST"

const labelWidth = 11

func (s *Screen) openDetail() tea.Cmd {
	s.detail, s.scroll = true, 0
	s.layout()
	return nil
}

func (s *Screen) closeDetail() {
	s.detail, s.scroll = false, 0
	s.layout()
}

func (s *Screen) detailActions() []action {
	e := s.current()
	unknown := e == nil || e.KeyID == ""
	most := s.detailOverflow()
	page := max(s.detailHeight()-2, 1)
	return []action{
		{ui.Bind("esc", "close", "esc"), func() tea.Cmd { s.closeDetail(); return nil }},
		{ui.Bind("enter", "its key", "enter").
			DisabledIf(unknown, "It isn't known whose key this attempt used."), s.findKey},
		{ui.Bind("↑↓", "next", "up", "k", "down", "j", "home", "g", "end", "G"), nil},
		{ui.Bind("pgdn", "more", "pgdown", "ctrl+f").
			DisabledIf(most == 0, "All of it is shown."), func() tea.Cmd { s.scroll = min(s.scroll+page, most); return nil }},
		{ui.Bind("pgup", "scroll back", "pgup", "ctrl+b").HelpOnly().
			DisabledIf(most == 0, "All of it is shown."), func() tea.Cmd { s.scroll = max(s.scroll-page, 0); return nil }},
	}
}

func (s *Screen) detailOverflow() int {
	return max(len(s.detailLines(s.width-2))-s.detailHeight()+1, 0)
}

// detailView draws a rule with the reason and the lines from the scroll on.
func (s *Screen) detailView(height int) []string {
	e := s.current()
	if e == nil || height <= 0 {
		return nil
	}
	t := s.env.Theme
	lines := s.detailLines(s.width - 2)
	from := min(s.scroll, max(len(lines)-height+1, 0))
	title := " " + e.Reason.Words() + " "
	if len(lines)-from > height-1 {
		title += "(more below) "
	}
	title = ui.Cut(title, s.width-4)
	out := []string{t.Paint(ui.Faint, " ──") + t.Paint(ui.Strong, title) +
		t.Paint(ui.Faint, strings.Repeat("─", max(s.width-4-ui.Width(title), 0)))}
	for _, l := range lines[from:min(from+height-1, len(lines))] {
		out = append(out, " "+l)
	}
	return out
}

// detailLines is everything there is to tell about the attempt under the
// cursor, and what to do about it.
func (s *Screen) detailLines(width int) []string {
	e := s.current()
	if e == nil {
		return nil
	}
	lines := s.facts(e, width)
	if next := e.Reason.Next(); len(next) > 0 {
		lines = append(lines, "", s.env.Theme.Paint(ui.Strong, "What to do"))
		for _, text := range next {
			for i, l := range ui.Wrap(text, width-2) {
				lines = append(lines, [...]string{"• ", "  "}[min(i, 1)]+l)
			}
		}
	}
	if e.ID != "" {
		lines = append(lines, "")
		for _, l := range ui.Wrap("Log entry "+e.ID, width) {
			lines = append(lines, s.env.Theme.Paint(ui.Faint, l))
		}
	}
	return lines
}

func (s *Screen) facts(e *entry, width int) []string {
	var lines []string
	fact := func(label, text string) {
		if text == "" {
			text = "not told"
		}
		for i, l := range ui.Wrap(text, max(width-labelWidth, 1)) {
			if i > 0 {
				label = ""
			}
			lines = append(lines, s.env.Theme.Paint(ui.Muted, ui.Fit(label, labelWidth))+l)
		}
	}
	fact("Why", e.Reason.Means())
	if e.Message != "" {
		fact("", "The instance says: "+e.Message)
	}
	when := e.Time.In(s.env.Zone).Format(exactly)
	if _, offset := e.Time.In(s.env.Zone).Zone(); offset != 0 {
		when += " · " + e.Time.UTC().Format("15:04:05 UTC")
	}
	fact("When", when+" · "+ui.Relative(earlier(e.Time, s.asOf), s.asOf, ""))
	asked := strings.TrimSpace(e.Method + " " + e.Path)
	if e.Status != 0 && asked != "" {
		asked += " · answered " + ui.Number(e.Status)
	}
	fact("Asked for", asked)
	if e.Required != "" {
		fact("Needed", needed(e))
	}
	fact("Key", keyWords(e))
	fact("From", e.IP)
	fact("Agent", e.UserAgent)
	if e.Count > 1 {
		fact("Count", ui.Number(e.Count)+" attempts of this kind, in one entry")
	}
	return lines
}

func needed(e *entry) string {
	words := e.Required
	if e.Resource != "" {
		words = e.Resource.Title() + ": " + words
	}
	if e.Granted != "" {
		words += " · the key has " + e.Granted
	}
	return words
}

// keyWords is all that is known of the key.
func keyWords(e *entry) string {
	var parts []string
	for _, text := range []string{e.KeyName, e.KeyPreview} {
		if text != "" {
			parts = append(parts, text)
		}
	}
	if e.KeyID != "" {
		parts = append(parts, "id "+e.KeyID)
	}
	if len(parts) == 0 {
		return "none, or not one of this instance"
	}
	if e.KeyID == "" {
		parts = append(parts, "not one of this instance")
	}
	return strings.Join(parts, " · ")
}
