package ui

import (
	"charm.land/bubbles/v2/spinner"
	tea "charm.land/bubbletea/v2"
)

// Spinner turns while something runs and costs nothing when nothing does.
type Spinner struct {
	theme *Theme
	model spinner.Model
	on    bool
}

// NewSpinner returns a stopped spinner.
func NewSpinner(theme *Theme) *Spinner {
	return &Spinner{theme: theme, model: spinner.New(spinner.WithSpinner(spinner.MiniDot))}
}

// Start makes it turn; the command drives it.
func (s *Spinner) Start() tea.Cmd {
	if s.on {
		return nil
	}
	s.on = true
	return s.model.Tick
}

// Stop makes it stand still and vanish.
func (s *Spinner) Stop() { s.on = false }

// On reports whether it turns.
func (s *Spinner) On() bool { return s.on }

// Update takes the spinner's own ticks.
func (s *Spinner) Update(msg tea.Msg) tea.Cmd {
	tick, ok := msg.(spinner.TickMsg)
	if !ok || !s.on {
		return nil
	}
	var cmd tea.Cmd
	s.model, cmd = s.model.Update(tick)
	return cmd
}

// View is one cell, or nothing when stopped.
func (s *Spinner) View() string {
	if !s.on {
		return ""
	}
	return s.theme.Paint(Accent, s.model.View())
}
