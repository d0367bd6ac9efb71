package accessible

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/history"
	"github.com/supascale/supascale-tui/internal/lifecycle"
	"github.com/supascale/supascale-tui/internal/prompt"
	"github.com/supascale/supascale-tui/internal/text"
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

// changes asks for the keys and tells what changed about them since the last visit.
func (s *session) changes(ctx context.Context) error {
	for {
		l, err := s.listKeys(ctx, "")
		if l == nil {
			return err
		}
		if l.untold != "" {
			s.Say(l.untold)
			return nil
		}
		if again, err := s.tellChanges(ctx, l); err != nil || !again {
			return err
		}
		s.Gap()
	}
}

// tellChanges reads out what changed. It reports whether the keys are to be looked at
// anew.
func (s *session) tellChanges(ctx context.Context, l *keyList) (again bool, err error) {
	n := &l.news
	if n.Count() == 0 {
		s.Say("Nothing changed since the last visit. " + n.Nothing(s.env.Zone, s.env.Now()))
		return false, nil
	}
	s.Say(s.newsWords(n))
	if more := n.Count() - len(n.List); more > 0 {
		s.Say(text.Plural(more, "more is", "more are") + " not listed.")
	}
	b := &browser{
		noun: "change", nouns: "changes",
		extra: []prompt.Option{{Word: "seen", Text: "you have seen them: the next visit tells what changes from now on"}},
	}
	for i := range n.List {
		b.rows = append(b.rows, row{s.changeLine(&n.List[i]), &n.List[i]})
	}
	for {
		c, err := s.browse(ctx, b)
		if err != nil {
			return false, err
		}
		if c.item < 0 {
			return false, s.seen(ctx, n)
		}
		s.Gap()
		did, err := s.changed(ctx, l, &n.List[c.item])
		if err != nil && !errors.Is(err, prompt.ErrBack) || did {
			return did, err
		}
		b.shown = 0
		s.Gap()
	}
}

func (s *session) changeLine(c *history.Change) string {
	what := ""
	if c.Kind != history.Gone { // its words say so
		what = c.Kind.String() + ". "
	}
	return lifecycle.Shown(&c.Key) + ": " + what + api.Sentence(c.Words(s.env.Zone, s.env.Now()))
}

// changed shows a key that changed, or what is left of it. It reports whether the keys
// have changed since.
func (s *session) changed(ctx context.Context, l *keyList, c *history.Change) (did bool, err error) {
	if c.Kind == history.Gone {
		t := c.GoneKey()
		return s.goneKey(ctx, &t)
	}
	all := l.keys()
	at := slices.IndexFunc(all, func(k api.Key) bool { return k.ID == c.Key.ID })
	if at < 0 { // the news is from another console, whose list is newer
		s.Say("It is not in the list that was read here: look again.")
		return true, nil
	}
	return s.key(ctx, &all[at])
}

// seen says that the admin has seen what changed.
func (s *session) seen(ctx context.Context, n *history.News) error {
	records, instance, upTo := s.env.History, s.env.API.Instance().ID, n.Looked
	_, err := prompt.Await(ctx, s.Prompter, prompt.Job{Fixed: true}, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, records.Dismiss(ctx, instance, upTo)
	})
	if err != nil {
		return s.refusedHere(err)
	}
	*n = history.News{Since: upTo, Looked: upTo}
	s.Say(history.SeenWords)
	return nil
}
