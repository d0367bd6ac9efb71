package many

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/lifecycle/many"
	"github.com/supascale/supascale-tui/internal/text"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

func (s *Screen) begin() tea.Cmd {
	list := s.plan.Chosen()
	return s.start(func(ctx context.Context, r *many.Runner) (many.Batch, error) { return r.Begin(ctx, list) })
}

// goOn tries what is left.
func (s *Screen) goOn() tea.Cmd {
	was := s.batch
	return s.start(func(ctx context.Context, r *many.Runner) (many.Batch, error) { return r.Resume(ctx, was) })
}

// start runs to the end even when the page is left: it is stopped between two keys.
func (s *Screen) start(do func(context.Context, *many.Runner) (many.Batch, error)) tea.Cmd {
	s.stage, s.said, s.stopping, s.stopped = running, "", false, nil
	p := &progress{}
	s.progress = p
	runner := s.env.Revoker(p.set)
	ctx, stop := context.WithCancel(context.Background())
	s.stop = stop
	return tea.Batch(s.spinner.Start(), s.run.Start(func(context.Context) (ran, error) {
		defer stop()
		b, err := do(ctx, runner)
		return ran{b, err}, nil
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
func (s *Screen) ended(r ran) tea.Cmd {
	s.spinner.Stop()
	s.batch, s.stopped, s.stage = r.batch, r.stopped, told
	s.listReceipts(false)
	var gone []api.Key
	for i := range s.batch.Receipts {
		if s.batch.Receipts[i].Gone() {
			gone = append(gone, s.batch.Receipts[i].Key)
		}
	}
	return screen.Send(screen.KeysRevoked{Keys: gone})
}

// readNotes reads which revocations are not at their end, after said has happened.
func (s *Screen) readNotes(said string) tea.Cmd {
	store, instance := s.env.RevokeMany, s.env.API.Instance().ID
	return s.notes.Start(func(context.Context) (noted, error) {
		list, err := store.List(instance)
		return noted{list, said}, err
	})
}

// readNotesEnded shows the one there is, or asks which. A note that can't be read is
// told of beside the others.
func (s *Screen) readNotesEnded(r screen.Result[noted]) tea.Cmd {
	s.spinner.Stop()
	s.others, s.stage = r.Value.list, choosing
	s.list.SetColumns(choiceColumns())
	s.list.SetRows(choiceRows{s})
	if len(s.others) == 1 {
		s.open()
	}
	var told tea.Cmd
	if r.Value.said != "" {
		told = screen.Say(ui.Normal, r.Value.said)
	}
	if r.Err != nil {
		s.say(ui.Warn, text.Sentence(r.Err.Error()))
	}
	return told
}

// open shows the batch under the cursor.
func (s *Screen) open() tea.Cmd {
	if i := s.list.Cursor(); i < len(s.others) {
		s.batch, s.stopped, s.stage = s.others[i], nil, told
		s.listReceipts(true)
	}
	return nil
}

// forget forgets the batch. The keys that are left stay as they are.
func (s *Screen) askForget() tea.Cmd {
	return screen.Send(screen.Question{
		Title: "Forget the receipts?", Text: "This machine forgets which keys were revoked and which were not. The keys themselves stay as they are.",
		Stay: "Keep them", Go: "Forget them", Then: s.forget,
	})
}

func (s *Screen) forget() tea.Cmd {
	store, b, instance := s.env.RevokeMany, s.batch, s.env.API.Instance().ID
	return s.notes.Start(func(context.Context) (noted, error) {
		if err := store.Forget(&b); err != nil {
			return noted{[]many.Batch{b}, ""}, err
		}
		list, err := store.List(instance)
		return noted{list, "Forgotten: the keys that are left stay as they are."}, err
	})
}
