package accessible

import (
	"context"
	"errors"
	"slices"

	"github.com/supascale/supascale-tui/internal/activity/remedy"
	"github.com/supascale/supascale-tui/internal/api"
	verbs "github.com/supascale/supascale-tui/internal/cli/keys"
	"github.com/supascale/supascale-tui/internal/history"
	"github.com/supascale/supascale-tui/internal/lifecycle"
	"github.com/supascale/supascale-tui/internal/notes"
	"github.com/supascale/supascale-tui/internal/output"
	"github.com/supascale/supascale-tui/internal/prompt"
	"github.com/supascale/supascale-tui/internal/text"
)

// gone lists what is left of keys that are gone, to create them again.
func (s *session) gone(ctx context.Context) error {
	var filter []string
	for {
		o := verbs.ListOptions{Target: s.target(), Sort: "expires", Revoked: true}
		l, err := s.list(ctx, o.Run, filter...)
		switch {
		case l == nil:
			return err
		case len(l.rows) == 0 && filter == nil:
			s.Say("No key is known to be gone. " + history.NoneGone)
			return nil
		}
		if filter == nil {
			s.Say(text.Plural(len(l.rows), "key is", "keys are") + " gone. What went last comes first.")
		}
		if filter, err = s.chooseGone(ctx, l.rows, filter); err != nil {
			return err
		}
		s.Gap()
	}
}

// chooseGone reads the keys out until one was created again, or others are to be listed.
func (s *session) chooseGone(ctx context.Context, rows []row, was []string) (filter []string, err error) {
	b := &browser{noun: "key", nouns: "keys", rows: rows, extra: []prompt.Option{{Word: "filter", Text: "list only the keys that fit some words"}}}
	for {
		c, err := s.browse(ctx, b)
		if err != nil {
			return nil, err
		}
		if c.item < 0 {
			words, err := s.askFilter(ctx)
			switch {
			case err == nil && words != "":
				return []string{words}, nil
			case err == nil:
				return nil, nil
			case !errors.Is(err, prompt.ErrBack):
				return nil, err
			}
		} else {
			s.Gap()
			t := rows[c.item].about.(history.GoneKey)
			made, err := s.ownGoneKey(ctx, t)
			if err != nil && !errors.Is(err, prompt.ErrBack) || made {
				return was, err
			}
			s.Gap()
		}
		b.shown = 0
	}
}

// ownGoneKey is goneKey on the key's own instance.
func (s *session) ownGoneKey(ctx context.Context, t history.GoneKey) (made bool, err error) {
	return at(ctx, s, t.Key.Instance, func() (bool, error) {
		t.Key = t.Key.Own()
		return s.goneKey(ctx, &t)
	})
}

// goneKey shows what is left of a key that is gone, and creates one like it where
// that is wanted. It reports whether that was asked for.
func (s *session) goneKey(ctx context.Context, t *history.GoneKey) (made bool, err error) {
	k := &t.Key
	s.details(output.GoneDetails(t, s.env.Now(), s.env.Zone))
	if err := s.tellNote(ctx, k.ID); err != nil {
		return false, err
	}
	options := []prompt.Option{
		{Word: "failures", Text: "its recent failed attempts"},
		{Word: "activity", Text: "what was done with it lately"},
		{Word: "test", Text: "see that it lets nobody in any more"},
		{Word: "create again", Text: "make a key like it, with a value of its own"},
		{Word: "note", Text: "whose it was and what it was for, as you note it"},
		{Word: "list", Text: "back", Number: "0"},
	}
	if k.ID == "" {
		options = slices.DeleteFunc(options, func(o prompt.Option) bool { return o.Word == "note" })
	}
	for {
		s.Gap()
		word, err := s.Select(ctx, "What to do with "+lifecycle.Shown(k), options, "list")
		if errors.Is(err, prompt.ErrBack) || err == nil && word == "list" {
			return false, nil
		}
		if err == nil {
			switch word {
			case "failures", "activity":
				err = s.keyLog(ctx, k.ID, word == "failures")
			case "test":
				err = s.test(ctx, t.Revoked(), api.Secret{})
			case "note":
				_, err = s.editNote(ctx, &notes.Note{KeyID: k.ID, KeyName: k.Name})
			case "create again":
				again := remedy.CreateAgain(k, t.How())
				if err = s.create(ctx, &again); !errors.Is(err, prompt.ErrBack) {
					return true, err
				}
			}
		}
		if err != nil && !errors.Is(err, prompt.ErrBack) {
			return false, err
		}
	}
}
