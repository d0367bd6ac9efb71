package accessible

import (
	"context"
	"errors"
	"slices"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/lifecycle/rotation"
	"github.com/supascale/supascale-tui/internal/notes"
	"github.com/supascale/supascale-tui/internal/prompt"
)

// key shows a key and what can be done with it. It reports whether the list of
// keys has changed.
func (s *session) key(ctx context.Context, k *api.Key) (changed bool, err error) {
	s.details(k)
	if err := s.tellNote(ctx, k.ID); err != nil {
		return false, err
	}
	options := []prompt.Option{
		{Word: "failures", Text: "its recent failed attempts"},
		{Word: "activity", Text: "what was done with it lately"},
		{Word: "usage", Text: "what it was used for, against what it may do"},
		{Word: "test", Text: "try out what it really lets through"},
		{Word: "rotate", Text: "replace it by a new key, or see how that stands"},
		{Word: "revoke", Text: "make it invalid at once"},
		{Word: "list", Text: "back to the list", Number: "0"},
	}
	if k.CantName() == "" {
		options = slices.Insert(options, len(options)-1, prompt.Option{Word: "note", Text: "whose it is and what it is for, as you note it"})
	} else { // what is asked by its id would be about another key, or about all of them
		options = slices.DeleteFunc(options, func(o prompt.Option) bool { return o.Word != "test" && o.Word != "list" })
	}
	for {
		s.Gap()
		word, err := s.Select(ctx, "What to do with "+nameOf(k), options, "list")
		if errors.Is(err, prompt.ErrBack) || err == nil && word == "list" {
			return changed, nil
		}
		var gone bool
		if err == nil {
			switch word {
			case "failures":
				err = s.log(ctx, api.ActivityQuery{KeyID: k.ID, FailuresOnly: true})
			case "activity":
				err = s.log(ctx, api.ActivityQuery{KeyID: k.ID})
			case "usage":
				err = s.usage(ctx, k)
			case "test":
				err = s.test(ctx, api.RevokedKey{Key: *k}, api.Secret{})
			case "rotate":
				changed = true
				s.Gap()
				gone, err = s.rotate(ctx, rotation.RefOf(k))
			case "revoke":
				gone, err = s.revoke(ctx, k)
			case "note":
				var noted bool
				noted, err = s.editNote(ctx, &notes.Note{KeyID: k.ID, KeyName: k.Name})
				changed = changed || noted
			}
		}
		if gone {
			return true, err
		}
		if err != nil && !errors.Is(err, prompt.ErrBack) {
			return changed, err
		}
	}
}

func (s *session) details(k *api.Key) {
	s.Sayf("Key: %s", nameOf(k))
	s.Sayf("State: %s.", k.Expires.StatusAt(s.env.Now()))
	if k.Preview != "" {
		s.Sayf("Its letters: %s", k.Preview)
	}
	s.Sayf("It %s.", k.Permissions.Sentence())
	s.Sayf("Levels: %s.", levels(k.Permissions))
	s.Sayf("Created: %s.", s.when(k.Created, "not told"))
	s.Sayf("Expires: %s.", k.Expires.Words(s.env.Now(), s.env.Zone))
	s.Sayf("Last used: %s.", s.when(k.LastUsed, "never"))
	if k.ID != "" {
		s.Sayf("Id: %s", k.ID)
	}
	if why := k.CantName(); why != "" {
		s.Say("Warning: " + why)
	}
	for _, w := range k.Permissions.Warnings(k.Expires.Outlasts(s.env.Now())) {
		s.Say("Warning: " + w)
	}
}
