package keydetail

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/notes"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// Init asks for the key's part of the log.
func (s *Screen) Init() tea.Cmd {
	if s.key.CantName() != "" {
		return nil
	}
	query := api.ActivityQuery{KeyID: s.key.ID}
	failures := query
	failures.FailuresOnly = true
	cmd := tea.Batch(s.readNote(), s.activity.ask(s.env.API, query), s.failures.ask(s.env.API, failures))
	s.layout()
	return cmd
}

func (p *part) ask(client app.API, query api.ActivityQuery) tea.Cmd {
	return p.call.Start(func(ctx context.Context) (api.ActivityPage, error) {
		return api.NewLogWalk(client, query).Page(ctx, shownMost)
	})
}

// take takes the part's answer, and reports whether msg was it.
func (p *part) take(msg tea.Msg) (tea.Cmd, bool) {
	r, mine := p.call.Take(msg)
	if !mine {
		return nil, false
	}
	p.err = r.Err
	if r.Err != nil {
		return screen.Refused(r.Err), true
	}
	p.page, p.have = r.Value, true
	return nil, true
}

func (s *Screen) readNote() tea.Cmd {
	store, instance, id := s.env.Notes, s.env.API.Instance(), s.key.ID
	if store == nil {
		return nil
	}
	return s.noted.call.Start(func(context.Context) (notes.Note, error) { return store.Of(instance, id) })
}
