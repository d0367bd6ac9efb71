package audit

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// clearable reports whether there is a filter for esc to clear. What the screen
// was opened with stays: from there, esc leads back to where it was opened.
func (s *Screen) clearable() bool { return s.lastFilter() != nil }

// lastFilter gives what clears the next filter, the narrowest kind first, nil
// when there is none.
func (s *Screen) lastFilter() func() {
	f, base := &s.filter, s.opened
	switch {
	case f.Text != "" && f.Text != base.Text:
		return func() { f.Text = base.Text }
	case f.IP != "" && f.IP != base.IP:
		return func() { f.IP = base.IP }
	case f.KeyID != "" && f.KeyID != base.KeyID:
		return func() { f.KeyID, f.KeyName = base.KeyID, base.KeyName }
	case f.Reason != "" && f.Reason != base.Reason:
		return func() { f.Reason = base.Reason }
	}
	return nil
}

func (s *Screen) clearOne() tea.Cmd {
	s.lastFilter()()
	return s.show()
}

func (s *Screen) startTyping() tea.Cmd {
	s.closeDetail()
	s.typing, s.before = true, s.filter.Text
	s.field.SetValue(s.filter.Text)
	s.field.Focus()
	return nil
}

func (s *Screen) stopTyping() {
	s.typing = false
	s.field.Blur()
}

func (s *Screen) typingActions() []action {
	return []action{
		{ui.Bind("enter", "filter", "enter", "down"), func() tea.Cmd {
			s.stopTyping()
			return s.show()
		}},
		{ui.Bind("esc", "as before", "esc"), func() tea.Cmd {
			s.stopTyping()
			s.filter.Text = s.before
			return s.show()
		}},
	}
}

// typed filters what is held at every key. The instance is asked when the text
// is entered, and only for what is not held.
func (s *Screen) typed() tea.Cmd {
	if s.filter.Text == s.field.Value() {
		return nil
	}
	s.filter.Text = s.field.Value()
	s.refill()
	return nil
}

// filterWords says which filters are on: "reason: expired key · key: CI".
func filterWords(f screen.AuditFilter) string {
	var parts []string
	if f.Reason != "" {
		parts = append(parts, "reason: "+f.Reason.Words())
	}
	if f.KeyID != "" {
		name := f.KeyName
		if name == "" {
			name = f.KeyID
		}
		parts = append(parts, "key: "+name)
	}
	if f.IP != "" {
		parts = append(parts, "from "+f.IP)
	}
	if f.Text != "" {
		parts = append(parts, "holding “"+f.Text+"”")
	}
	return strings.Join(parts, " · ")
}
