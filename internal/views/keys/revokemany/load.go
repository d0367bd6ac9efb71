package revokemany

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/lifecycle/revokemany"
	"github.com/supascale/supascale-tui/internal/text"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

func (s *Screen) begin() tea.Cmd {
	list := s.plan.Chosen()
	return s.start(func(ctx context.Context, a *revokemany.Across) revokemany.Revocations { return a.Begin(ctx, list) })
}

// goOn tries what is left.
func (s *Screen) goOn() tea.Cmd {
	was := s.revocations
	return s.start(func(ctx context.Context, a *revokemany.Across) revokemany.Revocations { return a.Resume(ctx, was) })
}

// start runs to the end even when the page is left: it is stopped between two keys.
func (s *Screen) start(do func(context.Context, *revokemany.Across) revokemany.Revocations) tea.Cmd {
	s.stage, s.said, s.stopping = running, "", false
	p := &progress{}
	s.progress = p
	across := s.env.Across(p.set)
	ctx, stop := context.WithCancel(context.Background())
	s.stop = stop
	return tea.Batch(s.spinner.Start(), s.run.Start(func(context.Context) (revokemany.Revocations, error) {
		defer stop()
		return do(ctx, across), nil
	}), screen.Send(step{p}))
}

// halt stops after the key under way.
func (s *Screen) halt() tea.Cmd {
	s.stopping = true
	s.stop()
	return nil
}

// ended takes what a run came to, and tells everybody which keys are gone. That the
// instance refuses the console's key is said here: it must not hide the receipts.
func (s *Screen) ended(r revokemany.Revocations) tea.Cmd {
	s.spinner.Stop()
	s.revocations, s.stage = r, told
	s.listReceipts(false)
	var gone []api.Key
	for i := range s.receipts {
		if s.receipts[i].Gone() {
			gone = append(gone, s.receipts[i].Key)
		}
	}
	return screen.Send(screen.KeysRevoked{Keys: gone})
}

// askForget asks whether to forget the revocation. The keys that are left stay as they are.
func (s *Screen) askForget() tea.Cmd {
	return screen.Send(screen.Question{
		Title: "Forget the receipts?", Text: "This machine forgets which keys were revoked and which were not. The keys themselves stay as they are.",
		Stay: "Keep them", Go: "Forget them", Then: s.forget,
	})
}

func (s *Screen) forget() tea.Cmd {
	across, r := s.env.Across(nil), s.revocations
	return s.drop.Start(func(context.Context) (struct{}, error) { return struct{}{}, across.Forget(&r) })
}

// forgotten leaves the page, or says why the revocation is still noted.
func (s *Screen) forgotten(r screen.Result[struct{}]) tea.Cmd {
	if r.Err != nil {
		s.say(ui.Warn, text.Sentence(r.Err.Error()))
		return nil
	}
	return tea.Batch(screen.Send(screen.Back{}), screen.Say(ui.Normal, "Forgotten: the keys that are left stay as they are."))
}
