package accessible

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/supascale/supascale-tui/internal/api"
	verbs "github.com/supascale/supascale-tui/internal/cli/keys"
	"github.com/supascale/supascale-tui/internal/history"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/prompt"
	"github.com/supascale/supascale-tui/internal/text"
)

// keyList is the keys that fit a filter, as the task about them shows them.
type keyList struct {
	rows        []row
	filter      string
	news        history.News
	untold      string // why there is no news
	revocations string // what is said of revocations that are not finished
}

// keys gives the keys of the list.
func (l *keyList) keys() []api.Key {
	list := make([]api.Key, len(l.rows))
	for i := range l.rows {
		list[i] = l.rows[i].about.(api.Key)
	}
	return list
}

// keys lists the keys, and goes on to the one that is chosen.
func (s *session) keys(ctx context.Context) error { return s.keysBy(ctx, "") }

// keysBy lists the keys that fit a filter.
func (s *session) keysBy(ctx context.Context, filter string) error {
	for {
		l, err := s.listKeys(ctx, filter)
		if l == nil {
			return err
		}
		for again := false; !again; {
			s.summary(l)
			if filter, again, err = s.chooseKey(ctx, l); err != nil {
				return err
			}
		}
	}
}

// listKeys asks for the keys, what expires first coming first; nil where they can't be
// listed.
func (s *session) listKeys(ctx context.Context, filter string) (*keyList, error) {
	o := verbs.ListOptions{Target: s.target(), Sort: "expires"}
	l := &keyList{filter: filter}
	var args []string
	if filter != "" {
		args = []string{filter}
	}
	began := s.env.Now()
	listed, err := s.list(ctx, o.Run, args...)
	if listed == nil {
		return nil, err
	}
	l.rows = listed.rows
	if filter != "" || s.several() != nil { // what changed and what is pending is told by instance
		return l, nil
	}
	if err := s.compare(ctx, l, listed.part, began); err != nil {
		return nil, err
	}
	l.revocations, err = s.pendingWords(ctx)
	return l, err
}

func (s *session) summary(l *keyList) {
	if l.filter != "" {
		s.Sayf("Filter: %s", l.filter)
		return
	}
	var n [keys.Active + 1]int
	for _, k := range l.keys() {
		n[k.Expires.StatusAt(s.env.Now())]++
	}
	untold := ""
	if n[keys.Untold] > 0 {
		untold = fmt.Sprintf(", %d with an expiry that can't be read", n[keys.Untold])
	}
	s.Sayf("%s: %d active, %s, %d expired%s. What expires first comes first.",
		text.Plural(len(l.rows), "key", "keys"), n[keys.Active], keys.CountExpiring(n[keys.Expiring]), n[keys.Expired], untold)
	if l.revocations != "" {
		s.Say(l.revocations)
	}
	if l.untold != "" {
		s.Say(l.untold)
		l.untold = "" // once
	}
	if words := s.newsWords(&l.news); words != "" {
		s.Say(words + " The word changes tells more, seen says that you know.")
	}
}

// refresh is the word that asks again.
func (s *session) refresh() prompt.Option {
	if s.several() != nil {
		return prompt.Option{Word: "refresh", Text: "ask the instances again"}
	}
	return prompt.Option{Word: "refresh", Text: "ask the instance again"}
}

// chooseKey reads the list out until a key is chosen and left again. It reports
// whether the keys are to be listed again, and by which filter.
func (s *session) chooseKey(ctx context.Context, l *keyList) (filter string, again bool, err error) {
	b := &browser{
		noun: "key", nouns: "keys", rows: l.rows,
		also: func(text string) bool { return strings.HasPrefix(text, revokeWord+" ") },
		extra: []prompt.Option{
			{Word: "filter", Text: "list only the keys that fit some words"},
			{Word: revokeWord, Text: "revoke several by their numbers, or all shown: revoke 1,3-5"},
			{Word: "all", Text: "list all keys again"},
			s.refresh(),
		},
	}
	if l.news.Count() > 0 {
		b.extra = append([]prompt.Option{
			{Word: "history", Text: "what happened to keys since your last visit"},
			{Word: "seen", Text: "you have seen what changed"},
		}, b.extra...)
	}
	c, err := s.browse(ctx, b)
	switch {
	case err != nil:
		return "", false, err
	case c.item >= 0:
		s.Gap()
		k := l.rows[c.item].about.(api.Key)
		again, err = at(ctx, s, k.Instance, func() (bool, error) {
			own := k.Own()
			return s.key(ctx, &own)
		})
		return l.filter, again, err
	case c.word == "history":
		again, err = true, s.history(ctx)
	case c.word == "seen":
		l.news = history.News{}
		err = s.seen(ctx)
	case strings.HasPrefix(c.word, revokeWord):
		again, err = s.revokeShown(ctx, l, strings.TrimSpace(strings.TrimPrefix(c.word, revokeWord)))
	case c.word == "filter":
		filter, err = s.askFilter(ctx)
		if err == nil {
			return filter, true, nil
		}
	default:
		return map[bool]string{false: l.filter}[c.word == "all"], true, nil
	}
	if errors.Is(err, prompt.ErrBack) {
		err = nil
	}
	return l.filter, again, err
}
