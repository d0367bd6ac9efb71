package accessible

import (
	"context"
	"errors"
	"strings"

	verbs "github.com/supascale/supascale-tui/internal/cli/keys"
	"github.com/supascale/supascale-tui/internal/lifecycle"
	"github.com/supascale/supascale-tui/internal/lifecycle/revokemany"
	"github.com/supascale/supascale-tui/internal/prompt"
	"github.com/supascale/supascale-tui/internal/text"
	"github.com/supascale/supascale-tui/internal/text/sanitize"
)

// revocation is one of many keys, as the task about it shows it.
type revocation struct {
	revokemany.Revocations
	// reopened says that it was begun before: going on is confirmed anew.
	reopened bool
	onlyLeft bool // of the receipts those that say that the key is not gone
	shown    []lifecycle.Receipt
}

// tellRevocation counts the results.
func (s *session) tellRevocation(b *revocation) {
	s.Say(strings.Join(b.Tally().Words(), ", ") + ".")
	stopped := false
	for _, run := range b.Runs {
		if words := revokemany.Halted(run.Stopped); words != "" {
			s.Say(strings.TrimSpace("Warning "+on(run.Name)) + ": " + words)
		}
		stopped = stopped || run.Stopped != nil
	}
	switch {
	case b.Tally().Left() == 0:
		s.Say("Every key is gone.")
	case b.reopened && !stopped:
		s.Sayf("Begun %s. %s", s.when(b.Runs[0].Begun, "not told"), revokemany.ResumeWords)
	case b.Noted():
		s.Say("What was done is noted on this machine: pending in the main menu goes on later, too.")
	}
}

// receipts reads out the result for each key, and goes on with the rest when the admin
// asks for that.
func (s *session) receipts(ctx context.Context, b *revocation) error {
	for {
		s.tellRevocation(b)
		b.shown = b.shown[:0]
		for _, r := range b.Receipts() {
			if !b.onlyLeft || !r.Gone() {
				b.shown = append(b.shown, r)
			}
		}
		done, err := s.chooseReceipt(ctx, b)
		if done || err != nil {
			if errors.Is(err, prompt.ErrBack) {
				err = nil
			}
			return err
		}
	}
}

// chooseReceipt does what is chosen. It reports whether the revocation is done with.
func (s *session) chooseReceipt(ctx context.Context, b *revocation) (done bool, err error) {
	page := s.receiptPages(b)
	for {
		c, err := s.browse(ctx, page)
		if err != nil {
			return false, err
		}
		switch {
		case c.item >= 0:
			s.receipt(&b.shown[c.item])
		case c.word == "save":
			err = s.saveReceipts(ctx, b.Receipts())
		case c.word == "forget":
			return true, s.forget(ctx, &b.Revocations)
		case c.word == "go on":
			if err = s.goOn(ctx, b); err == nil {
				s.Gap()
				return false, nil
			}
		default:
			b.onlyLeft = c.word == "left"
			s.Gap()
			return false, nil
		}
		if err != nil && !errors.Is(err, prompt.ErrBack) {
			return false, err
		}
	}
}

func (s *session) receiptPages(b *revocation) *browser {
	page := &browser{
		noun: "receipt", nouns: "receipts",
	}
	for i := range b.shown {
		r := &b.shown[i]
		why := ""
		if r.Result != lifecycle.Revoked {
			why = " " + revokemany.Why(r)
		}
		page.rows = append(page.rows, row{named(&r.Key) + ": " + r.Words() + "." + why, r})
	}
	if b.Tally().Left() > 0 {
		filter := prompt.Option{Word: "left", Text: "only the keys that are not known to be gone"}
		if b.onlyLeft {
			filter = prompt.Option{Word: "all", Text: "all keys of the revocation"}
		}
		page.extra = append(page.extra, prompt.Option{Word: "go on", Text: "go on with the rest"}, filter)
	}
	page.extra = append(page.extra, prompt.Option{Word: "save", Text: "save all receipts to a file"})
	if b.Noted() {
		page.extra = append(page.extra, prompt.Option{Word: "forget", Text: "forget the note about it; the keys that are left stay as they are"})
	}
	return page
}

func (s *session) receipt(r *lifecycle.Receipt) {
	s.Gap()
	s.tellReceipt(r)
	s.fact("Its letters", r.Key.Preview)
	s.fact("Id", r.Key.ID)
	s.Sayf("Asked for: %s.", s.when(r.At, "never"))
	s.Gap()
}

// goOn tries what is left. What is from before is asked about again.
func (s *session) goOn(ctx context.Context, b *revocation) error {
	next, err := s.revokeKeys(ctx, verbs.RevokeOptions{Resume: true, Unfinished: &b.Revocations, Yes: !b.reopened})
	if next != nil {
		b.Revocations, b.onlyLeft = *next, false
	}
	return err
}

// saveReceipts writes the receipts to a new file.
func (s *session) saveReceipts(ctx context.Context, receipts []lifecycle.Receipt) error {
	preset := "~/" + revokemany.FileName(s.env.API.Instance().Name, s.env.Now())
	for {
		path, err := s.askPath(ctx, "Path of a new file, .csv or .json", preset, "You alone can read it, and a file that is there is never written over.")
		if err != nil {
			return err
		}
		_, err = local(ctx, s.Prompter, func() (struct{}, error) { return struct{}{}, verbs.WriteReceipts(ctx, path, receipts) })
		switch {
		case prompt.Left(err):
			return err
		case err != nil:
			s.Say(text.Sentence(err.Error()))
			continue
		}
		s.Say(text.Plural(len(receipts), "receipt", "receipts") + " in " + sanitize.Text(path) + ", which you alone can read.")
		return nil
	}
}
