package accessible

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	verbs "github.com/supascale/supascale-tui/internal/cli/history"
	"github.com/supascale/supascale-tui/internal/history"
	"github.com/supascale/supascale-tui/internal/prompt"
)

// compare compares the whole list with what was last seen. A list that is not
// whole says nothing, nor does one whose keys have no ids.
func (s *session) compare(ctx context.Context, l *keyList, part *api.PartialError, began time.Time) error {
	all := l.keys()
	if part != nil {
		l.untold = "What changed since the last visit can't be told: " + part.Short() + "."
		return nil
	}
	if slices.ContainsFunc(all, func(k api.Key) bool { return k.CantName() != "" }) {
		l.untold = "This instance has keys without an id of their own: what changed since the last visit can't be told."
		return nil
	}
	records, instance, ended := s.env.History, s.env.API.Instance().ID, s.env.Now()
	news, err := prompt.Await(ctx, s.Prompter, prompt.Job{}, func(ctx context.Context) (history.News, error) {
		return records.Look(ctx, instance, history.ListOf(all), began, ended)
	})
	switch {
	case prompt.Left(err):
		return err
	case errors.Is(err, prompt.ErrStopped):
		l.untold = "Stopped: what changed since the last visit was not looked at."
	case err != nil:
		l.untold = "Warning: " + api.Sentence(err.Error())
	default:
		l.news = news
	}
	return nil
}

// newsWords count what changed since the last visit, "" for nothing.
func (s *session) newsWords(n *history.News) string {
	if n.Count() == 0 {
		return ""
	}
	var counts []string
	for _, c := range n.Counts() {
		counts = append(counts, strconv.Itoa(c.Keys)+" "+c.Kind.String())
	}
	return "Since " + history.At(n.Since, s.env.Zone, s.env.Now()) + ": " + strings.Join(counts, ", ") + "."
}

// history tells what happened to the keys since the last visit, or since another time.
func (s *session) history(ctx context.Context) error {
	since := history.LastVisit
	for {
		o := verbs.Options{Target: s.target(), Since: since}
		l, err := s.list(ctx, o.Run)
		if err != nil {
			return err
		}
		b := &browser{
			noun: "change", nouns: "changes",
			extra: []prompt.Option{
				{Word: "since", Text: "tell of another time"},
				{Word: "seen", Text: "you have seen them: the next visit tells what changes from now on"},
			},
		}
		if l != nil {
			b.rows = l.rows
		}
		c, err := s.browse(ctx, b)
		switch {
		case err != nil:
			return err
		case c.item >= 0:
			s.Gap()
			if err = s.changed(ctx, *b.rows[c.item].about.(*history.Change)); errors.Is(err, prompt.ErrBack) {
				err = nil
			}
		case c.word == "seen":
			return s.seen(ctx)
		default:
			since, err = s.Input(ctx, prompt.Question{Ask: "Since", Default: history.LastVisit, Help: []string{
				"last-visit, all, a length of time as 24h or 7d, or a date.",
			}})
		}
		if err != nil {
			return err
		}
		s.Gap()
	}
}

// changed shows a key to which something happened, or what is left of it.
func (s *session) changed(ctx context.Context, c history.Change) error {
	_, err := at(ctx, s, c.Key.Instance, func() (bool, error) {
		if c.Key, c.Was = c.Key.Own(), c.Was.Own(); c.Kind != history.Gone {
			return s.keyOf(ctx, c.Key.ID)
		}
		t := c.GoneKey()
		return s.goneKey(ctx, &t)
	})
	return err
}

// seen says that the admin has seen what changed.
func (s *session) seen(ctx context.Context) error {
	o := verbs.Options{Target: s.target(), Since: history.LastVisit, Seen: true}
	_, err := s.list(ctx, o.Run)
	return err
}
