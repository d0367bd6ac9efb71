package accessible

import (
	"context"
	"errors"
	"slices"

	"github.com/supascale/supascale-tui/internal/activity/remedy"
	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/history"
	"github.com/supascale/supascale-tui/internal/keys/filter"
	"github.com/supascale/supascale-tui/internal/lifecycle"
	"github.com/supascale/supascale-tui/internal/notes"
	"github.com/supascale/supascale-tui/internal/prompt"
	"github.com/supascale/supascale-tui/internal/text"
)

// goneKeys are what is left of keys. Either side may not have told.
type goneKeys struct {
	list              []history.GoneKey
	instance, console error
}

// revoked lists what is left of keys that are gone, to make them anew.
func (s *session) revoked(ctx context.Context) error {
	for {
		g, err := s.exhume(ctx)
		if err != nil {
			return s.trouble(err)
		}
		if g.instance != nil {
			s.Say("Warning: the instance can't be asked. " + api.Explain(g.instance))
		}
		if g.console != nil {
			s.Say("Warning: " + api.Sentence(g.console.Error()))
		}
		if len(g.list) == 0 {
			s.Say("No key is known to be gone.")
			if g.instance == nil && g.console == nil {
				s.Say(history.NoneGone)
			}
			return nil
		}
		if err := s.chooseGone(ctx, g.list); err != nil {
			return err
		}
		s.Gap()
	}
}

// exhume asks the instance, and what this console has seen.
func (s *session) exhume(ctx context.Context) (goneKeys, error) {
	client, records := s.env.API, s.env.History
	return prompt.Await(ctx, s.Prompter, prompt.Job{}, func(ctx context.Context) (g goneKeys, err error) {
		remembered, err := client.RevokedKeys(ctx)
		g.instance = err
		var seen []history.GoneKey
		seen, g.console = records.GoneKeys(ctx, client.Instance().ID)
		g.list = history.Merge(remembered, seen)
		return g, nil
	})
}

// chooseGone reads the keys out until one was made anew.
func (s *session) chooseGone(ctx context.Context, all []history.GoneKey) error {
	shown := all
	b := &browser{
		noun: "key", nouns: "keys",
		len: func() int { return len(shown) },
		line: func(i int) string {
			return s.goneLine(&shown[i])
		},
		named: func(i int) (name, id string) { return shown[i].Key.Name, shown[i].Key.ID },
		extra: []prompt.Option{{Word: "filter", Text: "list only the keys that fit some words"}},
	}
	s.Say(text.Plural(len(all), "key is", "keys are") + " gone. What went last comes first.")
	for {
		c, err := s.browse(ctx, b)
		if err != nil {
			return err
		}
		if c.item < 0 {
			words, err := s.askFilterWords(ctx)
			if err != nil && !errors.Is(err, prompt.ErrBack) {
				return err
			}
			if err == nil {
				if shown, err = s.fittingGone(all, words); err != nil {
					return err
				}
				s.Sayf("%s of %d fit the filter.", text.Plural(len(shown), "key", "keys"), len(all))
			}
			b.shown = 0
			continue
		}
		s.Gap()
		made, err := s.goneKey(ctx, &shown[c.item])
		if err != nil && !errors.Is(err, prompt.ErrBack) || made {
			return err
		}
		b.shown = 0
		s.Gap()
	}
}

func (s *session) goneLine(t *history.GoneKey) string {
	by := t.KnownBy()
	if t.ByInstance {
		by = "the " + by
	}
	return nameOf(&t.Key) + ": " + t.Words(s.env.Zone, s.env.Now()) + ", known by " + by + "; " + levels(t.Key.Permissions) + "."
}

// fittingGone are those that fit a filter.
func (s *session) fittingGone(all []history.GoneKey, words string) (list []history.GoneKey, err error) {
	q, err := filter.Parse(words)
	if err != nil {
		return nil, err
	}
	for i := range all {
		if lifecycle.Fits(&all[i].Key, q, nil, s.env.Now()) {
			list = append(list, all[i])
		}
	}
	return list, nil
}

// goneKey shows what is left of a key that is gone, and makes one like it where
// that is wanted. It reports whether that was asked for.
func (s *session) goneKey(ctx context.Context, t *history.GoneKey) (made bool, err error) {
	if err := s.epitaph(ctx, t); err != nil {
		return false, err
	}
	k := &t.Key
	options := []prompt.Option{
		{Word: "failures", Text: "its recent failed attempts"},
		{Word: "activity", Text: "what was done with it lately"},
		{Word: "test", Text: "see that it lets nobody in any more"},
		{Word: "recreate", Text: "make a key like it, with a value of its own"},
		{Word: "note", Text: "whose it was and what it was for, as you note it"},
		{Word: "list", Text: "back", Number: "0"},
	}
	if k.ID == "" {
		options = slices.DeleteFunc(options, func(o prompt.Option) bool { return o.Word == "note" })
	}
	for {
		s.Gap()
		word, err := s.Select(ctx, "What to do with "+nameOf(k), options, "list")
		if errors.Is(err, prompt.ErrBack) || err == nil && word == "list" {
			return false, nil
		}
		if err == nil {
			switch word {
			case "failures":
				err = s.log(ctx, api.ActivityQuery{KeyID: k.ID, FailuresOnly: true})
			case "activity":
				err = s.log(ctx, api.ActivityQuery{KeyID: k.ID})
			case "test":
				err = s.test(ctx, t.Revoked(), api.Secret{})
			case "note":
				_, err = s.editNote(ctx, &notes.Note{KeyID: k.ID, KeyName: k.Name})
			case "recreate":
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

// epitaph reads out what is known of a key that is gone.
func (s *session) epitaph(ctx context.Context, t *history.GoneKey) error {
	k := &t.Key
	title := "Revoked key"
	if t.How() != "revoked" {
		title = "Key that is gone"
	}
	s.Sayf("%s: %s", title, nameOf(k))
	s.Say(t.Sentence(s.env.Zone, s.env.Now()))
	if t.IsExact() {
		s.Sayf("Revoked: %s.", s.when(t.Before, "not known"))
	} else {
		s.Sayf("Seen last: %s.", s.when(t.After, "not known"))
		s.Sayf("Gone by: %s.", s.when(t.Before, "not known"))
	}
	s.fact("Its letters", k.Preview)
	s.Sayf("Levels: %s.", levels(k.Permissions))
	s.Sayf("Created: %s.", s.when(k.Created, "not told"))
	s.Sayf("Expires: %s.", k.Expires.Words(s.env.Now(), s.env.Zone))
	unused := "never"
	if !t.ByInstance {
		unused = "not noted"
	}
	s.Sayf("Last used: %s.", s.when(k.LastUsed, unused))
	s.fact("Id", k.ID)
	return s.tellNote(ctx, k.ID)
}
