package accessible

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/lifecycle"
	"github.com/supascale/supascale-tui/internal/lifecycle/undelivered"
	"github.com/supascale/supascale-tui/internal/prompt"
)

// createTimeout is how long a creation may take once the list was read.
const createTimeout = 15 * time.Minute

// made is the answer to a creation, with its note among the undelivered keys.
type made struct {
	created api.CreatedKey
	entry   undelivered.Entry
}

// send makes the key and hands it over. It reports whether the matter is
// settled, or left to be decided later; with false the draft can be changed and
// sent again.
func (s *session) send(ctx context.Context, asked api.NewKey) (done bool, err error) {
	env := s.env
	answer, err := prompt.Await(ctx, s.Prompter, prompt.Job{Fixed: true}, func(ctx context.Context) (made, error) {
		entry := undelivered.Entry{Instance: env.API.Instance().ID, Asked: asked, At: env.Now()}
		// What has the name already is told from what will. A list that can't be
		// read only makes the key harder to find again.
		list, unread := api.Keys(ctx, env.API)
		entry.SeeBefore(list, unread == nil)
		ctx, cancel := context.WithTimeout(ctx, createTimeout)
		defer cancel()
		created, note, err := lifecycle.Create(ctx, env.API, env.Undelivered, entry)
		entry.ID = note
		return made{created, entry}, err
	})
	switch {
	case prompt.Left(err):
		return true, err
	case err == nil:
		return true, s.reveal(ctx, answer.created, answer.entry.ID)
	case answer.entry.ID != "":
		answer.entry.Last = answer.entry.At
		return s.lost(ctx, answer.entry, err)
	}
	s.refusal(err)
	return false, nil
}

// refusal says why no key was made.
func (s *session) refusal(err error) {
	s.Say("Nothing was created. " + api.Explain(err))
	failed, ok := errors.AsType[*api.Error](err)
	if !ok {
		return
	}
	for _, field := range slices.Sorted(maps.Keys(failed.Fields)) {
		name := field
		if r, found := strings.CutPrefix(field, "permissions."); found {
			name = keys.Resource(r).Title()
		}
		s.Say(name + ": " + api.Sentence(failed.Fields[field]))
	}
}

// unclear says why it is not known what became of a request.
func (s *session) unclear(cause error) {
	why := cause.Error()
	if failed, ok := errors.AsType[*api.Error](cause); ok {
		why = failed.Message
	}
	s.Say("There was no clear answer. " + api.Sentence(why))
}

// lost finds out what became of a creation without an answer. It is never sent
// again before the list has told whether the key exists.
func (s *session) lost(ctx context.Context, entry undelivered.Entry, cause error) (done bool, err error) {
	s.unclear(cause)
	client, notes := s.env.API, s.env.Undelivered
	for {
		s.Say("Listing the keys to find out whether it was created.")
		key, err := prompt.Await(ctx, s.Prompter, prompt.Job{}, func(ctx context.Context) (*api.Key, error) {
			return lifecycle.Find(ctx, client, notes, entry)
		})
		switch {
		case prompt.Left(err):
			return true, err
		case err != nil:
			s.Say("Listing the keys failed too. " + api.Explain(err))
		case key == nil:
			// The note stays for as long as a held-up request may still arrive.
			s.Say(lifecycle.NotListedYet + ".")
			return false, nil
		default:
			return s.decideLost(ctx, &undelivered.Orphan{Entry: entry, Key: *key})
		}
		again, err := s.Confirm(ctx, "Look again?", true)
		if err != nil || !again {
			s.Say("It is not known whether the key was created. The console looks again later, and says so if it finds it.")
			return true, err
		}
	}
}

// decideLost asks what is to become of a key whose value was lost with the
// answer.
func (s *session) decideLost(ctx context.Context, o *undelivered.Orphan) (done bool, err error) {
	s.Sayf("It was created (%s), but its value was lost with the answer. Nobody can use it, and it stays valid until it is revoked.", o.Key.Preview)
	again, err := s.settle(ctx, o, lostChoices())
	if err != nil {
		return true, err
	}
	return !again, nil
}
