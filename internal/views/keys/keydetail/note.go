package keydetail

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/notes"
	"github.com/supascale/supascale-tui/internal/text"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// noted is what the admin has noted about the key.
type noted struct {
	call screen.Call[notes.Note]
	note notes.Note
	have bool
	err  error
}

func (s *Screen) readNote() tea.Cmd {
	store, instance, id := s.env.Notes, s.env.API.Instance(), s.key.ID
	if store == nil {
		return nil
	}
	return s.noted.call.Start(func(context.Context) (notes.Note, error) { return store.Of(instance, id) })
}

// note adds what is noted, and that no instance knows it. Nothing noted is a line
// among the facts above, so that the log keeps its place.
func (s *Screen) note(p *paper) {
	n := &s.noted
	switch {
	case !n.have:
		return
	case n.err == nil && n.note.IsZero():
		p.text(ui.Muted, "   "+ui.Fit("Notes", 15), "none; e notes its owner, purpose and ticket")
		return
	}
	p.heading("Notes (" + notes.Label + ")")
	if n.err != nil {
		p.text(ui.Danger, " ✗ ", text.Sentence(n.err.Error()))
		return
	}
	for _, line := range [][2]string{{"Owner", n.note.Owner}, {"Purpose", n.note.Purpose}, {"Ticket", n.note.Ticket}} {
		if line[1] != "" {
			p.text(ui.Normal, "   "+ui.Fit(line[0], 15), line[1])
		}
	}
}
