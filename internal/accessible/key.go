package accessible

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/supascale/supascale-tui/internal/activity/query"
	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/cli/audit"
	"github.com/supascale/supascale-tui/internal/cli/command"
	verbs "github.com/supascale/supascale-tui/internal/cli/keys"
	"github.com/supascale/supascale-tui/internal/lifecycle"
	"github.com/supascale/supascale-tui/internal/lifecycle/rotation"
	"github.com/supascale/supascale-tui/internal/notes"
	"github.com/supascale/supascale-tui/internal/prompt"
)

// key shows a key and what can be done with it. It reports whether the list of
// keys has changed.
func (s *session) key(ctx context.Context, k *api.Key) (changed bool, err error) {
	show := verbs.ShowOptions{Target: s.target(), Key: k}
	if _, err := s.run(ctx, show.Run); err != nil {
		return false, err
	}
	options := []prompt.Option{
		{Word: "failures", Text: "its recent failed attempts"},
		{Word: "activity", Text: "what was done with it lately"},
		{Word: "usage", Text: "what it was used for, against what it may do"},
		{Word: "test", Text: "try out what it really lets through"},
		{Word: "rotate", Text: "replace it by a new key, or see how that stands"},
		{Word: "revoke", Text: "make it invalid at once"},
		{Word: "note", Text: "whose it is and what it is for, as you note it"},
		{Word: "list", Text: "back to the list", Number: "0"},
	}
	if k.CantName() != "" { // what is asked by its id would be about another key, or about all of them
		options = slices.DeleteFunc(options, func(o prompt.Option) bool { return o.Word != "test" && o.Word != "list" })
	}
	for {
		s.Gap()
		word, err := s.Select(ctx, "What to do with "+lifecycle.Shown(k), options, "list")
		if errors.Is(err, prompt.ErrBack) || err == nil && word == "list" {
			return changed, nil
		}
		var gone bool
		if err == nil {
			switch word {
			case "failures", "activity":
				err = s.keyLog(ctx, k.ID, word == "failures")
			case "usage":
				err = s.usage(ctx, k)
			case "test":
				err = s.test(ctx, api.RevokedKey{Key: *k}, api.Secret{})
			case "rotate":
				changed = true
				s.Gap()
				gone, err = s.rotate(ctx, rotation.RefOf(k), rotation.Wish{})
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

// keyLog reads out what the log has about a key.
func (s *session) keyLog(ctx context.Context, id string, failures bool) error {
	outcome := query.Any
	if failures {
		outcome = query.Failure
	}
	return s.log(ctx, query.Query{}.With(query.KeyID, id).With(query.Outcome, outcome), audit.Ever, time.Time{})
}

// keyOf finds a key by its id, and goes on to it.
func (s *session) keyOf(ctx context.Context, id string) (changed bool, err error) {
	client := s.env.API
	all, err := prompt.Await(ctx, s.Prompter, prompt.Job{}, func(ctx context.Context) (command.Listing, error) { return command.ListAll(ctx, client) })
	var k api.Key
	if err == nil {
		k, err = all.Pick(id)
	}
	if err != nil {
		return false, s.trouble(err)
	}
	return s.key(ctx, &k)
}
