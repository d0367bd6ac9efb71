package revokemany

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/deliver"
	"github.com/supascale/supascale-tui/internal/fleet"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/lifecycle"
	"github.com/supascale/supascale-tui/internal/lifecycle/revokemany"
	"github.com/supascale/supascale-tui/internal/output"
	"github.com/supascale/supascale-tui/internal/text"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// listReceipts lists all of them, or what is left alone.
func (s *Screen) listReceipts(onlyLeft bool) {
	s.onlyLeft = onlyLeft
	s.receipts = s.revocations.Receipts()
	s.shown = s.shown[:0]
	for i := range s.receipts {
		if !s.onlyLeft || !s.receipts[i].Gone() {
			s.shown = append(s.shown, i)
		}
	}
	s.list.SetColumns(receiptColumns(s.env))
	s.list.SetRows(receiptRows{s})
}

func (s *Screen) turnFilter() tea.Cmd {
	s.listReceipts(!s.onlyLeft)
	return nil
}

// receipt is the one under the cursor, nil for none.
func (s *Screen) receipt() *lifecycle.Receipt {
	if i := s.list.Cursor(); s.stage == told && i < len(s.shown) {
		return &s.receipts[s.shown[i]]
	}
	return nil
}

type receiptRows struct{ *Screen }

func (r receiptRows) Len() int { return len(r.shown) }

func receiptColumns(env screen.Env) []ui.Column {
	return screen.WithInstance(env, 1, []ui.Column{
		{ID: colName, Title: "NAME", Min: 18, Max: 60, Weight: 1}, {ID: colKey, Title: "KEY", Min: 9, Max: 20, Rank: 1},
		{ID: colResult, Title: "RESULT", Min: 30}, {ID: colWhy, Title: "WHY", Min: 12, Weight: 2, Rank: 2},
	})
}

func (r receiptRows) Cell(row int, column string) ui.Cell {
	receipt := &r.receipts[r.shown[row]]
	switch column {
	case colName:
		return ui.Cell{Text: lifecycle.Shown(&receipt.Key)}
	case screen.ColInstance:
		return instanceCell(r.env, &receipt.Key)
	case colKey:
		return ui.Cell{Text: short(&receipt.Key), Tone: ui.Muted}
	case colResult:
		return result(receipt)
	}
	return ui.Cell{Text: revokemany.Why(receipt), Tone: ui.Muted}
}

// instanceCell names the key's instance. Production stands out.
func instanceCell(env screen.Env, k *api.Key) ui.Cell {
	if screen.Environment(fleet.EnvironmentOf(env.API, k.Instance)).IsProduction() {
		return ui.Cell{Text: k.Instance, Tone: ui.Danger}
	}
	return ui.Cell{Text: k.Instance}
}

func short(k *api.Key) string {
	if k.Preview == "" {
		return k.OwnID()
	}
	return keys.ShortPreview(k.Preview)
}

// result is the result for a key, in few words.
func result(r *lifecycle.Receipt) ui.Cell {
	switch r.Result {
	case lifecycle.Revoked:
		return ui.Cell{Text: r.Words(), Mark: "✓", Tone: ui.Good}
	case lifecycle.AlreadyGone:
		return ui.Cell{Text: r.Words(), Mark: "○", Tone: ui.Muted}
	case lifecycle.Unconfirmed:
		return ui.Cell{Text: "not confirmed", Mark: "?", Tone: ui.Warn}
	case lifecycle.Failed:
		return ui.Cell{Text: r.Words(), Mark: "✗", Tone: ui.Danger}
	}
	return ui.Cell{Text: r.Words(), Mark: "·", Tone: ui.Normal}
}

func (s *Screen) askPath() tea.Cmd {
	s.asking = path
	s.field.SetValue(revokemany.FileName(s.env.API.Instance().Name, s.env.Now()))
	s.field.Focus()
	return nil
}

// write saves the receipts, all of them.
func (s *Screen) write() tea.Cmd {
	to, err := s.env.FilePath(s.field.Value())
	var content string
	if err == nil {
		content, err = output.ReceiptFile(to, s.receipts, screen.TroubleLine)
	}
	if err != nil {
		s.say(ui.Warn, text.Sentence(err.Error()))
		return nil
	}
	s.save.Timeout = deliver.FileTimeout
	return s.save.Start(func(ctx context.Context) (string, error) {
		file, err := deliver.ToFile(ctx, to, content)
		return file.Path, err
	})
}

func (s *Screen) saved(r screen.Result[string]) tea.Cmd {
	if r.Err != nil {
		s.say(ui.Danger, deliver.FileTrouble(r.Value, r.Err))
		return nil
	}
	if s.asking == path {
		s.cancelAsking()
	}
	s.say(ui.Good, text.Plural(len(s.receipts), "receipt", "receipts")+" in "+r.Value+", which you alone can read.")
	return nil
}
