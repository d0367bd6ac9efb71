package keydetail

import (
	"github.com/supascale/supascale-tui/internal/notes"
	"github.com/supascale/supascale-tui/internal/text"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/ui/press"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// noted is what the admin has noted about the key.
type noted struct {
	call screen.Call[notes.Note]
	note notes.Note
	have bool
	err  error
}

// note adds what is noted, and that no instance knows it. Nothing noted is a line
// among the facts above, so that the log keeps its place.
func (s *Screen) note(p *ui.Paper) {
	n := &s.noted
	switch {
	case !n.have:
		return
	case n.err == nil && n.note.IsZero():
		p.Text(ui.Muted, "   "+ui.Fit("Notes", 15), "none; "+press.Note.Show()+" notes its owner, purpose and ticket")
		return
	}
	p.Heading("Notes (" + notes.Label + ")")
	if n.err != nil {
		p.Text(ui.Danger, " ✗ ", text.Sentence(n.err.Error()))
		return
	}
	for _, line := range [][2]string{{"Owner", n.note.Owner}, {"Purpose", n.note.Purpose}, {"Ticket", n.note.Ticket}} {
		if line[1] != "" {
			p.Text(ui.Normal, "   "+ui.Fit(line[0], 15), line[1])
		}
	}
}
